"""Edits of settings that keep the rest of the file as it is, checked before they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tix.config.audit import audit_config
from tix.config.build import entries
from tix.config.edit_within import replace_within
from tix.config.sections import Sections, says_something, section_file
from tix.config.spec import SETTINGS, Form, Setting, find_setting
from tix.errors import BadInput, ConfigError, NotFound
from tix.findings import Severity
from tix.frozen import frozen
from tix.model.ticket import Node
from tix.store.emit import emit_document, emit_field
from tix.store.layout import CONFIG_DIR, CONFIG_FILE
from tix.store.splice import splice
from tix.store.yamlread import BOM, read, read_node

Files = Mapping[str, bytes]

_LISTS = frozenset({Form.TEXTS, Form.VALUES, Form.TREE})
_SHAPED = _LISTS | {Form.ENTRIES, Form.SECTION, Form.OPEN, Form.TEXT_MAP}


@frozen
class ConfigEdit:
    """New bytes for one file of settings; `before` is None when there was no such file."""

    path: str
    before: bytes | None
    after: bytes


def plan_set(files: Files, name: str, value: Node | None) -> ConfigEdit:
    """Return the edit that sets a dotted setting such as `views.mine`; None takes it out.

    Raises NotFound for no setting, ConfigError for a value that would break the settings.
    """
    setting(name)
    key, *rest = name.split(".")

    def change(node: Node) -> Node | None:
        return _changed(key, node, rest, value) if rest else value

    return plan_section(files, key, change)


def plan_section(files: Files, key: str, change: Callable[[Node], Node | None]) -> ConfigEdit:
    """Return the edit that replaces a top-level key by what `change` makes of its present value."""
    sections = read_sections(files)
    present = sections.get(key, SETTINGS[key].default)
    node = change(present)
    edit = _written(files, sections, key, None if node is None else _plain(key, node))
    _must_hold(files, edit)
    return edit


def rewrite_section(files: Files, key: str, node: Node | None) -> ConfigEdit:
    """Return the edit that sets a top-level key without a check; None takes it out.

    Raises BadInput where it is kept in several files.
    """
    sections = read_sections(files)
    if isinstance(node, dict) and sections.is_inline(key):
        kept = replace_within(files[CONFIG_FILE], key, node)
        if kept is not None and _holds(kept, key, node):
            return ConfigEdit(CONFIG_FILE, files[CONFIG_FILE], kept)
    plain = _plain(key, node) if node is not None and key in SETTINGS else node
    return _written(files, sections, key, plain)


def read_sections(files: Files) -> Sections:
    """Return the sections of settings as they stand; raises BadInput for a file that is broken."""
    data = files.get(CONFIG_FILE, b"")
    inline = read_node(data, CONFIG_FILE, keep_empty=True) if says_something(data) else {}
    return Sections(files, inline)


def get_value(files: Files, name: str) -> Node:
    """Return what a dotted setting is, its default when unset; raises NotFound for no setting."""
    found = setting(name)
    key, *rest = name.split(".")
    node = read_sections(files).get(key, SETTINGS[key].default)
    for part in rest:
        inner = _as_mapping(node, SETTINGS[key].short)
        if part not in inner:
            return found.default if "." in found.name else ""
        node = inner[part]
    return node


def _as_mapping(node: Node, short: str) -> dict[str, Node]:
    """Return a node by its keys, a list of names included."""
    if isinstance(node, list):
        return {name: dict(item) for name, item in entries(node, short).items()}
    return node if isinstance(node, dict) else {}


def setting(name: str) -> Setting:
    """Return the setting that a dotted name falls under, or raise NotFound with the nearest."""
    from difflib import get_close_matches

    found = find_setting(name) if name else None
    if found is None or "*" in name:
        near = get_close_matches(name, list(SETTINGS), 1)
        hint = f"did you mean {near[0]}?" if near else "tix config get"
        raise NotFound(f"There is no setting {name!r}.", hint=hint)
    return found


def value_from_text(name: str, text: str) -> Node:
    """Return the value that somebody typed for a setting.

    Lists are words with commas between them; anything may be YAML in brackets or braces.
    """
    found = setting(name)
    text = text.strip()
    if found.form in _SHAPED and text[:1] in ("[", "{"):
        return read_node(f"value: {text}\n".encode(), name, keep_empty=True)["value"]
    whole = found.name == name or "*" in found.name
    if found.form in _LISTS and whole:
        return [word.strip() for word in text.split(",") if word.strip()]
    return text


def _changed(key: str, node: Node, rest: list[str], value: Node | None) -> Node:
    """Return the node of a section with the value at the path `rest` set or taken out."""
    short = SETTINGS[key].short
    if not short:
        return _nested(node if isinstance(node, dict) else {}, rest, value)
    return _nested({name: dict(item) for name, item in entries(node, short).items()}, rest, value)


def _nested(node: dict[str, Node], path: list[str], value: Node | None) -> dict[str, Node]:
    name, *deeper = path
    changed = dict(node)
    if deeper:
        inner = node.get(name, {})
        changed[name] = _nested(inner if isinstance(inner, dict) else {}, deeper, value)
    elif value is None:
        changed.pop(name, None)
    else:
        changed[name] = value
    return changed


def _plain(key: str, node: Node) -> Node:
    """Return a section in its plainest form: names without anything to say are a list."""
    if SETTINGS[key].form is Form.VALUES and isinstance(node, dict) and not any(node.values()):
        return [*node]
    short = SETTINGS[key].short
    if not short or not isinstance(node, dict):
        return node
    return {name: _shortest(entry, short) for name, entry in node.items()}


def _shortest(entry: Node, short: str) -> Node:
    """Return an entry as plain text where its short key says everything."""
    if not isinstance(entry, dict):
        return entry
    if set(entry) <= {short}:
        return entry.get(short, "")
    below = entry.get("children")
    if not isinstance(below, dict):
        return entry
    names = {name: _shortest(child, short) for name, child in below.items()}
    return {**entry, "children": names if any(names.values()) else [*names]}


def _written(files: Files, sections: Sections, key: str, node: Node | None) -> ConfigEdit:
    whole = section_file(key)
    if not sections.is_inline(key) and key in sections.places:
        if whole not in sections.places[key]:
            raise BadInput(
                f"{key} is kept in several files.", hint=f"edit those in {CONFIG_DIR}/{key}/"
            )
        return _whole_file(files[whole], whole, node)
    before = files.get(CONFIG_FILE)
    data = before or b""
    if sections.is_inline(key) or node is None:
        after = _replaced(data, key, node) if sections.is_inline(key) else data
    else:
        after = _appended(data, key, node)
    return ConfigEdit(CONFIG_FILE, before, after)


def _replaced(data: bytes, key: str, node: Node | None) -> bytes:
    """Return the file with a key set anew in its place, an order of names that differs included.

    Comments within the key's mapping stay wherever that leaves the order as it should be.
    """
    if not node:  # no section is left empty
        return splice(data, {key: None}, CONFIG_FILE)
    anew = splice(splice(data, {key: "anew"}, CONFIG_FILE), {key: node}, CONFIG_FILE)
    if isinstance(node, dict):
        kept = replace_within(data, key, node)
        if kept is not None and _says_the_same(kept, anew):
            return kept
    return anew


def _holds(data: bytes, key: str, node: Node) -> bool:
    try:
        return repr(read_node(data, CONFIG_FILE, keep_empty=True).get(key)) == repr(node)
    except BadInput:
        return False


def _says_the_same(one: bytes, other: bytes) -> bool:
    """Tell whether two files hold the same settings in the same order."""
    try:
        nodes = [read_node(data, CONFIG_FILE, keep_empty=True) for data in (one, other)]
    except BadInput:
        return False
    return repr(nodes[0]) == repr(nodes[1])


def _whole_file(before: bytes, path: str, node: Node | None) -> ConfigEdit:
    """Return the edit of a file that holds one section and nothing else.

    When the last entry goes, what people wrote about the section stays as comments.
    """
    if not node:
        return ConfigEdit(path, before, _remarks(before, path))
    if not isinstance(node, dict):
        raise BadInput(
            f"{path} holds a mapping, and so it must stay one.",
            hint=f"move its content to {CONFIG_FILE} first",
        )
    old = read_node(before, path) if says_something(before) else {}
    if not old:
        return ConfigEdit(path, before, _remarks(before, path) + emit_document(node, node).encode())
    if old == node:  # the order alone may differ, which a splice has no eyes for
        return ConfigEdit(path, before, emit_document(node, node).encode())
    changed: dict[str, Node | None] = {name: None for name in old if name not in node}
    return ConfigEdit(path, before, splice(before, {**node, **changed}, path))


def _remarks(data: bytes, path: str) -> bytes:
    """Return the comments around the entries of a file."""
    text = data.removeprefix(BOM).decode()
    if says_something(data):
        spans = [mark.lines for mark in read(data, path).marks.values()]
        for start, end in sorted(spans, reverse=True):
            text = text[:start] + text[end:]
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if line.startswith("#")).encode()


def _appended(data: bytes, key: str, node: Node) -> bytes:
    """Return the file with a new key at its end, where people look for what was added."""
    if data and not data.endswith(b"\n"):
        data += b"\n"
    return data + emit_field(key, node).encode()


def _must_hold(files: Files, edit: ConfigEdit) -> None:
    """Raise ConfigError for an error that the files did not have before the edit."""
    known = {finding.message for finding in audit_config(files)}
    for finding in audit_config({**files, edit.path: edit.after}):
        if finding.severity is Severity.ERROR and finding.message not in known:
            raise ConfigError(f"{finding.message[:1].upper()}{finding.message[1:]}.")
