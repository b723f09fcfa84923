"""Many tickets at once: trees of sub-tickets with their progress, and counts by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tix.errors import TixError
from tix.finding import bring_near
from tix.model.ticket import parse_time

if TYPE_CHECKING:
    from datetime import datetime

    from tix.selection import Selection
    from tix.tracker import Tracker


class Leaf(NamedTuple):
    """What a tree shows of a ticket."""

    id: str
    parent: str
    status: str
    state: str
    assignee: str
    title: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A ticket in a tree: how deep, how many below it are closed of how many, and its way down.

    `again` marks one that stands above itself: a circle is shown once and ends there. `last` tells
    for each level whether nothing follows on it.
    """

    leaf: Leaf
    depth: int
    done: int
    total: int
    last: tuple[bool, ...] = ()
    again: bool = False


def find_branches(tracker: Tracker, root: str | None, *, everything: bool) -> list[Branch]:
    """Return the trees of a tracker line by line, or the one below `root`.

    Without `everything`, trees in which nothing is open are left out.
    """
    bring_near(tracker, frozenset(tracker.config.statuses))
    rows = tracker.index.query(
        "SELECT id, parent, status, state, assignee,"
        " CASE WHEN broken <> '' THEN 'BROKEN: ' || broken ELSE title END FROM ticket"
        " WHERE parent <> '' OR id IN (SELECT parent FROM ticket WHERE parent <> '') OR id = ?"
        " ORDER BY created, id",
        (root or "",),
    )
    leaves = {str(row[0]): Leaf(*map(str, row)) for row in rows}
    forest = _Forest(leaves)
    if root is not None:
        return list(forest.lines(root)) if root in leaves else []
    roots = forest.roots()
    return [
        line for name in roots if everything or forest.is_open(name) for line in forest.lines(name)
    ]


class _Forest:
    def __init__(self, leaves: Mapping[str, Leaf]) -> None:
        self.leaves = leaves
        self.below: dict[str, list[str]] = {}
        for leaf in leaves.values():
            if leaf.parent in leaves:
                self.below.setdefault(leaf.parent, []).append(leaf.id)

    def roots(self) -> list[str]:
        """Return the ids to begin with: those without a parent here, and one of each circle."""
        tops = [leaf.id for leaf in self.leaves.values() if leaf.parent not in self.leaves]
        seen = {name for top in tops for name in self.all_below(top)} | {*tops}
        for name in self.leaves:
            if name not in seen:
                tops.append(name)
                seen |= {name, *self.all_below(name)}
        return [name for name in tops if name in self.below]

    def all_below(self, name: str) -> set[str]:
        """Return every ticket below one, itself left out."""
        found: set[str] = set()
        waiting = [*self.below.get(name, ())]
        while waiting:
            child = waiting.pop()
            if child != name and child not in found:
                found.add(child)
                waiting += self.below.get(child, ())
        return found

    def is_open(self, name: str) -> bool:
        """Tell whether anything is left to do in a tree."""
        return any(
            self.leaves[one].state != "closed" for one in (name, *sorted(self.all_below(name)))
        )

    def lines(self, root: str) -> Iterator[Branch]:
        """Yield a tree from the top down, without recursion, since depth has no limit."""
        waiting: list[tuple[str, tuple[str, ...], tuple[bool, ...]]] = [(root, (), ())]
        while waiting:
            name, above, last = waiting.pop()
            below = self.all_below(name)
            done = sum(self.leaves[one].state == "closed" for one in below)
            again = name in above
            yield Branch(self.leaves[name], len(above), done, len(below), last, again)
            if again:
                continue
            children = self.below.get(name, [])
            for place, child in reversed([*enumerate(children)]):
                is_last = place == len(children) - 1
                waiting.append((child, (*above, name), (*last, is_last)))


#: Ages by their upper bound in days; the last has none.
AGES = (
    (1, "under a day"),
    (7, "under a week"),
    (30, "under a month"),
    (90, "under 3 months"),
    (365, "under a year"),
)
OLDEST = "a year and more"
_NO_AGE = "unknown"

Counts = dict[str, dict[str, int]]


def count_tickets(selection: Selection) -> tuple[int, Counts]:
    """Return how many tickets a selection has, and how many of each status, priority and so on.

    Declared values come in their order, highest priority first, people by how much they have; ""
    stands for unset.
    """
    tracker = selection.tracker
    config = tracker.config
    rows = selection.rows(("status", "priority", "assignee", "type", "created"))
    counters = [Counter(str(row[column]) for row in rows) for column in range(4)]
    ages = Counter(_age(str(row[4]), tracker.now) for row in rows)
    return len(rows), {
        "status": _in_order(counters[0], [*config.statuses]),
        "priority": _in_order(counters[1], [*config.priorities][::-1]),
        "assignee": dict(sorted(counters[2].items(), key=lambda pair: (-pair[1], pair[0]))),
        "type": _in_order(counters[3], [*config.types]),
        "age": _in_order(ages, [*(name for _, name in AGES), OLDEST, _NO_AGE]),
    }


def _in_order(counter: Counter[str], names: list[str]) -> dict[str, int]:
    others = sorted(set(counter) - set(names) - {""})
    return {name: counter[name] for name in (*names, *others, "") if counter[name]}


def _age(created: str, now: datetime) -> str:
    try:
        days = (now - parse_time(created)).days
    except TixError:
        return _NO_AGE
    return next((name for most, name in AGES if days < most), OLDEST)
