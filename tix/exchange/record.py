"""What every foreign tracker gives: issues as they ended, and the dated events that led there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from tix.findings import Finding

#: A value by the source's own words: one text, or the members of a list in their order.
Value: TypeAlias = "str | tuple[str, ...]"

#: The id of an event that no history tells: what is left to do until the issue is as it ended.
SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Account:
    """A person as the source knows them; `email` may be empty; agents answer for the tracker."""

    name: str
    display: str = ""
    email: str = ""
    is_agent: bool = False


#: Somebody whom the source does not name.
NOBODY = Account("unknown", "Unknown")


def exporter(system: str) -> Account:
    """Return the author of what no history tells: the export itself."""
    return Account(f"{system}-export", f"{system.capitalize()} export")


def reference(system: str, alias: str, key: str) -> str:
    """Return what a ticket's `external` calls its issue: `jira:HOST/KEY`, `github:owner/repo#12`.

    Keys that are numbers of one project begin with `#`.
    """
    return f"{system}:{alias}{'' if key.startswith('#') else '/'}{key}"


@dataclass(frozen=True, slots=True)
class Edit:
    """One field changed; empty text is unset. In a list it is one member replaced, added, taken."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """What one person changed at one moment: it becomes one commit."""

    id: str
    at: datetime
    author: Account
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment, or a later wording of the one with its id.

    `edited` says that the source holds only the last wording.
    """

    id: str
    at: datetime
    author: Account
    text: str
    kind: str = "reply"
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """Time that somebody spent: `at` when it was written down."""

    id: str
    at: datetime
    author: Account
    seconds: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One issue: `fields` as they are at the end of `events`, which are in the order they happened.

    That order holds even where their times run backwards. A field that only history speaks of is
    absent from `fields`. `lists` names the fields with many members. `people` are the accounts
    that a field's value can name. `path` and `line` say where findings about it are. The source
    of a shallow one tells how it is and not how it came to that, so a later export of it has news
    that are no events.
    """

    key: str
    created: datetime
    author: Account
    fields: Mapping[str, Value]
    lists: frozenset[str] = frozenset()
    events: tuple[Event, ...] = ()
    remarks: tuple[Remark, ...] = ()
    works: tuple[Work, ...] = ()
    people: Mapping[str, Account] = field(default_factory=dict)
    updated: datetime | None = None
    path: str = ""
    line: int = 0
    is_shallow: bool = False
    #: Whether the source says when it was created; `created` is a guess otherwise.
    is_dated: bool = True

    def accounts(self) -> Iterator[Account]:
        """Yield everybody this issue names, some more than once."""
        yield self.author
        yield from self.people.values()
        yield from (event.author for event in self.events)
        yield from (remark.author for remark in self.remarks)
        yield from (work.author for work in self.works)


class Source(Protocol):
    """A foreign tracker: `system` and `alias` make `external`; see `reference`.

    `records()` can be asked again, reads as it goes and keeps nothing; what it cannot read it adds
    to `findings`, with file and line, and goes on.
    """

    system: str
    alias: str
    findings: list[Finding]

    def records(self) -> Iterator[Record]:
        """Yield every issue."""
        ...
