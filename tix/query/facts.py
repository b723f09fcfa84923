"""What a query may need to know about other tickets than the one it looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tix.frozen import field, frozen
from tix.model.ticket import Ticket


class Pointer(NamedTuple):
    """Another ticket that points here: the kind of link or `parent`, its id and its status."""

    kind: str
    id: str
    status: str


@frozen
class Facts:
    """Who points at each ticket, and the ids of tickets whose files are broken."""

    pointers: Mapping[str, tuple[Pointer, ...]] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tickets: Iterable[Ticket], broken: Iterable[str] = ()) -> Facts:
        """Return the facts that a set of tickets holds."""
        pointers: dict[str, tuple[Pointer, ...]] = {}
        for ticket in tickets:
            targets = [(kind, target) for kind, ids in ticket.links.items() for target in ids]
            if ticket.text("parent"):
                targets.append(("parent", ticket.text("parent")))
            for kind, target in targets:
                pointer = Pointer(kind, ticket.id, ticket.status)
                pointers[target] = (*pointers.get(target, ()), pointer)
        return cls(pointers, frozenset(broken))


NO_FACTS = Facts()
