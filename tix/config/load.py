"""Settings are read: files become a Config, and whatever is wrong becomes findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tix.config import build
from tix.config.check import Problem, check_format, check_key, check_shapes
from tix.config.cross import check_fields, check_old_names, check_statuses, check_views
from tix.config.sections import Sections, says_something, section_file
from tix.config.source import ConfigFolder
from tix.config.spec import LAZY, SETTINGS
from tix.errors import BadInput, ConfigError, TicketSyntaxError
from tix.findings import Finding, Severity
from tix.model.config import Config
from tix.model.ticket import Node
from tix.store.layout import CONFIG_DIR, CONFIG_FILE

__all__ = [
    "Config",
    "load_config",
    "parse_config",
    "read_config",
    "unreadable",
    "usable",
]

_CHECK = "tix config check"
_DECLARED = ("types", "priorities", "tags", "flags", "channels", "resolutions")


def load_config(root: Path) -> Config:
    """Return the settings of the tracker at `root`; raises ConfigError when they cannot be used."""
    return usable(*read_config(root))


def read_config(root: Path) -> tuple[Config, list[Finding]]:
    """Return the settings of the tracker at `root`, and everything that is wrong with them.

    Faulty sections have their defaults. Sections that only later engines read are not looked at
    (`tix.config.audit.audit_config` does).
    """
    return parse_config(ConfigFolder(root))


def parse_config(files: Mapping[str, bytes]) -> tuple[Config, list[Finding]]:
    """Return the settings that files by path such as `tix.d/people.yaml` hold, and findings."""
    findings: list[Finding] = []
    digest = hashlib.sha256()
    sections = _sections(files, findings, digest)
    is_whole = not findings
    nodes, broken = _eager(sections, files, digest)
    findings += [*broken, *_misplaced(sections)]
    problems = list(_problems(nodes, is_whole))
    findings += _located(files, problems)
    faulty = {problem.path[0] for problem in problems if problem.severity is Severity.ERROR}
    sound = {key: node for key, node in nodes.items() if key not in faulty}
    return _config(sound, sections, digest.hexdigest()[:32]), findings


def usable(config: Config, findings: list[Finding]) -> Config:
    """Return the settings, or raise ConfigError with the first of the errors found."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if not errors:
        return config
    first = errors[0]
    place = f"{first.path}:{first.line}" if first.line else first.path
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    raise ConfigError(f"{place}: {first.message}{more}", hint=first.fix or _CHECK)


def _sections(
    files: Mapping[str, bytes], findings: list[Finding], digest: hashlib._Hash
) -> Sections:
    """Return the sections, tix.yaml read; without one there are no settings at all."""
    from tix.store.yamlread import read_node

    inline: dict[str, Node] = {}
    try:
        data = files[CONFIG_FILE]
        digest.update(data)
        if says_something(data):
            inline = read_node(data, CONFIG_FILE, keep_empty=True)
    except KeyError:
        message = f"{CONFIG_FILE} is missing"
        findings.append(Finding(Severity.ERROR, "config-missing", CONFIG_FILE, message))
    except BadInput as error:
        findings.append(unreadable(error, CONFIG_FILE))
    return Sections(files, inline)


def _eager(
    sections: Sections, files: Mapping[str, bytes], digest: hashlib._Hash
) -> tuple[dict[str, Node], list[Finding]]:
    """Return the sections that every command needs, and findings for files that do not parse."""
    nodes: dict[str, Node] = {}
    findings: list[Finding] = []
    for key in sections:
        if key in LAZY:
            continue
        place = section_file(key)
        try:
            nodes[key] = sections[key]
            if not sections.is_inline(key):
                digest.update(key.encode() + b"\0" + files[place])
        except KeyError:
            message = f"{CONFIG_DIR}/{key} is a folder, but {key} is one file: {place}"
            findings.append(Finding(Severity.ERROR, "config-shape", place, message))
        except BadInput as error:
            findings.append(unreadable(error, place))
    return nodes, findings


def _misplaced(sections: Sections) -> Iterator[Finding]:
    """Yield findings for files in tix.d that no setting reads, or that say a thing twice."""
    for key, paths in sections.places.items():
        if key not in SETTINGS:
            message = f"{key} is no setting, so nothing reads this file"
            yield Finding(Severity.WARNING, "config-unknown-key", paths[0], message)
        elif sections.is_inline(key):
            message = f"{key} is in {CONFIG_FILE} as well, which goes first"
            yield Finding(Severity.ERROR, "config-twice", paths[0], message)
        elif section_file(key) in paths and len(paths) > 1:
            message = f"{key} is in the folder {CONFIG_DIR}/{key} as well, which is not read"
            yield Finding(Severity.WARNING, "config-twice", paths[0], message)


def _problems(nodes: Mapping[str, Node], is_whole: bool) -> Iterator[Problem]:
    """Yield the faults of the sections; without a whole tix.yaml nothing in it is missed."""
    yield from check_format(nodes)
    if is_whole:
        yield from check_key(nodes)
    shapes = list(check_shapes(nodes))
    yield from shapes
    faulty = {problem.path[0] for problem in shapes if problem.severity is Severity.ERROR}
    for key, check in (
        ("statuses", check_statuses),
        ("fields", check_fields),
        ("views", check_views),
    ):
        if key in nodes and key not in faulty:
            yield from check(nodes[key])
    for key in ("statuses", *_DECLARED):
        if key in nodes and key not in faulty:
            yield from check_old_names(key, build.entries(nodes[key], SETTINGS[key].short))


def _located(files: Mapping[str, bytes], problems: list[Problem]) -> list[Finding]:
    """Return findings for problems, with the line of each."""
    if not problems:
        return []
    from tix.config.places import Places

    places = Places(files)
    return [places.finding(problem) for problem in problems]


def unreadable(error: BadInput, path: str) -> Finding:
    """Return the finding for a file of settings that cannot be read."""
    if isinstance(error, TicketSyntaxError):
        return Finding(
            Severity.ERROR,
            "config-syntax",
            error.path,
            error.problem,
            error.line,
            error.column,
            error.hint or "",
        )
    return Finding(Severity.ERROR, "config-unreadable", path, error.message, fix=error.hint or "")


def _config(nodes: Mapping[str, Node], sections: Mapping[str, Node], fingerprint: str) -> Config:
    def value(key: str) -> Node:
        return nodes.get(key, SETTINGS[key].default)

    key = str(value("key"))
    defaults = value("defaults")
    priorities, tags, types, flags, channels, resolutions = (
        build.build_declared(name, value(name))
        for name in ("priorities", "tags", "types", "flags", "channels", "resolutions")
    )
    return Config(
        key=key,
        name=str(value("name")) or key,
        timezone=str(value("timezone")),
        statuses=build.build_statuses(value("statuses")),
        types=types,
        priorities=priorities,
        categories=build.build_tree(value("categories")),
        tags=tags,
        flags=flags,
        channels=channels,
        resolutions=resolutions,
        fields=build.build_fields(value("fields")),
        views=build.build_views(value("views")),
        defaults=defaults if isinstance(defaults, dict) else {},
        strict=build.build_strict(value("strict")),
        settings=build.build_settings(nodes),
        sections=sections,
        format=int(str(value("format"))),
        fingerprint=fingerprint,
    )
