from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tix.model.declared import CustomField, Declared, View
from tix.model.fields import Kind
from tix.model.indexed import register
from tix.model.statuses import Category, Status
from tix.model.ticket import Ticket
from tix.query import Context, Facts, Query, parse
from tix.store.index_rows import Read, make_row
from tix.store.index_schema import DDL
from tix.store.index_write import insert_rows
from tix.store.ticketfile import render_ticket

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # a Saturday, 12:00 in Riga


def declared(*names: str) -> dict[str, Declared]:
    return {name: Declared(name) for name in names}


@dataclass(frozen=True)
class Settings:
    """Settings as a tracker with a few of everything has them."""

    key: str = "OPS"
    statuses: dict[str, Status] = field(
        default_factory=lambda: {
            "open": Status("open", Category.QUEUE, "open"),
            "doing": Status("doing", Category.ACTIVE, "doing", was=("started",)),
            "waiting": Status("waiting", Category.WAITING, "waiting"),
            "review": Status("review", Category.ACTIVE, "checking"),
            "done": Status("done", Category.CLOSED, "done"),
        }
    )
    types: dict[str, Declared] = field(
        default_factory=lambda: (
            declared("support", "incident", "task") | {"bug": Declared("bug", was=("defect",))}
        )
    )
    priorities: dict[str, Declared] = field(
        default_factory=lambda: declared("low", "normal", "high", "critical")
    )
    default_priority: str = "normal"
    resolutions: dict[str, Declared] = field(default_factory=lambda: declared("fixed", "duplicate"))
    channels: dict[str, Declared] = field(default_factory=lambda: declared("mail", "phone"))
    categories: dict[str, Declared] = field(default_factory=lambda: declared("auth", "auth/login"))
    tags: dict[str, Declared] = field(
        default_factory=lambda: {"ui": Declared("ui", was=("frontend",))}
    )
    flags: dict[str, Declared] = field(default_factory=lambda: declared("vip"))
    fields: dict[str, CustomField] = field(
        default_factory=lambda: {
            one.name: one
            for one in (
                CustomField("browser", Kind.ENUM, values=("Firefox", "Chrome")),
                CustomField("seats", Kind.INT),
                CustomField("effort", Kind.DURATION),
                CustomField("renewal", Kind.DATE),
                CustomField("paid", Kind.BOOL),
                CustomField("hosts", Kind.TEXT, many=True),
                CustomField("approver", Kind.PERSON),
                CustomField("story", Kind.TICKET),
            )
        }
    )
    views: dict[str, View] = field(
        default_factory=lambda: {
            one.name: one
            for one in (
                View("mine", "assignee:me is:open sort:due"),
                View("late", "view:mine is:overdue"),
                View("loop", "view:pool"),
                View("pool", "tag:x view:loop"),
                View("bad", "status:nowhere"),
            )
        }
    )


@pytest.fixture
def context() -> Context:
    return make_context()


def make_context() -> Context:
    return Context(Settings(), "ana", NOW, ZoneInfo("Europe/Riga"))


@dataclass(frozen=True)
class Shelf:
    """Some tickets, asked both ways: one by one, and by the tables of the index."""

    tickets: tuple[Ticket, ...]
    facts: Facts
    database: sqlite3.Connection

    def by_predicate(self, query: Query) -> list[str]:
        return sorted(one.id for one in self.tickets if query.matches(one, self.facts))

    def by_index(self, query: Query) -> list[str]:
        condition, params = query.where()
        order, order_params = query.order()
        rows = self.database.execute(
            f"SELECT id, ({condition}) IS NULL FROM ticket WHERE {condition}"
            + (f" ORDER BY {order}" if order else " ORDER BY id"),
            [*params, *params, *order_params],
        ).fetchall()
        assert not any(null for _, null in rows)
        return [row[0] for row in rows]

    def ask(self, *words: str) -> list[str]:
        query = parse(words, make_context())
        found = self.by_index(query)
        assert sorted(found) == self.by_predicate(query)
        return [name.removeprefix("OPS-").rstrip("0") for name in found]


def make_shelf(tickets: Sequence[Ticket], broken: Iterable[str] = ()) -> Shelf:
    database = sqlite3.connect(":memory:")
    database.executescript(DDL)
    register(database)
    statuses = Settings().statuses
    folders = {one.folder: (name, one.category.value) for name, one in statuses.items()}
    files = [
        Read(f"{statuses[one.status].folder}/{one.id}.yaml", at, 1, "broken" * (one.id in broken))
        for at, one in enumerate(tickets)
    ]
    rows = [
        make_row(file, None if file.problem else render_ticket(one))
        for file, one in zip(files, tickets, strict=True)
    ]
    insert_rows(database, rows, folders)
    return Shelf(tuple(tickets), Facts.of(tickets, broken), database)


def ticket(name: str, status: str = "open", **fields: object) -> Ticket:
    doc = {"id": f"OPS-{name:0<6}", "title": "Nothing special", "created": "2026-11-01T09:00:00Z"}
    return Ticket(status, doc | fields)  # type: ignore[arg-type]


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = make_shelf(DESK, broken=["OPS-z00000"])
    yield made
    made.database.close()


DESK = (
    ticket(
        "a", title="Login page rejects passwords with umlauts", type="bug", priority="high",
        category="auth/login", reporter="jane@example.com", assignee="ana", tags=["login", "ui"],
        due="2026-11-24", estimate="4h", links={"blocks": ["OPS-b00000"]}, seats="12",
        browser="Firefox", created="2026-11-21T08:00:00Z", hosts=["web1", "web2"],
        checklist=[{"id": "qk3v7d", "text": "Reproduce on staging", "done": "true"},
                   {"id": "qk3v7f", "text": "Write a test"}],
        comments=[{"id": "c7f2kq", "at": "2026-11-20T10:05:00Z", "by": "bob", "kind": "note",
                   "text": "Straße works for me"}],
    ),
    ticket(
        "b", "doing", title="登录页面错误", type="defect", priority="critical", assignee="ana",
        watchers=["ana", "bob"], due="2026-11-20", parent="OPS-a00000", estimate="2d",
        tags=["frontend"], description="Café login fails", seats="3", paid="true",
        comments=[{"id": "c1aaaa", "at": "2026-10-01T10:00:00Z", "by": "eve", "kind": "reply",
                   "text": "secret plan", "deleted": "true"}],
    ),
    ticket(
        "c", "waiting", title="Renew licence", priority="low", assignee="bob", category="auth",
        snoozed="2026-11-22", due="2026-11-21T09:00:00Z", created="2025-03-01T09:00:00Z",
        milestone="2.1", effort="1h30m", renewal="2026-12-01", approver="ana", flags=["vip"],
        links={"relates": ["OPS-a00000"], "caused-by": ["OPS-d00000"]},
    ),
    ticket(
        "d", "done", title="Printer on fire", type="incident", resolution="fixed",
        due="2026-11-01", created="2024-01-15T23:30:00Z", solution="Water",
        links={"blocks": ["OPS-a00000"]}, reporter="Jane@Example.com", story="OPS-c00000",
    ),
    ticket("e", "review", title="100%_done login", snoozed="2026-11-21", assignee="Łukasz",
           due="2026-11-21T14:00:00+02:00", seats="many", external="github:owner/repo#12"),
)  # fmt: skip
#: What is left of a ticket whose file cannot be read.
DESK = (*DESK, Ticket("open", {"id": "OPS-z00000"}))
