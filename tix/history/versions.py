"""The versions of a ticket's file, of which only the fields that changed are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from tix.errors import TicketSyntaxError
from tix.model.registers import STATUS_GROUP, Register, Values, registers
from tix.model.ticket import Node, Ticket
from tix.store.yamlread import read_node

#: A register, what it held and what it holds.
Difference: TypeAlias = "tuple[Register, Node | None, Node | None]"

#: The end of a line whose next one is neither indented nor an item, a comment or blank.
_BREAK = re.compile(rb"\n(?=[^ \n#-])")
_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9_-]*")
#: One line `name: value` whose value can be nothing but the text that stands there.
_SCALAR = re.compile(
    rb"[a-z]\w*: ([A-Za-z0-9](?:[A-Za-z0-9_@/.+-]|:(?=[A-Za-z0-9])| (?=[A-Za-z0-9]))*)\n"
)
_NULLS = frozenset({b"null", b"Null", b"NULL"})
_ODD = (b"\r", b"\xc2\x85", b"\xe2\x80", b"\xef\xbb\xbf")
_AFTER_COLON = (b" ", b"\n", b"")
_LARGE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a file: the text of each field, or its nodes where it does not fall apart."""

    blocks: Mapping[str, bytes] | None
    nodes: Mapping[str, Node] | None = None

    def node(self, name: str) -> Node | None:
        """Return the value of a field, None when it is unset."""
        if self.blocks is None:
            return (self.nodes or {}).get(name)
        block = self.blocks.get(name)
        return None if block is None else _read_block(name, block)

    def doc(self) -> dict[str, Node]:
        """Return the whole document."""
        names = self.blocks if self.blocks is not None else self.nodes or {}
        return self.only(names)

    def only(self, names: Mapping[str, object] | set[str]) -> dict[str, Node]:
        """Return the document with these fields alone."""
        found = ((name, self.node(name)) for name in names)
        return {name: node for name, node in found if node is not None}


def parse_version(data: bytes, path: str, before: Version | None = None) -> Version:
    """Return the version that a file holds.

    Fields whose text is the same in `before`, a version that was read, are not read again. Raises
    TicketSyntaxError for a file that breaks the rules of the format.
    """
    blocks = cut(data)
    if blocks is not None:
        known = before.blocks if before is not None and before.blocks is not None else {}
        try:
            for name, block in blocks.items():
                if known.get(name) != block:
                    _read_block(name, block)
        except ValueError:
            blocks = None
    if blocks is None:
        return Version(None, read_node(data, path))
    return Version(blocks)


def cut(data: bytes) -> dict[str, bytes] | None:
    """Return the lines of each top-level field, or None where only a whole reading can tell.

    A text that falls into blocks which each read as one field by themselves reads as those fields
    together, since nothing in YAML's block style reaches over the next key of the same level.
    """
    if len(data) > _LARGE or any(odd in data for odd in _ODD) or b"\n---" in data:
        return None
    parts = _BREAK.split(data)
    if parts[0].startswith(b"#") and not _is_preamble(parts.pop(0)):
        return None
    blocks: dict[str, bytes] = {}
    last = len(parts) - 1
    for number, part in enumerate(parts):
        name, _, rest = part.partition(b":")
        key = _key(name)
        if key is None or key in blocks or rest[:1] not in _AFTER_COLON:
            return None
        blocks[key] = part if number == last else part + b"\n"
    return blocks


def changed_registers(before: Version, after: Version) -> tuple[dict[str, Node], dict[str, Node]]:
    """Return what both versions hold in the fields that are not the same."""
    names = _changed(before, after)
    if any(name in names for name in STATUS_GROUP):
        names.update(STATUS_GROUP)
    return before.only(names), after.only(names)


def registers_in(folder: str, doc: Mapping[str, Node]) -> Values:
    """Return the registers of a document in a folder; the folder stands for the status."""
    return registers(Ticket(folder, doc))


def compare(before: Mapping[Register, Node], after: Mapping[Register, Node]) -> list[Difference]:
    """Return the registers that differ, with what they held and what they hold."""
    found: list[Difference] = [
        (name, before.get(name), node) for name, node in after.items() if before.get(name) != node
    ]
    found += [(name, node, None) for name, node in before.items() if name not in after]
    return found


def _changed(before: Version, after: Version) -> set[str]:
    if before.blocks is not None and after.blocks is not None:
        old, new = before.blocks, after.blocks
        return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    old_doc, new_doc = before.doc(), after.doc()
    names = old_doc.keys() | new_doc.keys()
    return {name for name in names if old_doc.get(name) != new_doc.get(name)}


def _is_preamble(data: bytes) -> bool:
    """Tell whether there is nothing but comments and blank lines."""
    return all(not line or line.startswith(b"#") for line in data.split(b"\n"))


@lru_cache(maxsize=1024)
def _key(name: bytes) -> str | None:
    return name.decode() if _NAME.fullmatch(name) else None


def _read_block(name: str, block: bytes) -> Node | None:
    scalar = _SCALAR.fullmatch(block)
    if scalar is not None and scalar[1] not in _NULLS:
        return scalar[1].decode()
    return _read_long(name, block)


@lru_cache(maxsize=8192)
def _read_long(name: str, block: bytes) -> Node | None:
    """Return the one value in a block; raise ValueError for what is not one field."""
    try:
        doc = read_node(block, name)
    except TicketSyntaxError as error:
        raise ValueError(name) from error
    if doc.keys() - {name}:
        raise ValueError(name)
    return doc.get(name)
