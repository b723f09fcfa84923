"""Which statuses the tickets of a query can be in, so that no other folder is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from tix.query.nodes import And, Has, Node, Not, Or, Pointed, Status


class Reach(NamedTuple):
    """Statuses in which a ticket may match, and those in which every ticket does."""

    may: frozenset[str]
    must: frozenset[str]


def reach(node: Node, every: Iterable[str]) -> frozenset[str]:
    """Return the statuses, of all there are, that tickets matching the node can be in."""
    return _reach(node, frozenset(every)).may


def says_status(node: Node) -> bool:
    """Tell whether a node asks about the status, by name or by kind, anywhere."""
    if isinstance(node, And | Or):
        return any(map(says_status, node.parts))
    return isinstance(node, Status) or (isinstance(node, Not) and says_status(node.part))


def asks_for(node: Node, name: str, *, denied: bool = False) -> bool:
    """Tell whether a node asks for tickets by their value of a field, anywhere but after `not`."""
    if isinstance(node, And | Or):
        return any(asks_for(part, name, denied=denied) for part in node.parts)
    if isinstance(node, Not):
        return asks_for(node.part, name, denied=not denied)
    return not denied and isinstance(node, Has) and node.source.name == name


def others(node: Node, every: Iterable[str]) -> frozenset[str]:
    """Return the statuses of tickets that a node asks about because they point at others."""
    if isinstance(node, And | Or):
        return frozenset[str]().union(*(others(part, every) for part in node.parts))
    if isinstance(node, Not):
        return others(node.part, every)
    return frozenset(every).difference(node.except_in) if isinstance(node, Pointed) else frozenset()


def _reach(node: Node, every: frozenset[str]) -> Reach:
    reader = _READERS.get(type(node))
    return reader(node, every) if reader else Reach(every, frozenset())


def _status(node: Status, every: frozenset[str]) -> Reach:
    names = every.intersection(node.names)
    return Reach(names, names)


def _not(node: Not, every: frozenset[str]) -> Reach:
    may, must = _reach(node.part, every)
    return Reach(every - must, every - may)


def _all(node: And, every: frozenset[str]) -> Reach:
    parts = [_reach(part, every) for part in node.parts]
    return Reach(
        every.intersection(*(part.may for part in parts)),
        every.intersection(*(part.must for part in parts)),
    )


def _any(node: Or, every: frozenset[str]) -> Reach:
    parts = [_reach(part, every) for part in node.parts]
    none: frozenset[str] = frozenset()
    return Reach(
        none.union(*(part.may for part in parts)), none.union(*(part.must for part in parts))
    )


_READERS: Mapping[type, Callable[[Any, frozenset[str]], Reach]] = {
    Status: _status,
    Not: _not,
    And: _all,
    Or: _any,
}
