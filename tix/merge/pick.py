"""Plan a pick: what one commit changed, applied to another; for rebase, revert and stash, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from tix.errors import BadInput
from tix.git.commit import id_width
from tix.git.partial import read_blobs
from tix.git.repo import Repo
from tix.history.places import REGULAR
from tix.merge.decisions import Decision, Held, MergePlan, Winner
from tix.merge.places import place_of
from tix.merge.result import Result
from tix.merge.settings import read_settings, tracker_config
from tix.merge.sides import ABSENT, Differences, File, Files, Meeting, compare_trees, is_covered
from tix.merge.threeway import Applied, Conflict, loser_note, three_way
from tix.merge.tickets import sides_of
from tix.model.config import Config
from tix.model.registers import Register, registers
from tix.model.ticket import Ticket
from tix.store.layout import folder_and_id
from tix.store.ticketfile import parse_ticket, rewrite_ticket


def plan_pick(repo: Repo, prefix: str, base: str, ours: str, theirs: str) -> MergePlan:
    """Return what the changes from `base` to `theirs` make of the tracker in `ours`.

    They come later than what is there, so that a register which both changed is as theirs. The
    three are commits or trees, by any names.
    """
    names = [_resolved(repo, name) for name in (base, ours, theirs)]
    cut = len(prefix)
    picked, present = (
        {
            path[cut:]: pair
            for path, pair in compare_trees(repo, prefix, names[0], other).items()
            if is_covered(path[cut:])
        }
        for other in (names[2], names[1])
    )
    return _Pick(repo, prefix, names, picked, present).plan()


def _resolved(repo: Repo, name: str) -> str:
    return repo.git.text("rev-parse", "--verify", "--end-of-options", name)


@dataclass
class _Pick:
    """What is picked, and how far ours is from the same base; paths are within the tracker."""

    repo: Repo
    prefix: str
    names: list[str]
    picked: Differences
    present: Differences

    def plan(self) -> MergePlan:
        """Return the plan."""
        result = Result(id_width(self.repo))
        files = {
            path: (self._ours(path, base), theirs) for path, (base, theirs) in self.picked.items()
        }
        files |= {
            path: (ours, self._theirs(path, base))
            for path, (base, ours) in self.present.items()
            if path not in files
        }
        meeting = Meeting(self.repo, self.prefix, self.names[1], self.names[2], None, files)
        touched = {named[1] for path in self.picked if (named := folder_and_id(path))}
        bases = _bases(self.picked)
        for ticket, (ours, theirs) in sides_of(meeting).items():
            if ticket in touched:
                self._ticket(bases.get(ticket, []), ours, theirs, result)
        for path, (before, after) in self.picked.items():
            if folder_and_id(path) is None:
                self._file(path, before, after, result)
        return result.plan(meeting)

    def _ours(self, path: str, base: File) -> File:
        return self.present.get(path, (base, base))[1]

    def _theirs(self, path: str, base: File) -> File:
        return self.picked.get(path, (base, base))[1]

    @cached_property
    def config(self) -> Config:
        """The settings of ours."""
        return read_settings(self.repo, tracker_config(self.repo, self.prefix, self.names[1]))

    def _file(self, path: str, base: File, theirs: File, result: Result) -> None:
        """Take another file from the pick unless it goes there and changed here."""
        ours = self._ours(path, base)
        if theirs.blob or ours == base:
            result.files[path] = theirs

    def _ticket(self, base: Files, ours: Files, theirs: Files, result: Result) -> None:
        """Apply what was picked to a ticket."""
        if not ours or [*map(_blob, ours)] == [*map(_blob, base)]:
            whole = theirs if theirs or ours else ours
            result.files.update((path, ABSENT) for path, _ in ours)
            result.files.update(whole)
            return
        if not theirs:
            return  # it goes in the pick, and changed here: it stays
        old, one, other = self._read(base), self._read(ours), self._read(theirs)
        if one is None or other is None:
            return
        applied = three_way(old, one, other)
        self._put(applied, ours, result)

    def _put(self, applied: Applied, ours: Files, result: Result) -> None:
        path, file = ours[0]
        before = self._read(ours)
        ticket = _with_notes(applied)
        text = dict(read_blobs(self.repo, [file.blob])).get(file.blob) or b""
        content = rewrite_ticket(text, ticket, path)
        moved = before is None or before.status != ticket.status
        where = place_of(ticket.id, registers(ticket), self.config) if moved else path
        result.files.update((old, ABSENT) for old, _ in ours)
        result.put(where, content, file.mode)
        result.decisions += [_decision(ticket.id, one) for one in applied.conflicts]

    def _read(self, files: Files) -> Ticket | None:
        """Return the ticket in the one file of a side, None where it cannot be read."""
        if len(files) != 1 or files[0][1].mode not in REGULAR:
            return None
        path, file = files[0]
        text = dict(read_blobs(self.repo, [file.blob])).get(file.blob)
        named = folder_and_id(path)
        if text is None or named is None:
            return None
        try:
            return parse_ticket(text, path, self.config.status_of_folder(named[0]))
        except BadInput:
            return None


def _bases(picked: Differences) -> dict[str, Files]:
    found: dict[str, Files] = {}
    for path, (base, _) in picked.items():
        named = folder_and_id(path)
        if named is not None and base.blob:
            found.setdefault(named[1], []).append((path, base))
    return found


def _blob(file: tuple[str, File]) -> tuple[str, str]:
    return file[0], file[1].blob


def _with_notes(applied: Applied) -> Ticket:
    """Return the ticket with a note for each text of it that lost."""
    from tix.model.changes import Change, apply

    ticket = applied.ticket
    for register, text in applied.losses:
        node = loser_note(register, text, at=ticket.text("created"), by=ticket.text("reporter"))
        ticket = apply(ticket, [Change(Register("comments", str(node["id"])), None, node)])
    return ticket


def _decision(ticket: str, conflict: Conflict) -> Decision:
    now = datetime.fromtimestamp(0, UTC)
    ours, theirs = (Held(value, now, "", "") for value in (conflict.ours, conflict.theirs))
    won = Winner.THEIRS if conflict.kept == conflict.theirs else Winner.BOTH
    won = Winner.OURS if conflict.kept == conflict.ours else won
    return Decision(ticket, conflict.register, ours, theirs, won, "picked, so it comes later")
