"""Checks of the tracker's files: tickets, where they lie, folders, attachments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tix.errors import BadInput, TicketSyntaxError
from tix.findings import Finding, Severity
from tix.model.ticket import Ticket
from tix.model.validate import find_faults
from tix.settings import answers_of
from tix.store.layout import (
    ATTRIBUTES,
    ATTRIBUTES_TEXT,
    FILES,
    attachments_folder,
    keep_path,
    ticket_path,
)
from tix.store.staging import read_bytes
from tix.text import plural

if TYPE_CHECKING:
    from tix.doctor.examination import Examination, Sheet
    from tix.tracker import Tracker

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_FIX = "tix doctor --fix"


def check_tickets(exam: Examination) -> Iterator[Finding]:
    """Yield what is wrong within the files of tickets."""
    config = exam.tracker.config
    answers = answers_of(exam.tracker)
    for path, problem in exam.odd.items():
        yield Finding(ERROR, "file-odd", path, problem)
    for sheet in exam.sheets:
        if not sheet.id:
            message = "the name is no ticket id, so nothing finds this file"
            fix = f"tix create -F {sheet.path}, or move it elsewhere"
            yield Finding(ERROR, "file-name", sheet.path, message, fix=fix)
        if sheet.ticket is None:
            yield _unreadable(sheet)
            continue
        faults = list(find_faults(sheet.ticket, config, answers))
        if faults:
            place = _places(sheet)
            yield from (fault.finding(sheet.path, place(*fault.path)) for fault in faults)
        if sheet.id and sheet.ticket.text("id") not in ("", sheet.id):
            message = f"the file is named {sheet.id}, its id is {sheet.ticket.text('id')}"
            fix = "rename the file, or put its id right, and tix commit"
            yield Finding(ERROR, "id-name", sheet.path, message, *_places(sheet)("id"), fix=fix)


def check_places(exam: Examination) -> Iterator[Finding]:
    """Yield tickets that do not lie where they belong, and those that lie in two places."""
    for id, sheets in exam.by_id.items():
        if len(sheets) > 1:
            yield _twice(exam.tracker, id, sheets)
            continue
        target = right_place(exam.tracker, sheets[0])
        if target and target != sheets[0].path:
            message = f"belongs at {target}"
            yield Finding(WARNING, "file-place", sheets[0].path, message, fix=_FIX)


def right_place(tracker: Tracker, sheet: Sheet) -> str:
    """Return where a ticket belongs, empty when that cannot be told."""
    if sheet.ticket is None or not sheet.id:
        return ""
    try:
        created = sheet.ticket.created
    except ValueError:
        return ""
    return ticket_path(tracker.config.status(sheet.ticket.status), created, sheet.id)


def spare_copies(tracker: Tracker, sheets: list[Sheet]) -> list[Sheet]:
    """Return the copies of a ticket that can go: same bytes and status, one where it belongs."""
    if any(sheet.data != sheets[0].data or sheet.ticket is None for sheet in sheets):
        return []
    if len({sheet.ticket.status for sheet in sheets if sheet.ticket}) > 1:
        return []
    kept = [sheet for sheet in sheets if right_place(tracker, sheet) == sheet.path]
    return [sheet for sheet in sheets if sheet not in kept] if len(kept) == 1 else []


def check_folders(exam: Examination) -> Iterator[Finding]:
    """Yield folders and files of the tracker that are missing, and folders of no status."""
    root = exam.tracker.root
    for status in exam.tracker.config.statuses.values():
        path = keep_path(status.folder)
        if read_bytes(root / path) is None and exam.tracker.index.left_out(path) is None:
            message = f"missing: emptying {status.folder} would read as a rename in a merge"
            yield Finding(WARNING, "keep-missing", path, message, fix=_FIX)
    if missing := missing_attributes(exam.tracker):
        message = f"does not say {'; '.join(missing)}"
        yield Finding(WARNING, "attributes", ATTRIBUTES, message, fix=_FIX)
    for folder, count in exam.unknown.items():
        message = f"{folder} is the folder of no status, and holds {plural(count, 'ticket')}"
        fix = f"tix status add {folder} --category active, or move them and tix commit"
        yield Finding(ERROR, "folder-unknown", folder, message, fix=fix)


def missing_attributes(tracker: Tracker) -> list[str]:
    """Return the lines that the tracker's .gitattributes lacks."""
    text = (read_bytes(tracker.root / ATTRIBUTES) or b"").decode("utf-8", "replace")
    present = {" ".join(line.split()) for line in text.splitlines()}
    return [line for line in ATTRIBUTES_TEXT.splitlines() if line not in present]


def check_attachments(exam: Examination) -> Iterator[Finding]:
    """Yield attachments without a ticket or without an entry, and entries without a file."""
    root = exam.tracker.root
    listed = {id: _attached(sheets[0].ticket) for id, sheets in exam.by_id.items()}
    base = root / FILES
    folders = sorted(base.iterdir()) if base.is_dir() and not base.is_symlink() else []
    present: dict[str, set[str]] = {}
    for folder in folders:
        if folder.is_symlink() or not folder.is_dir():
            continue
        present[folder.name] = {entry.name for entry in folder.iterdir()}
        if folder.name not in listed:
            message = "attachments of a ticket that is not here"
            yield Finding(WARNING, "attachment-orphan", f"{FILES}/{folder.name}", message)
            continue
        for name in sorted(present[folder.name] - listed[folder.name]):
            path = f"{FILES}/{folder.name}/{name}"
            yield Finding(WARNING, "attachment-orphan", path, "its ticket does not name it")
    if exam.tracker.repo.is_sparse:
        return
    for id, names in listed.items():
        for name in sorted(names - present.get(id, set())):
            path = f"{attachments_folder(id)}/{name}"
            message = f"{id} names it, and it is not there"
            yield Finding(ERROR, "attachment-missing", path, message, fix=f"git log -- {path}")


def _attached(ticket: Ticket | None) -> set[str]:
    records = ticket.doc.get("attachments", []) if ticket else []
    return {str(one["file"]) for one in records if isinstance(one, dict) and "file" in one}


def _twice(tracker: Tracker, id: str, sheets: list[Sheet]) -> Finding:
    paths = " and ".join(sheet.path for sheet in sheets)
    fix = _FIX if spare_copies(tracker, sheets) else "tix resolve"
    message = f"{id} is in more than one place: {paths}"
    return Finding(ERROR, "id-twice", sheets[0].path, message, fix=fix)


def _unreadable(sheet: Sheet) -> Finding:
    error = sheet.error or BadInput("cannot be read")
    fix = error.hint or ""
    if isinstance(error, TicketSyntaxError):
        place = (error.line, error.column)
        return Finding(ERROR, "yaml-syntax", sheet.path, error.problem, *place, fix=fix)
    return Finding(ERROR, "file-unreadable", sheet.path, error.message, fix=fix)


def _places(sheet: Sheet) -> Callable[..., tuple[int, int]]:
    from tix.store.yamlread import read

    return read(sheet.data, sheet.path).place
