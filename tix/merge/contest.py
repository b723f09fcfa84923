"""The tickets that both sides touched: folded, register by register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tix.history.cache import Author
from tix.history.excerpt import Excerpt, excerpt
from tix.history.identity import CREATED, Identity, identities, new_id
from tix.history.merges import Former, former_id
from tix.history.places import REGULAR
from tix.history.record import Row
from tix.merge.carrier import Candidate, carry
from tix.merge.files import Purged
from tix.merge.folding import Sight, fold_ticket
from tix.merge.met import Rename, follow_links, linking, move_attachments
from tix.merge.paths import ABSENT, File, Files, Sides
from tix.merge.places import place_of
from tix.merge.result import Result
from tix.merge.settings import settings_at
from tix.merge.sides import Meeting
from tix.merge.unmerged import keep_beside, read_side, says_more
from tix.model.config import Config
from tix.model.formats import FORMAT
from tix.model.registers import Values
from tix.model.ticket import Ticket
from tix.store.layout import CONFIG_FILE, folder_and_id

_SHALLOW = "history is cut off here, so that older changes count from where it begins"


@dataclass
class Contest:
    """The tickets that both sides touched; `sides` are the files of all in which they differ."""

    meeting: Meeting
    config: Config
    purged: Purged
    result: Result
    sides: dict[str, Sides]
    tickets: list[str]

    def settle(self) -> None:
        """Fold each of them, and those that two tickets of one id fall apart into."""
        if self.config.format > FORMAT:
            self._take_newer()
            return
        meeting = self.meeting
        files = [one for ticket in self.tickets for side in self.sides[ticket] for one in side]
        meeting.objects.load(file for _, file in files)
        meeting.objects.load_at(meeting.base, {meeting.prefix + path for path, _ in files})
        if self.meeting.repo.is_shallow:
            self.result.find("merge-shallow", CONFIG_FILE, _SHALLOW, fix="git fetch --unshallow")
        renames: list[Rename] = []
        for ticket in self.tickets:
            parts = identities(self._rows(ticket), self.past.sees)
            values = self._settle(ticket, parts[0].rows, None)
            renames += [self._rename(ticket, part, (parts[0], values)) for part in parts[1:]]
        for rename in renames:
            self._follow_links(rename)

    @cached_property
    def past(self) -> Excerpt:
        """What happened to these tickets, and to those that they were or become."""
        wanted = set(self.tickets)
        for ticket in self.tickets:
            for side in self.sides[ticket]:
                for _, file in side:
                    wanted.update(_formerly(self.text(file)))
        while True:
            found = self.past_of(wanted)
            more = {
                new_id(ticket, part.birth, lambda _: False)
                for ticket in self.tickets
                for part in identities(found.rows(ticket, self.tips), found.sees)[1:]
            }
            if more <= wanted:
                return found
            wanted |= more

    def past_of(self, tickets: set[str]) -> Excerpt:
        """Return what happened to some tickets on both sides."""
        meeting = self.meeting
        return excerpt(meeting.repo, meeting.prefix, self.tips, meeting.base, tickets)

    @property
    def tips(self) -> tuple[str, str]:
        """The two commits that meet."""
        return self.meeting.ours, self.meeting.theirs

    @cached_property
    def sight(self) -> Sight:
        """What folding a ticket has to know."""
        handle = self.config.people.handle

        def actor(author: Author) -> str:
            return handle(author.email, author.name)

        return Sight(self.past, self.meeting.ours, self.meeting.theirs, self.config, actor)

    def _rows(self, ticket: str) -> list[Row]:
        return self.past.rows(ticket, self.tips)

    def _rename(self, ticket: str, part: Identity, elder: tuple[Identity, Values]) -> Rename:
        """Settle the younger of two tickets of one id, under the id that it gets."""
        created = part.birth.text(CREATED)

        def is_taken(name: str) -> bool:
            births = identities(self._rows(name), self.past.sees)
            return any(birth.text(CREATED) not in ("", created) for birth, _ in births)

        name = new_id(ticket, part.birth, is_taken)
        former = Former(ticket, self._rows(ticket), created)
        values = self._settle(name, self._rows(name), former)
        rename = Rename(ticket, name, part.birth.number, elder[0].birth.number)
        move_attachments(rename, (elder[1], values), self.meeting, self.result)
        message = f"two tickets had the id {ticket}; the younger one is {name} now"
        self.result.find("merge-two-tickets", place_of(name, values, self.config), message)
        return rename

    def _settle(self, ticket: str, rows: Sequence[Row], former: Former | None) -> Values:
        if former is None and (old := former_id(rows)):
            former = Former(old, self._rows(old))
        folded = fold_ticket(ticket, rows, self.sight, former)
        self.result.decisions += folded.decisions
        gone = self.purged.get(ticket) or frozenset()
        merged = {name: node for name, node in folded.values.items() if str(name) not in gone}
        own = [file for side in self.sides.get(ticket, ()) for file in side]
        others = self.sides.get(former.id, ()) if former else ()
        candidates = self._candidates([*own, *(file for side in others for file in side)], merged)
        self._keep_unread(ticket, merged)
        self.result.files.update((path, ABSENT) for path, _ in own)
        if not merged:
            self._keep_first(ticket, own)
            return {}
        modes = [file.mode for _, file in own if file.mode in REGULAR]
        content = carry(merged, candidates)
        path = self._place(ticket, merged, [path for path, _ in own])
        self.result.put(path, content, min(modes, default="100644"))
        return merged

    def _place(self, ticket: str, merged: Values, paths: Sequence[str]) -> str:
        """Return where a ticket belongs; below a folder of no status, where somebody moved it."""
        place = place_of(ticket, merged, self.config)
        folder = place.partition("/")[0]
        if self.config.status_of_folder(folder) in self.config.statuses:
            return place
        there = sorted(path for path in paths if path.startswith(f"{folder}/"))
        moved = [path for path in there if self.meeting.base_text(path) is None]
        return (moved or there or [place])[0]

    def _candidates(self, files: Files, values: Values) -> list[Candidate]:
        """Return the files that hold this very ticket and can be read."""
        found = [(path, file, self._read(path, file)) for path, file in files]
        return [
            Candidate(file.blob, self.text(file), ticket, self._is_old(path, file))
            for path, file, ticket in found
            if not isinstance(ticket, str) and ticket.doc.get("created") == values.get(CREATED)
        ]

    def _is_old(self, path: str, file: File) -> bool:
        return self.meeting.base_text(path) == self.text(file)

    def _read(self, path: str, file: File) -> Ticket | str:
        return read_side(path, file, self.text(file))

    def text(self, file: File) -> bytes:
        """Return the content of a file."""
        if file.blob in self.result.blobs:
            return self.result.blobs[file.blob]
        return self.meeting.objects.text(file)

    def _follow_links(self, rename: Rename) -> None:
        """Let links that were made to the younger ticket lead to its new id."""
        files = {path: pair[0] for path, pair in self.meeting.files.items()} | self.result.files
        paths = linking(rename, files, self.text)
        tickets = {path: named[1] for path in paths if (named := folder_and_id(path))}
        past = self.past_of({*tickets.values(), rename.old})
        for path, ticket in tickets.items():
            rows = past.rows(ticket, self.tips)
            content = follow_links(rename, path, self.text(files[path]), rows, past.sees)
            if content is not None:
                self.result.put(path, content, files[path].mode)

    def _take_newer(self) -> None:
        """Take tickets whole from the side whose format this program does not know."""
        formats = [settings_at(self.meeting, tip).format for tip in self.tips]
        for ticket in self.tickets:
            ours, theirs = self.sides[ticket]
            order = sorted(((-formats[0], ours), (-formats[1], theirs)))
            wanted, other = order[0][1] or order[1][1], order[1][1] if order[0][1] else []
            self.result.take(ours + theirs, wanted)
            for path, file in other:
                found = (file, self.text(file))
                keep_beside(ticket, path, found, "met a ticket of a newer format", self.result)

    def _keep_first(self, ticket: str, files: Files) -> None:
        """Keep one file of a ticket of which nothing is known, and the others beside it."""
        if not files:
            return
        first, *others = sorted(files, key=lambda one: (one[1].blob, one[0]))
        self.result.files[first[0]] = first[1]
        for path, file in others:
            if file.blob != first[1].blob:
                found = (file, self.text(file))
                keep_beside(ticket, path, found, "met another file of that id", self.result)

    def _keep_unread(self, ticket: str, merged: Values) -> None:
        """Keep what cannot be merged: files that do not read, and those of one id in two places."""
        for side in self.sides.get(ticket, ()):
            for path, file in side:
                found = self._read(path, file)
                if isinstance(found, str):
                    why = found
                elif len(side) > 1 and says_more(found, merged):
                    why = "lies beside another file of that id"
                else:
                    continue
                keep_beside(ticket, path, (file, self.text(file)), why, self.result)


def _formerly(text: bytes | None) -> Sequence[str]:
    for line in (text or b"").split(b"\n") if b"formerly:" in (text or b"") else ():
        if line.startswith(b"formerly:"):
            return [line.removeprefix(b"formerly:").decode(errors="replace").strip(" '\"\r")]
    return []
