"""The table of the words that stand before a colon in queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from tix.frozen import frozen
from tix.model.datewords import Lean
from tix.model.fields import CORE, LINK_KINDS, Kind
from tix.query.conditions import Amount, Condition, Present
from tix.query.nodes import Has, Node, Or, Pointed
from tix.query.sources import Place, Source

if TYPE_CHECKING:
    from tix.model.declared import CustomField


class Ask(StrEnum):
    """How the value behind the colon is read."""

    VALUE = "text"
    CHOICE = "declared value"
    RANK = "priority"
    PERSON = "person"
    TICKET = "ticket"
    DAY = "date"
    AMOUNT = "number"
    LENGTH = "duration"
    WORDS = "words"
    STATUS = "status"
    STATE = "kind of status"
    IS = "mark"
    HAS = "field"
    VIEW = "view"
    SORT = "sorting"
    LIMIT = "limit"
    LATER = "reserved"


Finds = Callable[[Condition], Node]


@frozen
class Row:
    """One word: how its value is read, what it finds, an example for the documentation.

    `declared` names the section of the settings with its values, `choices` are fixed ones; `lean`
    is where bare dates such as `7d` lie; `scope` is what words are looked for in.
    """

    name: str
    ask: Ask
    meaning: str
    example: str
    finds: Finds | None = None
    aliases: tuple[str, ...] = ()
    declared: str = ""
    choices: tuple[str, ...] = ()
    lean: Lean = Lean.FUTURE
    scope: str = ""


def _column(name: str) -> Finds:
    return lambda condition: Has(Source(Place.COLUMN, name), condition)


def _member(name: str) -> Finds:
    return lambda condition: Has(Source(Place.MEMBER, name), condition)


def _document(name: str) -> Finds:
    return lambda condition: Has(Source(Place.DOCUMENT, name), condition)


def _pointed(kind: str) -> Finds:
    return lambda condition: Pointed(kind, condition)


def _relates(condition: Condition) -> Node:
    return Or((_member("links.relates")(condition), Pointed("relates", condition)))


def _core(name: str, ask: Ask, example: str, *aliases: str) -> Row:
    field = CORE[name]
    finds = _member(name) if field.shape == "set" else _column(name)
    return Row(name, ask, field.meaning, example, finds, aliases, declared=field.declared)


_A = Ask

_CORE_ROWS = (
    _core("id", _A.TICKET, "id:k7m2qd"),
    _core("formerly", _A.TICKET, "formerly:OPS-k7m2qd"),
    _core("external", _A.VALUE, "external:github:owner/repo#12"),
    _core("type", _A.CHOICE, "type:bug,incident"),
    _core("priority", _A.RANK, "priority:high+"),
    _core("impact", _A.RANK, "impact:low..high"),
    _core("urgency", _A.RANK, "urgency:high"),
    _core("category", _A.VALUE, "category:auth/*"),
    _core("flags", _A.VALUE, "flag:vip", "flag"),
    _core("resolution", _A.CHOICE, "resolution:duplicate"),
    _core("level", _A.VALUE, "level:2"),
    _core("channel", _A.CHOICE, "channel:mail"),
    _core("reporter", _A.PERSON, "reporter:jane@example.com"),
    _core("participants", _A.PERSON, "participant:*@example.com", "participant"),
    _core("customer", _A.VALUE, "customer:acme"),
    _core("team", _A.VALUE, "team:web"),
    _core("assignee", _A.PERSON, "assignee:me"),
    _core("watchers", _A.PERSON, "watcher:me", "watcher"),
    _core("visibility", _A.VALUE, "visibility:internal"),
    _core("milestone", _A.VALUE, "milestone:2.*"),
    _core("estimate", _A.LENGTH, "estimate:..4h"),
    _core("tags", _A.VALUE, "tag:ui,login", "tag", "label"),
    _core("parent", _A.TICKET, "parent:OPS-k7m2qd", "child-of"),
)

_DAY_ROWS = tuple(
    Row(name, _A.DAY, meaning, example, _column(name), lean=lean)
    for name, meaning, example, lean in (
        ("created", CORE["created"].meaning, "created:2026-01-01..", Lean.PAST),
        ("due", CORE["due"].meaning, "due:..7d", Lean.FUTURE),
        ("snoozed", CORE["snoozed"].meaning, "snoozed:..eow", Lean.FUTURE),
        ("commented", "when something was said last", "commented:7d..", Lean.PAST),
    )
)

_COUNT_ROWS = tuple(
    Row(name, _A.AMOUNT, meaning, example, _column(name))
    for name, meaning, example in (
        ("comments", "how many comments it has", "comments:3.."),
        ("checks", "how many steps its checklist has", "checks:5.."),
        ("checked", "how many of these are done", "checked:0"),
    )
)

_LINK_ROWS = (
    Row(
        "blocks",
        _A.TICKET,
        "tickets that block this one",
        "blocks:OPS-k7m2qd",
        _member("links.blocks"),
    ),
    Row(
        "blocked-by",
        _A.TICKET,
        "tickets that this one blocks",
        "blocked-by:OPS-k7m2qd",
        _pointed("blocks"),
    ),
    Row("relates", _A.TICKET, "tickets linked with it, either way", "relates:k7m2qd", _relates),
    Row(
        "duplicates",
        _A.TICKET,
        "tickets that say the same as it",
        "duplicates:any",
        _member("links.duplicates"),
    ),
    Row(
        "duplicated-by",
        _A.TICKET,
        "tickets that it says the same as",
        "duplicated-by:any",
        _pointed("duplicates"),
    ),
    Row(
        "caused-by",
        _A.TICKET,
        "tickets that it caused",
        "caused-by:OPS-k7m2qd",
        _member("links.caused-by"),
    ),
    Row("causes", _A.TICKET, "tickets that caused it", "causes:any", _pointed("caused-by")),
    Row(
        "parent-of", _A.TICKET, "the ticket it is a part of", "parent-of:k7m2qd", _pointed("parent")
    ),
)

_WORD_ROWS = (
    Row("text", _A.WORDS, "title and everything said in it", "text:login"),
    Row("title", _A.WORDS, "its title and names", 'title:"login page"', scope="title"),
    *(
        Row(name, _A.WORDS, CORE[name].meaning, example, _document(name), scope=name)
        for name, example in (
            ("description", "description:umlaut"),
            ("goal", "goal:none"),
            ("solution", "solution:any"),
            ("checklist", "checklist:staging"),
        )
    ),
    Row("comment", _A.WORDS, "what was said", 'comment:"works for me"', scope="comments"),
    Row(
        "commenter",
        _A.PERSON,
        "who said something",
        "commenter:ana",
        lambda condition: Has(Source(Place.SPEAKER, "comments"), condition),
    ),
    Row(
        "breach_reason",
        _A.VALUE,
        CORE["breach_reason"].meaning,
        "breach_reason:any",
        _document("breach_reason"),
    ),
)

_OWN_ROWS = (
    Row("status", _A.STATUS, "the status it is in", "status:open,doing"),
    Row("state", _A.STATE, "queue, active, waiting or closed", "state:waiting"),
    Row("is", _A.IS, "marks, see below", "is:overdue"),
    Row("has", _A.HAS, "a field that is set", "has:attachments"),
    Row("view", _A.VIEW, "a saved query", "view:mine"),
    Row("sort", _A.SORT, "order of the list", "sort:-priority,due"),
    Row("limit", _A.LIMIT, "how many at the most", "limit:20"),
    Row("sla", _A.LATER, "kept for service levels", ""),
    Row("sla.due", _A.LATER, "kept for service levels", ""),
)

ROWS: tuple[Row, ...] = (
    *_OWN_ROWS,
    *_CORE_ROWS,
    *_DAY_ROWS,
    *_COUNT_ROWS,
    *_LINK_ROWS,
    *_WORD_ROWS,
)

_BY_NAME = {name: row for row in ROWS for name in (row.name, *row.aliases)}

_CUSTOM_ASKS = {
    Kind.INT: Ask.AMOUNT,
    Kind.NUMBER: Ask.AMOUNT,
    Kind.BOOL: Ask.CHOICE,
    Kind.DATE: Ask.DAY,
    Kind.TIME: Ask.DAY,
    Kind.DURATION: Ask.LENGTH,
    Kind.ENUM: Ask.CHOICE,
    Kind.PERSON: Ask.PERSON,
    Kind.TICKET: Ask.TICKET,
}


def find_row(name: str, custom: Mapping[str, CustomField]) -> Row | None:
    """Return the row for a word before a colon; custom fields have rows by their type."""
    row = _BY_NAME.get(name)
    if row:
        return row
    field = custom.get(name) or next(
        (one for one in custom.values() if name in (one.name.lower(), *one.was)), None
    )
    return _custom(field) if field else None


def _custom(field: CustomField) -> Row:
    choices = ("true", "false") if field.kind is Kind.BOOL else field.values
    ask = _CUSTOM_ASKS.get(field.kind, Ask.VALUE)
    return Row(field.name, ask, field.meaning, "", _document(field.name), choices=choices)


def names(custom: Mapping[str, CustomField]) -> list[str]:
    """Return every word that may stand before a colon, for suggestions and completion."""
    return [*(name for name, row in _BY_NAME.items() if row.ask is not Ask.LATER), *custom]


def presence(row: Row) -> Node | None:
    """Return the node for tickets that have a value there, None when the question is no use."""
    if row.ask is Ask.AMOUNT and row in _COUNT_ROWS:
        return Has(Source(Place.COLUMN, row.name), Amount(low=1))
    return row.finds(Present()) if row.finds else None


#: Words for `has:` that are not before colons, with what they find.
PRESENT: dict[str, Node] = {
    "links": Or(tuple(_member(f"links.{kind}")(Present()) for kind in LINK_KINDS)),
    "children": Pointed("parent", Present()),
    **{
        name: Has(Source(Place.DOCUMENT, name), Present())
        for name in ("attachments", "worked", "approvals", "escalations", "satisfaction")
    },
}
