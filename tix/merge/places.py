"""Where tickets lie when one side changed which folders and shelves the statuses have."""

from __future__ import annotations

from collections.abc import Iterator

from tix.errors import BadInput
from tix.merge.paths import ABSENT, File
from tix.merge.result import Result
from tix.merge.settings import settings_at
from tix.merge.sides import Meeting
from tix.model.config import Config
from tix.model.registers import STATUS, Register, Values
from tix.model.statuses import Shelf, Status
from tix.model.ticket import parse_time
from tix.store.layout import EXTENSION, folder_and_id, ticket_path
from tix.store.ticketfile import parse_ticket

CREATED = Register("created")
_ANY = "2000-01-01T00:00:00Z"


def move_to_places(meeting: Meeting, config: Config, result: Result) -> None:
    """Move the tickets in which the sides differ to where the merged settings have them.

    Without a change of folders or shelves each lies where its side put it.
    """
    wanted = _layout(config)
    sides = (meeting.ours, meeting.theirs)
    if all(_layout(settings_at(meeting, commit)) == wanted for commit in sides):
        return
    moves = list(_moves(meeting, config, result))
    result.files.update((path, ABSENT) for path, _, _ in moves)
    for _, target, file in moves:
        result.files[target] = file


def place_of(ticket: str, values: Values, config: Config) -> str:
    """Return where a ticket with these registers belongs: without a status, where new ones do."""
    group = values.get(STATUS, {})
    name = str(group.get("status", "")) if isinstance(group, dict) else ""
    status = config.status(name or config.initial_status)
    try:
        return ticket_path(status, parse_time(str(values.get(CREATED, ""))), ticket)
    except ValueError:
        return f"{status.folder}/{ticket}{EXTENSION}"


def _layout(config: Config) -> dict[str, tuple[str, Shelf, tuple[str, ...]]]:
    return {
        name: (status.folder, status.shelf, status.was) for name, status in config.statuses.items()
    }


def _moves(meeting: Meeting, config: Config, result: Result) -> Iterator[tuple[str, str, File]]:
    """Yield from where to where which files go."""
    present = {path: pair[0] for path, pair in meeting.files.items()} | result.files
    named = {path: found for path in present if (found := folder_and_id(path))}
    files = {path: present[path] for path in named if present[path].blob}
    meeting.objects.load(files.values())
    for path, file in sorted(files.items()):
        folder, ticket = named[path]
        status = config.status(config.status_of_folder(folder))
        if status.name not in config.statuses:
            continue  # what lies below a folder of no status, nobody here knows how
        text = result.blobs.get(file.blob) or meeting.objects.text(file)
        target = _target(status, ticket, text)
        if target and target != path:
            yield path, target, file


def _target(status: Status, ticket: str, text: bytes) -> str:
    """Return where a ticket belongs, "" when its file does not say when it was created."""
    created = _ANY
    if status.shelf is Shelf.MONTH:
        try:
            created = parse_ticket(text, ticket, status.name).text("created")
        except BadInput:
            return ""
    try:
        return ticket_path(status, parse_time(created), ticket)
    except ValueError:
        return ""
