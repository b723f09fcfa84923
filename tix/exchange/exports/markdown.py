"""Tickets as a page of Markdown for people to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tix.exchange.exports.item import Book, Item
from tix.exchange.exports.sheet import flat
from tix.model.fields import CORE, Kind
from tix.model.ticket import format_time
from tix.text import clean

Out = Callable[[str], object]
#: Code, in which nothing is a tag, and the beginning of a tag elsewhere.
_TAG = re.compile(r"(^```.*?^```|^~~~.*?^~~~|`[^`\n]*`)|<(?=[A-Za-z/!?])", re.DOTALL | re.MULTILINE)
_MARKS = re.compile(r"([\\`*_\[\]<>|#])")
#: Said elsewhere than in the table of fields.
_APART = frozenset({"id", "title", "checklist", "comments", "links", "created"})


def write_markdown(book: Book, out: Out) -> None:
    """Write a heading for each ticket, a table of its fields, its texts and its comments."""
    out(f"# {_line(book.config.name or book.config.key)}\n")
    for item in book.items():
        out("\n" + "\n\n".join(_parts(book, item)) + "\n")


def _parts(book: Book, item: Item) -> Iterator[str]:
    ticket = item.ticket
    yield f"## {ticket.id}: {_line(ticket.title)}"
    yield "\n".join(["| | |", "|---|---|", *_rows(item)])
    for name in (name for name in ticket.doc if _is_long(book, name)):
        heading = "" if name == "description" else f"### {_heading(name)}\n\n"
        yield heading + _text(flat(ticket.doc[name]))
    if ticket.checklist:
        boxes = (f"- [{'x' if each.done else ' '}] {_line(each.text)}" for each in ticket.checklist)
        yield "\n".join(boxes)
    for each in ticket.comments:
        if not each.deleted:
            kind = "" if each.kind == "reply" else f" ({each.kind})"
            yield f"### {_line(each.by)}, {format_time(each.at)}{kind}\n\n{_text(each.text)}"


def _rows(item: Item) -> Iterator[str]:
    ticket = item.ticket
    yield f"| status | {_line(ticket.status)} |"
    yield f"| created | {format_time(ticket.created)} |"
    for name, node in ticket.doc.items():
        if name not in _APART and "\n" not in flat(node) and not _is_block(name):
            yield f"| {_line(name)} | {_line(flat(node))} |"
    for kind, targets in ticket.links.items():
        yield f"| {_line(kind)} | {', '.join(targets)} |"


def _is_block(name: str) -> bool:
    return name in CORE and CORE[name].kind is Kind.BLOCK


def _is_long(book: Book, name: str) -> bool:
    field = book.config.fields.get(name)
    return name != "comments" and (
        _is_block(name) or (field is not None and field.kind is Kind.BLOCK)
    )


def _heading(name: str) -> str:
    return _line(name.replace("_", " ").capitalize())


def _line(text: str) -> str:
    """Return text as one line in which no character means anything."""
    return _MARKS.sub(r"\\\1", " ".join(clean(text).split()))


def _text(text: str) -> str:
    """Return a text that may be Markdown itself, with its tags shown and not obeyed."""
    return _TAG.sub(lambda found: found[1] or "\\<", clean(text, lines=True)).rstrip()
