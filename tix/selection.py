"""Selections: the tickets that a query means, out of an index that is just fresh enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING

from tix.errors import Refused
from tix.frozen import frozen, replace

if TYPE_CHECKING:
    from tix.query import Context, Query
    from tix.store.index import Rows, Value
    from tix.tracker import Tracker

#: Lists end with this, so that rows that are equal otherwise never change places.
_LAST = "ticket.created, ticket.id"


@frozen
class Selection:
    """What one query means in one tracker; `statuses` are those that it shows.

    `asleep` is what the snoozed tickets are that it leaves out, None when it shows them.
    """

    tracker: Tracker
    query: Query
    statuses: frozenset[str]
    asleep: Query | None = None

    def rows(self, columns: Sequence[str], limit: int | None = None) -> Rows:
        """Return the rows in order: fields, or the columns of the index."""
        statement, params = self.statement(columns)
        most = limit if limit is not None else self.query.limit
        return self.tracker.index.query(statement + (f" LIMIT {most:d}" if most else ""), params)

    def statement(self, columns: Sequence[str]) -> tuple[str, list[Value]]:
        """Return the SQL that yields these columns of the tickets in order, and its parameters."""
        from tix.store.index import statement

        where, params = self._where
        order, order_values = self.query.order()
        clause = f" WHERE {where}"
        sql = statement(clause, columns, f"{order}, {_LAST}" if order else _LAST)
        return sql, [*params, *_plain(order_values)]

    def ids(self) -> list[str]:
        """Return the ids in order, each once."""
        return list(dict.fromkeys(str(name) for (name,) in self.rows(("id",))))

    @cached_property
    def total(self) -> int:
        """How many tickets there are without a limit."""
        where, params = self._where
        return self.tracker.index.count(where, params)

    @property
    def snoozed(self) -> int:
        """How many tickets are left out because they are snoozed."""
        return replace(self, query=self.asleep, asleep=None).total if self.asleep else 0

    @cached_property
    def _where(self) -> tuple[str, list[Value]]:
        condition, params = self.query.where()
        parts = [f"ticket.status IN ({', '.join('?' * len(self.statuses))})"]
        values: list[Value] = [*sorted(self.statuses), *_plain(params)]
        if condition:
            parts.append(f"({condition})")
        return " AND ".join(parts), values


def _plain(values: Sequence[object]) -> list[Value]:
    return [value for value in values if isinstance(value, str | int | float)]


def select(
    tracker: Tracker,
    words: str | Sequence[str],
    *,
    everything: bool = False,
    sort: str = "",
) -> Selection:
    """Return what a query means; closed and snoozed tickets only where it asks for them.

    The index is brought up to date for the folders that matter, and no others.
    """
    from tix.query import parse, parse_sort
    from tix.query.marks import MARKS
    from tix.query.nodes import And, Not

    about = context(tracker)
    query = parse(words, about)
    order = sort or ("" if query.sort else tracker.config.text("list.sort"))
    if order:
        query = replace(query, sort=parse_sort(order, about))
    every = tuple(tracker.config.statuses)
    shown = query.statuses(every)
    linked = query.reads(every) - shown
    if not everything and not query.says_status:
        shown -= {name for name in every if tracker.config.status(name).is_closed}
    asleep = None
    if not everything and not query.wakes:
        snoozed = MARKS["snoozed"].build(about)
        asleep = replace(query, node=And((query.node, snoozed)))
        query = replace(query, node=And((query.node, Not(snoozed))))
    tracker.refresh(shown | linked)
    return Selection(tracker, query, shown, asleep)


def context(tracker: Tracker) -> Context:
    """Return what queries of this tracker are read against; who I am is asked when it matters."""
    from tix.query import Context

    zone = UTC if tracker.config.timezone == "UTC" else tracker.config.zone
    return Context(tracker.config, lambda: tracker.me, tracker.now, zone)


def ids_of(tracker: Tracker, names: Sequence[str], query: str | None) -> list[str]:
    """Return the ids of tickets named one by one and of those that a query means, each once."""
    ids = [tracker.resolve(name) for name in names]
    if query is not None:
        ids += select(tracker, query).ids()
    return list(dict.fromkeys(ids))


def some_ids(tracker: Tracker, names: Sequence[str], query: str | None) -> list[str]:
    """Return `ids_of`, or stop when there are none."""
    ids = ids_of(tracker, names, query)
    if not ids:
        raise Refused(
            "No ticket was named." if query is None else f"No ticket matches {query!r}.",
            hint="name an id, or --query 'status:open tag:login'",
        )
    return ids
