"""Turn the states that something was in, one after the other, into a record with events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from tix.exchange.record import Account, Edit, Event, Record, Value
from tix.exchange.rewind import edits_between


@dataclass(frozen=True, slots=True)
class Version:
    """The fields of an issue after one deed."""

    id: str
    at: datetime
    author: Account
    fields: Mapping[str, Value]


def with_versions(record: Record, versions: list[Version]) -> Record:
    """Return the record with its fields as in the last version, and an event for each change."""
    names = {name: value for version in versions for name, value in version.fields.items()}
    lists = frozenset(name for name, value in names.items() if isinstance(value, tuple))
    empty: dict[str, Value] = {name: () if name in lists else "" for name in names}
    states = [empty | _whole(version.fields, lists) for version in versions]
    events = [
        Event(version.id, version.at, version.author, edits)
        for before, state, version in zip(states, states[1:], versions[1:], strict=False)
        if (edits := tuple(_edits(before, state)))
    ]
    return replace(record, fields=states[-1], lists=lists, events=tuple(events))


def _edits(before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Edit]:
    """Yield what leads from one state to the next, so that lists keep their order both ways."""
    for name, value in after.items():
        old = before[name]
        if not isinstance(value, tuple) or not isinstance(old, tuple):
            yield from edits_between({name: old}, {name: value})
            continue
        same = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, value, strict=False))
        )
        yield from (Edit(name, gone, "") for gone in reversed(old[same:]))
        yield from (Edit(name, "", come) for come in value[same:])


def _whole(fields: Mapping[str, Value], lists: frozenset[str]) -> dict[str, Value]:
    """Return the fields with every list as one."""
    return {
        name: (value,) if name in lists and isinstance(value, str) and value else value
        for name, value in fields.items()
    }
