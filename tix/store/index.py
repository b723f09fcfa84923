"""The index: what the tickets say, in SQLite, brought up to date folder by folder."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tix.errors import Refused
from tix.store.database import discard_database, is_busy, open_database, transaction
from tix.store.index_look import Depth, find_changed
from tix.store.index_schema import COLUMNS, DDL, SETS, VERSION

if TYPE_CHECKING:
    from tix.model.config import Config
    from tix.store.index_absent import Absent
    from tix.store.index_apply import Applier, Progress
    from tix.store.index_write import Folders

T = TypeVar("T")
Value = str | int | float
Rows = list[tuple[Value, ...]]

#: Faults of the file, after which a new one is made: full disk, odd or replaced file, lost tables.
_FAULTS = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_FORMAT,
    }
)


class Index:
    """The tickets of one tracker as rows; `path` is the cache's file, `root` the tracker.

    A row per file: a ticket that stands in two folders has two, a broken one has `broken`.
    `absent` gives the files that git knows and a sparse checkout leaves out.
    """

    def __init__(
        self,
        path: Path,
        root: Path,
        config: Config,
        absent: Absent | None = None,
    ) -> None:
        self._path = path
        self._root = root
        self._folders: Folders = {
            folder: (status, str(config.category_of(status)))
            for folder, status in config.folders.items()
        }
        self._absent = absent
        self._has_functions = False
        self._refreshed: dict[str, Depth] = {}
        self._open: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        """The open cache, agreeing with the settings as to what folders mean."""
        if self._open is None:
            self._open = open_database(self._path, version=VERSION, ddl=DDL)
            self._agree_with_settings(self._open)
        return self._open

    def close(self) -> None:
        """Close the cache; it opens again when it is needed."""
        if self._open is not None:
            self._open.close()
            self._open = None
            self._has_functions = False

    def refresh(
        self,
        statuses: Collection[str] | None = None,
        progress: Progress | None = None,
        depth: Depth = Depth.FILES,
    ) -> None:
        """Bring the folders of these statuses (None: of all) up to date with the disk."""
        folders = [
            folder
            for folder, (status, _) in self._folders.items()
            if statuses is None or status in statuses
        ]
        self._safely(lambda: self._refresh(folders, progress, depth))
        for folder in folders:
            if self._refreshed.get(folder) is not Depth.FILES:
                self._refreshed[folder] = depth

    def learn_names(self, *, again: bool = False) -> None:
        """Know which tickets there are in all folders; once is enough unless `again`.

        `again` looks at every file: what was not found may have come while another was written.
        """
        if again:
            self.refresh()
        elif not self._folders.keys() <= self._refreshed.keys():
            self.refresh(depth=Depth.NAMES)

    def left_out(self, path: str) -> bytes | None:
        """Return the bytes of a file that a sparse checkout leaves out, None for any other."""
        return self._absent.read(path) if self._absent else None

    def update(self, paths: Iterable[str]) -> None:
        """Take in files that were just written or removed, by their paths in the tracker."""
        chosen = [path for path in paths if path.partition("/")[0] in self._folders]
        looked = frozenset(self._refreshed)
        self._safely(lambda: self._with_applier(lambda applier: applier.update(chosen, looked)))

    def select(
        self,
        where: str = "",
        params: Sequence[Value] = (),
        *,
        columns: Sequence[str] = ("id",),
        order: str = "",
        limit: int | None = None,
        statuses: Collection[str] | None = None,
    ) -> Rows:
        """Return rows of `columns`: fields, or the columns of the index (`select_column`).

        `where` and `order` are SQL over the table `ticket`.
        """
        clause, values = _clause(where, params, statuses)
        query = statement(clause, columns, order)
        if limit is not None:
            query += f" LIMIT {limit:d}"
        return self.query(query, values)

    def count(
        self,
        where: str = "",
        params: Sequence[Value] = (),
        *,
        statuses: Collection[str] | None = None,
    ) -> int:
        """Return how many rows `select` would give without a limit."""
        clause, values = _clause(where, params, statuses)
        return int(self.query(f"SELECT count(*) FROM ticket{clause}", values)[0][0])  # noqa: S608

    def query(self, sql: str, params: Sequence[Value] = ()) -> Rows:
        """Return the rows of any SELECT over the index."""
        return self._safely(lambda: self._able(sql).execute(sql, params).fetchall())

    def _able(self, sql: str) -> sqlite3.Connection:
        """Return the connection, with the functions that conditions of queries may call."""
        connection = self.connection
        if not self._has_functions and "tix_" in sql:
            from tix.model.indexed import register

            register(connection)
            self._has_functions = True
        return connection

    def _refresh(self, folders: Iterable[str], progress: Progress | None, depth: Depth) -> None:
        connection = self.connection
        root = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            seen = find_changed(connection, root, folders, depth)
            if seen:
                from tix.store.index_apply import Applier

                Applier(connection, root, self._folders).apply(seen, progress)
        finally:
            os.close(root)
        if self._absent is not None:
            from tix.store.index_absent import take_in

            take_in(connection, self._absent, self._folders)

    def _with_applier(self, work: Callable[[Applier], None]) -> None:
        from tix.store.index_apply import Applier

        root = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            work(Applier(self.connection, root, self._folders))
        finally:
            os.close(root)

    def _agree_with_settings(self, connection: sqlite3.Connection) -> None:
        """Give rows the statuses that folders have now; forget folders that are no longer any."""
        now = repr(sorted(self._folders.items()))
        row = connection.execute("SELECT value FROM meta WHERE name = 'folders'").fetchone()
        if row and row[0] == now:
            return
        from tix.store.index_write import delete_folder

        with transaction(connection):
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('folders', ?)", (now,))
            for (folder,) in connection.execute("SELECT DISTINCT folder FROM ticket").fetchall():
                if folder not in self._folders:
                    delete_folder(connection, folder)
            connection.executemany(
                "UPDATE ticket SET status = ?, state = ? WHERE folder = ?",
                [(*meaning, folder) for folder, meaning in self._folders.items()],
            )

    def _safely(self, work: Callable[[], T]) -> T:
        """Run `work`; when the cache turns out to be odd, make a new one and run it again."""
        for attempt in range(3):
            try:
                return work()
            except sqlite3.DatabaseError as error:
                if is_busy(error):
                    raise Refused(
                        "Another process has been writing the index for too long.",
                        hint=f"see whether a tix still runs, then remove {self._path}",
                    ) from None
                if attempt == 2 or not _is_fault(error):
                    raise
                self._start_anew(in_memory=attempt == 1)
        raise AssertionError

    def _start_anew(self, *, in_memory: bool) -> None:
        self.close()
        if in_memory:
            self._open = open_database(None, version=VERSION, ddl=DDL)
            self._agree_with_settings(self._open)
        else:
            discard_database(self._path)
        for folder, depth in self._refreshed.items():
            self._refresh([folder], None, depth)


def statement(clause: str, columns: Sequence[str], order: str = "") -> str:
    """Return the SELECT of columns, by fields or columns of the index; `clause` is empty or WHERE.

    `order` is SQL over the table `ticket`.
    """
    names = ", ".join(select_column(name) for name in columns)
    query = f"SELECT {names} FROM ticket{clause}"  # noqa: S608 - names are checked
    return f"{query} ORDER BY {order}" if order else query


def select_column(name: str) -> str:
    """Return the SQL for a column: of the table, a set joined by commas, or a custom field."""
    if name in COLUMNS:
        return f"ticket.{name}"
    if name in SETS:
        return (
            "(SELECT coalesce(group_concat(value, ','), '') FROM member"  # noqa: S608 - from SETS
            f" WHERE member.ticket = ticket.rowid AND member.field = '{name}')"
        )
    path = '$."' + name.replace('"', "") + '"'
    quoted = path.replace("'", "''")
    return f"coalesce(json_extract(ticket.doc, '{quoted}'), '')"


def _clause(
    where: str, params: Sequence[Value], statuses: Collection[str] | None
) -> tuple[str, list[Value]]:
    parts = [f"({where})"] if where else []
    values = list(params)
    if statuses is not None:
        parts.append(f"ticket.status IN ({', '.join('?' * len(statuses))})")
        values += sorted(statuses)
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), values


def _is_fault(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in _FAULTS or "no such table" in str(error)
