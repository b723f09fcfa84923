"""Everything that can be wrong with settings, sections that later engines read included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tix.config.check import Problem
from tix.config.load import parse_config, unreadable
from tix.config.places import Places
from tix.config.sections import section_file
from tix.config.spec import LAZY
from tix.errors import BadInput, ConfigError
from tix.findings import Finding, Severity
from tix.model.config import Config
from tix.model.fields import CORE
from tix.model.people import read_people
from tix.model.ticket import Node


def audit_config(files: Mapping[str, bytes]) -> list[Finding]:
    """Return every finding about the settings that `files` hold by their path."""
    config, findings = parse_config(files)
    nodes: dict[str, Node] = {}
    for key in config.sections:
        if key in LAZY:
            try:
                nodes[key] = config.sections[key]
            except BadInput as error:
                findings.append(unreadable(error, section_file(key)))
    places = Places(files)
    problems = [*_zone(config), *_defaults(config), *_people(nodes.get("people", ""))]
    return findings + [places.finding(problem) for problem in problems]


def _zone(config: Config) -> Iterator[Problem]:
    try:
        config.zone.key  # noqa: B018  (asking for the zone is what may fail)
    except ConfigError as error:
        yield Problem(("timezone",), error.message.rstrip("."), "config-zone", fix=error.hint or "")


def _people(node: Node) -> Iterator[Problem]:
    for path, message in read_people(node)[1]:
        yield Problem(("people", *path), message, "config-people")


def _defaults(config: Config) -> Iterator[Problem]:
    for name, value in config.defaults.items():
        path = ("defaults", name)
        if name == "status":
            known = config.find_status(str(value)) is not None
        elif name in CORE:
            declared = config.declared_for(name)
            words = value if isinstance(value, list) else [value]
            known = not declared or all(str(word) in declared for word in words)
        elif name in config.fields:
            known = True
        else:
            message = f"defaults has {name}, which is no field"
            yield Problem(path, message, "config-default", Severity.WARNING)
            continue
        if not known:
            message = f"the default for {name} is {value!r}, which is not declared"
            yield Problem(path, message, "config-default", Severity.WARNING)
