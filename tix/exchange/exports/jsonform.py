"""JSON that holds tickets whole: their fields, their files, and what happened to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tix.exchange.exports.audience import Audience, is_open, masked, masked_node
from tix.exchange.exports.item import Book, Deed, Item
from tix.model.registers import Register
from tix.model.ticket import Ticket, format_time
from tix.store.layout import CONFIG_DIR, CONFIG_FILE

Out = Callable[[str], object]


def write_json(book: Book, out: Out) -> None:
    """Write one document, a ticket at a time."""
    head = _text(_head(book))
    out(f'{head[:-1]}, "tickets": [\n')
    for place, item in enumerate(book.items(with_history=True)):
        out(f"{',' if place else ' '}{_text(_ticket(book, item))}\n")
    out("]}\n")


def write_jsonl(book: Book, out: Out) -> None:
    """Write a line about the tracker, and one for each ticket."""
    out(f"{_text(_head(book))}\n")
    for item in book.items(with_history=True):
        out(f"{_text(_ticket(book, item))}\n")


def _head(book: Book) -> dict[str, Any]:
    config = book.config
    head: dict[str, Any] = {
        "tix": 1,
        "kind": "export",
        "audience": str(book.audience),
        "key": config.key,
        "timezone": config.timezone,
    }
    if book.audience is Audience.TEAM:
        head["settings"] = dict(_settings(book))
    return head


def _settings(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the setting files that words of tickets come from; what is no text stays behind."""
    root = book.tracker.root
    for path in [root / CONFIG_FILE, *sorted((root / CONFIG_DIR).glob("*.yaml"))]:
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(root).as_posix(), path.read_text("utf-8", "replace")


def _ticket(book: Book, item: Item) -> dict[str, Any]:
    status = book.config.status(item.ticket.status)
    whole = {"file": item.data.decode()} if item.data else {}
    return {
        "id": item.ticket.id,
        "status": item.ticket.status,
        "state": str(status.category),
        "path": item.path,
        "fields": item.ticket.doc,
        **whole,
        "events": [deed for each in item.deeds if (deed := _deed(book, each, item.ticket))],
    }


def _deed(book: Book, deed: Deed, ticket: Ticket) -> dict[str, Any]:
    """Return what one commit did; nothing when the audience may see nothing of it."""
    is_public = book.audience is Audience.PUBLIC
    changes = [
        {
            "register": _register(event.change.register, is_public=is_public),
            "before": masked_node(event.change.before) if is_public else event.change.before,
            "after": masked_node(event.change.after) if is_public else event.change.after,
            **({"superseded": True} if event.superseded else {}),
        }
        for event in deed.events
        if not is_public or is_open(event.change, ticket)
    ]
    by = {"name": deed.name, **({"email": deed.email} if deed.email else {})}
    head = {"commit": deed.commit, "at": format_time(deed.at), "by": by}
    return {**head, "changes": changes} if changes else {}


def _register(register: Register, *, is_public: bool) -> str:
    """Return a register in a word; that of a watcher is the watcher's address."""
    return masked(str(register)) if is_public else str(register)


def _text(value: object) -> str:
    """Return JSON in which what a terminal would obey is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text)
