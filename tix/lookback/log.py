"""The log: what commits did to tickets, one entry for each commit and ticket."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tix.errors import NotFound
from tix.history.events import sequence
from tix.model.ids import is_id
from tix.model.registers import Register

if TYPE_CHECKING:
    from tix.history.events import Event
    from tix.history.reader import History
    from tix.history.timeline import Timeline
    from tix.tracker import Tracker

_TITLE = Register("title")

#: So many timelines are read before it pays to ask when every ticket changed last.
FEW = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """What one commit did to one ticket."""

    ticket: str
    title: str
    events: tuple[Event, ...]

    @property
    def at(self) -> datetime:
        """When it happened."""
        return max(event.at for event in self.events)

    @property
    def first(self) -> Event:
        """One of the events, for what they all share: who, and which commit."""
        return self.events[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events to look for: of these tickets (None: all), by these actors, in this time."""

    tickets: Collection[str] | None = None
    actors: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    commits: Collection[str] | None = None

    def takes(self, event: Event) -> bool:
        """Tell whether an event is wanted; both bounds are inclusive."""
        return (
            (self.actors is None or event.actor in self.actors)
            and (self.since is None or event.effective >= self.since)
            and (self.until is None or event.effective <= self.until)
            and (self.commits is None or event.commit in self.commits)
        )


def find_entries(history: History, wanted: Wanted, *, newest: int | None = None) -> list[Entry]:
    """Return the entries that are wanted, the newest first.

    With `newest`, so many of the newest are among them for sure, and older ones may be left out.
    """
    entries: list[Entry] = []
    for timeline in history.timelines(_candidates(history, wanted, newest)):
        entries += _entries(timeline, wanted)
    entries.sort(key=lambda entry: (_place(entry), entry.ticket), reverse=True)
    return entries


def find_tickets(tracker: Tracker, words: Iterable[str]) -> list[str] | None:
    """Return the tickets that words name one by one, or None when one of them names none.

    A ticket whose file is gone is known by its whole id.
    """
    from tix.store.index_find import find

    found: list[str] = []
    for word in words:
        if word == "." or find(tracker.index, word, tracker.config.key):
            found.append(tracker.resolve(word))
        elif is_id(word) and tracker.history.timeline(word).events:
            found.append(word)
        else:
            return None
    return found


def get_ticket(tracker: Tracker, name: str) -> str:
    """Return the ticket that a name means, also one whose file is gone."""
    found = find_tickets(tracker, [name])
    return found[0] if found else tracker.resolve(name)


def find_actors(tracker: Tracker, text: str) -> list[str]:
    """Return the actors that a text means: `me`, a handle, a name, an address or its beginning."""
    people = tracker.config.people
    if text == "me":
        return [tracker.me]
    try:
        actor = people.resolve(text)
    except NotFound:
        strangers = _strangers(tracker, text)
        if not strangers:
            raise
        return strangers
    return [actor] if actor in people.people or "@" in actor else _strangers(tracker, text)


def title_of(timeline: Timeline) -> str:
    """Return the title that a ticket has, or had when its file went."""
    titles = timeline.of_register(_TITLE)
    return str(titles[-1].change.after or titles[-1].change.before or "") if titles else ""


def _strangers(tracker: Tracker, text: str) -> list[str]:
    """Return actors without an entry whose address or name begins with a text."""
    wanted = text.strip().casefold()
    return [name for name in tracker.history.actors() if name.casefold().startswith(wanted)]


def _candidates(history: History, wanted: Wanted, newest: int | None) -> Collection[str] | None:
    """Return the tickets whose timelines must be looked at, None for all."""
    if wanted.tickets is not None and len(wanted.tickets) <= FEW:
        return wanted.tickets
    plain = wanted.actors is None and wanted.until is None and wanted.commits is None
    if wanted.since is None and not (plain and newest):
        return wanted.tickets
    times: Mapping[str, datetime] = history.last_event_times()
    names = [name for name in times if wanted.tickets is None or name in wanted.tickets]
    if wanted.since is not None:
        names = [name for name in names if times[name] >= wanted.since]
    if plain and newest and len(names) > newest:
        ordered = sorted((times[name] for name in names), reverse=True)
        names = [name for name in names if times[name] >= ordered[newest - 1]]
    return names


def _entries(timeline: Timeline, wanted: Wanted) -> list[Entry]:
    groups: dict[str, list[Event]] = {}
    for event in timeline.events:
        if wanted.takes(event):
            groups.setdefault(event.commit, []).append(event)
    title = title_of(timeline) if groups else ""
    return [Entry(timeline.ticket, title, tuple(events)) for events in groups.values()]


def _place(entry: Entry) -> tuple[datetime, int, str]:
    return max(map(sequence, entry.events))
