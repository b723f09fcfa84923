"""What people type for a field, turned into the text that stands in the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound
from tix.model.fields import CORE, Field, Kind, Shape, problem_with
from tix.model.ticket import Node
from tix.text import closest

if TYPE_CHECKING:
    from tix.query import Context

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


def find_field(name: str, context: Context) -> Field:
    """Return the field that `name` stands for, core or custom."""
    if name in CORE:
        return CORE[name]
    custom = context.config.fields.get(name)
    if custom is None:
        known = [*CORE, *context.config.fields]
        near = closest(name, known)
        hint = f"did you mean {near[0]}?" if near else "tix config get fields"
        raise NotFound(f"There is no field {name!r}.", hint=hint)
    return Field(name, custom.kind, Shape.SET if custom.many else Shape.ONE, custom.meaning)


def settable(name: str, context: Context) -> Field:
    """Return the field `name` when people may set it by hand."""
    if name in GUARDED:
        raise BadInput(f"The field {name} is not set by hand.", hint=GUARDED[name])
    return find_field(name, context)


def canonical(field: Field, text: str, context: Context, resolve: Resolve) -> str:
    """Return one value as it stands in the file; a value that is not of the field's kind fails.

    `me`, dates in words, prefixes of ids and names of people are written out.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if field.kind is not Kind.BLOCK:
        text = text.strip()
    reader = _READERS.get(field.kind)
    value = reader(field, text, context, resolve) if reader else text
    problem = problem_with(field.kind, value)
    if problem:
        raise BadInput(f"{field.name}: {problem}.")
    return value


def canonical_node(field: Field, text: str, context: Context, resolve: Resolve) -> Node | None:
    """Return the value of a whole field, None where the text clears it; sets split at commas."""
    if text.strip() in CLEARING:
        return None
    if field.shape is Shape.SET:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return sorted({canonical(field, part, context, resolve) for part in parts}) or None
    return canonical(field, text, context, resolve)


def _enum(field: Field, text: str, context: Context, resolve: Resolve) -> str:
    del resolve
    declared = _declared(field, context)
    if text in declared or not declared or field.declared in OPEN_VOCABULARIES:
        return text
    folded = {name.casefold(): name for name in declared}
    if text.casefold() in folded:
        return folded[text.casefold()]
    near = closest(text, declared)
    listed = ", ".join(declared)
    hint = f"did you mean {near[0]}? Declared: {listed}" if near else f"one of {listed}"
    raise BadInput(f"{text!r} is not declared for {field.name}.", hint=hint)


#: Words that anybody may add: an undeclared one is a finding, not an error.
OPEN_VOCABULARIES = frozenset({"tags", "flags", "categories", "channels", ""})


def _declared(field: Field, context: Context) -> list[str]:
    custom = context.config.fields.get(field.name)
    if custom is not None:
        return list(custom.values)
    return list(getattr(context.config, field.declared)) if field.declared else []


def _person(field: Field, text: str, context: Context, resolve: Resolve) -> str:
    del field, resolve
    if text in ("me", "@me"):
        return context.me
    return context.config.people.resolve(text)


def _date(field: Field, text: str, context: Context, resolve: Resolve) -> str:
    del resolve, field
    from tix.model.dates import parse_due

    return parse_due(text, context.now, context.zone)


def _duration(field: Field, text: str, context: Context, resolve: Resolve) -> str:
    del field, context, resolve
    from tix.model.durations import format_duration, parse_duration

    return format_duration(parse_duration(text))


def _ticket(field: Field, text: str, context: Context, resolve: Resolve) -> str:
    del field, context
    return resolve(text)


def _bool(field: Field, text: str, context: Context, resolve: Resolve) -> str:
    del field, context, resolve
    words = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
    return words.get(text.casefold(), text.casefold())


_READERS: dict[Kind, Callable[[Field, str, Context, Resolve], str]] = {
    Kind.ENUM: _enum,
    Kind.PERSON: _person,
    Kind.DATE: _date,
    Kind.DURATION: _duration,
    Kind.TICKET: _ticket,
    Kind.BOOL: _bool,
}
