"""Change the statuses of a tracker: settings, folders and the files in them, in one draft."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tix.config.edit import ConfigEdit
from tix.config.edit_statuses import (
    plan_add_status,
    plan_move_status,
    plan_remove_status,
    plan_rename_status,
    plan_shelve_status,
)
from tix.config.source import ConfigFolder
from tix.errors import Refused, TixError
from tix.model.statuses import Shelf, Status
from tix.model.ticket import Node
from tix.store.layout import folder_and_id, keep_path, ticket_path
from tix.store.safeopen import read_file
from tix.store.scan import look_through
from tix.store.staging import read_bytes
from tix.store.ticketfile import parse_ticket
from tix.text import plural
from tix.workflow.moves import find_status, plan_move

if TYPE_CHECKING:
    from tix.drafts import Draft
    from tix.tracker import Tracker


def add_status(
    draft: Draft, name: str, entry: Mapping[str, Node], *, before: str = "", after: str = ""
) -> None:
    """Add a status with its folder, at the end of the board or beside another status."""
    tracker = draft.tracker
    before, after = _known(tracker, before), _known(tracker, after)
    files = ConfigFolder(tracker.root)
    _put(draft, plan_add_status(files, name, entry, before=before, after=after))
    keep_folder(draft, str(entry.get("folder") or name))


def rename_status(draft: Draft, old: str, new: str, *, folder: bool = False) -> int:
    """Give a status another name, with `folder` its folder too; return how many files moved.

    The old folder keeps its .gitkeep, so that no merge takes its emptying for a rename.
    """
    tracker = draft.tracker
    status = tracker.config.status(find_status(tracker.config, old))
    files = ConfigFolder(tracker.root)
    _put(draft, plan_rename_status(files, status.name, new, folder=folder))
    if not folder or new == status.folder:
        return 0
    keep_folder(draft, new)
    paths = list(files_in(tracker, status.folder))
    for path in paths:
        _move_file(draft, path, f"{new}{path.removeprefix(status.folder)}")
    return len(paths)


def move_status(draft: Draft, name: str, *, before: str = "", after: str = "") -> None:
    """Move a status on the board, to its end when nothing else is said."""
    tracker = draft.tracker
    name = find_status(tracker.config, name)
    before, after = _known(tracker, before), _known(tracker, after)
    _put(draft, plan_move_status(ConfigFolder(tracker.root), name, before=before, after=after))


def remove_status(draft: Draft, name: str, into: str = "") -> list[str]:
    """Take a status away; its tickets, if any, go to the status `into`. Return their ids."""
    tracker = draft.tracker
    status = tracker.config.status(find_status(tracker.config, name))
    heir = find_status(tracker.config, into) if into else _heir(tracker, status)
    tracker.refresh([status.name])
    rows = tracker.index.select(columns=("id",), statuses=[status.name])
    ids = sorted(str(row[0]) for row in rows)
    if ids and not into:
        raise Refused(
            f"{status.name} holds {plural(len(ids), 'ticket')}.",
            hint=f"tix status remove {status.name} --to {heir}",
        )
    for id in ids:
        draft.change(id, lambda ticket: plan_move(ticket, heir, tracker.config))
    _put(draft, plan_remove_status(ConfigFolder(tracker.root), status.name, heir))
    kept = keep_path(status.folder)
    content = read_bytes(tracker.root / kept)
    if content is not None:
        draft.write_file(kept, content, None)
    return ids


def shelve_status(draft: Draft, name: str, shelf: Shelf) -> tuple[int, list[str]]:
    """Spread the files of a status anew; return how many moved, and those that cannot be read."""
    tracker = draft.tracker
    status = tracker.config.status(find_status(tracker.config, name))
    _put(draft, plan_shelve_status(ConfigFolder(tracker.root), status.name, shelf))
    shelved = replace(status, shelf=shelf)
    moved, odd = 0, []
    for path in files_in(tracker, status.folder):
        target = place_of(tracker, path, shelved)
        if not target:
            odd.append(path)
        elif target != path:
            _move_file(draft, path, target)
            moved += 1
    return moved, odd


def place_of(tracker: Tracker, path: str, status: Status) -> str:
    """Return where the ticket file at `path` belongs, empty when it cannot be told."""
    found = folder_and_id(path)
    if found is None:
        return ""
    try:
        ticket = parse_ticket(read_file(path, tracker.root), path, status.name)
        return ticket_path(status, ticket.created, found[1])
    except (TixError, ValueError):
        return ""


def files_in(tracker: Tracker, folder: str) -> Iterator[str]:
    """Yield the regular YAML files of a status folder and its shelves, relative to the tracker."""
    root = os.open(tracker.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for place, listing in look_through(root, folder):
            yield from (f"{place}/{name}" for name in sorted(listing.marks.keys() - listing.odd))
    finally:
        os.close(root)


def keep_folder(draft: Draft, folder: str) -> bool:
    """Write the .gitkeep of a status folder; tell whether it was missing."""
    missing = read_bytes(draft.tracker.root / keep_path(folder)) is None
    if missing:
        draft.write_file(keep_path(folder), None, b"")
    return missing


def _put(draft: Draft, edit: ConfigEdit) -> None:
    if edit.before != edit.after:
        draft.write_file(edit.path, edit.before, edit.after)


def _move_file(draft: Draft, path: str, target: str) -> None:
    content = read_file(path, draft.tracker.root)
    draft.write_file(path, content, None)
    draft.write_file(target, None, content)


def _known(tracker: Tracker, name: str) -> str:
    return find_status(tracker.config, name) if name else ""


def _heir(tracker: Tracker, gone: Status) -> str:
    """Return the status that stands in for another: of the same category, else any."""
    others = [item for item in tracker.config.statuses.values() if item.name != gone.name]
    if not others:
        raise Refused(f"{gone.name} is the only status.", hint="tix status add NAME --category …")
    same = [item for item in others if item.category is gone.category]
    return (same or others)[0].name
