"""Put the files of a prepared write in place, and back."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH103, PTH104, PTH105, PTH106, PTH108, PTH120

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from tix.store import journal as journals
from tix.store.journal import FileRecord
from tix.store.many import for_each

#: Told of each file that is done.
Tick = Callable[[], None]


def put_in_place(root: str, records: Sequence[FileRecord], tick: Tick) -> None:
    """Rename new and moved files into place, then remove old ones and the folders they emptied."""
    base = f"{root}/"

    def place(record: FileRecord) -> None:
        os.replace(base + (record.temporary or record.source), base + record.path)
        journals.step("file in place")
        tick()

    def remove(path: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(base + path)
        journals.step("file removed")
        tick()

    moved = {record.source for record in records if record.source}
    gone = [record.path for record in records if record.before and not record.after]
    for_each([record for record in records if record.temporary or record.source], place)
    for_each([path for path in gone if path not in moved], remove)
    for folder in sorted({os.path.dirname(path) for path in gone}, reverse=True):
        _remove_emptied(root, folder)
        journals.step("folders removed")


def move_back(root: str, records: Sequence[FileRecord], digest: Callable[[str], str]) -> None:
    """Undo the moves of which nothing was changed since."""
    for record in records:
        if not record.source:
            continue
        path, source = f"{root}/{record.path}", f"{root}/{record.source}"
        if not os.path.lexists(source) and digest(path) == record.after:
            os.makedirs(os.path.dirname(source), exist_ok=True)
            os.rename(path, source)
            journals.step("file back")


def _remove_emptied(root: str, folder: str) -> None:
    """Remove a folder and those around it that are empty; a status folder keeps its .gitkeep."""
    while folder:
        try:
            os.rmdir(f"{root}/{folder}")
        except OSError:
            return
        folder = folder.rpartition("/")[0]
