"""Attaching and removing files within a draft: the record and the bytes in one commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tix.attachments.files import read_present
from tix.attachments.records import (
    Attachment,
    Incoming,
    attachments_of,
    file_path,
    find_attachment,
    path_of,
    plan_attach,
    plan_detach,
)
from tix.errors import Refused

if TYPE_CHECKING:
    from tix.drafts import Draft, Plan
    from tix.model.changes import Change


def attach(draft: Draft, name: str, files: Sequence[Incoming]) -> None:
    """Give a ticket files; content that it has already is not stored again."""
    tracker = draft.tracker
    stored: set[str] = set()
    for incoming in files:
        ticket = draft.read(name)
        used = {item.file for item in attachments_of(ticket)}
        changes, file = plan_attach(ticket, incoming, by=tracker.me, at=tracker.now)
        if changes:
            draft.change(name, _already(changes))
        if file not in stored:
            stored.add(file)
            _store(draft, file_path(ticket, file), incoming, is_known=file in used)


def _already(changes: list[Change]) -> Plan:
    return lambda _ticket: changes


def _store(draft: Draft, path: str, incoming: Incoming, *, is_known: bool) -> None:
    present = read_present(draft.tracker, path)
    if present is None:
        draft.write_file(path, None, incoming.content)
    elif present != incoming.content:
        raise Refused(f"{path} is there already with another content.", hint="tix doctor")
    elif not is_known:
        draft.write_file(path, present, incoming.content)


def detach(draft: Draft, name: str, attachments: Sequence[str]) -> list[Attachment]:
    """Take attachments from a ticket, and their files where no record is left that needs them.

    Returns those whose file was not there.
    """
    gone: list[Attachment] = []
    ticket = draft.read(name)
    removed = list(dict.fromkeys(find_attachment(ticket, wanted) for wanted in attachments))
    for attachment in removed:
        draft.change(name, _already(plan_detach(draft.read(name), attachment)))
    used = {item.file for item in attachments_of(draft.read(name))}
    for file, attachment in {item.file: item for item in removed}.items():
        if file in used:
            continue
        path = path_of(ticket, attachment)
        content = read_present(draft.tracker, path)
        if content is None:
            gone.append(attachment)
        else:
            draft.write_file(path, content, None)
    return gone
