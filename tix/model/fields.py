"""The table of the fields of a ticket, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum

from tix.frozen import frozen
from tix.model.ids import is_id
from tix.patterns import lazy_pattern


class Kind(StrEnum):
    """What the text of a value stands for."""

    TEXT = "text"
    BLOCK = "block"
    ID = "id"
    TIME = "time"
    DATE = "date"
    DURATION = "duration"
    INT = "int"
    NUMBER = "number"
    BOOL = "bool"
    ENUM = "enum"
    PERSON = "person"
    TICKET = "ticket"
    EXTERNAL = "external"


class Shape(StrEnum):
    """How many values a field has, and how they merge.

    `one` is a single register; of a `set` each member is one; of `records` each item by its id;
    of `links` each kind and member; a `record` is one register.
    """

    ONE = "one"
    SET = "set"
    RECORDS = "records"
    LINKS = "links"
    RECORD = "record"


@frozen
class Field:
    """One field: its name, what its text means, its shape, and where its values are declared."""

    name: str
    kind: Kind
    shape: Shape
    meaning: str
    declared: str = ""


_K, _S = Kind, Shape

#: Core fields in the order of the file; custom and unknown ones stand before `comments`.
CORE: dict[str, Field] = {
    field.name: field
    for field in (
        Field("id", _K.ID, _S.ONE, "the ticket's name for ever"),
        Field("formerly", _K.ID, _S.ONE, "the id it had before two tickets of one id met"),
        Field("external", _K.EXTERNAL, _S.ONE, "its name in another tracker, system:key"),
        Field("title", _K.TEXT, _S.ONE, "one line that says what it is about"),
        Field("type", _K.ENUM, _S.ONE, "what sort of work it is", "types"),
        Field("priority", _K.ENUM, _S.ONE, "how urgent it is", "priorities"),
        Field("impact", _K.ENUM, _S.ONE, "how many it touches", "priorities"),
        Field("urgency", _K.ENUM, _S.ONE, "how soon it hurts", "priorities"),
        Field(
            "category", _K.ENUM, _S.ONE, "where it belongs, a path such as auth/login", "categories"
        ),
        Field("flags", _K.ENUM, _S.SET, "marks that change how it is treated", "flags"),
        Field("resolution", _K.ENUM, _S.ONE, "how it ended", "resolutions"),
        Field("breach_reason", _K.TEXT, _S.ONE, "why a service level was missed"),
        Field("level", _K.TEXT, _S.ONE, "level of support or escalation"),
        Field("channel", _K.ENUM, _S.ONE, "how it came in", "channels"),
        Field("reporter", _K.PERSON, _S.ONE, "who asked"),
        Field("participants", _K.PERSON, _S.SET, "who else asks"),
        Field("customer", _K.TEXT, _S.ONE, "the organisation it is for"),
        Field("team", _K.TEXT, _S.ONE, "the team that has it"),
        Field("assignee", _K.PERSON, _S.ONE, "who works on it"),
        Field("watchers", _K.PERSON, _S.SET, "who wants news of it"),
        Field("visibility", _K.TEXT, _S.ONE, "public, or internal to the team"),
        Field("milestone", _K.TEXT, _S.ONE, "the release or goal it counts for"),
        Field("estimate", _K.DURATION, _S.ONE, "expected work, such as 1d4h"),
        Field("tags", _K.ENUM, _S.SET, "words to find it by", "tags"),
        Field("created", _K.TIME, _S.ONE, "when it was opened, UTC"),
        Field("due", _K.DATE, _S.ONE, "the day or moment it should be done by"),
        Field("snoozed", _K.DATE, _S.ONE, "hidden from lists until then"),
        Field("parent", _K.TICKET, _S.ONE, "the ticket it is a part of"),
        Field("links", _K.TICKET, _S.LINKS, "other tickets, by kind of link"),
        Field("checklist", _K.TEXT, _S.RECORDS, "steps to tick off"),
        Field("goal", _K.BLOCK, _S.ONE, "what is true when it is done"),
        Field("description", _K.BLOCK, _S.ONE, "what it is about, at length"),
        Field("solution", _K.BLOCK, _S.ONE, "what solved it"),
        Field("satisfaction", _K.TEXT, _S.RECORD, "what the requester thought of it"),
        Field("approvals", _K.TEXT, _S.RECORDS, "who agreed to it"),
        Field("escalations", _K.TEXT, _S.RECORDS, "when it was raised to a higher level"),
        Field("worked", _K.DURATION, _S.RECORDS, "time spent on it"),
        Field("attachments", _K.TEXT, _S.RECORDS, "files that belong to it"),
        Field("comments", _K.BLOCK, _S.RECORDS, "what was said"),
    )
}

#: Kinds of links as they stand in the file, with the name of the same link seen from the other end.
LINK_KINDS = {
    "blocks": "blocked-by",
    "duplicates": "duplicated-by",
    "relates": "relates",
    "caused-by": "causes",
}

DURATION_PATTERN = lazy_pattern(r"(?=\d)(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?", re.ASCII)
EXTERNAL_PATTERN = lazy_pattern(r"[a-z][a-z0-9.-]*:\S+")

_CONTROL = lazy_pattern("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TIME = lazy_pattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*", re.ASCII)
_DAY = lazy_pattern(r"\d{4}-\d\d-\d\d", re.ASCII)
_INT = lazy_pattern(r"[+-]?[0-9]{1,18}")
_NUMBER = lazy_pattern(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?")


def problem_with(kind: Kind, text: str) -> str | None:
    """Return what is wrong with `text` as a value of `kind`, or None when it is right."""
    if not text.replace("\n", "").isprintable() and _CONTROL.search(text):
        return "has control characters"
    check = _CHECKS.get(kind)
    return check(text) if check else None


def _time(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text if _TIME.fullmatch(text) else "")
    except ValueError:
        return f"{text!r} is no time such as 2026-11-21T10:02:11Z"
    return None if moment.tzinfo else f"{text!r} has no time zone; write it in UTC with a Z"


def _date(text: str) -> str | None:
    if "T" in text:
        return _time(text)
    try:
        date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        return f"{text!r} is no date such as 2026-11-24"
    return None


def _one_line(text: str) -> str | None:
    return "has more than one line" if "\n" in text else None


_CHECKS: dict[Kind, Callable[[str], str | None]] = {
    Kind.TEXT: _one_line,
    Kind.ENUM: _one_line,
    Kind.PERSON: _one_line,
    Kind.ID: lambda text: None if is_id(text) else f"{text!r} is no ticket id",
    Kind.TICKET: lambda text: None if is_id(text) else f"{text!r} is no ticket id",
    Kind.TIME: _time,
    Kind.DATE: _date,
    Kind.DURATION: lambda text: (
        None if DURATION_PATTERN.fullmatch(text) else f"{text!r} is no duration such as 1d4h"
    ),
    Kind.INT: lambda text: None if _INT.fullmatch(text) else f"{text!r} is no whole number",
    Kind.NUMBER: lambda text: None if _NUMBER.fullmatch(text) else f"{text!r} is no number",
    Kind.BOOL: lambda text: None if text in ("true", "false") else f"{text!r} is not true or false",
    Kind.EXTERNAL: lambda text: (
        None if EXTERNAL_PATTERN.fullmatch(text) else f"{text!r} is not like github:owner/repo#12"
    ),
}
