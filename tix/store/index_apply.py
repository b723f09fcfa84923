"""Bringing the index up to date with what was seen on disk, in one transaction."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Collection, Iterable, Sequence

from tix.store import scan
from tix.store.database import transaction
from tix.store.index_look import Seen
from tix.store.index_reading import read_rows
from tix.store.index_rows import Read
from tix.store.index_write import Folders, delete_rows, insert_rows
from tix.store.layout import id_of

#: What progress is told: files read so far, files to read.
Progress = Callable[[int, int], None]

#: More new files than this, and ids that stand twice are sought in the whole index at once.
_MANY = 500

#: Bytes of words that are held before they are written, when there is much to read.
_WORDS_HELD = 16 * 1024 * 1024


class _Sum:
    """What changes of a folder's row while its files do; `fresh` has names in their order."""

    __slots__ = ("fresh", "place", "total")

    def __init__(self, place: int, total: int | None, fresh: dict[str, None]) -> None:
        self.place = place
        self.total = total
        self.fresh = fresh


class Applier:
    """Writes into the index of the tracker whose open folder is `root`."""

    def __init__(self, connection: sqlite3.Connection, root: int, folders: Folders) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._root = root
        self._folders = folders

    def apply(self, seen: Sequence[Seen], progress: Progress | None) -> None:
        """Read what is new or changed and forget what is gone.

        Another process may have done it in the meantime: what the index holds is asked for again
        under the lock.
        """
        with transaction(self._connection):
            files = [file for item in seen for file in self._settle(item)]
            files.sort()  # months in their order, so that later rows are newer tickets
            self._read(files, progress)
            self._forget_moved([file.path for file in files])

    def update(self, paths: Sequence[str], looked: Collection[str] = ()) -> None:
        """Read just these files again, and keep the sums of their folders right.

        Of the status folders in `looked` all names are known, so that what changed in them since
        is these files: they need not be listed again for the next command.
        """
        sums: dict[str, _Sum | None] = {}
        with transaction(self._connection):
            files = [file for path in paths for file in self._replace(path, sums)]
            self._keep_sums(sums.values())
            self._keep_stamps({path.rpartition("/")[0] for path in paths}, looked)
            self._read(files, None)
            self._forget_moved([file.path for file in files])

    def _read(self, files: Sequence[Read], progress: Progress | None) -> None:
        done = 0
        if len(files) > _MANY:
            self._execute("INSERT INTO words (words, rank) VALUES ('hashsize', ?)", (_WORDS_HELD,))
        for rows in read_rows(self._root, files):
            insert_rows(self._connection, rows, self._folders)
            done += len(rows)
            if progress:
                progress(done, len(files))

    def _settle(self, seen: Seen) -> list[Read]:
        """Make the rows of a folder agree with what was seen; return the files left to read."""
        number, fresh = self._place(seen)
        if seen.names_only:
            self._keep_names(seen, number)
            return []
        self._execute("DELETE FROM name WHERE place = ?", (number,))
        now = {_join(seen.path, name): mark for name, mark in seen.listing.marks.items()}
        known = dict(self._execute("SELECT path, mark FROM ticket WHERE place = ?", (number,)))
        again = {_join(seen.path, name) for name in fresh}
        changed = [path for path, mark in now.items() if known.get(path) != mark or path in again]
        delete_rows(self._connection, [path for path in known if path not in now])
        self._make_room(changed, known)
        if not now and not seen.listing.folders and not seen.listing.stamp:
            self._execute("DELETE FROM place WHERE rowid = ?", (number,))
        odd = {_join(seen.path, name): problem for name, problem in seen.listing.odd.items()}
        return [Read(path, now[path], number, odd.get(path, "")) for path in changed]

    def _make_room(self, changed: Iterable[str], known: dict[str, int]) -> None:
        """Delete the rows that changed files have, those of absent files among them."""
        absent = self._execute("SELECT 1 FROM place WHERE path = ''").fetchone()
        delete_rows(self._connection, [path for path in changed if absent or path in known])

    def _place(self, seen: Seen) -> tuple[int, list[str]]:
        """Store what the folder is like now; return its row and the names to read again."""
        listing = seen.listing
        old = self._execute(
            "SELECT rowid, fresh FROM place WHERE path = ?", (seen.path,)
        ).fetchone()
        number = self._execute(
            "INSERT INTO place (path, folder, stamp, total, fresh) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (path) DO UPDATE SET"
            " stamp = excluded.stamp, total = excluded.total, fresh = excluded.fresh"
            " RETURNING rowid",
            (
                seen.path,
                seen.path.partition("/")[0],
                listing.stamp,
                None if seen.names_only else listing.total,
                "/".join(listing.fresh),
            ),
        ).fetchone()[0]
        return number, old[1].split("/") if old and old[1] else []

    def _keep_names(self, seen: Seen, place: int) -> None:
        self._execute("DELETE FROM name WHERE place = ?", (place,))
        paths = [_join(seen.path, name) for name in seen.listing.marks]
        self._connection.executemany(
            "INSERT OR REPLACE INTO name (path, id, place) VALUES (?, ?, ?)",
            [(path, id_of(path), place) for path in paths],
        )

    def _replace(self, path: str, sums: dict[str, _Sum | None]) -> list[Read]:
        """Forget the row of a file and take it out of its folder's sum, then put it in as it is.

        `sums` gathers those of folders; one that came into being is None, and looked at as a whole,
        once.
        """
        folder, _, name = path.rpartition("/")
        if folder not in sums:
            sums[folder] = self._sum(folder)
            if sums[folder] is None:
                return self._new_place(folder)
        sum_ = sums[folder]
        if sum_ is None:
            return []
        mark, is_fresh = self._mark(path, name)
        if sum_.total is None:
            self._replace_name(path, sum_.place, mark)
            return []
        old = self._execute("SELECT mark FROM ticket WHERE path = ?", (path,)).fetchone()
        if old:
            delete_rows(self._connection, [path])
        sum_.total = scan.total((sum_.total, -(old[0] if old else 0), mark or 0))
        sum_.fresh.pop(name, None)
        if is_fresh:
            sum_.fresh[name] = None
        return [] if mark is None else [Read(path, mark, sum_.place, "")]

    def _sum(self, folder: str) -> _Sum | None:
        """Return the sum of a folder, None where the index does not know it."""
        place = self._execute(
            "SELECT rowid, total, fresh FROM place WHERE path = ?", (folder,)
        ).fetchone()
        return place and _Sum(place[0], place[1], dict.fromkeys(filter(None, place[2].split("/"))))

    def _keep_sums(self, sums: Iterable[_Sum | None]) -> None:
        self._connection.executemany(
            "UPDATE place SET stamp = 0, total = ?, fresh = ? WHERE rowid = ?",
            [
                (sum_.total, "/".join(sum_.fresh), sum_.place)
                for sum_ in sums
                if sum_ and sum_.total is not None
            ],
        )

    def _keep_stamps(self, places: Iterable[str], looked: Collection[str]) -> None:
        known = [place for place in places if place.partition("/")[0] in looked]
        self._connection.executemany(
            "UPDATE place SET stamp = ? WHERE path = ?",
            [(scan.folder_stamp(self._root, place), place) for place in known],
        )

    def _replace_name(self, path: str, place: int, mark: int | None) -> None:
        self._execute("UPDATE place SET stamp = 0 WHERE rowid = ?", (place,))
        if mark is None:
            self._execute("DELETE FROM name WHERE path = ?", (path,))
        else:
            row = (path, id_of(path), place)
            self._execute("INSERT OR REPLACE INTO name (path, id, place) VALUES (?, ?, ?)", row)

    def _new_place(self, folder: str) -> list[Read]:
        """Look at a shelf that came into being, if the index knows its status folder at all."""
        top = folder.partition("/")[0]
        if top not in self._folders:
            return []
        if not self._execute("SELECT 1 FROM place WHERE path = ?", (top,)).fetchone():
            return []
        return self._settle(Seen(folder, scan.look(self._root, folder), False))

    def _mark(self, path: str, name: str) -> tuple[int | None, bool]:
        try:
            info = os.stat(path, dir_fd=self._root, follow_symlinks=False)
        except OSError:
            return None, False
        if not stat.S_ISREG(info.st_mode):
            return None, False
        return scan.mark_of(name, info), scan.is_fresh(info, time.time_ns())

    def _forget_moved(self, paths: Sequence[str]) -> None:
        """Forget other rows of the ids just read whose files are gone.

        That is how a ticket moved by hand is known to have left a folder that was not looked at.
        """
        rivals = self._rivals_of_all() if len(paths) > _MANY else self._rivals(paths)
        gone = [path for path in rivals if not self._is_there(path)]
        delete_rows(self._connection, gone)
        self._connection.executemany("DELETE FROM name WHERE path = ?", [(path,) for path in gone])

    def _rivals(self, paths: Iterable[str]) -> list[str]:
        found: list[str] = []
        for path in paths:
            same = (id_of(path), path)
            for table in ("ticket", "name"):
                query = f"SELECT path FROM {table} WHERE id = ? AND path <> ?"  # noqa: S608
                found += [row[0] for row in self._execute(query, same)]
        return found

    def _rivals_of_all(self) -> list[str]:
        rows = self._execute(
            "SELECT path FROM ticket WHERE id IN"
            " (SELECT id FROM ticket GROUP BY id HAVING count(*) > 1)"
            " UNION SELECT name.path FROM name JOIN ticket USING (id)"
        )
        return [row[0] for row in rows]

    def _is_there(self, path: str) -> bool:
        absent = self._execute(
            "SELECT 1 FROM ticket JOIN place ON place.rowid = ticket.place"
            " WHERE ticket.path = ? AND place.path = ''",
            (path,),
        ).fetchone()
        if absent:
            return True
        try:
            os.stat(path, dir_fd=self._root, follow_symlinks=False)
        except OSError:
            return False
        return True


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if name else folder
