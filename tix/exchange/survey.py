"""Look through a source once: which fields, values and people it has."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from tix.exchange.mapping import ALIKE, LISTED, STATUS, Mapping
from tix.exchange.record import SETTLED, Account, Record, Source, Value
from tix.model.fields import Kind
from tix.model.statuses import Category
from tix.model.ticket import Node

#: Fields whose every value is listed in the mapping, with the field of the ticket they go to.
COUNTED = {
    "status": STATUS,
    "issuetype": "type",
    "priority": "priority",
    "resolution": "resolution",
    "project": "category",
    "channel": "channel",
    "flags": "flags",
    "impact": "impact",
    "urgency": "urgency",
}


@dataclass(slots=True)
class Survey:
    """What stands in a source: keys, counts of values, people; no texts, so it stays small."""

    system: str
    alias: str = ""
    #: The fields of the source that go to a field with listed words, and which one that is.
    counted: dict[str, str] = field(default_factory=dict)
    #: What fields hold, where the source could look at all of their values.
    kinds: Pairs[str, Kind] = field(default_factory=dict)
    #: How the source is read, where that can be chosen, as a mapping says it.
    told: Pairs[str, Node] = field(default_factory=dict)
    #: The names of all its columns, where it is a table.
    heading: Sequence[str] = ()
    keys: list[str] = field(default_factory=list)
    #: Issues that have a value, by field; `sample` is one of the values.
    filled: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    sample: dict[str, str] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    #: What the source itself says of its statuses.
    categories: dict[str, Category] = field(default_factory=dict)
    #: Fields with values of several lines.
    long: set[str] = field(default_factory=set)
    #: Values by the field of the ticket that they go to; `past` are those that only history has.
    values: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    past: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    #: Keys that links and sub-tasks name.
    linked: set[str] = field(default_factory=set)
    #: Every issue that a link leads from, with the one that it leads to.
    pairs: set[tuple[str, str]] = field(default_factory=set)
    #: Begin and end (seconds) of every stay in a status, one array of each by status.
    stays: dict[str, tuple[array[float], array[float]]] = field(default_factory=dict)
    links: Counter[str] = field(default_factory=Counter)
    people: dict[str, Account] = field(default_factory=dict)
    assignees: set[str] = field(default_factory=set)
    events: int = 0
    remarks: int = 0
    works: int = 0

    def visits(self, status: str) -> int:
        """Return how often an issue came into a status."""
        return len(self.stays.get(status, ((),))[0])


def survey(source: Source, chosen: Mapping | None = None) -> Survey:
    """Return what stands in the source, in one pass; `chosen` can send fields elsewhere."""
    sent = {name: target.to for name, target in (chosen or Mapping()).fields.items()}
    counted = {name: to for name, to in {**COUNTED, **sent}.items() if to in LISTED}
    found = Survey(
        source.system,
        counted=counted,
        kinds=getattr(source, "kinds", {}),
        told=getattr(source, "told", {}),
        heading=getattr(source, "heading", ()),
    )
    for record in source.records():
        _look(found, record)
    found.alias = source.alias
    found.categories = getattr(source, "categories", {})
    return found


def peak(found: Survey, status: str) -> int:
    """Return how many issues were in a status at once, at the most."""
    begins, ends = found.stays.get(status, ((), ()))
    most = now = 0
    leaving = iter(sorted(ends))
    end = next(leaving, inf)
    for begin in sorted(begins):
        now += 1
        while end <= begin:
            now -= 1
            end = next(leaving, inf)
        most = max(most, now)
    return most


def _look(found: Survey, record: Record) -> None:
    found.keys.append(record.key)
    found.events += sum(event.id != SETTLED for event in record.events)
    found.remarks += len({remark.id for remark in record.remarks})
    found.works += len(record.works)
    found.lists |= record.lists
    for account in record.accounts():
        known = found.people.get(account.name)
        if known is None or (account.email and not known.email):
            found.people[account.name] = account
        if account.is_agent:
            found.assignees.add(account.name)
    for name, value in record.fields.items():
        if value and value != "0":
            found.filled[name] += 1
            if name not in found.sample:
                found.sample[name] = _sample(value)
            _count(found, name, value)
            if "\n" in value:
                found.long.add(name)
            found.seen.add(name)
    _stay(found, record)
    for event in record.events:
        for edit in event.edits:
            found.seen.add(edit.field)
            for text in (edit.before, edit.after):
                if text:
                    _past(found, edit.field, text)


def _stay(found: Survey, record: Record) -> None:
    moves = [
        (event.at.timestamp(), edit.before, edit.after)
        for event in record.events
        for edit in event.edits
        if found.counted.get(edit.field) == STATUS
    ]
    status = moves[0][1] if moves else _final_status(found, record)
    since = record.created.timestamp()
    for until, _, after in (*moves, (inf, "", "")):
        begins, ends = found.stays.setdefault(status, (array("d"), array("d")))
        begins.append(since)
        ends.append(until)
        status, since = after, until


def _final_status(found: Survey, record: Record) -> str:
    values = (value for name, value in record.fields.items() if found.counted.get(name) == STATUS)
    return next((value for value in values if isinstance(value, str)), "")


def _words(found: Survey, name: str) -> str:
    """Return which words of the mapping a field's values are, empty for none."""
    to = found.counted.get(name, "")
    return ALIKE.get(to, to)


def _count(found: Survey, name: str, value: Value) -> None:
    if to := _words(found, name):
        found.values[to].update((value,) if isinstance(value, str) else value)
    if name == "assignee" and isinstance(value, str):
        found.assignees.add(value)
    if name == "links":
        for phrase, key in map(phrase_and_key, value):
            found.links[phrase] += 1
            found.linked.add(key)
            found.pairs.add((found.keys[-1], key))
    if name == "parent" and isinstance(value, str):
        found.linked.add(value)


def _past(found: Survey, name: str, text: str) -> None:
    if to := _words(found, name):
        found.past[to].add(text)
    if name == "assignee":
        found.assignees.add(text)
    if name == "links":
        phrase, key = phrase_and_key(text)
        found.links[phrase] += 0
        found.linked.add(key)
        found.pairs.add((found.keys[-1], key))
    if name == "parent":
        found.linked.add(text)
    if name not in found.sample:
        found.sample[name] = _sample(text)


def phrase_and_key(link: str) -> tuple[str, str]:
    """Return the two parts of a link such as `is blocked by OPS-12`."""
    phrase, _, key = link.rpartition(" ")
    return phrase, key


def _sample(value: Value) -> str:
    text = value if isinstance(value, str) else ", ".join(value)
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
