"""Read what commits did to tickets, each commit once and each blob once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from tix.errors import BadInput
from tix.git.log import LogEntry
from tix.history.fold import State, fold, values
from tix.history.graph import Graph, View
from tix.history.identity import CREATED
from tix.history.merges import FORMERLY, Former, former_id, make_touch, merged_state
from tix.history.places import REGULAR, Locate, Moved, Place, after
from tix.history.record import Gap, Presence, Row
from tix.history.settle import Settled
from tix.history.shelf import Shelf
from tix.history.versions import Difference, Version, changed_fields, compare, registers_in
from tix.model.registers import STATUS, Register, Values


class Job(NamedTuple):
    """A commit, by its number, and what it did to the files of one ticket."""

    number: int
    entry: LogEntry
    ticket: str
    moves: list[Moved]

    @property
    def is_merge(self) -> bool:
        """Tell whether the commit has several parents."""
        return len(self.entry.parents) > 1


@dataclass(slots=True)
class Past:
    """What is known of a ticket before a commit, without the values.

    `numbers` are the commits that touched it, `times` when each register was set last, `presence`
    how its file stood after the latest of them.
    """

    numbers: list[int] = field(default_factory=list)
    times: dict[Register, int] = field(default_factory=dict)
    presence: Presence = Presence.GONE
    was_double: bool = False

    def add(self, row: Row) -> None:
        """Take in one more row."""
        self.numbers.append(row.number)
        self.presence = row.presence
        self.was_double = self.was_double or row.presence is Presence.DOUBLE
        for touch in row.touches:
            self.times[touch.register] = max(touch.effective, self.times.get(touch.register, 0))


@dataclass(slots=True)
class Walk:
    """One pass over commits whose graph is known; `rows_of` reads a ticket's rows in the cache.

    `is_first` tells that the cache began empty, so that no ticket has rows of earlier passes.
    """

    graph: Graph
    shelf: Shelf
    locate: Locate
    rows_of: Callable[[str], Iterable[Row]]
    is_first: bool = False
    _rows: dict[str, list[Row]] = field(default_factory=dict)
    _gaps: list[Gap] = field(default_factory=list)
    _pasts: dict[str, Past] = field(default_factory=dict)

    def run(self, jobs: Iterable[Job]) -> None:
        """Turn jobs, in the order of their numbers, into rows and gaps."""
        for job in jobs:
            self._step(job)

    def take(self) -> tuple[list[Row], list[Gap]]:
        """Return the rows and gaps since the last call."""
        rows = [row for some in self._rows.values() for row in some]
        gaps, self._rows, self._gaps = self._gaps, {}, []
        return sorted(rows, key=lambda row: row.number), gaps

    def _step(self, job: Job) -> None:
        view = self.graph.before(job.number)
        if job.is_merge and self._is_taken_whole(job):
            return
        past = self._seen(job.ticket, view)
        places = self._places(job, past)
        presence, differences = self._read(job, past, places, view)
        if not differences and presence is past.presence:
            return
        authored = job.entry.authored
        merged = self._merged(job.ticket, view, differences) if job.is_merge else None
        touches = tuple(
            make_touch(difference, authored, past.times.get(difference[0]), merged)
            for difference in differences
        )
        row = Row(job.number, job.ticket, authored, presence, touches)
        self._past(job.ticket).add(row)
        self._rows.setdefault(job.ticket, []).append(row)

    def _past(self, ticket: str) -> Past:
        past = self._pasts.get(ticket)
        if past is None:
            past = self._pasts[ticket] = Past()
            for row in () if self.is_first else self.rows_of(ticket):
                past.add(row)
        return past

    def _seen(self, ticket: str, view: View) -> Past:
        """Return the past that a commit sees: mostly all of it."""
        past = self._past(ticket)
        if view.whole or all(map(view.sees, past.numbers)):
            return past
        seen = Past()
        for row in self._visible(ticket, view):
            seen.add(row)
        return seen

    def _visible(self, ticket: str, view: View) -> Iterator[Row]:
        for row in chain(self.rows_of(ticket), self._rows.get(ticket, ())):
            if view.sees(row.number):
                yield row

    def _state(self, ticket: str, view: View) -> State:
        return fold(touch for row in self._visible(ticket, view) for touch in row.touches)

    def _sees(self, later: int, earlier: int) -> bool:
        return self.graph.view(later).sees(earlier)

    def _merged(self, ticket: str, view: View, differences: list[Difference]) -> Settled:
        """Return what merging makes of all that a commit's parents knew of a ticket."""
        after = {register: node for register, _, node in differences}
        rows = [*self._visible(ticket, view)]
        id = former_id(rows) or after.get(FORMERLY)
        former = None
        if id and isinstance(id, str):
            others = [*self._visible(id, view)]
            former = Former(id, others, str(after.get(CREATED) or ""))
        return merged_state(ticket, rows, former, self._sees)

    def _is_taken_whole(self, job: Job) -> bool:
        """Tell whether a merge holds the ticket as a parent had it that knew all of its past."""
        changed = {move.parent for move in job.moves}
        numbers = self._past(job.ticket).numbers
        before = self.graph.before(job.number)
        seen = [number for number in numbers if before.sees(number)]
        for index, parent in enumerate(self.graph.parents_of(job.number)):
            if index not in changed and all(map(self.graph.view(parent).sees, seen)):
                return True
        return False

    def _places(self, job: Job, past: Past) -> list[Place]:
        """Return where the ticket lies after the commit, asking for the tree in odd cases alone."""
        places = after(job.moves)
        if job.is_merge:
            parents = {move.parent for move in job.moves}
            odd = past.was_double or (not places and len(parents) < len(job.entry.parents))
        else:
            appears = bool(places) and not any(move.before for move in job.moves)
            alive = past.presence is not Presence.GONE
            odd = past.was_double or len(job.moves) > 2 or (appears and alive)
        return self.locate(job.entry.id, job.ticket) if odd else places

    def _read(
        self, job: Job, past: Past, places: list[Place], view: View
    ) -> tuple[Presence, list[Difference]]:
        """Return how the ticket stands after a commit, and what is new against before."""
        if not places:
            return Presence.GONE, self._removal(job.ticket, view)
        if len(places) > 1:
            paths = " and ".join(sorted(place.path for place in places))
            self._gap(job, places[0], f"lies in two places: {paths}")
            return Presence.DOUBLE, []
        place = places[0]
        before = self._version_before(job, past)
        try:
            version = self._version(place, before)
        except BadInput as error:
            self._gap(job, place, error.message)
            return Presence.BROKEN, []
        if before is not None:
            origin = next(move.place.folder for move in job.moves if move.before)
            old, new = changed_fields(before, version, moved=origin != place.folder)
            return Presence.GOOD, compare(
                registers_in(origin, old), registers_in(place.folder, new)
            )
        held: Values = values(self._state(job.ticket, view)) if past.numbers else {}
        return Presence.GOOD, compare(held, registers_in(place.folder, version.doc()))

    def _version_before(self, job: Job, past: Past) -> Version | None:
        """Return the version that the only parent holds, if it is one and reads well."""
        if job.is_merge or past.presence is not Presence.GOOD or len(job.moves) > 2:
            return None
        blobs = [(move.before, move.place.path) for move in job.moves if move.before]
        if len(blobs) != 1:
            return None
        try:
            return self.shelf.version(*blobs[0])
        except BadInput:
            return None

    def _version(self, place: Place, before: Version | None) -> Version:
        if place.mode not in REGULAR:
            raise BadInput(f"{place.path} is a link, not a file")
        return self.shelf.version(place.blob, place.path, before)

    def _removal(self, ticket: str, view: View) -> list[Difference]:
        held = self._state(ticket, view).get(STATUS)
        return [(STATUS, held.value, None)] if held is not None and held.value is not None else []

    def _gap(self, job: Job, place: Place, problem: str) -> None:
        self._gaps.append(Gap(job.number, job.ticket, place.path, problem))
