"""A ticket by its whole id: looked for where its file can be, without the index.

One write needs one file. The index would be opened, compared with each of hundreds of folders and
asked; here a file is looked for in the folder of every status, on the shelves that it can be on.
"""

# pathlib makes an object of each of some hundred names.
# ruff: noqa: PTH118, PTH208

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tix.frozen import frozen
from tix.model.statuses import Shelf
from tix.store.layout import EXTENSION, shelf_character

if TYPE_CHECKING:
    from tix.model.config import Config
    from tix.model.statuses import Status


@frozen
class Match:
    """A file that a name may mean."""

    id: str
    path: str


def find_whole(root: str, config: Config, id: str) -> list[Match]:
    """Return the files that a whole id has in the tracker at `root`.

    Nothing is found of a file that somebody put elsewhere: the index knows those.
    """
    return [
        Match(id, path)
        for folder, status in config.folders.items()
        for path in _places(root, folder, config.status(status), id)
        if os.path.lexists(f"{root}/{path}")
    ]


def _places(root: str, folder: str, status: Status, id: str) -> Iterator[str]:
    """Yield where the file can be: flat or on a shelf, for a status may have been flat before."""
    name = id + EXTENSION
    character = shelf_character(id)
    yield f"{folder}/{name}"
    yield f"{folder}/{character}/{name}"
    if status.shelf is Shelf.MONTH:
        for month in _names(os.path.join(root, folder)):
            yield f"{folder}/{month}/{character}/{name}"


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
