"""The file of a ticket in somebody's editor: checked on save, and never lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tix.cli.writing import edits_folder
from tix.errors import BadInput, TicketSyntaxError
from tix.model.changes import Change, diff, in_words
from tix.store.ticketfile import parse_ticket
from tix.workflow.judge import judge

if TYPE_CHECKING:
    from tix.cli.context import Session
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker

_BOM = b"\xef\xbb\xbf"

_ADVICE = """\
This is the file {path}.
It is checked when you save; id and created never change, and its folder is its status.
Lines that begin with #| are left out.
"""


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A ticket's file as it was read; `before` is None for one that does not parse."""

    id: str
    path: str
    data: bytes
    before: Ticket | None
    problem: str = ""

    @property
    def text(self) -> str:
        """What the editor shows: UTF-8 with the line ends of Unix."""
        try:
            return self.data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise BadInput(f"{self.problem}.", hint=f"mend it by hand: {self.path}") from None

    def encode(self, text: str) -> bytes:
        """Return the bytes of an edited text, with the line ends that the file had."""
        if b"\r\n" in self.data:
            text = text.replace("\n", "\r\n")
        return (_BOM if self.data.startswith(_BOM) else b"") + text.encode()


@dataclass(frozen=True, slots=True)
class Edited:
    """What somebody made of a file."""

    data: bytes
    after: Ticket
    changes: tuple[Change, ...]
    told: str
    warnings: tuple[str, ...]


def read_own_file(tracker: Tracker, name: str) -> OwnFile:
    """Return the file of a ticket, also when it is broken."""
    from pathlib import PurePosixPath

    from tix.branches import ticket_of_branch

    path = tracker.tickets.path_of(ticket_of_branch(tracker, name) or name)
    data = tracker.tickets.read(path)
    ticket_id = PurePosixPath(path).stem
    try:
        return OwnFile(ticket_id, path, data, _parse(tracker, path, data))
    except TicketSyntaxError as error:
        return OwnFile(ticket_id, path, data, None, error.message)


def edit_own_file(session: Session, own: OwnFile, *, include: bool) -> Edited | None:
    """Return what an editor made of a file, None when it was left as it is; nothing is written.

    Whether it could be written is found out before anybody types.
    """
    from tix.cli.prompts import edit_text

    tracker = session.tracker
    write_own_file(tracker, own, own.data + b"#\n", "", include=include, dry_run=True)
    problem = f"PROBLEM: {own.problem}\n" if own.problem else ""
    shown = own.text

    def check(text: str) -> Edited | None:
        return None if text == shown and own.before else _checked(tracker, own, own.encode(text))

    return edit_text(
        shown,
        check,
        keep=edits_folder(session),
        advice=problem + _ADVICE.format(path=own.path),
        suffix=".yaml",
    )


def write_own_file(
    tracker: Tracker,
    own: OwnFile,
    data: bytes,
    title: str,
    *,
    include: bool = False,
    dry_run: bool = False,
) -> str:
    """Put new bytes in the place of those that were read; return the commit, "" for a trial.

    A file that was broken by hand is mended before anybody could commit it.
    """
    return tracker.write(
        lambda draft: draft.write_file(own.path, own.data, data),
        title=title,
        include=include or own.before is None,
        dry_run=dry_run,
    ).commit


def _checked(tracker: Tracker, own: OwnFile, data: bytes) -> Edited:
    after = _parse(tracker, own.path, data)
    _check_fixed(own, after)
    warnings = tuple(judge(own.before, after, tracker.desk))
    changes = tuple(diff(own.before, after)) if own.before else ()
    told = "; ".join(in_words(changes)) or ("edit the file" if own.before else "mend the file")
    return Edited(data, after, changes, told, warnings)


def _check_fixed(own: OwnFile, after: Ticket) -> None:
    """Raise when an edit touches what no edit may."""
    if after.id != own.id:
        raise BadInput(f"id must stay {own.id}, not {after.id or 'nothing'}.")
    created = own.before.text("created") if own.before else ""
    if created and after.text("created") != created:
        raise BadInput(f"created must stay {created}.")


def _parse(tracker: Tracker, path: str, data: bytes) -> Ticket:
    return parse_ticket(data, path, tracker.config.status_of_folder(path.partition("/")[0]))
