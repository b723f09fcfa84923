"""The versions of a ticket's file, and the registers in which two of them differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from tix.frozen import frozen
from tix.history.blocks import NotAField, appended, read_block
from tix.model.fields import CORE, Shape
from tix.model.registers import ORDERED, STATUS_GROUP, Register, Values, registers
from tix.model.ticket import Node, Ticket
from tix.store.cutting import cut, cut_again
from tix.store.yamlread import read_node

#: A register, what it held and what it holds.
Difference: TypeAlias = "tuple[Register, Node | None, Node | None]"

#: Fields whose items are registers and have no order of their own.
_GROWING = frozenset(
    field.name for field in CORE.values() if field.shape is Shape.RECORDS
) - frozenset(ORDERED)


@frozen
class Version:
    """One version of a file: the text of each field, or its nodes where it does not fall apart."""

    blocks: dict[str, bytes] | None
    nodes: Mapping[str, Node] | None = None

    def node(self, name: str) -> Node | None:
        """Return the value of a field, None when it is unset."""
        if self.blocks is None:
            return (self.nodes or {}).get(name)
        block = self.blocks.get(name)
        return None if block is None else read_block(name, block)

    def doc(self) -> dict[str, Node]:
        """Return the whole document."""
        return self.only(self.blocks if self.blocks is not None else self.nodes or {})

    def only(self, names: Iterable[str]) -> dict[str, Node]:
        """Return the document with these fields alone."""
        found = ((name, self.node(name)) for name in names)
        return {name: node for name, node in found if node is not None}


def parse_version(data: bytes, path: str, before: Version | None = None) -> Version:
    """Return the version that a file holds.

    Fields whose text is the same in `before`, a version that was read, are not read again. Raises
    TicketSyntaxError for a file that breaks the rules of the format.
    """
    known = (before and before.blocks) or {}
    blocks = cut_again(data, known) if known else cut(data)
    if blocks is not None:
        try:
            for name, block in blocks.items():
                old = known.get(name)
                if old is not block and _growth(name, old, block) is None:
                    read_block(name, block)
        except NotAField:
            blocks = None
    return Version(blocks) if blocks is not None else Version(None, read_node(data, path))


def changed_fields(
    before: Version, after: Version, *, moved: bool
) -> tuple[dict[str, Node], dict[str, Node]]:
    """Return what two versions hold where they are not the same.

    Of a list that only grew, the new items are all that is returned. Fields that are one register
    with the status come together, and always when the file `moved` to another status.
    """
    names = _changed(before, after)
    grown: dict[str, Node] = {}
    if before.blocks is not None and after.blocks is not None:
        for name in [name for name in names if name in _GROWING]:
            items = _growth(name, before.blocks.get(name), after.blocks.get(name, b""))
            if items is not None:
                grown[name] = items
                names.remove(name)
    if moved or any(name in names for name in STATUS_GROUP):
        names += [name for name in STATUS_GROUP if name not in names]
    return before.only(names), after.only(names) | grown


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


def _growth(name: str, old: bytes | None, new: bytes) -> list[Node] | None:
    return appended(name, old, new) if old is not None and name in _GROWING else None


def _changed(before: Version, after: Version) -> list[str]:
    """Return the names of fields that differ, in the order of the files."""
    if before.blocks is not None and after.blocks is not None:
        old, new = before.blocks, after.blocks
        changed = [name for name, block in old.items() if new.get(name) != block]
        return changed + [name for name in new if name not in old]
    old_doc, new_doc = before.doc(), after.doc()
    return [name for name in old_doc | new_doc if old_doc.get(name) != new_doc.get(name)]
