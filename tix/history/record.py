"""What a commit did to a ticket, as one short line of text in the cache."""

from __future__ import annotations

import json
from enum import IntEnum

from tix.frozen import frozen
from tix.history.fold import Touch
from tix.model.registers import Register
from tix.model.ticket import Node


class Presence(IntEnum):
    """How the file of a ticket stands after a commit."""

    GONE = 0
    GOOD = 1
    BROKEN = 2
    DOUBLE = 3


@frozen
class Row:
    """What one commit, by its number, did to one ticket."""

    number: int
    ticket: str
    authored: int
    presence: Presence
    touches: tuple[Touch, ...]

    @property
    def latest(self) -> int:
        """The latest effective time of its changes."""
        return max((touch.effective for touch in self.touches), default=self.authored)


@frozen
class Gap:
    """A commit after which a ticket could not be read, and why."""

    number: int
    ticket: str
    path: str
    problem: str


def encode(row: Row) -> str:
    """Return the touches as JSON; what stands at the end only where it is not as usual."""
    return _ENCODE([_item(touch, row.authored) for touch in row.touches])


def decode(text: str, authored: int) -> tuple[Touch, ...]:
    """Return the touches that `encode` wrote."""
    return tuple(
        Touch(
            Register(item[0], item[1]),
            item[2],
            item[3],
            item[4] if len(item) > 4 else authored,
            len(item) > 5,
        )
        for item in _DECODE(text)
    )


def _item(touch: Touch, authored: int) -> list[Node | int | None]:
    item: list[Node | int | None] = [*touch.register, touch.before, touch.after]
    if touch.derived:
        return [*item, touch.effective, 1]
    return item if touch.effective == authored else [*item, touch.effective]


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_DECODE = json.JSONDecoder().decode
