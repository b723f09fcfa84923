"""Registers: the smallest things of a ticket that can be set, and merge on their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tix.model.fields import CORE, Shape
from tix.model.ticket import Node, Ticket


class Register(NamedTuple):
    """The name of a register: a field, and for members and items the key within it."""

    field: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.field}:{self.key}" if self.key else self.field

    @classmethod
    def parse(cls, text: str) -> Register:
        """Return the register that `str()` wrote as `text`."""
        field, _, key = text.partition(":")
        return cls(field, key)


#: The folder, how it ended and why it was late change together, so that no merge mixes two endings.
STATUS = Register("status")
STATUS_GROUP = ("resolution", "breach_reason")

#: Lists whose order matters have one more register, the ids in order.
ORDERED = frozenset({"checklist"})

#: The key of a value that stands as it is where its field's own name has another use: such a list
#: whose items cannot be told apart, and a stray `status` in a file. No id looks like this.
WHOLE = "*"
_WHOLE_FIELDS = ORDERED | {"status"}

Values = dict[Register, Node]


def registers(ticket: Ticket) -> Values:
    """Return every register of a ticket with its value."""
    group: dict[str, Node] = {"status": ticket.status}
    values: Values = {STATUS: group}
    for name, node in ticket.doc.items():
        if name in STATUS_GROUP:
            group[name] = node
            continue
        spread = _SPREAD.get(name)
        if spread is None or not spread(name, node, values):
            values[Register(name, WHOLE if name in _WHOLE_FIELDS else "")] = node
    return values


def assemble(values: Mapping[Register, Node]) -> Ticket:
    """Return the ticket whose registers these are: the inverse of `registers`.

    Sets are sorted, comments ordered by time and id, checklists by their order register.
    """
    group = values.get(STATUS, {})
    status = group if isinstance(group, dict) else {}
    found: dict[str, dict[str, Node]] = {}
    doc: dict[str, Node] = {name: node for name, node in status.items() if name != "status"}
    for register, node in values.items():
        if register == STATUS:
            continue
        if register.key == WHOLE and register.field in _WHOLE_FIELDS:
            doc[register.field] = node
        elif register.key or register.field in ORDERED:
            found.setdefault(register.field, {})[register.key] = node
        else:
            doc[register.field] = node
    for field, members in found.items():
        gathered = _GATHER[CORE[field].shape](members)
        if gathered:
            doc[field] = gathered
    folder = status.get("status", "")
    return Ticket(folder if isinstance(folder, str) else "", {key: doc[key] for key in order(doc)})


def order(doc: Mapping[str, Node]) -> list[str]:
    """Return the names of fields in the order of the file: core, custom and unknown, comments."""
    core = [name for name in CORE if name in doc and name != "comments"]
    other = [name for name in doc if name not in CORE]
    return core + other + (["comments"] if "comments" in doc else [])


def _spread_set(name: str, node: Node, values: Values) -> bool:
    if not isinstance(node, list) or not all(item and isinstance(item, str) for item in node):
        return False
    for member in node:
        values[Register(name, str(member))] = member
    return True


def _spread_links(name: str, node: Node, values: Values) -> bool:
    if not isinstance(node, dict):
        return False
    links: Values = {}
    for kind, ids in node.items():
        if ":" in kind or not isinstance(ids, list):
            return False
        for target in ids:
            if not isinstance(target, str):
                return False
            links[Register(name, f"{kind}:{target}")] = target
    values.update(links)
    return True


def _spread_records(name: str, node: Node, values: Values) -> bool:
    if not isinstance(node, list):
        return False
    keys = [item.get("id") if isinstance(item, dict) else None for item in node]
    if len(set(map(str, keys))) != len(keys) or not all(_is_key(key) for key in keys):
        return False
    for key, item in zip(keys, node, strict=True):
        values[Register(name, str(key))] = item
    if name in ORDERED:
        values[Register(name)] = [str(key) for key in keys]
    return True


def _is_key(key: object) -> bool:
    return isinstance(key, str) and key not in ("", WHOLE)


def _gather_set(members: Mapping[str, Node]) -> Node:
    return [*sorted(members)]


def _gather_links(members: Mapping[str, Node]) -> Node:
    links: dict[str, Node] = {}
    for key in sorted(members):
        kind, _, target = key.partition(":")
        ids = links.setdefault(kind, [])
        if isinstance(ids, list):
            ids.append(target)
    return links


def _gather_records(members: Mapping[str, Node]) -> Node:
    wanted = members.get("")
    items = {key: node for key, node in members.items() if key}
    if isinstance(wanted, list):
        placed = [str(key) for key in wanted if str(key) in items]
        keys = placed + sorted(set(items) - set(placed))
    else:
        keys = sorted(items, key=lambda key: (_moment(items[key]), key))
    return [items[key] for key in keys]


def _moment(node: Node) -> str:
    at = node.get("at", "") if isinstance(node, dict) else ""
    return at if isinstance(at, str) else ""


_SPREAD: dict[str, Callable[[str, Node, Values], bool]] = {
    field.name: {
        Shape.SET: _spread_set,
        Shape.LINKS: _spread_links,
        Shape.RECORDS: _spread_records,
    }[field.shape]
    for field in CORE.values()
    if field.shape in (Shape.SET, Shape.LINKS, Shape.RECORDS)
}
_GATHER: dict[Shape, Callable[[Mapping[str, Node]], Node]] = {
    Shape.SET: _gather_set,
    Shape.LINKS: _gather_links,
    Shape.RECORDS: _gather_records,
}
