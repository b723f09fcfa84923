"""Drafts: what one command is about to write, gathered under the lock and committed at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tix.errors import BadInput
from tix.frozen import frozen
from tix.model.changes import Change, apply, diff
from tix.model.changes import in_words as changes_in_words
from tix.model.ticket import Ticket
from tix.store.layout import ticket_path
from tix.store.staging import FileWrite
from tix.store.ticketfile import render_ticket, rewrite_ticket

if TYPE_CHECKING:
    from tix.tracker import Tracker

#: Makes the changes of one ticket.
Plan = Callable[[Ticket], Iterable[Change]]

#: A message names so many tickets before it counts them.
_NAMED = 3

#: So many tickets are done between two tellings of progress.
_BEAT = 64


@frozen
class Edit:
    """A ticket before and after, and what lies between; `before` is None for a new one."""

    before: Ticket | None
    after: Ticket
    changes: tuple[Change, ...]


@frozen
class Outcome:
    """What one command wrote; `commit` is empty when nothing was to be written or it was a trial.

    `edits` has the tickets that changed, in the order in which they were named.
    """

    commit: str
    edits: tuple[Edit, ...]


class _Sheet:
    """One ticket of a draft: where and what it was, and what it has become."""

    __slots__ = ("after", "before", "content", "data", "path")

    def __init__(
        self,
        path: str,
        data: bytes | None,
        before: Ticket | None,
        after: Ticket,
        content: bytes = b"",
    ) -> None:
        self.path = path
        self.data = data
        self.before = before
        self.after = after
        self.content = content


class Draft:
    """The tickets and files that one command changes; every reading sees the changes so far."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self._sheets: dict[str, _Sheet] = {}
        self._files: dict[str, FileWrite] = {}
        self._taken: list[Edit] = []

    def read(self, name: str) -> Ticket:
        """Return a ticket as it will be; `name` is whatever people call it."""
        return self._sheet(name).after

    def change(self, name: str, plan: Plan) -> Ticket:
        """Make the changes that `plan` finds for a ticket, and return it as it will be."""
        sheet = self._sheet(name)
        changes = list(plan(sheet.after))
        if changes:
            sheet.after = apply(sheet.after, changes)
        return sheet.after

    def add(self, ticket: Ticket) -> Ticket:
        """Add a new ticket."""
        self._sheets[ticket.id] = _Sheet("", None, None, ticket)
        return ticket

    def restore(self, ticket: Ticket, content: bytes) -> Ticket:
        """Bring a ticket back whose file was taken away, with the bytes that it had."""
        self._sheets[ticket.id] = _Sheet("", None, None, ticket, content)
        return ticket

    def remove(self, name: str) -> None:
        """Take the file of a ticket away, which only taking back its creation does."""
        sheet = self._sheet(name)
        del self._sheets[sheet.after.id]
        self._put(sheet.path, sheet.data, None)

    def write_file(self, path: str, expected: bytes | None, content: bytes | None) -> None:
        """Write another file of the tracker; None stands for no file."""
        self._put(path, expected, content)

    def take_in(self, edit: Edit) -> None:
        """Count an edit whose files are written by `write_file`."""
        self._taken.append(edit)

    def edits(self) -> tuple[Edit, ...]:
        """Return the tickets that differ from what they were."""
        found = [*self._taken]
        for sheet in self._sheets.values():
            changes = tuple(diff(sheet.before, sheet.after))
            if changes:
                found.append(Edit(sheet.before, sheet.after, changes))
        return tuple(found)

    def writes(self, edits: Sequence[Edit]) -> list[FileWrite]:
        """Return the files to write for `edits`, relative to the work tree."""
        for done, edit in enumerate(edits):
            if edit.after.id in self._sheets:
                self._write_ticket(self._sheets[edit.after.id])
            self._tell("Changing tickets", done, len(edits))
        return list(self._files.values())

    def _sheet(self, name: str) -> _Sheet:
        found = self._sheets.get(name)
        if found is None:
            loaded = self.tracker.load(name)
            found = self._sheets.get(loaded.ticket.id)
            if found is None:
                found = _Sheet(loaded.path, loaded.data, loaded.ticket, loaded.ticket)
                self._sheets[loaded.ticket.id] = found
                self._tell("Reading tickets", len(self._sheets), 0)
        return found

    def _tell(self, label: str, done: int, total: int) -> None:
        """Show now and then how far a long draft has come."""
        told = self.tracker.progress
        if told and done % _BEAT == 0:
            told(label, done, total)

    def _write_ticket(self, sheet: _Sheet) -> None:
        after = sheet.after
        path = self._place(sheet)
        if sheet.data is None:
            self._put(path, None, sheet.content or render_ticket(after))
            return
        content = rewrite_ticket(sheet.data, after, sheet.path)
        if path == sheet.path:
            self._put(path, sheet.data, content)
        else:
            self._put(sheet.path, sheet.data, None)
            self._put(path, None, content)

    def _place(self, sheet: _Sheet) -> str:
        """Return where a changed ticket belongs, so that one in an old folder moves on.

        A moment of creation that cannot be read is in the way of a move, and of nothing else.
        """
        after = sheet.after
        try:
            created = _created(after)
        except BadInput:
            if sheet.before is None or sheet.before.status != after.status:
                raise
            return sheet.path
        return ticket_path(self.tracker.config.status(after.status), created, after.id)

    def _put(self, path: str, expected: bytes | None, content: bytes | None) -> None:
        place = self.tracker.prefix + path
        self._files[place] = FileWrite(place, expected, content)


def _created(ticket: Ticket) -> datetime:
    try:
        return ticket.created
    except ValueError:
        raise BadInput(
            f"{ticket.id}: created is {ticket.text('created')!r}, which is no time.",
            hint=f"tix edit {ticket.id}",
        ) from None


def commit_message(edits: Sequence[Edit], title: str = "") -> str:
    """Return the message of a commit: the tickets and what happened to them.

    `title` replaces what happened, and is the whole message where no ticket changed.
    """
    if not edits:
        return title or "tix: change"
    names = [edit.after.id for edit in edits]
    heading = ", ".join(names) if len(names) <= _NAMED else f"{len(names)} tickets"
    said = title.removeprefix("tix: ")
    told = list(dict.fromkeys(said or in_words(edit) for edit in edits))
    if len(edits) == 1 or len(told) == 1:
        return f"{heading}: {told[0]}"
    is_new = len(names) > _NAMED and all(edit.before is None for edit in edits)
    subject = f"create {len(names):,} tickets" if is_new else f"{heading}: change"
    return f"{subject}\n\n" + "\n".join(f"{edit.after.id}: {in_words(edit)}" for edit in edits)


def in_words(edit: Edit) -> str:
    """Return what happened to a ticket in one line."""
    if edit.before is None:
        return f"create {edit.after.title}"
    return "; ".join(changes_in_words(edit.changes))
