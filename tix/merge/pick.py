"""Plan a pick: what one commit changed, applied to another; for rebase, revert and stash, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from tix.git.repo import Repo
from tix.history.identity import Birth, age, new_id
from tix.history.places import REGULAR
from tix.merge.decisions import Decision, Held, MergePlan, Winner
from tix.merge.objects import Objects
from tix.merge.paths import ABSENT, Differences, File, Files, is_config, is_covered
from tix.merge.places import place_of
from tix.merge.result import Result
from tix.merge.settings import pick_settings, read_settings
from tix.merge.sides import Meeting, compare_trees
from tix.merge.threeway import Applied, Conflict, loser_note, three_way
from tix.merge.tickets import sides_of
from tix.merge.unmerged import keep_beside, read_side
from tix.model.changes import Change, apply
from tix.model.config import Config
from tix.model.registers import Register, registers
from tix.model.ticket import Ticket, format_time
from tix.store.layout import folder_and_id
from tix.store.ticketfile import render_ticket, rewrite_ticket


def plan_pick(repo: Repo, prefix: str, base: str, ours: str, theirs: str) -> MergePlan:
    """Return what the changes from `base` to `theirs` make of the tracker in `ours`.

    They come later than what is there, so that a register which both changed is as theirs. The
    three are commits or trees, by any names.
    """
    old, one, other = (_object_id(repo, name) for name in (base, ours, theirs))
    picked, present = (_covered(repo, prefix, old, tree) for tree in (other, one))
    with Objects(repo) as objects:
        meeting = Meeting(repo, objects, prefix, one, other, _against(picked, present), chosen=old)
        return _Pick(meeting, picked, present, Result(len(one) // 2)).plan()


def _object_id(repo: Repo, name: str) -> str:
    if len(name) in (40, 64) and not name.strip("0123456789abcdef"):
        return name
    return repo.git.text("rev-parse", "--verify", "--end-of-options", name)


def _covered(repo: Repo, prefix: str, one: str, other: str) -> Differences:
    cut = len(prefix)
    return {
        path[cut:]: pair
        for path, pair in compare_trees(repo, prefix, one, other).items()
        if is_covered(path[cut:])
    }


def _against(picked: Differences, present: Differences) -> Differences:
    """Return ours and theirs for every path that either changed from the base."""
    files = {
        path: (present.get(path, (base, base))[1], theirs)
        for path, (base, theirs) in picked.items()
    }
    others = {path: pair for path, pair in present.items() if path not in files}
    return files | {path: (ours, base) for path, (base, ours) in others.items()}


@dataclass
class _Pick:
    """What is picked, and how far ours is from the same base; paths are within the tracker."""

    meeting: Meeting
    picked: Differences
    present: Differences
    result: Result

    def plan(self) -> MergePlan:
        """Return the plan."""
        pick_settings(self.meeting, self.picked, self.present, self.result)
        touched = {named[1] for path in self.picked if (named := folder_and_id(path))}
        bases = _bases(self.picked, self.present)
        for ticket, (ours, theirs) in sides_of(self.meeting).items():
            if ticket in touched:
                self._ticket(ticket, (bases.get(ticket, []), ours, theirs))
        for path, (before, after) in self.picked.items():
            if folder_and_id(path) is None and not is_config(path):
                self._file(path, before, after)
        return self.result.plan(self.meeting)

    @cached_property
    def config(self) -> Config:
        """The settings of the result."""
        files = self.meeting.objects.settings(self.meeting.ours, self.meeting.prefix)
        files |= {path: file for path, file in self.result.files.items() if is_config(path)}
        return read_settings(self.meeting.objects, files, self.result.blobs)

    def _file(self, path: str, base: File, theirs: File) -> None:
        """Take another file from the pick, unless it goes there and changed here."""
        ours = self.meeting.ours_file(path)
        self.result.files[path] = theirs if theirs.blob or ours == base else ours

    def _ticket(self, ticket: str, sides: tuple[Files, Files, Files]) -> None:
        """Apply what was picked to a ticket."""
        base, ours, theirs = sides
        if not ours or sorted(ours) == sorted(base):
            self.result.take(ours, theirs)
            return
        one, other = self._read(ours), self._read(theirs)
        if not theirs or isinstance(one, str) or isinstance(other, str):
            self._keep_one(ticket, sides, (one, other))
            return
        old = self._read(base)
        known = None if isinstance(old, str) else old
        if known is None and one.text("created") != other.text("created"):
            self._part(ours, (one, other))
        else:
            self._put(three_way(known, one, other), ours[0], one.status)

    def _keep_one(
        self,
        ticket: str,
        sides: tuple[Files, Files, Files],
        read: tuple[Ticket | str, Ticket | str],
    ) -> None:
        """Keep ours where nothing can be applied, or theirs where ours cannot be read."""
        _, ours, theirs = sides
        kept, other, why = ours, theirs, read[1]
        if isinstance(read[0], str) and not isinstance(read[1], str):
            kept, other, why = theirs, ours, read[0]
        self.result.take(ours, kept)
        for path, file in other:
            if (path, file) not in kept:
                found = (file, self.meeting.objects.text(file))
                keep_beside(ticket, path, found, str(why), self.result)

    def _part(self, ours: Files, read: tuple[Ticket, Ticket]) -> None:
        """Give the younger of two tickets of one id a new one."""
        elder, younger = sorted(read, key=lambda one: age(Birth(0, registers(one))))
        name = new_id(younger.id, Birth(0, registers(younger)), lambda _: False)
        changes = [
            Change(Register("id"), younger.id, name),
            Change(Register("formerly"), None, younger.id),
        ]
        self.result.files.update((path, ABSENT) for path, _ in ours)
        for ticket in (elder, apply(younger, changes)):
            place = place_of(ticket.id, registers(ticket), self.config)
            self.result.put(place, render_ticket(ticket))
        message = f"two tickets had the id {elder.id}; the younger one is {name} now"
        self.result.find("merge-two-tickets", place, message)

    def _put(self, applied: Applied, ours: tuple[str, File], status: str) -> None:
        path, file = ours
        ticket = self._with_notes(applied)
        content = rewrite_ticket(self.meeting.objects.text(file), ticket, path)
        moved = ticket.status != status
        self.result.files[path] = ABSENT
        where = place_of(ticket.id, registers(ticket), self.config) if moved else path
        self.result.put(where, content, file.mode)
        self.result.decisions += [_decision(ticket.id, one) for one in applied.conflicts]

    def _read(self, files: Files) -> Ticket | str:
        """Return the ticket in the first file of a side, or what is wrong with it."""
        if not files:
            return "is gone"
        path, file = files[0]
        found = read_side(path, file, self.meeting.objects.find(file))
        named = folder_and_id(path)
        if isinstance(found, str) or named is None or file.mode not in REGULAR:
            return str(found)
        return Ticket(self.config.status_of_folder(named[0]), found.doc)

    def _with_notes(self, applied: Applied) -> Ticket:
        """Return the ticket with a note for each text of it that lost."""
        ticket = applied.ticket
        for loss in applied.losses:
            name, email, moment = self.meeting.objects.author(self.meeting.ours)
            by = self.config.people.handle(email, name) if email else ticket.text("reporter")
            at = format_time(moment) if email else ticket.text("created")
            node = {**loser_note(loss, at=at, by=by)}
            ticket = apply(ticket, [Change(loss.note, None, node)])
        return ticket


def _bases(picked: Differences, present: Differences) -> dict[str, Files]:
    found: dict[str, Files] = {}
    for path, (base, _) in {**present, **picked}.items():
        named = folder_and_id(path)
        if named is not None and base.blob:
            found.setdefault(named[1], []).append((path, base))
    return found


def _decision(ticket: str, conflict: Conflict) -> Decision:
    now = datetime.fromtimestamp(0, UTC)
    ours, theirs = (Held(value, now, "", "") for value in (conflict.ours, conflict.theirs))
    won = Winner.THEIRS if conflict.kept == conflict.theirs else Winner.BOTH
    won = Winner.OURS if conflict.kept == conflict.ours else won
    return Decision(ticket, conflict.register, ours, theirs, won, "picked, so it comes later")
