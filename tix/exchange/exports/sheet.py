"""A table of tickets that a spreadsheet opens: long texts whole, nothing in it ever run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from tix.exchange.exports.item import Book
from tix.model.fields import CORE
from tix.model.ticket import Node, Ticket, format_time
from tix.text import as_cell

Out = Callable[[str], object]


def write_csv(book: Book, out: Out) -> None:
    """Write a heading and a row for each ticket."""
    custom = [name for name in book.config.fields if name not in CORE]
    names = [*CORE, *custom]
    out(row(["id", "status", "state", *names[1:]]))
    for item in book.items():
        ticket = item.ticket
        state = str(book.config.status(ticket.status).category)
        cells = (_cell(name, ticket) for name in names[1:])
        out(row([ticket.id, ticket.status, state, *cells]))


def row(cells: Iterable[str]) -> str:
    """Return one line of a table, whatever its cells hold."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(map(as_cell, cells))
    return line.getvalue()


def _cell(name: str, ticket: Ticket) -> str:
    if name == "comments":
        return "\n\n".join(
            f"{format_time(each.at)} {each.by}: {each.text.rstrip()}"
            for each in ticket.comments
            if not each.deleted
        )
    if name == "checklist":
        return "\n".join(f"[{'x' if each.done else ' '}] {each.text}" for each in ticket.checklist)
    return flat(ticket.doc.get(name, ""))


def flat(node: Node) -> str:
    """Return a value as one text: lists by commas, mappings as `key: value`, records by lines."""
    if isinstance(node, str):
        return node.rstrip("\n")
    if isinstance(node, list):
        apart = "\n" if any(isinstance(each, dict) for each in node) else ", "
        return apart.join(map(flat, node))
    return "; ".join(f"{key}: {flat(value)}" for key, value in node.items())
