"""Checks of settings against the table: shapes and single values, with the path to each fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from tix.config.spec import SETTINGS, TOP, Form, Setting, entry_setting
from tix.findings import Severity
from tix.frozen import frozen
from tix.model.formats import FORMAT
from tix.model.ids import KEY_PATTERN
from tix.model.ticket import Node
from tix.patterns import lazy_pattern

Path = tuple[str, ...]

#: Words that a query reads as something else, so that no value may be called so.
QUERY_WORDS = frozenset({"none", "any", "me", "not", "and", "or"})
NAME_PATTERN = lazy_pattern(r"[^\W_](?:[\w.+-]*\w)?")
NAME_LENGTH = 60
SIZE_PATTERN = lazy_pattern(r"(\d{1,12})(B|KiB|MiB|GiB|KB|MB|GB)?")
ZONE_PATTERN = lazy_pattern(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "KB": 10**3, "MB": 10**6, "GB": 10**9}


@frozen
class Problem:
    """One fault of the settings, at a path of keys such as `("statuses", "open", "folder")`."""

    path: Path
    message: str
    rule: str = "config-value"
    severity: Severity = Severity.ERROR
    fix: str = ""


def check_shapes(settings: Mapping[str, Node]) -> Iterator[Problem]:
    """Yield what is wrong with each setting by itself."""
    for key, node in settings.items():
        setting = SETTINGS.get(key)
        if setting is None or "." in key:
            yield unknown_key((key,), key, [item.name for item in TOP])
        else:
            yield from check_value(setting, (key,), node)


def check_value(setting: Setting, path: Path, node: Node) -> Iterator[Problem]:
    """Yield what is wrong with one value, and with all that is inside it."""
    inside = _CONTAINERS.get(setting.form)
    if inside is not None:
        yield from inside(setting, path, node)
    elif setting.form is not Form.OPEN:
        if not isinstance(node, str):
            yield Problem(path, f"{dotted(path)} must be {_article(setting.form)}, on one line")
        elif wrong := problem_with(setting, node):
            yield Problem(path, f"{dotted(path)} {wrong}")


def problem_with(setting: Setting, text: str) -> str | None:
    """Return what is wrong with the text of a single value, or None."""
    if any(ord(char) < 32 for char in text):
        return "has control characters or more than one line"
    check = _CHECKS.get(setting.form)
    return check(setting, text) if check else None


def name_problem(name: str) -> str | None:
    """Return why a value cannot be declared under this name, or None."""
    if len(name) > NAME_LENGTH:
        return f"is longer than {NAME_LENGTH} characters"
    if not NAME_PATTERN.fullmatch(name):
        return (
            "may have letters, digits and - _ . + only, and begins and ends with one of the first"
        )
    return "is a word of the query language" if name.casefold() in QUERY_WORDS else None


def parse_size(text: str) -> int:
    """Return the number of bytes that a size such as `10MiB` stands for."""
    found = SIZE_PATTERN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * _UNITS.get(found[2] or "B", 1)


def dotted(path: Path) -> str:
    """Return a path of keys as people write it: `statuses.open.folder`."""
    return ".".join(path)


def unknown_key(path: Path, key: str, known: list[str]) -> Problem:
    """Return the warning for a key that means nothing here, with the nearest that does."""
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    hint = f"did you mean {near[0]}?" if near else ""
    message = f"{dotted(path)} is no setting" + (f"; {hint}" if hint else "")
    return Problem(path, message, "config-unknown-key", Severity.WARNING)


def _section(setting: Setting, path: Path, node: Node) -> Iterator[Problem]:
    if not isinstance(node, dict):
        yield Problem(path, f"{dotted(path)} must be a mapping", "config-shape")
        return
    for key, value in node.items():
        inner = SETTINGS.get(f"{setting.name}.{key}")
        if inner is None:
            head = f"{setting.name}."
            known = [name.removeprefix(head) for name in SETTINGS if name.startswith(head)]
            yield unknown_key((*path, key), key, known)
        else:
            yield from check_value(inner, (*path, key), value)


def _texts(_: Setting, path: Path, node: Node) -> Iterator[Problem]:
    if not isinstance(node, str | list) or not all(isinstance(item, str) for item in node):
        yield Problem(path, f"{dotted(path)} must be a list of words", "config-shape")


def _text_map(_: Setting, path: Path, node: Node) -> Iterator[Problem]:
    flat = isinstance(node, dict) and all(
        isinstance(value, str)
        or (isinstance(value, list) and all(isinstance(i, str) for i in value))
        for value in node.values()
    )
    if not flat:
        yield Problem(path, f"{dotted(path)} must map each name to a value", "config-shape")


def _values(setting: Setting, path: Path, node: Node) -> Iterator[Problem]:
    if isinstance(node, list) and all(isinstance(item, str) for item in node):
        names = [str(item) for item in node]
        yield from _names(path, names)
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Problem((*path, name), f"{dotted(path)} has {name!r} twice", "config-twice")
        return
    if not isinstance(node, dict):
        yield Problem(path, f"{dotted(path)} must be a list of names or a mapping", "config-shape")
        return
    yield from _entries(setting, path, node)


def _entries(setting: Setting, path: Path, node: Node) -> Iterator[Problem]:
    if not isinstance(node, dict):
        yield Problem(path, f"{dotted(path)} must be a mapping of names", "config-shape")
        return
    yield from _names(path, list(node))
    for name, entry in node.items():
        yield from _entry(setting, (*path, name), entry)


def _entry(setting: Setting, path: Path, entry: Node) -> Iterator[Problem]:
    if isinstance(entry, str) and setting.short:
        entry = {setting.short: entry} if entry else {}
    if not isinstance(entry, dict):
        yield Problem(path, f"{dotted(path)} must be a mapping", "config-shape")
        return
    for key, value in entry.items():
        inner = entry_setting(setting, key)
        if inner is None:
            yield unknown_key((*path, key), key, _entry_keys(setting))
        else:
            yield from check_value(inner, (*path, key), value)


def _entry_keys(setting: Setting) -> list[str]:
    head = setting.name.partition(".")[0]
    return [name.rpartition(".")[2] for name in SETTINGS if name.startswith((f"{head}.*.", "*."))]


def _names(path: Path, names: list[str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name in names:
        if wrong := name_problem(name):
            yield Problem((*path, name), f"the name {name!r} {wrong}", "config-name")
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            message = f"{other!r} and {name!r} differ by their case alone"
            yield Problem((*path, name), message, "config-twice")


def _article(form: Form) -> str:
    return f"{form}" if form is Form.BOOL else f"a {form}"


def _number(_: Setting, text: str) -> str | None:
    return None if re.fullmatch(r"\d{1,9}", text, re.ASCII) else f"is {text!r}, no whole number"


def _choice(setting: Setting, text: str) -> str | None:
    if text in setting.choices:
        return None
    return f"is {text!r}; it can be {', '.join(setting.choices)}"


def _key(_: Setting, text: str) -> str | None:
    if KEY_PATTERN.fullmatch(text):
        return None
    return f"is {text!r}; a key is 1 to 16 capital letters and digits, a letter first, such as OPS"


def _zone(_: Setting, text: str) -> str | None:
    return None if ZONE_PATTERN.fullmatch(text) else f"is {text!r}, no zone such as Europe/Riga"


def _bool(_: Setting, text: str) -> str | None:
    return None if text in ("true", "false") else f"is {text!r}; it can be true or false"


def _size(_: Setting, text: str) -> str | None:
    return None if SIZE_PATTERN.fullmatch(text) else f"is {text!r}, no size such as 10MiB"


_CHECKS: dict[Form, Callable[[Setting, str], str | None]] = {
    Form.INT: _number,
    Form.CHOICE: _choice,
    Form.KEY: _key,
    Form.ZONE: _zone,
    Form.BOOL: _bool,
    Form.SIZE: _size,
}
_CONTAINERS: dict[Form, Callable[[Setting, Path, Node], Iterator[Problem]]] = {
    Form.SECTION: _section,
    Form.TEXTS: _texts,
    Form.TEXT_MAP: _text_map,
    Form.VALUES: _values,
    Form.TREE: _values,
    Form.ENTRIES: _entries,
}


def check_format(settings: Mapping[str, Node]) -> Iterator[Problem]:
    """Yield a warning when the tracker is of a newer format than this program writes."""
    number = settings.get("format", "1")
    if isinstance(number, str) and number.isdecimal() and int(number) > FORMAT:
        message = f"the tracker has format {number}, newer than {FORMAT}: it is read, not written"
        yield Problem(("format",), message, "config-format", Severity.WARNING, "update tix")


def check_key(settings: Mapping[str, Node]) -> Iterator[Problem]:
    """Yield an error when the tracker has no key."""
    if "key" not in settings:
        message = "key is missing, the first part of every id"
        yield Problem(("key",), message, "config-key", fix="tix config set key OPS")
