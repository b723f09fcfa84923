"""One look at all files of a tracker, for checks to judge."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound
from tix.model.ticket import Ticket
from tix.store.layout import CONFIG_DIR, FILES, KB, RESERVED, folder_and_id
from tix.store.recovery import settle
from tix.store.safeopen import read_file
from tix.store.scan import FOLDER_FLAGS, look_through
from tix.store.ticketfile import parse_ticket

if TYPE_CHECKING:
    from tix.tracker import Tracker

_ASIDE = RESERVED | {CONFIG_DIR, FILES, KB}

#: Told how many files were read, of how many (0: nobody knows).
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file in a status folder: `id` is what its name says, empty when it is no id.

    `ticket` is None for a file that cannot be read, for which `error` says why.
    """

    path: str
    id: str
    data: bytes
    ticket: Ticket | None
    error: BadInput | None = None


@dataclass
class Examination:
    """Every file of a tracker, read once; `odd` are links, pipes and other things by their path.

    `unknown` are folders of no status with files in them that look like tickets.
    """

    tracker: Tracker
    sheets: list[Sheet] = field(default_factory=list)
    odd: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    leftovers: list[str] = field(default_factory=list)
    uncommitted: list[str] = field(default_factory=list)

    @cached_property
    def by_id(self) -> dict[str, list[Sheet]]:
        """The files of each id, more than one where something is wrong."""
        found: dict[str, list[Sheet]] = {}
        for sheet in self.sheets:
            if sheet.id:
                found.setdefault(sheet.id, []).append(sheet)
        return found


def examine(tracker: Tracker, told: Told | None = None) -> Examination:
    """Read all files of a tracker, once a write that was cut off is settled."""
    settle(tracker.repo)
    exam = Examination(tracker)
    root = os.open(tracker.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in _folders(tracker):
            if folder in tracker.config.folders:
                _read_folder(exam, root, folder, told)
            else:
                _look_at_stranger(exam, root, folder)
    finally:
        os.close(root)
    return exam


def _folders(tracker: Tracker) -> Iterator[str]:
    """Yield the folders at the top of a tracker that may hold tickets."""
    with os.scandir(tracker.root) as entries:
        names = sorted(
            entry.name
            for entry in entries
            if not entry.name.startswith(".") and not entry.is_file(follow_symlinks=False)
        )
    yield from (name for name in names if name.casefold() not in _ASIDE)


def _read_folder(exam: Examination, root: int, folder: str, told: Told | None) -> None:
    for place, listing in look_through(root, folder):
        for name, problem in listing.odd.items():
            exam.odd[f"{place}/{name}" if name else place] = problem
        for name in sorted(listing.marks.keys() - listing.odd):
            exam.sheets.append(_sheet(exam.tracker, f"{place}/{name}"))
            if told:
                told(1, 0)
        exam.leftovers += _leftovers(root, place)


def _leftovers(root: int, place: str) -> list[str]:
    try:
        descriptor = os.open(place, FOLDER_FLAGS, dir_fd=root)
    except OSError:  # a link or a file in place of a folder has a finding of its own
        return []
    try:
        with os.scandir(descriptor) as entries:
            names = sorted(entry.name for entry in entries if entry.name.startswith(".tix-"))
        return [f"{place}/{name}" for name in names]
    finally:
        os.close(descriptor)


def _sheet(tracker: Tracker, path: str) -> Sheet:
    found = folder_and_id(path)
    id = found[1] if found else ""
    try:
        data = read_file(path, tracker.root)
    except (BadInput, NotFound) as error:
        return Sheet(path, id, b"", None, BadInput(error.message, hint=error.hint))
    try:
        status = tracker.config.status_of_folder(path.partition("/")[0])
        return Sheet(path, id, data, parse_ticket(data, path, status))
    except BadInput as error:
        return Sheet(path, id, data, None, error)


def _look_at_stranger(exam: Examination, root: int, folder: str) -> None:
    count = 0
    for place, listing in look_through(root, folder):
        count += sum(1 for name in listing.marks if folder_and_id(f"{place}/{name}"))
    if count:
        exam.unknown[folder] = count
