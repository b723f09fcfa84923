"""What people type for a field, turned into the text that stands in the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound
from tix.model.declared import CLOSED_VOCABULARIES
from tix.model.fields import CORE, Field, Kind, Shape, problem_with
from tix.model.ticket import Node, block_text, format_time
from tix.text import closest

if TYPE_CHECKING:
    from tix.workflow.desk import Desk

#: What clears a field on the command line.
CLEARING = ("", "none")

#: Fields that commands of their own change, with the command to type instead.
GUARDED = {
    "id": "an id never changes",
    "formerly": "it is written by a merge",
    "created": "a ticket was opened when it was opened",
    "status": "tix move ID STATUS",
    "comments": "tix comment ID -m TEXT",
    "checklist": "tix todo ID add TEXT",
    "links": "tix link ID KIND OTHER",
    "attachments": "tix attach ID FILE",
    "approvals": "it is written by an approval",
    "escalations": "it is written by an escalation",
    "worked": "it is written when work is logged",
    "satisfaction": "it is written by a survey",
}

#: Writes a ticket id in full, however it was typed.
Resolve = Callable[[str], str]


def find_field(name: str, desk: Desk) -> Field:
    """Return the field that `name` stands for, core or custom."""
    if name in CORE:
        return CORE[name]
    custom = desk.config.fields.get(name)
    if custom is None:
        known = [*CORE, *desk.config.fields]
        near = closest(name, known)
        hint = f"did you mean {near}?" if near else "tix config get fields"
        raise NotFound(f"There is no field {name!r}.", hint=hint)
    return Field(name, custom.kind, Shape.SET if custom.many else Shape.ONE, custom.meaning)


def settable(name: str, desk: Desk) -> Field:
    """Return the field `name` when people may set it by hand."""
    if name in GUARDED:
        raise BadInput(f"The field {name} is not set by hand.", hint=GUARDED[name])
    return find_field(name, desk)


def canonical(field: Field, text: str, desk: Desk, resolve: Resolve) -> str:
    """Return one value as it stands in the file; a value that is not of the field's kind fails.

    `me`, dates in words, prefixes of ids and names of people are written out.
    """
    text = block_text(text) if field.kind is Kind.BLOCK else text.strip()
    reader = _READERS.get(field.kind)
    value = reader(field, text, desk, resolve) if reader else text
    problem = problem_with(field.kind, value)
    if problem:
        raise BadInput(f"{field.name}: {problem}.")
    return value


def canonical_node(field: Field, text: str, desk: Desk, resolve: Resolve) -> Node | None:
    """Return the value of a whole field, None where the text clears it; sets split at commas."""
    if text.strip() in CLEARING:
        return None
    if field.shape is Shape.SET:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return [*sorted({canonical(field, part, desk, resolve) for part in parts})] or None
    return canonical(field, text, desk, resolve)


def _enum(field: Field, text: str, desk: Desk, resolve: Resolve) -> str:
    del resolve
    config = desk.config
    if field.declared:
        text = config.canonical(field.declared, text)
    custom = config.fields.get(field.name)
    declared = list(custom.values) if custom else list(config.declared_for(field.name))
    if text in declared or not declared or (not custom and _is_open(field, desk)):
        return text
    near = closest(text, declared)
    listed = ", ".join(declared)
    hint = f"did you mean {near}? Declared: {listed}" if near else f"one of {listed}"
    raise BadInput(f"{text!r} is not declared for {field.name}.", hint=hint)


def _is_open(field: Field, desk: Desk) -> bool:
    """Tell whether an undeclared word is for the judge of the whole change, not for us."""
    closed = field.declared in CLOSED_VOCABULARIES
    return not (closed and desk.config.refuses_undeclared(field.declared))


def _person(field: Field, text: str, desk: Desk, resolve: Resolve) -> str:
    del field, resolve
    if text in ("me", "@me"):
        return desk.me
    return desk.config.people.resolve(text)


def _date(field: Field, text: str, desk: Desk, resolve: Resolve) -> str:
    del resolve, field
    from tix.model.dates import parse_day

    day = parse_day(text, desk.now, desk.zone)
    return format_time(day) if isinstance(day, datetime) else day.isoformat()


def _time(field: Field, text: str, desk: Desk, resolve: Resolve) -> str:
    del resolve, field
    from tix.model.dates import Lean, parse_moment

    return format_time(parse_moment(text, desk.now, desk.zone, lean=Lean.FUTURE))


def _duration(field: Field, text: str, desk: Desk, resolve: Resolve) -> str:
    del field, desk, resolve
    from tix.model.durations import format_duration, parse_duration

    return format_duration(parse_duration(text))


def _ticket(field: Field, text: str, desk: Desk, resolve: Resolve) -> str:
    del field, desk
    return resolve(text)


def _bool(field: Field, text: str, desk: Desk, resolve: Resolve) -> str:
    del field, desk, resolve
    words = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
    return words.get(text.casefold(), text.casefold())


_READERS: dict[Kind, Callable[[Field, str, Desk, Resolve], str]] = {
    Kind.ENUM: _enum,
    Kind.PERSON: _person,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.DURATION: _duration,
    Kind.TICKET: _ticket,
    Kind.BOOL: _bool,
}
