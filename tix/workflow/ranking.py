"""Which ticket to take next, and why: a sum of a few terms that anybody can check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from tix.frozen import frozen
from tix.model.statuses import Category
from tix.model.ticket import Ticket, parse_time
from tix.text import plural

if TYPE_CHECKING:
    from tix.workflow.desk import Desk


@frozen
class Term:
    """One reason: how many points it gives, and the reason in words."""

    points: float
    reason: str


@frozen
class Rank:
    """The points of a ticket and where they come from, the weightiest first."""

    points: float
    terms: tuple[Term, ...]

    @property
    def reason(self) -> str:
        """The reasons in one line."""
        return ", ".join(term.reason for term in self.terms)


def rank(ticket: Ticket, desk: Desk, waiting: int = 0) -> Rank:
    """Return how much a ticket calls for attention now; `waiting` tickets are blocked by it.

    A level of priority is 10 points, a due date up to 30, work that is begun 8, mine 5, each ticket
    that waits for it 4, and each week of age 1, up to 6.
    """
    found = [measure(ticket, desk) for measure in _MEASURES]
    if waiting:
        found.append(Term(4.0 * waiting, f"blocks {waiting}"))
    terms = [term for term in found if term is not None]
    terms.sort(key=lambda term: -term.points)
    return Rank(round(sum(term.points for term in terms), 1), tuple(terms))


def _priority(ticket: Ticket, desk: Desk) -> Term | None:
    name = ticket.text("priority") or desk.config.default_priority
    return Term(10.0 * desk.config.rank(name), f"priority {name}")


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
    active = desk.config.category_of(ticket.status) is Category.ACTIVE
    return Term(8.0, f"begun ({ticket.status})") if active else None


def _mine(ticket: Ticket, desk: Desk) -> Term | None:
    return Term(5.0, "mine") if ticket.assignee and ticket.assignee == desk.me else None


def _age(ticket: Ticket, desk: Desk) -> Term | None:
    try:
        weeks = max(0, (desk.now - ticket.created).days // 7)
    except ValueError:
        return None
    return Term(float(min(weeks, 6)), f"{_in_words(weeks)} old") if weeks else None


def _in_words(weeks: int) -> str:
    return plural(weeks, "week") if weeks < 104 else plural(weeks // 52, "year")


_MEASURES: tuple[Callable[[Ticket, Desk], Term | None], ...] = (
    _priority,
    _due,
    _begun,
    _mine,
    _age,
)
