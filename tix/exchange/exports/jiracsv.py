"""Tickets as Jira's import of CSV takes them: a column for each label, comment and link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from tix.exchange.exports.item import Book, Item
from tix.exchange.exports.sheet import flat, row
from tix.model.fields import CORE
from tix.model.ticket import Ticket, parse_time

Out = Callable[[str], object]
_ONCE = {
    "Issue Key": "id",
    "Summary": "title",
    "Issue Type": "type",
    "Status": "",
    "Priority": "priority",
    "Resolution": "resolution",
    "Reporter": "reporter",
    "Assignee": "assignee",
    "Created": "",
    "Due Date": "due",
    "Parent Id": "parent",
    "Description": "description",
}
_LINKS = {
    "blocks": "Link (Blocks)",
    "duplicates": "Link (Duplicate)",
    "relates": "Link (Relates)",
    "caused-by": "Link (Problem/Incident)",
}


def write_jira_csv(book: Book, out: Out) -> None:
    """Write a heading with as many columns of a name as one ticket needs, and the rows."""
    most: Counter[str] = Counter()
    for item in book.items():
        counts = Counter(name for name, _ in _many(item.ticket))
        most |= counts
    custom = [name for name in book.config.fields if name not in CORE]
    many = [name for name in ("Labels", *_LINKS.values(), "Comment") if most[name]]
    repeated = [name for name in many for _ in range(most[name])]
    out(row([*_ONCE, *custom, *repeated]))
    for item in book.items():
        out(row(_cells(item, custom, many, most)))


def _cells(item: Item, custom: list[str], many: list[str], most: Counter[str]) -> Iterator[str]:
    ticket = item.ticket
    for column, name in _ONCE.items():
        yield flat(ticket.text(name)) if name else _ODD[column](ticket)
    for name in custom:
        yield flat(ticket.doc.get(name, ""))
    cells: dict[str, list[str]] = {name: [] for name in many}
    for name, text in _many(ticket):
        cells[name].append(text)
    for name in many:
        yield from cells[name]
        yield from [""] * (most[name] - len(cells[name]))


def _many(ticket: Ticket) -> Iterator[tuple[str, str]]:
    """Yield column and cell of everything that a ticket can have several of."""
    for tag in ticket.tags:
        yield "Labels", tag
    for kind, targets in ticket.links.items():
        for target in targets:
            yield _LINKS.get(kind, "Link (Relates)"), target
    for each in ticket.comments:
        if not each.deleted:
            yield "Comment", f"{_moment(each.at)};{each.by};{each.text.rstrip()}"


def _moment(at: datetime) -> str:
    """Return a time as the import is told to read it: `dd/MM/yyyy HH:mm:ss`, UTC."""
    return at.astimezone(UTC).strftime("%d/%m/%Y %H:%M:%S")


_ODD: dict[str, Callable[[Ticket], str]] = {
    "Status": lambda ticket: ticket.status,
    "Created": lambda ticket: _moment(parse_time(ticket.text("created"))),
}
