"""A query that has been read: a predicate, a condition for the index, and directives."""

from __future__ import annotations

from tix.frozen import frozen
from tix.model.ticket import Ticket
from tix.query.facts import NO_FACTS, Facts
from tix.query.nodes import And, Node, Or, Words
from tix.query.reach import asks_for, others, reach, says_status
from tix.query.sorting import Sort
from tix.query.sql import Sql, where


@frozen
class Query:
    """What to find, in which order, and how many at the most (None: all)."""

    text: str
    node: Node
    sort: tuple[Sort, ...] = ()
    limit: int | None = None

    def matches(self, ticket: Ticket, facts: Facts = NO_FACTS) -> bool:
        """Tell whether the ticket is meant; `facts` say what other tickets know of it."""
        return self.node.matches(ticket, facts)

    def where(self) -> Sql:
        """Return a condition on the table `ticket` of the index, and its parameters."""
        return where(self.node)

    def order(self) -> Sql:
        """Return the terms for ORDER BY, empty without `sort:`, and their parameters."""
        terms = [sort.sql() for sort in self.sort]
        return ", ".join(sql for sql, _ in terms), [one for _, params in terms for one in params]

    @property
    def says_status(self) -> bool:
        """Whether it asks about the status or how it ended, so that closed ones are not hidden."""
        return says_status(self.node) or asks_for(self.node, "resolution")

    @property
    def wakes(self) -> bool:
        """Whether it asks for snoozed tickets, so that they are not hidden."""
        return asks_for(self.node, "snoozed")

    def statuses(self, every: tuple[str, ...]) -> frozenset[str]:
        """Return those of all statuses in which a ticket can match."""
        return reach(self.node, every)

    def reads(self, every: tuple[str, ...]) -> frozenset[str]:
        """Return the statuses whose tickets the answer depends on: the folders to read.

        More than `statuses` where links count: who blocks a ticket may be anywhere.
        """
        return reach(self.node, every) | others(self.node, every)

    @property
    def words(self) -> tuple[Words, ...]:
        """The words that are looked for, those after `not` left out."""
        return tuple(_words(self.node))


def _words(node: Node) -> list[Words]:
    if isinstance(node, And | Or):
        return [word for part in node.parts for word in _words(part)]
    return [node] if isinstance(node, Words) else []
