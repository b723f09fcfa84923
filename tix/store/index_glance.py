"""The usual list straight from the index: what to ask it is remembered, and nothing else is read.

`tix list` without a word is what people type most, and with ten thousand tickets open reading the
settings and the query would take as long as all the rest. Where anything is not as it was when the
list was last made in full, there is no glance, and the list is made in full again.
"""

# pathlib takes longer to import than all this takes to run.
# ruff: noqa: PTH100, PTH110, PTH112, PTH113, PTH118, PTH120, PTH123

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tix.store.index_look import Depth, find_changed
from tix.store.index_schema import VERSION
from tix.store.remembered import recall, remember, signature

#: The name of what is remembered, in the folder of the index.
KEPT = "list"

Row = tuple[Any, ...]


class Asked(NamedTuple):
    """What the usual list asks of the index.

    `meaning` is what the index must take folders for, `folders` are those to look at. `moments`
    are the places of parameters that pass with time, by what they are: `later` or `tomorrow`.
    """

    root: str
    meaning: str
    folders: list[str]
    columns: list[str]
    sql: str
    params: list[Any]
    moments: dict[int, str]
    zone: str


class Glance(NamedTuple):
    """The columns of the usual list, its rows, and how many tickets its folders have."""

    columns: tuple[str, ...]
    rows: list[Row]
    total: int


def keep(own: str, asked: Asked) -> None:
    """Remember what the usual list asks, in the folder of the index."""
    remember(os.path.join(own, KEPT), signature(asked.root), tuple(asked))


def glance(start: str, moments: Mapping[str, Any]) -> Glance | None:
    """Return the usual list of the tracker at or above `start`, None when it must be made in full.

    `moments` has for `later` and `tomorrow` a function from the zone to the parameter of now.
    """
    try:
        root = _find_root(os.path.abspath(start))
    except FileNotFoundError:  # the current folder is gone, which the full way explains
        return None
    own = _own_dir(root) if root else ""
    if not root or not own or os.path.exists(f"{own}/journal"):
        return None
    kept = recall(f"{own}/{KEPT}", signature(root))
    if not isinstance(kept, tuple) or len(kept) != len(Asked._fields) or kept[0] != root:
        return None
    return _look_up(Asked(*kept), own, moments)


def _look_up(asked: Asked, own: str, moments: Mapping[str, Any]) -> Glance | None:
    params = list(asked.params)
    for place, name in asked.moments.items():
        params[place] = moments[name](asked.zone)
    try:
        connection = sqlite3.connect(f"{own}/index.db", isolation_level=None, timeout=5)
        try:
            if not _agrees(connection, asked) or not _is_fresh(connection, asked):
                return None
            rows = connection.execute(asked.sql, params).fetchall()
            return Glance(tuple(asked.columns), rows, _count(connection, asked.folders))
        finally:
            connection.close()
    except (sqlite3.DatabaseError, OSError):
        return None


def _count(connection: sqlite3.Connection, folders: list[str]) -> int:
    marks = ", ".join("?" * len(folders))
    sql = (
        "SELECT count(*) FROM ticket"  # noqa: S608 - marks
        f" WHERE place IN (SELECT rowid FROM place WHERE folder IN ({marks}))"
    )
    return int(connection.execute(sql, folders).fetchone()[0])


def _agrees(connection: sqlite3.Connection, asked: Asked) -> bool:
    """Tell whether the index has the tables that we know, and folders mean what they meant."""
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        return False
    row = connection.execute("SELECT value FROM meta WHERE name = 'folders'").fetchone()
    return bool(row and row[0] == asked.meaning)


def _is_fresh(connection: sqlite3.Connection, asked: Asked) -> bool:
    root = os.open(asked.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return not find_changed(connection, root, asked.folders, Depth.FILES)
    finally:
        os.close(root)


def _above(folder: str) -> Iterator[str]:
    yield folder
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        yield folder


def _find_root(start: str) -> str:
    """Return the tracker in the places where it usually is, "" when others must be looked at."""
    for folder in _above(start):
        for candidate in (folder, os.path.join(folder, "tickets")):
            if os.path.isfile(f"{candidate}/tix.yaml"):
                return candidate
        if os.path.exists(f"{folder}/.git"):
            return ""
    return ""


def _own_dir(root: str) -> str:
    """Return the folder of the index, "" where git has to be asked or files are left out."""
    for folder in _above(os.path.realpath(root)):
        dot = f"{folder}/.git"
        git_dir = dot if os.path.isdir(dot) else _pointed(folder, dot)
        if git_dir:
            is_sparse = os.path.exists(f"{git_dir}/info/sparse-checkout")
            return "" if is_sparse else f"{git_dir}/tix"
    return ""


def _pointed(folder: str, dot: str) -> str:
    """Return the git dir that the `.git` file of a linked work tree names."""
    try:
        with open(dot, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read(4096)
    except OSError:
        return ""
    named = text.removeprefix("gitdir:").strip()
    return os.path.realpath(os.path.join(folder, named)) if text.startswith("gitdir:") else ""
