"""The files of attachments after an undo: each is there exactly when a record names it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tix.attachments.files import read_present
from tix.attachments.records import FIELD, attachments_of
from tix.store.layout import attachments_folder

if TYPE_CHECKING:
    from tix.drafts import Draft
    from tix.history.events import Event
    from tix.tracker import Tracker


def follow_records(draft: Draft, ticket: str, events: Iterable[Event], *, removed: bool) -> str:
    """Take away or bring back the files that undone events of a ticket were about.

    Returns a warning about bytes that no commit here has, "" when all is well.
    """
    changes = [event.change for event in events if event.change.register.field == FIELD]
    nodes = [node for change in changes for node in (change.before, change.after)]
    named = {str(node["file"]) for node in nodes if isinstance(node, dict) and "file" in node}
    records = [] if removed or not named else attachments_of(draft.read(ticket))
    used = {record.file for record in records}
    lost = []
    for file in sorted(named):
        path = f"{attachments_folder(ticket)}/{file}"
        present = read_present(draft.tracker, path)
        if file not in used and present is not None:
            draft.write_file(path, present, None)
        elif file in used and present is None:
            content = read_past(draft.tracker, path)
            if content is None:
                lost.append(path)
            else:
                draft.write_file(path, None, content)
    return f"no commit here has {', '.join(lost)}" if lost else ""


def read_past(tracker: Tracker, path: str) -> bytes | None:
    """Return what a file of the tracker last held in any commit of this branch."""
    from tix.git.log import last_blob

    git = tracker.repo.git
    blob = last_blob(git, tracker.prefix + path)
    return git.run("cat-file", "blob", blob) if blob else None
