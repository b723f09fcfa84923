"""New tickets: from options, templates, lines of JSON, and from a part of another ticket."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound
from tix.frozen import frozen
from tix.model.fields import Kind, Shape
from tix.model.ids import mint, mint_item
from tix.model.registers import order
from tix.model.ticket import Node, Ticket, format_time
from tix.workflow.values import Resolve, canonical, canonical_node, settable

if TYPE_CHECKING:
    from tix.model.config import Config
    from tix.model.fields import Field
    from tix.workflow.desk import Desk

#: Keys of a template that say when to use it, and are no fields.
_ABOUT = ("meaning", "use_when", "was", "colour")


@frozen
class Wish:
    """What a new ticket shall be: fields as the file has them, "" for none, and its status."""

    fields: Mapping[str, Node]
    status: str = ""

    @property
    def external(self) -> str:
        """Its name in another tracker, which no second ticket gets."""
        value = self.fields.get("external", "")
        return value if isinstance(value, str) else ""


def new_ticket(
    config: Config,
    fields: Mapping[str, Node],
    *,
    taken: Callable[[str], bool],
    reporter: str,
    now: datetime,
    status: str = "",
) -> Ticket:
    """Return a ticket with a new id; `fields` win over the tracker's defaults."""
    title = fields.get("title", "")
    if not isinstance(title, str) or not title.strip():
        raise BadInput("A ticket needs a title.", hint="tix create 'Login page is slow'")
    defaults: dict[str, Node] = {
        name: node for name, node in config.defaults.items() if name not in ("status", "resolution")
    }
    doc: dict[str, Node] = defaults | {"reporter": reporter} | {**fields}
    doc["id"] = mint(config.key, taken)
    doc["title"] = " ".join(title.split())
    doc["created"] = format_time(now)
    filled = {name: doc[name] for name in order(doc) if doc[name]}
    return Ticket(status or config.initial_status, filled)


def part_of(ticket: Ticket, title: str) -> dict[str, Node]:
    """Return the fields of a new sub-ticket: its parent and what it shares with it."""
    shared = ("type", "priority", "category", "customer", "team", "milestone", "tags")
    fields: dict[str, Node] = {name: ticket.doc[name] for name in shared if name in ticket.doc}
    return fields | {"title": title, "parent": ticket.id}


def read_wish(given: Mapping[str, Node], desk: Desk, resolve: Resolve) -> Wish:
    """Return what people, programs or a template ask for in their own words.

    The checklist is a list of texts; a value that clears a field stays as "".
    """
    fields: dict[str, Node] = {}
    status = ""
    for name, node in given.items():
        if name == "status":
            from tix.workflow.moves import find_status

            status = find_status(desk.config, _single(name, node)) if node else ""
        elif name == "checklist":
            fields[name] = _steps(node)
        else:
            field = settable(name, desk)
            fields[field.name] = _value(field, node, desk, resolve) or ""
    return Wish(fields, status)


def wish_from(given: Mapping[str, Node], template: str, desk: Desk, resolve: Resolve) -> Wish:
    """Return what is asked for on top of a template, "" for the one of its type, if any."""
    asked = read_wish(given, desk, resolve)
    name = template or _template_of_type(asked, desk.config)
    if not name:
        return asked
    base = read_wish(template_fields(desk.config, name), desk, resolve)
    return Wish(_combined(base.fields, asked.fields), asked.status or base.status)


def template_fields(config: Config, name: str) -> dict[str, Node]:
    """Return the fields of `tix.d/templates/NAME.yaml`; raise NotFound with those there are."""
    templates = config.sections.get("templates", "")
    known = templates if isinstance(templates, dict) else {}
    found = known.get(name)
    if not isinstance(found, dict):
        hint = f"one of {', '.join(known)}" if known else f"write tix.d/templates/{name}.yaml"
        raise NotFound(f"There is no template {name!r}.", hint=hint)
    return {key: node for key, node in found.items() if node and key not in _ABOUT}


def _template_of_type(wish: Wish, config: Config) -> str:
    kind = config.types.get(str(wish.fields.get("type", "") or config.defaults.get("type", "")))
    return str(kind.extra.get("template", "")) if kind else ""


def _combined(base: Mapping[str, Node], given: Mapping[str, Node]) -> dict[str, Node]:
    """Return fields over those of a template; members of sets come together."""
    result = {**base, **given}
    for name, node in given.items():
        below = base.get(name)
        if isinstance(below, list) and isinstance(node, list) and name != "checklist":
            result[name] = [*sorted({str(member) for member in (*below, *node)})]
    return result


def _value(field: Field, node: Node, desk: Desk, resolve: Resolve) -> Node | None:
    if isinstance(node, list) and field.shape is Shape.SET:
        texts = [_single(field.name, item) for item in node]
        return [*sorted({canonical(field, text, desk, resolve) for text in texts if text.strip()})]
    text = _single(field.name, node)
    if field.kind is Kind.TEXT:
        text = " ".join(text.split())
    return canonical_node(field, text, desk, resolve)


def _single(name: str, node: Node) -> str:
    if not isinstance(node, str):
        raise BadInput(f"{name} must be one value, not a list or a mapping.")
    return node


def _steps(node: Node) -> list[Node]:
    steps: list[Node] = []
    taken: list[str] = []
    for item in node if isinstance(node, list) else [node]:
        text = item.get("text", "") if isinstance(item, dict) else item
        if text and isinstance(text, str):
            taken.append(mint_item(taken))
            steps.append({"id": taken[-1], "text": " ".join(text.split())})
    return steps
