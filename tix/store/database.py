"""The one opener of SQLite files: caches that are rebuilt whenever they are missing or odd."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: How long a process waits for another one that writes, in seconds: longer than any first index.
PATIENCE = 120

#: Several rows of some 2 KB fit into a page, so that a list reads a quarter of the pages.
PAGE = 16384

#: A rollback journal, since nothing of it is left between writes: a reader of an unchanged cache
#: touches one file. Killed writers roll back; what a power cut left odd is rebuilt.
PRAGMAS = """
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -32768;
"""

_COMPANIONS = ("-journal", "-wal", "-shm")


def open_database(path: Path | None, *, version: int, ddl: str) -> sqlite3.Connection:
    """Return a connection to the cache at `path`, made anew unless it is sound and of `version`.

    Transactions are the caller's (see `transaction`). Where nothing can be written the cache lives
    in memory and begins with what the file holds; with no path it lives there and begins empty.
    """
    if path is None or not _is_writable(path):
        return _in_memory(path, version, ddl)
    for _ in range(3):
        connection = _open_sound(path, version)
        if connection is not None:
            return connection
        try:
            _create(path, version, ddl)
        except (OSError, sqlite3.OperationalError):
            break
    return _in_memory(path, version, ddl)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block as one transaction that has the right to write from its start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def discard_database(path: Path) -> None:
    """Remove a cache and what SQLite keeps beside it."""
    for companion in _COMPANIONS:
        path.with_name(path.name + companion).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def is_busy(error: sqlite3.Error) -> bool:
    """Tell whether another process held the cache for too long, which says nothing against it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )


def _is_writable(path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _connect(name: str | Path) -> sqlite3.Connection:
    return sqlite3.connect(name, timeout=PATIENCE, isolation_level=None, cached_statements=256)


def _open_sound(path: Path, version: int) -> sqlite3.Connection | None:
    if not path.is_file():
        return None
    connection = _connect(path)
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] == version:
            connection.executescript(PRAGMAS)
            return connection
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            connection.close()
            raise
    connection.close()
    return None


def _create(path: Path, version: int, ddl: str) -> None:
    """Make an empty cache beside `path` and put it there; of two processes the first one wins."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    discard_database(fresh)
    try:
        connection = _connect(fresh)
        try:
            _fill(connection, version, ddl)
        finally:
            connection.close()
        if _open_and_close(path, version):
            return
        discard_database(path)
        fresh.replace(path)
    finally:
        discard_database(fresh)


def _open_and_close(path: Path, version: int) -> bool:
    connection = _open_sound(path, version)
    if connection is None:
        return False
    connection.close()
    return True


def _fill(connection: sqlite3.Connection, version: int, ddl: str) -> None:
    connection.executescript(f"PRAGMA page_size = {PAGE}; PRAGMA synchronous = OFF;")
    connection.executescript(f"BEGIN; {ddl} COMMIT;")
    connection.execute(f"PRAGMA user_version = {version:d}")


def _in_memory(path: Path | None, version: int, ddl: str) -> sqlite3.Connection:
    memory = _connect(":memory:")
    with suppress(sqlite3.DatabaseError, OSError):
        if path is not None and path.is_file():
            source = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
            source.backup(memory)
            source.close()
        if memory.execute("PRAGMA user_version").fetchone()[0] == version:
            return memory
    memory.close()
    memory = _connect(":memory:")
    _fill(memory, version, ddl)
    return memory
