"""Which column of a table is what: as a mapping says, else as the names of the columns tell."""

from __future__ import annotations

import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from tix.errors import BadInput
from tix.exchange.mapping import DROP, Mapping
from tix.exchange.sources.reading import Reading
from tix.model.fields import CORE, Kind, Shape
from tix.text import closest

#: Columns that are no field: the ticket's key there, when a row's event was, who did it, when
#: the ticket was made, by whom, when it changed last, when somebody first answered.
CASE, TIME, BY, CREATED, AUTHOR, UPDATED, REPLY = PARTS = (
    "case",
    "time",
    "by",
    "created",
    "author",
    "updated",
    "reply",
)
#: Asks for columns that tell when a ticket came into a status.
MOMENTS = "moments"
#: Fields that other trackers have by another name than tickets.
NAMES = {
    "title": "summary",
    "type": "issuetype",
    "category": "project",
    "tags": "labels",
    "due": "duedate",
    "estimate": "timeoriginalestimate",
    "activity": "status",
    "group": "team",
    "requester": "reporter",
}
PEOPLE = frozenset({"assignee", "reporter", "watchers", "participants"})
_SETS = frozenset({"labels", "watchers", "participants", "flags"})

#: What a column is called that is this or that, without case and punctuation.
_LIKELY: Pairs[str, str] = {
    CASE: r"(case|ticket|issue|incident|request|task|bug)?( ?(id|no|nr|key|number|num))?"
    r"|case:concept:name",
    TIME: r"(time:?)?timestamp|time|sys updated at|event (time|date)|changed (at|on)|as of date"
    r"|complete timestamp|date ?time",
    CREATED: r"(created|opened|reported|submitted|creation)( at| on| date| time)?"
    r"|date (created|opened)|sys created (at|on)",
    UPDATED: r"(last )?(updated|modified)( at| on| date| time)?|date (updated|modified)",
    BY: r"(sys )?(updated|changed|modified) by|user|actor|(org:?)?resource|author",
    AUTHOR: r"(opened|created|submitted) by|creator|sys created by",
    REPLY: r"(first response|first reply)( time| at)?",
    "status": r"(ticket |incident |issue |current )?(status|state)|activity|concept:name|stage",
    "title": r"(ticket )?(title|summary|subject)|short description|headline",
    "description": r"(ticket )?(description|body|details)",
    "type": r"(ticket |issue )?(type|kind)",
    "priority": r"(ticket )?priority|severity",
    "resolution": r"resolution( code)?|close(d)? code",
    "assignee": r"assignee|assigned( to)?|(agent|owner)( name)?",
    "team": r"(assignment |agent |support )?(group|team)|queue",
    "reporter": r"(reporter|requester|customer) email( address)?",
    "requester": r"reporter|requester|requested by|customer( name)?|caller( id)?",
    "channel": r"(ticket )?channel|source|contact type|via",
    "category": r"category|topic|component|area",
    "tags": r"tags|labels",
    "due": r"due( date)?|deadline",
    "impact": r"impact",
    "urgency": r"urgency",
    "satisfaction": r"survey results?|(customer )?satisfaction( rating| score)?|csat( score)?",
}
_MOMENTS: Pairs[str, str] = {
    "Resolved": r"resolved( at| on| date| time)?|resolution (at|on|date|time)|date resolved"
    r"|time to resolution",
    "Closed": r"closed|clos(ed|e|ing)( at| on| date| time)|date closed",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One field of the source: its name there, and the places of its column or columns."""

    name: str
    places: tuple[int, ...]
    kind: Kind = Kind.TEXT
    #: Several values may stand in one cell; several columns may hold one each.
    is_set: bool = False
    is_many: bool = False

    @property
    def is_list(self) -> bool:
        """Whether a ticket can have many values of it."""
        return self.is_set or self.is_many or len(self.places) > 1


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns of a table; `parts` are those that are no field, `moments` lead to a status."""

    parts: Pairs[str, int]
    fields: tuple[Column, ...]
    moments: tuple[tuple[int, str], ...] = ()
    #: What was taken for what, as a mapping says it.
    columns: Pairs[str, str] = field(default_factory=dict)
    begun: Pairs[str, str] = field(default_factory=dict)
    #: What the mapping names and this table does not have.
    absent: tuple[str, ...] = ()


def columns_of(
    heading: Sequence[str],
    reading: Reading,
    chosen: Mapping,
    wanted: str,
    timeless: Set[str] = frozenset(),
) -> Columns:
    """Return what each column is; `wanted` are the parts that the format knows, in words.

    `timeless` are columns that hold no times, whatever they are called.
    """
    said = {**reading.columns}
    absent = _absent(heading, reading)
    said = {role: name for role, name in said.items() if name not in absent}
    moments = {name: to for name, to in reading.moments.items() if name not in absent}
    if MOMENTS in wanted and not moments and not said:
        moments = _moments([name for name in heading if name not in timeless])
    if not reading.columns:
        said = _guessed([name for name in heading if name not in moments], wanted.split())
    if CASE not in said:
        raise BadInput(
            "No column of the table is known to hold the tickets' ids.",
            hint=f"columns: {{case: {heading[0]}}} in a mapping, for --map",
        )
    parts = {part: heading.index(said[part]) for part in PARTS if part in said}
    taken = {said[part] for part in parts} | set(moments)
    return Columns(
        parts,
        tuple(_fields(heading, said, taken, chosen)),
        tuple((heading.index(name), status) for name, status in moments.items()),
        said,
        moments,
        absent,
    )


def _absent(heading: Sequence[str], reading: Reading) -> tuple[str, ...]:
    """Return the columns of a mapping that this table does not have, unless one is misspelled."""
    named = (*reading.columns.values(), *reading.moments, *reading.at_end)
    absent = tuple(dict.fromkeys(name for name in named if name not in heading))
    needed = {reading.columns.get(part) for part in (CASE, TIME)}
    for name in absent:
        near = closest(name, set(heading) - set(named))
        if near or name in needed:
            raise BadInput(
                f"{reading.path or 'The mapping'}: the table has no column {name!r}.",
                hint=f"did you mean {near}?" if near else f"columns: {', '.join(heading[:12])}",
            )
    return absent


def _fields(
    heading: Sequence[str], said: Pairs[str, str], taken: set[str], chosen: Mapping
) -> list[Column]:
    named = {name: NAMES.get(role, role) for role, name in said.items() if role not in PARTS}
    found: list[Column] = []
    for header in dict.fromkeys(heading):
        name = named.get(header, header)
        target = chosen.fields.get(name)
        if (header in taken and header not in named) or (target and target.to == DROP):
            continue
        places = tuple(place for place, each in enumerate(heading) if each == header)
        kind = Kind.PERSON if name in PEOPLE else Kind.DATE if name == "duedate" else Kind.TEXT
        is_set = name in _SETS
        if target:
            kind = CORE[target.to].kind if target.to in CORE else target.kind
            is_set = target.to in CORE and CORE[target.to].shape is Shape.SET
        found.append(Column(name, places, kind, is_set))
    return found


def _guessed(heading: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """Return for each role the first column whose name tells that it is this."""
    said: dict[str, str] = {}
    for role, pattern in _LIKELY.items():
        if role in PARTS and role not in wanted:
            continue
        for name in heading if NAMES.get(role, "") not in said else ():
            if name not in said.values() and re.fullmatch(pattern, _plain(name)):
                said[role] = name
                break
    return said


def _moments(heading: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for status, pattern in _MOMENTS.items():
        for name in heading:
            if re.fullmatch(pattern, _plain(name)):
                found[name] = status
                break
    return found


def is_vague(name: str) -> bool:
    """Tell whether a column so called may hold times, or say yes and no."""
    return _plain(name) in ("closed", "resolved")


def _plain(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[^\w:]|_", " ", spaced).casefold().split())
