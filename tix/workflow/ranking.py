"""Which ticket to take next, and why: a sum of a few terms that anybody can check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tix.model.ticket import Ticket, parse_time

if TYPE_CHECKING:
    from tix.config.load import Config


@dataclass(frozen=True, slots=True)
class Term:
    """One reason: how many points it gives, and the reason in words."""

    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class Rank:
    """The points of a ticket and where they come from, the weightiest first."""

    points: float
    terms: tuple[Term, ...]

    @property
    def reason(self) -> str:
        """The reasons in one line."""
        return ", ".join(term.reason for term in self.terms)


@dataclass(frozen=True, slots=True)
class Desk:
    """What ranking looks at beside the ticket: settings, moment, person, and who waits for whom."""

    config: Config
    now: datetime
    me: str
    blocks: Callable[[str], int]


def rank(ticket: Ticket, desk: Desk) -> Rank:
    """Return how much a ticket calls for attention now.

    A level of priority is 10 points, a due date up to 30, work that is begun 8, mine 5, each ticket
    that waits for it 4, and each week of age 1, up to 6.
    """
    terms = [term for measure in _MEASURES if (term := measure(ticket, desk)) is not None]
    terms.sort(key=lambda term: -term.points)
    return Rank(round(sum(term.points for term in terms), 1), tuple(terms))


def _priority(ticket: Ticket, desk: Desk) -> Term | None:
    levels = list(desk.config.priorities)
    name = ticket.text("priority") or desk.config.default_priority
    if name not in levels:
        return None
    return Term(10.0 * levels.index(name), f"priority {name}")


def _due(ticket: Ticket, desk: Desk) -> Term | None:
    text = ticket.text("due")
    if not text:
        return None
    try:
        day = parse_time(text).date() if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None
    left = (day - desk.now.date()).days
    if left < 0:
        return Term(30.0, f"overdue by {-left} d")
    points = max(0.0, 25.0 - 2.0 * left)
    return Term(points, "due today" if left == 0 else f"due in {left} d") if points else None


def _begun(ticket: Ticket, desk: Desk) -> Term | None:
    status = desk.config.statuses.get(ticket.status)
    active = status is not None and status.category == "active"
    return Term(8.0, f"begun ({ticket.status})") if active else None


def _mine(ticket: Ticket, desk: Desk) -> Term | None:
    return Term(5.0, "mine") if ticket.assignee and ticket.assignee == desk.me else None


def _blocks(ticket: Ticket, desk: Desk) -> Term | None:
    count = desk.blocks(ticket.id)
    return Term(4.0 * count, f"blocks {count}") if count else None


def _age(ticket: Ticket, desk: Desk) -> Term | None:
    try:
        weeks = max(0, (desk.now - ticket.created).days // 7)
    except ValueError:
        return None
    return Term(float(min(weeks, 6)), f"{weeks} weeks old") if weeks else None


_MEASURES: tuple[Callable[[Ticket, Desk], Term | None], ...] = (
    _priority,
    _due,
    _begun,
    _mine,
    _blocks,
    _age,
)
