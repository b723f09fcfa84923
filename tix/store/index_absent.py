"""Tickets that git knows and a sparse checkout leaves out of the work tree."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Protocol

from tix.store.database import transaction
from tix.store.index_rows import Read, make_row
from tix.store.index_write import Folders, delete_rows, insert_rows


class Absent(Protocol):
    """Where the files come from that are not on disk; the git layer gives one."""

    def stamp(self) -> int:
        """Return a number that changes when the files may have, 0 when there are none."""

    def files(self) -> Iterable[tuple[str, bytes]]:
        """Return path in the tracker and bytes of each file."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes of one file, None when it is not left out."""


def take_in(connection: sqlite3.Connection, absent: Absent, folders: Folders) -> None:
    """Make the rows of absent files agree with git; a file on disk goes before."""
    stamp = absent.stamp()
    row = connection.execute("SELECT rowid, stamp FROM place WHERE path = ''").fetchone()
    if stamp == (row[1] if row else 0):
        return
    with transaction(connection):
        if row:
            old = connection.execute("SELECT path FROM ticket WHERE place = ?", row[:1]).fetchall()
            delete_rows(connection, [path for (path,) in old])
            connection.execute("DELETE FROM place WHERE rowid = ?", row[:1])
        if stamp:
            _insert(connection, absent, stamp, folders)


def _insert(connection: sqlite3.Connection, absent: Absent, stamp: int, folders: Folders) -> None:
    number = connection.execute(
        "INSERT INTO place (path, folder, stamp, total, fresh) VALUES ('', '', ?, 0, '')"
        " RETURNING rowid",
        (stamp,),
    ).fetchone()[0]
    present = {path for (path,) in connection.execute("SELECT path FROM ticket")}
    rows = [
        make_row(Read(path, 0, number, ""), data)
        for path, data in absent.files()
        if path not in present and path.partition("/")[0] in folders
    ]
    insert_rows(connection, rows, folders)
