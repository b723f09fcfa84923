"""The tickets of a merge: taken whole where one side touched them, folded where both did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tix.errors import BadInput
from tix.git.partial import read_blobs
from tix.history.cache import Author
from tix.history.excerpt import Excerpt, excerpt
from tix.history.identity import CREATED, Identity, identities, new_id
from tix.history.merges import Former, former_id
from tix.history.places import REGULAR
from tix.history.record import Row
from tix.merge.carrier import Candidate, carry
from tix.merge.folding import Sight, fold_ticket
from tix.merge.result import Result
from tix.merge.sides import ABSENT, File, Meeting, blobs_at
from tix.model.config import Config
from tix.model.registers import STATUS, Values
from tix.model.ticket import parse_time
from tix.store.layout import EXTENSION, folder_and_id, ticket_path
from tix.store.ticketfile import parse_ticket

#: A ticket's files on one side: path and file.
Files = list[tuple[str, File]]


def merge_tickets(meeting: Meeting, config: Callable[[], Config], result: Result) -> None:
    """Settle every ticket in which the sides differ; the settings are those of the result."""
    contested: dict[str, tuple[Files, Files]] = {}
    first, second = meeting.tickets
    for ticket, (ours, theirs) in sides_of(meeting).items():
        if ticket in first and ticket in second:
            contested[ticket] = (ours, theirs)
        elif ticket in second:
            take(ours, theirs or ours, result)
        elif not ours:
            take(ours, theirs, result)
    if contested:
        Contest(meeting, config(), result, contested).settle()


def sides_of(meeting: Meeting) -> dict[str, tuple[Files, Files]]:
    """Return the files of each ticket in which the sides differ."""
    found: dict[str, tuple[Files, Files]] = {}
    for path, pair in meeting.files.items():
        named = folder_and_id(path)
        if named is None:
            continue
        sides = found.setdefault(named[1], ([], []))
        for side, file in zip(sides, pair, strict=True):
            if file.blob:
                side.append((path, file))
    return found


def take(ours: Files, wanted: Files, result: Result) -> None:
    """Put these files in the place of ours."""
    result.files.update((path, ABSENT) for path, _ in ours)
    result.files.update(wanted)


@dataclass
class Contest:
    """The tickets that both sides touched."""

    meeting: Meeting
    config: Config
    result: Result
    tickets: dict[str, tuple[Files, Files]]

    def settle(self) -> None:
        """Fold each of them, and those that two tickets of one id fall apart into."""
        for ticket in self.tickets:
            parts = identities(self._rows(ticket), self.past.sees)
            self._settle(ticket, parts[0], None)
            for part in parts[1:]:
                former = Former(ticket, self._rows(ticket), part.birth.text(CREATED))
                self._settle(self._new_id(ticket, part), part, former)

    @cached_property
    def texts(self) -> dict[str, bytes | None]:
        """The contents of all files of these tickets, by blob id."""
        blobs = (file.blob for sides in self.tickets.values() for side in sides for _, file in side)
        return dict(read_blobs(self.meeting.repo, dict.fromkeys(blobs)))

    @cached_property
    def past(self) -> Excerpt:
        """What happened to these tickets, and to those that they were or become."""
        wanted = set(self.tickets)
        for text in self.texts.values():
            wanted.update(_formerly(text))
        meeting = self.meeting
        tips = (meeting.ours, meeting.theirs)
        while True:
            found = excerpt(meeting.repo, meeting.prefix, tips, meeting.base, wanted)
            more = {
                new_id(ticket, part.birth, lambda _: False)
                for ticket in self.tickets
                for part in identities(found.rows(ticket, tips), found.sees)[1:]
            }
            if more <= wanted:
                return found
            wanted |= more

    @cached_property
    def unchanged(self) -> frozenset[str]:
        """The blobs of these tickets that the base has at the same paths."""
        paths = [
            self.meeting.prefix + path
            for sides in self.tickets.values()
            for side in sides
            for path, _ in side
        ]
        base = self.meeting.base
        return frozenset(blobs_at(self.meeting.repo, base, paths).values() if base else ())

    @cached_property
    def sight(self) -> Sight:
        """What folding a ticket has to know."""
        handle = self.config.people.handle

        def actor(author: Author) -> str:
            return handle(author.email, author.name)

        return Sight(self.past, self.meeting.ours, self.meeting.theirs, self.config, actor)

    def _rows(self, ticket: str) -> list[Row]:
        return self.past.rows(ticket, (self.meeting.ours, self.meeting.theirs))

    def _new_id(self, ticket: str, part: Identity) -> str:
        created = part.birth.text(CREATED)

        def is_taken(name: str) -> bool:
            births = identities(self._rows(name), self.past.sees)
            return any(birth.text(CREATED) not in ("", created) for birth, _ in births)

        return new_id(ticket, part.birth, is_taken)

    def _settle(self, ticket: str, part: Identity, former: Former | None) -> None:
        rows = self._rows(ticket) if former else part.rows
        if former is None and (old := former_id(rows)):
            former = Former(old, self._rows(old))
        folded = fold_ticket(ticket, rows, self.sight, former)
        self.result.decisions += folded.decisions
        files = self._files(ticket, former)
        candidates = list(self._candidates(files, folded.values))
        content = carry(folded.values, candidates, self.unchanged)
        own = [*map(dict, self.tickets.get(ticket, ()))]
        for side in own:
            self.result.files.update(dict.fromkeys(side, ABSENT))
        path = place_of(ticket, folded.values, self.config)
        mode = next((file.mode for _, file in files if file.mode in REGULAR), "100644")
        self.result.put(path, content, mode)

    def _files(self, ticket: str, former: Former | None) -> Files:
        ids = [ticket, former.id] if former else [ticket]
        return [file for id in ids for side in self.tickets.get(id, ()) for file in side]

    def _candidates(self, files: Files, values: Values) -> Iterable[Candidate]:
        """Yield the files that hold this very ticket and can be read."""
        for path, file in files:
            text = self.texts.get(file.blob)
            if text is None or file.mode not in REGULAR:
                continue
            try:
                ticket = parse_ticket(text, path, "")
            except BadInput:
                continue
            if ticket.doc.get("created") == values.get(CREATED):
                yield Candidate(file.blob, text, ticket)


def place_of(ticket: str, values: Values, config: Config) -> str:
    """Return where a ticket with these registers belongs."""
    group = values.get(STATUS, {})
    status = config.status(str(group.get("status", "")) if isinstance(group, dict) else "")
    try:
        return ticket_path(status, parse_time(str(values.get(CREATED, ""))), ticket)
    except ValueError:
        return f"{status.folder}/{ticket}{EXTENSION}"


def _formerly(text: bytes | None) -> Sequence[str]:
    for line in (text or b"").split(b"\n") if b"formerly:" in (text or b"") else ():
        if line.startswith(b"formerly:"):
            return [line.removeprefix(b"formerly:").decode(errors="replace").strip(" '\"\r")]
    return []
