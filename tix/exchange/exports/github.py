"""Tickets as GitHub's issue import takes them: a JSON object on each line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tix.exchange.exports.item import Book, Item
from tix.history.events import Event
from tix.model.statuses import Category
from tix.model.ticket import format_time

Out = Callable[[str], object]


def write_gh(book: Book, out: Out) -> None:
    """Write a line for each ticket, the oldest first, as their numbers will be."""
    for item in book.items(with_history=True):
        out(json.dumps(_issue(book, item), ensure_ascii=False) + "\n")


def _issue(book: Book, item: Item) -> dict[str, Any]:
    ticket = item.ticket
    is_closed = book.config.status(ticket.status).category is Category.CLOSED
    closed = _closed(book, item) if is_closed else ""
    issue: dict[str, Any] = {
        "title": ticket.title,
        "body": _body(item),
        "created_at": format_time(ticket.created),
        "closed": is_closed,
        "labels": [*_labels(item)],
    }
    if closed:
        issue["closed_at"] = closed
    said = [each for each in ticket.comments if not each.deleted]
    return {
        "issue": issue,
        "comments": [
            {"created_at": format_time(each.at), "body": f"**{each.by}**:\n\n{each.text.rstrip()}"}
            for each in said
        ],
    }


def _labels(item: Item) -> list[str]:
    ticket = item.ticket
    named = [f"{name}:{value}" for name in ("type", "priority") if (value := ticket.text(name))]
    return [*ticket.tags, *named]


def _body(item: Item) -> str:
    ticket = item.ticket
    boxes = [f"- [{'x' if each.done else ' '}] {each.text}" for each in ticket.checklist]
    told = [f"{name}: {value}" for name in ("reporter", "assignee") if (value := ticket.text(name))]
    parts = [ticket.text("description").rstrip(), "\n".join(boxes), ", ".join([ticket.id, *told])]
    return "\n\n".join(part for part in parts if part)


def _closed(book: Book, item: Item) -> str:
    """Return when a ticket was closed for the last time, as far as history tells."""
    moments = [event.at for deed in item.deeds for event in deed.events if _closes(book, event)]
    return format_time(moments[-1]) if moments else ""


def _closes(book: Book, event: Event) -> bool:
    def is_closed(node: object) -> bool:
        name = node.get("status") if isinstance(node, dict) else None
        found = book.config.statuses.get(str(name))
        return found is not None and found.category is Category.CLOSED

    change = event.change
    return change.register.field == "status" and is_closed(change.after) > is_closed(change.before)
