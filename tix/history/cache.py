"""The cache of history: what every commit did to every ticket, kept for ever by commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

from tix.history.graph import Graph, Run
from tix.history.record import Gap, Presence, Row, decode, encode
from tix.store.database import discard_database, is_busy, open_database, transaction

VERSION = 2
DDL = """
CREATE TABLE run(start INTEGER PRIMARY KEY, stop INTEGER NOT NULL, parents TEXT NOT NULL);
CREATE TABLE person(number INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL,
  UNIQUE(name, email));
CREATE TABLE entry(number INTEGER PRIMARY KEY, id BLOB NOT NULL, person INTEGER NOT NULL,
  authored INTEGER NOT NULL);
CREATE UNIQUE INDEX entry_id ON entry(id);
CREATE TABLE touched(number INTEGER NOT NULL, ticket TEXT NOT NULL, presence INTEGER NOT NULL,
  latest INTEGER NOT NULL, touches TEXT NOT NULL, PRIMARY KEY(number, ticket)) WITHOUT ROWID;
CREATE INDEX touched_ticket ON touched(ticket, number);
CREATE TABLE gap(number INTEGER NOT NULL, ticket TEXT NOT NULL, path TEXT NOT NULL,
  problem TEXT NOT NULL);
CREATE TABLE origin(text TEXT NOT NULL);
"""
Result = TypeVar("Result")
_ROWS = (
    "SELECT touched.number, touched.ticket, authored, presence, touches"
    " FROM touched JOIN entry USING (number)"
)


class Author(NamedTuple):
    """Who made a commit, when, and which."""

    commit: str
    name: str
    email: str
    authored: int


@dataclass(slots=True)
class Batch:
    """What some commits in a row brought; saved together or not at all."""

    authors: list[tuple[int, Author]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


class Cache:
    """One database; commits have numbers, parents smaller ones than their children."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._graph: Graph | None = None
        self._people: dict[tuple[str, str], int] = {}

    @property
    def connection(self) -> sqlite3.Connection:
        """The open database."""
        if self._connection is None:
            self._connection = open_database(self.path, version=VERSION, ddl=DDL)
        return self._connection

    @property
    def graph(self) -> Graph:
        """The graph of all commits in the cache."""
        if self._graph is None:
            rows = self.connection.execute("SELECT start, stop, parents FROM run ORDER BY start")
            self._graph = Graph.of(
                [Run(start, stop, _numbers(parents)) for start, stop, parents in rows]
            )
        return self._graph

    def discard(self) -> None:
        """Throw the database away; the next use makes a new one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self.forget()
        discard_database(self.path)

    def guard(self, origin: str, work: Callable[[], Result]) -> Result:
        """Do `work` on a sound cache of this `origin`; one that is not is thrown away first."""
        try:
            self._settle(origin)
            return work()
        except sqlite3.DatabaseError as error:
            if is_busy(error):
                raise
        self.discard()
        self._settle(origin)
        return work()

    def _settle(self, origin: str) -> None:
        """Make the cache one of this origin: what git shows of a commit depends on it."""
        held = self.connection.execute("SELECT text FROM origin").fetchone()
        if held is not None and held[0] != origin:
            self.discard()
            held = None
        if held is None:
            with transaction(self.connection):
                self.connection.execute("INSERT INTO origin VALUES (?)", (origin,))

    def forget(self) -> None:
        """Forget what was read, since another process may have written."""
        self._graph = None
        self._people.clear()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write; what was read before is read again."""
        with transaction(self.connection):
            self.forget()
            yield

    def pause(self) -> bool:
        """Make what was saved last, let others write, and tell whether somebody did."""
        seen = self._others()
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN IMMEDIATE")
        return self._others() != seen

    def save(self, batch: Batch, since: int) -> None:
        """Add a batch; its commits are in the graph already, those from number `since` on."""
        run = self.connection.executemany
        run(
            "INSERT INTO entry VALUES (?, ?, ?, ?)",
            [
                (number, bytes.fromhex(author.commit), self._person(author), author.authored)
                for number, author in batch.authors
            ],
        )
        run("INSERT INTO touched VALUES (?, ?, ?, ?, ?)", map(_stored, batch.rows))
        run(
            "INSERT INTO gap VALUES (?, ?, ?, ?)",
            [(gap.number, gap.ticket, gap.path, gap.problem) for gap in batch.gaps],
        )
        run(
            "INSERT OR REPLACE INTO run VALUES (?, ?, ?)",
            [
                (start, stop, " ".join(map(str, parents)))
                for start, stop, parents in self.graph.runs(since)
            ],
        )

    def number_of(self, commit: str) -> int | None:
        """Return the number of a commit, or None when it is not in the cache."""
        found = self.connection.execute(
            "SELECT number FROM entry WHERE id = ?", (bytes.fromhex(commit),)
        ).fetchone()
        return int(found[0]) if found else None

    def ids_of(self, numbers: Iterable[int]) -> list[str]:
        """Return the ids of commits."""
        find = "SELECT id FROM entry WHERE number = ?"
        return [self.connection.execute(find, (number,)).fetchone()[0].hex() for number in numbers]

    def authors(self, numbers: Sequence[int]) -> dict[int, Author]:
        """Return who made the commits with these numbers."""
        query = (
            "SELECT entry.number, id, name, email, authored"
            " FROM entry JOIN person ON person.number = person"
        )
        if len(numbers) > 500:
            rows: Iterable[tuple[int, bytes, str, str, int]] = self.connection.execute(query)
        else:
            one = f"{query} WHERE entry.number = ?"
            rows = (self.connection.execute(one, (number,)).fetchone() for number in numbers)
        return {row[0]: Author(row[1].hex(), row[2], row[3], row[4]) for row in rows}

    def rows(self, ticket: str) -> list[Row]:
        """Return what all commits did to a ticket, in the order of their numbers."""
        query = f"{_ROWS} WHERE touched.ticket = ? ORDER BY touched.number"
        return [_read(row) for row in self.connection.execute(query, (ticket,))]

    def all_rows(self) -> Iterator[Row]:
        """Yield what all commits did to all tickets, in the order of their numbers."""
        return map(_read, self.connection.execute(f"{_ROWS} ORDER BY touched.number"))

    def rows_of_commit(self, number: int) -> list[Row]:
        """Return what one commit did."""
        query = f"{_ROWS} WHERE touched.number = ? ORDER BY touched.ticket"
        return [_read(row) for row in self.connection.execute(query, (number,))]

    def touched_since(self, moment: int) -> list[str]:
        """Return the tickets with a change that took effect at `moment` or later."""
        query = "SELECT DISTINCT ticket FROM touched WHERE latest >= ? ORDER BY ticket"
        return [ticket for (ticket,) in self.connection.execute(query, (moment,))]

    def moment_of(self, count: int, sees: Callable[[int], bool]) -> int:
        """Return when the `count`-th of the last rows that are seen took effect, 0 for fewer."""
        for number, latest in self.connection.execute(
            "SELECT number, latest FROM touched WHERE touches != '[]' ORDER BY latest DESC"
        ):
            count -= sees(number)
            if count <= 0:
                return int(latest)
        return 0

    def people(self) -> list[tuple[str, str]]:
        """Return the names and addresses of everybody who made a commit."""
        return list(self.connection.execute("SELECT name, email FROM person ORDER BY number"))

    def latest(self, sees: Callable[[int], bool]) -> dict[str, int]:
        """Return for each ticket when the last change that is seen took effect."""
        found: dict[str, int] = {}
        for number, ticket, latest in self.connection.execute(
            "SELECT number, ticket, latest FROM touched"
        ):
            if latest > found.get(ticket, -1) and sees(number):
                found[ticket] = latest
        return found

    def gaps(self) -> list[Gap]:
        """Return the commits after which a ticket could not be read."""
        rows = self.connection.execute(
            "SELECT number, ticket, path, problem FROM gap ORDER BY 1, 2"
        )
        return [Gap(*row) for row in rows]

    def _person(self, author: Author) -> int:
        key = (author.name, author.email)
        number = self._people.get(key)
        if number is None:
            run = self.connection.execute
            run("INSERT OR IGNORE INTO person(name, email) VALUES (?, ?)", key)
            found = run("SELECT number FROM person WHERE name = ? AND email = ?", key).fetchone()
            number = self._people[key] = int(found[0])
        return number

    def _others(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])


def _stored(row: Row) -> tuple[int, str, int, int, str]:
    return row.number, row.ticket, int(row.presence), row.latest, encode(row)


def _read(row: tuple[int, str, int, int, str]) -> Row:
    number, ticket, authored, presence, touches = row
    return Row(number, ticket, authored, Presence(presence), decode(touches, authored))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))
