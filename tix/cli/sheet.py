"""The sheet that an editor shows for a new ticket: fields on top, the description below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tix.model.ticket import Node
from tix.store.emit import emit_field
from tix.store.yamlread import read_node

if TYPE_CHECKING:
    from tix.model.config import Config

LINE = "---"

#: Fields that are always offered, in this order; others appear when they are given.
OFFERED = ("title", "type", "priority", "category", "assignee", "tags", "due")

_ADVICE = """\
A new ticket. Write what you know: a title is all it needs.
Below the line --- stands the description. Lines that begin with #| are left out.
Empty everything to stop.
"""
#: Words of a long list that the advice names.
_NAMED = 12


def fill_sheet(fields: Mapping[str, Node], config: Config) -> str:
    """Return the text that the editor opens."""
    required = [field.name for field in config.fields.values() if field.required_when == "always"]
    names = dict.fromkeys((*OFFERED, *required, *fields))
    head = "".join(_line(name, fields.get(name, "")) for name in names if name != "description")
    description = fields.get("description", "")
    return f"{head}{LINE}\n{description if isinstance(description, str) else ''}"


def read_sheet(text: str) -> dict[str, Node]:
    """Return the fields of an edited sheet; raise TicketSyntaxError for a head that is no YAML."""
    lines = text.lstrip("\n").split("\n")
    if lines[0].rstrip() == LINE:
        lines = lines[1:]
    ends = [number for number, line in enumerate(lines) if line.rstrip() == LINE]
    at = ends[0] if ends else len(lines)
    head, below = "\n".join(lines[:at]), "\n".join(lines[at + 1 :])
    fields = read_node(f"{head}\n".encode(), "the new ticket") if head.strip() else {}
    return {**fields, "description": below} if below.strip() else fields


def advice(config: Config) -> str:
    """Return what stands above the sheet: how it works, and the words of this tracker."""
    sections = {
        "type": config.types,
        "priority": config.priorities,
        "category": config.categories,
        "tags": config.tags,
    }
    known = [f"{name}: {_listed(list(words))}" for name, words in sections.items() if words]
    return "\n".join((_ADVICE.rstrip(), *known))


def _listed(words: list[str]) -> str:
    return ", ".join(words[:_NAMED]) + (", …" if len(words) > _NAMED else "")


def _line(name: str, node: Node) -> str:
    if not node:
        return f"{name}:\n"
    is_words = isinstance(node, list) and all(isinstance(item, str) for item in node)
    if is_words and name != "checklist":
        return emit_field(name, ", ".join(map(str, node)))
    return emit_field(name, node)
