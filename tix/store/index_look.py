"""Comparing folders with the index: which are not as they were when last looked at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from enum import StrEnum

from tix.frozen import frozen
from tix.store import scan
from tix.store.scan import Listing


class Depth(StrEnum):
    """How closely folders are looked at.

    `files` looks at the stat data of every file; `names` at that of folders, which is enough to
    know which tickets there are, and leaves unread what nobody has asked for yet.
    """

    FILES = "files"
    NAMES = "names"


@frozen
class Seen:
    """A folder that is not as the index knows it."""

    path: str
    listing: Listing
    names_only: bool


@frozen
class Place:
    """What the index knows of a folder; `total` is None while only names were read."""

    rowid: int
    stamp: int
    total: int | None
    fresh: str


def find_changed(
    connection: sqlite3.Connection, root: int, folders: Iterable[str], depth: Depth
) -> list[Seen]:
    """Return the folders below the given status folders that are not as the index knows them."""
    changed: list[Seen] = []
    for folder in folders:
        if depth is Depth.NAMES and (stamps := _stamps(connection, folder)):
            moved = [path for path, stamp in stamps if not _is_as_was(root, path, stamp)]
            if moved:
                changed += _changed_names(root, moved, _places(connection, folder))
        else:
            changed += _changed_files(root, folder, _places(connection, folder), depth)
    return changed


def _changed_files(root: int, folder: str, known: dict[str, Place], depth: Depth) -> Iterator[Seen]:
    left = set(known)
    for path, listing in scan.look_through(root, folder):
        left.discard(path)
        place = known.get(path)
        if place is None or place.fresh or place.total != listing.total:
            yield Seen(path, listing, depth is Depth.NAMES)
    for path in left:
        yield Seen(path, scan.look(root, path), False)


def _is_as_was(root: int, path: str, stamp: int) -> bool:
    return stamp != 0 and stamp == scan.folder_stamp(root, path)


def _changed_names(root: int, moved: Iterable[str], known: dict[str, Place]) -> Iterator[Seen]:
    for path in moved:
        listing = scan.look(root, path)
        yield Seen(path, listing, known[path].total is None)
        for name in listing.folders:
            below = f"{path}/{name}"
            if below not in known:
                for new, found in scan.look_through(root, below):
                    yield Seen(new, found, True)


def _stamps(connection: sqlite3.Connection, folder: str) -> list[tuple[str, int]]:
    """Return what most looks need: an archive may have thousands of folders."""
    return connection.execute(
        "SELECT path, stamp FROM place WHERE folder = ?", (folder,)
    ).fetchall()


def _places(connection: sqlite3.Connection, folder: str) -> dict[str, Place]:
    rows = connection.execute(
        "SELECT path, rowid, stamp, total, fresh FROM place WHERE folder = ?", (folder,)
    )
    return {path: Place(*rest) for path, *rest in rows}
