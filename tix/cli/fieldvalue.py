"""One field of a ticket as it stands in its file, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tix.errors import UsageError
from tix.text import clean, closest

if TYPE_CHECKING:
    from tix.model.config import Config
    from tix.model.ticket import Node
    from tix.store.tickets import Loaded


def field_text(config: Config, loaded: Loaded, field: str) -> str:
    """Return the value of a field in lines, empty when unset; records come as JSON, one a line."""
    ticket = loaded.ticket
    facts: dict[str, str] = {
        "status": ticket.status,
        "state": str(config.category_of(ticket.status)),
        "path": loaded.path,
    }
    name, _, key = field.partition(".")
    node: Node | None = facts.get(field) or ticket.doc.get(field)
    if node is None and key:
        inner = ticket.doc.get(name)
        node = inner.get(key) if isinstance(inner, dict) else None
    if node is None:
        _check_name(config, name)
        return ""
    return "".join(f"{line}\n" for line in _lines(node))


def _lines(node: Node) -> list[str]:
    if isinstance(node, str):
        return [clean(node.rstrip("\n"), lines=True)]
    if isinstance(node, list) and all(isinstance(item, str) for item in node):
        return [clean(str(item)) for item in node]
    from tix.cli.output import json_text
    from tix.cli.ticketjson import as_json

    items = node if isinstance(node, list) else [node]
    return [json_text(as_json(item)) for item in items]


def _check_name(config: Config, name: str) -> None:
    from tix.cli.columns import column_names
    from tix.model.fields import CORE

    known = [*CORE, *column_names(config)]
    if name in known:
        return
    near = closest(name, known)
    hint = f"did you mean {near}?" if near else "fields are " + " ".join(CORE)
    raise UsageError(f"There is no field {name!r}.", hint=hint)
