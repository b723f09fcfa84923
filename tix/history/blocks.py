"""The fields of a ticket read by themselves, so that only what changed is read."""

from __future__ import annotations

from functools import lru_cache

from tix.errors import TicketSyntaxError
from tix.model.ticket import Node
from tix.patterns import lazy_pattern
from tix.store.ticketfile import read_document

#: Text up to the end of a line that can be nothing but itself, whoever reads it.
_WORD = (
    rb"(?!(?:null|Null|NULL)\n)"
    rb"[A-Za-z0-9](?:[A-Za-z0-9_@/.+-]|:(?=[A-Za-z0-9])| (?=[A-Za-z0-9]))*\n"
)
_SCALAR = lazy_pattern(rb"[a-z]\w*: (" + _WORD + rb")")
_LIST = lazy_pattern(rb"[a-z]\w*:\n((?:  - " + _WORD + rb")+)")
_LITERAL = lazy_pattern(rb"[a-z]\w*: \|\n((?:  [!-~][ -~]*\n)(?:\n*  [!-~][ -~]*\n)*)")

_ITEM = lazy_pattern(rb"(?m)^  - (?:id: ([0-9a-z]+)$)?")


class NotAField(ValueError):
    """A block that is no field by itself."""


@lru_cache(maxsize=8192)
def read_block(name: str, block: bytes) -> Node | None:
    """Return the value of the one field in a block, None for an empty one.

    The shapes that most fields have are read here, all others by the reader of YAML. Raises
    NotAField for a block that is not one sound field.
    """
    found = _SCALAR.fullmatch(block)
    if found is not None:
        return found[1][:-1].decode()
    found = _LIST.fullmatch(block)
    if found is not None:
        return [*found[1][4:-1].decode().split("\n  - ")]
    found = _LITERAL.fullmatch(block)
    if found is not None:
        return found[1][2:].decode().replace("\n  ", "\n")
    return _read_yaml(name, block)


@lru_cache(maxsize=16)
def appended(name: str, old: bytes, new: bytes) -> list[Node] | None:
    """Return the items that a list of records got at its end, None when more may have changed.

    A talk that grows by one comment is so read once, not once for each comment.
    """
    if not new.startswith(old) or not old.startswith(name.encode() + b":\n  - "):
        return None
    tail = new[len(old) :]
    if not old.endswith(b"\n") or not tail.startswith(b"  - "):
        return None
    ids = _ITEM.findall(new)
    if not all(ids) or len(set(ids)) != len(ids):
        return None
    items = read_block(name, name.encode() + b":\n" + tail)
    return items if isinstance(items, list) and all(map(_has_id, items)) else None


def _has_id(item: Node) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str)


def _read_yaml(name: str, block: bytes) -> Node | None:
    try:
        doc = read_document(block, name)
    except TicketSyntaxError as error:
        raise NotAField(name) from error
    if doc.keys() - {name}:
        raise NotAField(name)
    return doc.get(name)
