"""The tree of a query: frozen nodes that are predicates on a ticket."""

from __future__ import annotations

from typing import TypeAlias

from tix.frozen import frozen
from tix.model.searched import body_texts, field_texts, title_text
from tix.model.ticket import Ticket
from tix.query.conditions import Condition
from tix.query.facts import Facts
from tix.query.sources import Source
from tix.text import contains, fold


@frozen
class And:
    """All parts hold; with no part, always."""

    parts: tuple[Node, ...] = ()

    def matches(self, ticket: Ticket, facts: Facts) -> bool:
        """Tell whether the ticket is meant."""
        return all(part.matches(ticket, facts) for part in self.parts)


@frozen
class Or:
    """One part holds at least; with no part, never."""

    parts: tuple[Node, ...] = ()

    def matches(self, ticket: Ticket, facts: Facts) -> bool:
        """Tell whether the ticket is meant."""
        return any(part.matches(ticket, facts) for part in self.parts)


@frozen
class Not:
    """The part does not hold."""

    part: Node

    def matches(self, ticket: Ticket, facts: Facts) -> bool:
        """Tell whether the ticket is meant."""
        return not self.part.matches(ticket, facts)


@frozen
class Has:
    """Some value of a source meets a condition."""

    source: Source
    condition: Condition

    def matches(self, ticket: Ticket, facts: Facts) -> bool:  # noqa: ARG002
        """Tell whether the ticket is meant."""
        return any(map(self.condition.accepts, self.source.texts(ticket)))


@frozen
class Status:
    """The ticket is in one of these statuses."""

    names: tuple[str, ...]

    def matches(self, ticket: Ticket, facts: Facts) -> bool:  # noqa: ARG002
        """Tell whether the ticket is meant."""
        return ticket.status in self.names


@frozen
class Pointed:
    """Another ticket, whose id meets the condition, points here by a link or as its parent.

    Tickets in one of the statuses `except_in` do not count.
    """

    kind: str
    condition: Condition
    except_in: tuple[str, ...] = ()

    def matches(self, ticket: Ticket, facts: Facts) -> bool:
        """Tell whether the ticket is meant."""
        return any(
            pointer.kind == self.kind
            and pointer.status not in self.except_in
            and self.condition.accepts(pointer.id)
            for pointer in facts.pointers.get(ticket.id, ())
        )


@frozen
class Words:
    """Folded words stand side by side in the text; with `prefix` the last may go on.

    `scope` is `title`, a field such as `description` or `comments`, or empty for all text.
    """

    words: str
    prefix: bool = True
    scope: str = ""

    def matches(self, ticket: Ticket, facts: Facts) -> bool:  # noqa: ARG002
        """Tell whether the ticket is meant."""
        doc = ticket.doc
        if self.scope == "title":
            return self._in(title_text(doc))
        if self.scope:
            return any(map(self._in, field_texts(self.scope, doc.get(self.scope, ""))))
        return self._in(title_text(doc)) or any(map(self._in, body_texts(doc)))

    def _in(self, text: str) -> bool:
        return contains(fold(text), self.words, prefix=self.prefix)


@frozen
class Broken:
    """The file of the ticket cannot be read."""

    def matches(self, ticket: Ticket, facts: Facts) -> bool:
        """Tell whether the ticket is meant."""
        return ticket.id in facts.broken


Node: TypeAlias = "And | Or | Not | Has | Status | Pointed | Words | Broken"

EVERYTHING = And()
NOTHING = Or()


def both(*parts: Node) -> Node:
    """Return the node for all of these."""
    return parts[0] if len(parts) == 1 else And(parts)


def either(*parts: Node) -> Node:
    """Return the node for any of these."""
    return parts[0] if len(parts) == 1 else Or(parts)
