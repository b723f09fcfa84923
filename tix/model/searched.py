"""The text of a ticket that a search looks through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tix.model.ticket import Node, is_list

#: Records whose text is searched, with the key it stands under.
RECORDS = {"comments": "text", "checklist": "text", "attachments": "name"}

#: Found by the query language, exactly; as words they would only blur the ranking.
UNSEARCHED = frozenset(
    {"id", "title", "external", "formerly", "created", "due", "snoozed", "parent", "links"}
    | {"type", "priority", "impact", "urgency", "visibility", "estimate"}
)


def title_text(doc: Mapping[str, Node]) -> str:
    """Return what a ticket is called: its names and its title."""
    return " ".join(_text(doc, key) for key in ("id", "external", "formerly", "title"))


def body_texts(doc: Mapping[str, Node]) -> Iterator[str]:
    """Yield every other text of a ticket that a search looks through."""
    for field, node in doc.items():
        if field in RECORDS or field not in UNSEARCHED:
            yield from field_texts(field, node)


def field_texts(field: str, node: Node) -> Iterator[str]:
    """Yield the texts of one field; deleted records have none."""
    if isinstance(node, str):
        if field not in RECORDS:
            yield node
    elif is_list(node):
        key = RECORDS.get(field)
        for item in node:
            if isinstance(item, str):
                if key is None:
                    yield item
            elif key and isinstance(item, dict) and item.get("deleted") != "true":
                yield _text(item, key)


def _text(node: Mapping[str, Node], key: str) -> str:
    value = node.get(key, "")
    return value if isinstance(value, str) else ""
