"""The one writer of YAML: core order, one item a line, `|` for text of several lines."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping

from tix.errors import BadInput
from tix.model.fields import CORE, Shape
from tix.model.formats import MAX_DEPTH, MAX_KEY
from tix.model.records import RECORDS
from tix.model.registers import order
from tix.model.ticket import Node
from tix.store.emit_scalar import block, inline

_INDENT = "  "


def emit_document(doc: Mapping[str, Node], keys: Iterable[str] | None = None) -> str:
    """Return the text of a whole file, its fields in the order of `keys` or else of the format."""
    if not doc:
        return "{}\n"
    return "".join(emit_field(key, doc[key]) for key in (order(doc) if keys is None else keys))


def emit_field(name: str, node: Node) -> str:
    """Return the lines of one top-level field, the last line break included.

    Raises BadInput for what the format cannot hold.
    """
    return "".join(line + "\n" for line in _field(name, _ordered(name, node), 1))


def emit_item(field: str, node: Node) -> str:
    """Return the lines of one item of the top-level list `field`, from its dash at column 1."""
    listed = _ordered(field, [node])
    return "".join(line + "\n" for line in _node(listed, field, 2))


def _field(key: str, node: Node, depth: int) -> Iterator[str]:
    """Yield the lines of `key: value`."""
    head = _head(key)
    if isinstance(node, str):
        yield from _scalar(head + " ", node, key)
    elif not node:
        yield head + (" {}" if isinstance(node, dict) else " []")
    else:
        yield head
        yield from (_INDENT + line if line else "" for line in _node(node, key, depth + 1))


@functools.lru_cache(maxsize=1024)
def _head(key: str) -> str:
    if len(key) > MAX_KEY:
        raise BadInput(f"The name {key[:40]!r}… has more than {MAX_KEY} characters.")
    return inline(key) + ":"


def _node(node: Node, key: str, depth: int) -> Iterator[str]:
    """Yield the lines of a list or mapping that holds something, beginning at column 1."""
    if depth > MAX_DEPTH:
        raise BadInput(f"The field {key!r} is nested more than {MAX_DEPTH} deep.")
    if isinstance(node, dict):
        for inner, value in node.items():
            yield from _field(inner, value, depth)
        return
    for item in node:
        if isinstance(item, str):
            yield from _scalar("- ", item, "")
        elif not item:
            yield "- {}" if isinstance(item, dict) else "- []"
        else:
            lead = "- "
            for line in _node(item, key, depth + 1):
                yield lead + line if line else ""
                lead = _INDENT


def _scalar(head: str, text: str, key: str) -> Iterator[str]:
    lines = block(text)
    if lines is None:
        yield head + inline(text, key)
        return
    yield head + lines[0]
    yield from lines[1:]


def _ordered(name: str, node: Node) -> Node:
    """Return the records of a field with their keys in the format's order, unknown ones last."""
    keys = RECORDS.get(name)
    if keys is None:
        return node
    if isinstance(node, dict) and CORE[name].shape is Shape.RECORD:
        return _record(keys, node)
    if isinstance(node, list):
        return [_record(keys, item) if isinstance(item, dict) else item for item in node]
    return node


def _record(keys: Mapping[str, object], item: dict[str, Node]) -> dict[str, Node]:
    known = {key: item[key] for key in keys if key in item}
    return known | {key: value for key, value in item.items() if key not in keys}
