"""Checked settings become values: statuses, declared values, custom fields, views."""

from __future__ import annotations

from collections.abc import Mapping

from tix.config.check import parse_size
from tix.config.spec import INNER, SETTINGS, Form
from tix.model.declared import CUSTOM_KINDS, LIST_OF, CustomField, Declared, View
from tix.model.fields import Kind
from tix.model.statuses import Category, Shelf, Status, default_shelf
from tix.model.ticket import Node

Entry = Mapping[str, Node]

_COMMON = frozenset({"meaning", "use_when", "colour", "was", "children"})


def entries(node: Node, short: str) -> dict[str, Entry]:
    """Return every named entry of a section as a mapping, from any of the ways to write it.

    A list has names alone; plain text as an entry is its `short` key. Other shapes are left out.
    """
    if isinstance(node, list):
        return {name: {} for name in node if isinstance(name, str)}
    found: dict[str, Entry] = {}
    for name, entry in node.items() if isinstance(node, dict) else ():
        if isinstance(entry, dict):
            found[name] = entry
        elif isinstance(entry, str):
            found[name] = {short: entry} if entry else {}
    return found


def build_statuses(node: Node) -> dict[str, Status]:
    """Return the statuses by name, in the order of the board."""
    return {name: _status(name, entry) for name, entry in entries(node, "category").items()}


def build_declared(section: str, node: Node) -> dict[str, Declared]:
    """Return the values that a section declares, in its order."""
    found = entries(node, SETTINGS[section].short)
    return {name: declare(name, entry) for name, entry in found.items()}


def build_tree(node: Node, above: str = "") -> dict[str, Declared]:
    """Return categories by their path such as `auth/login`, each before its children."""
    tree: dict[str, Declared] = {}
    for name, entry in entries(node, "meaning").items():
        path = above + name
        tree[path] = declare(path, entry)
        tree |= build_tree(entry.get("children", ""), f"{path}/")
    return tree


def build_fields(node: Node) -> dict[str, CustomField]:
    """Return the custom fields by name."""
    return {name: _field(name, entry) for name, entry in entries(node, "type").items()}


def build_views(node: Node) -> dict[str, View]:
    """Return the saved queries by name."""
    return {
        name: View(
            name=name,
            query=_text(entry, "query"),
            columns=texts(entry.get("columns", "")),
            sort=_text(entry, "sort"),
            meaning=_text(entry, "meaning"),
        )
        for name, entry in entries(node, "query").items()
    }


def build_settings(node: Mapping[str, Node]) -> dict[str, Node]:
    """Return the single settings of the sections by dotted name, defaults filled in.

    Sizes are in bytes.
    """
    found: dict[str, Node] = {}
    for name, size, default in _SINGLE:
        section, _, key = name.partition(".")
        inner = node.get(section, "")
        value = inner.get(key, default) if isinstance(inner, dict) else default
        found[name] = str(parse_size(value)) if size and isinstance(value, str) else value
    return found


def build_strict(node: Node) -> dict[str, str]:
    """Return for each section how bad an undeclared value is: error, warning or off."""
    given = node if isinstance(node, dict) else {}
    return {key: _text(given, key) or default for key, default in _STRICT}


def declare(name: str, entry: Entry) -> Declared:
    """Return one declared value from its entry."""
    return Declared(
        name=name,
        meaning=_text(entry, "meaning"),
        use_when=_text(entry, "use_when"),
        colour=_text(entry, "colour"),
        was=texts(entry.get("was", "")),
        extra={key: value for key, value in entry.items() if key not in _COMMON},
    )


def texts(node: Node) -> tuple[str, ...]:
    """Return the words of a list, or of one word alone."""
    items = node if isinstance(node, list) else [node]
    return tuple(item for item in items if isinstance(item, str) and item)


def _status(name: str, entry: Entry) -> Status:
    category = Category(_text(entry, "category"))
    shelf = _text(entry, "shelf")
    return Status(
        name=name,
        category=category,
        folder=_text(entry, "folder") or name,
        shelf=Shelf(shelf) if shelf else default_shelf(category),
        meaning=_text(entry, "meaning"),
        use_when=_text(entry, "use_when"),
        colour=_text(entry, "colour"),
        was=texts(entry.get("was", "")),
    )


def _field(name: str, entry: Entry) -> CustomField:
    word = _text(entry, "type") or Kind.TEXT.value
    return CustomField(
        name=name,
        kind=CUSTOM_KINDS[word.removeprefix(LIST_OF)],
        many=word.startswith(LIST_OF),
        values=texts(entry.get("values", "")),
        required_when=_text(entry, "required_when"),
        meaning=_text(entry, "meaning"),
        use_when=_text(entry, "use_when"),
        was=texts(entry.get("was", "")),
    )


def _text(entry: Entry, key: str) -> str:
    value = entry.get(key, "")
    return value if isinstance(value, str) else ""


_SINGLE = tuple(
    (item.name, item.form is Form.SIZE, item.default)
    for item in INNER
    if "*" not in item.name and not item.name.startswith("strict.")
)
_STRICT = tuple(
    (item.name.removeprefix("strict."), str(item.default))
    for item in INNER
    if item.name.startswith("strict.")
)
