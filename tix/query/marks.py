"""The table of what `is:` asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tix.frozen import frozen
from tix.model.dates import local_day
from tix.model.statuses import Category
from tix.model.ticket import format_time
from tix.query.conditions import Between, OneOf, Present
from tix.query.context import Context, Settings
from tix.query.nodes import EVERYTHING, And, Broken, Has, Node, Not, Or, Pointed, Status
from tix.query.sources import Place, Source


@frozen
class Mark:
    """One mark: what it means, and the node that finds it."""

    meaning: str
    build: Callable[[Context], Node]


def in_states(config: Settings, *states: Category) -> Status:
    """Return the node for statuses of these categories."""
    return Status(tuple(name for name, one in config.statuses.items() if one.category in states))


def is_open(context: Context) -> Node:
    """Return the node for tickets that are not closed, those of unknown folders too."""
    return Not(in_states(context.config, Category.CLOSED))


def _column(name: str) -> Source:
    return Source(Place.COLUMN, name)


def _blocked(context: Context) -> Node:
    closed = in_states(context.config, Category.CLOSED).names
    return And((is_open(context), Pointed("blocks", Present(), except_in=closed)))


def _snoozed(context: Context) -> Node:
    """A day wakes a ticket when it begins, a moment when it has come."""
    tomorrow = local_day(context.now, context.zone) + timedelta(days=1)
    later = format_time(context.now + timedelta(seconds=1))
    return Has(_column("snoozed"), Between(start=later, start_day=tomorrow.isoformat()))


def _overdue(context: Context) -> Node:
    today = local_day(context.now, context.zone).isoformat()
    late = Between(end=format_time(context.now), end_day=today)
    return And((is_open(context), Has(_column("due"), late)))


def _ready(context: Context) -> Node:
    return And(
        (
            in_states(context.config, Category.QUEUE, Category.ACTIVE),
            Not(_blocked(context)),
            Not(_snoozed(context)),
        )
    )


def _any(context: Context) -> Node:
    every = Status(tuple(context.config.statuses))
    return Or((every, EVERYTHING))


def _mine(context: Context) -> Node:
    return Has(_column("assignee"), OneOf((context.me,)))


def _watched(context: Context) -> Node:
    return Has(Source(Place.MEMBER, "watchers"), OneOf((context.me,)))


MARKS: dict[str, Mark] = {
    "any": Mark("every ticket, closed ones too", _any),
    "open": Mark("not closed", is_open),
    "closed": Mark(
        "in a closed status", lambda context: in_states(context.config, Category.CLOSED)
    ),
    "overdue": Mark("open, and its due day or moment has passed", _overdue),
    "blocked": Mark("open, and blocked by a ticket that is open", _blocked),
    "ready": Mark("queued or active, and neither blocked nor snoozed", _ready),
    "snoozed": Mark("hidden until a day that has not come", _snoozed),
    "mine": Mark("assigned to me", _mine),
    "watched": Mark("watched by me", _watched),
    "unassigned": Mark("assigned to nobody", lambda _: Not(Has(_column("assignee"), Present()))),
    "parent": Mark("has sub-tickets", lambda _: Pointed("parent", Present())),
    "child": Mark("part of another ticket", lambda _: Has(_column("parent"), Present())),
    "broken": Mark("its file cannot be read", lambda _: Broken()),
}

#: Marks that ask who I am.
PERSONAL = frozenset({"mine", "watched"})
