"""Which ticket a change belongs to when two tickets were given one id.

Identity is the id and the time of creation. The older one keeps the id, the others get new ids
that follow from what they were at their birth, the same wherever the two meet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tix.history.fold import canonical
from tix.history.record import Row
from tix.history.settle import Sees
from tix.model.ids import LENGTH, hashed
from tix.model.registers import Register
from tix.model.ticket import Node, parse_time

CREATED, TITLE, REPORTER = Register("created"), Register("title"), Register("reporter")
_LONGEST = 16


class Birth(NamedTuple):
    """The values of a ticket when it was created, and the commit that did it."""

    number: int
    values: dict[Register, Node]

    def text(self, register: Register) -> str:
        """Return a value as text, "" when it has none."""
        node = self.values.get(register, "")
        return node if isinstance(node, str) else ""


class Identity(NamedTuple):
    """One of the tickets that share an id: its birth, and all that was done to it."""

    birth: Birth
    rows: list[Row]


def identities(rows: Sequence[Row], sees: Sees) -> list[Identity]:
    """Return the tickets that rows of one id belong to, the one that keeps the id first.

    Rows that knew of none of their births belong to the first.
    """
    births = sorted(_births(rows), key=age)
    if len(births) < 2:
        return [Identity(birth, [*rows]) for birth in births or [Birth(-1, {})]]
    found: list[list[Birth]] = []
    for birth in births:
        same = next((group for group in found if _is_same(group[0], birth, rows, sees)), None)
        if same is None:
            found.append([birth])
        else:
            same.append(birth)
    parts: list[list[Row]] = [[] for _ in found]
    for row in rows:
        known = (index for index, group in enumerate(found) if _knows(row, group, sees))
        parts[next(known, 0)].append(row)
    return [Identity(group[0], part) for group, part in zip(found, parts, strict=True)]


def new_id(old: str, birth: Birth, is_taken: Callable[[str], bool]) -> str:
    """Return the id of a ticket that could not keep its own, the shortest one that is free."""
    key = old.partition("-")[0]
    parts = (old, birth.text(CREATED), birth.text(REPORTER), birth.text(TITLE))
    names = (hashed(key, *parts, length=length) for length in range(LENGTH, _LONGEST))
    free = (name for name in names if not is_taken(name))
    return next(free, hashed(key, *parts, length=_LONGEST))


def _births(rows: Iterable[Row]) -> list[Birth]:
    return [
        Birth(row.number, {t.register: t.after for t in row.touches if t.after is not None})
        for row in rows
        if any(_is_birth(touch.register, touch.before) for touch in row.touches)
    ]


def _is_birth(register: Register, before: Node | None) -> bool:
    return register == CREATED and before is None


def age(birth: Birth) -> tuple[float, str, str, int]:
    """Return what orders tickets of one id, the one that keeps it first."""
    text = birth.text(CREATED)
    try:
        moment = parse_time(text).timestamp()
    except ValueError:
        moment = float("inf")
    said = sorted((str(register), canonical(node)) for register, node in birth.values.items())
    return moment, text, hashlib.sha256(repr(said).encode()).hexdigest(), birth.number


def _is_same(one: Birth, other: Birth, rows: Sequence[Row], sees: Sees) -> bool:
    """Tell whether two births are of one ticket, such as a commit and its copy on a branch.

    Of tickets created in one second the titles tell: a copy bears one that the other ever had.
    """
    if one.text(CREATED) != other.text(CREATED):
        return False
    return bool(_titles(one, rows, sees) & _titles(other, rows, sees))


def _titles(birth: Birth, rows: Sequence[Row], sees: Sees) -> set[str]:
    return {canonical(birth.values.get(TITLE))} | {
        canonical(touch.after)
        for row in rows
        if sees(row.number, birth.number)
        for touch in row.touches
        if touch.register == TITLE and not touch.derived
    }


def _knows(row: Row, births: Iterable[Birth], sees: Sees) -> bool:
    return any(row.number == birth.number or sees(row.number, birth.number) for birth in births)
