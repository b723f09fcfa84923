"""Putting rows into the index and taking them out, words and members included."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from tix.store.index_rows import Row, words
from tix.store.index_schema import COLUMNS

_INSERT = f"INSERT INTO ticket (rowid, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"  # noqa: S608
_FOLDER = COLUMNS.index("folder")
_AT = COLUMNS.index("status")

#: What each status folder means: its name and category.
Folders = Mapping[str, tuple[str, str]]


def insert_rows(connection: sqlite3.Connection, rows: Sequence[Row], folders: Folders) -> None:
    """Add rows for files that have none."""
    first = connection.execute("SELECT coalesce(max(rowid), 0) + 1 FROM ticket").fetchone()[0]
    numbered = list(enumerate(rows, first))
    connection.executemany(
        _INSERT,
        [
            (number, *row.values[:_AT], *folders[str(row.values[_FOLDER])], *row.values[_AT + 2 :])
            for number, row in numbered
        ],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO member VALUES (?, ?, ?)",
        [(number, *member) for number, row in numbered for member in row.members],
    )
    connection.executemany(
        "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)",
        [(number, row.title, row.body) for number, row in numbered],
    )


def delete_rows(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Remove the rows of files; paths without a row are passed over.

    The text index holds no text, so it is told again which words to forget.
    """
    for path in paths:
        found = connection.execute(
            "SELECT rowid, id, doc FROM ticket WHERE path = ?", (path,)
        ).fetchone()
        if found is None:
            continue
        number, name, doc = found
        connection.execute(
            "INSERT INTO words (words, rowid, title, body) VALUES ('delete', ?, ?, ?)",
            (number, *words(name, json.loads(doc))),
        )
        connection.execute("DELETE FROM member WHERE ticket = ?", (number,))
        connection.execute("DELETE FROM ticket WHERE rowid = ?", (number,))


def delete_folder(connection: sqlite3.Connection, folder: str) -> None:
    """Forget a status folder and all that is in it."""
    paths = connection.execute("SELECT path FROM ticket WHERE folder = ?", (folder,)).fetchall()
    delete_rows(connection, [path for (path,) in paths])
    connection.execute(
        "DELETE FROM name WHERE place IN (SELECT rowid FROM place WHERE folder = ?)", (folder,)
    )
    connection.execute("DELETE FROM place WHERE folder = ?", (folder,))
