from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tix.store.database import open_database, transaction

DDL = "CREATE TABLE thing (name TEXT);"


def names(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM thing ORDER BY name")]


def filled(path: Path) -> None:
    connection = open_database(path, version=1, ddl=DDL)
    connection.execute("INSERT INTO thing VALUES ('kept')")
    connection.close()


def test_a_cache_is_made_with_its_folders_and_keeps_what_is_put_in(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "cache.db"
    filled(path)
    assert names(open_database(path, version=1, ddl=DDL)) == ["kept"]
    assert not list(path.parent.glob("*.tmp*"))


def test_another_version_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    filled(path)
    assert names(open_database(path, version=2, ddl=DDL)) == []


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_an_odd_file_is_replaced_in_silence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(content)
    filled(path)
    assert names(open_database(path, version=1, ddl=DDL)) == ["kept"]


def test_where_no_file_can_be_made_the_cache_lives_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    connection = open_database(tmp_path / "file" / "cache.db", version=1, ddl=DDL)
    connection.execute("INSERT INTO thing VALUES ('held')")
    assert names(connection) == ["held"]


def test_a_cache_that_cannot_be_written_is_copied_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cache.db"
    filled(path)
    monkeypatch.setattr("tix.store.database._is_writable", lambda _: False)
    connection = open_database(path, version=1, ddl=DDL)
    connection.execute("INSERT INTO thing VALUES ('more')")
    assert names(connection) == ["kept", "more"]
    monkeypatch.undo()
    assert names(open_database(path, version=1, ddl=DDL)) == ["kept"]


def iter_until_it_breaks() -> Iterator[tuple[str]]:
    yield ("gone",)
    raise ZeroDivisionError


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    connection = open_database(tmp_path / "cache.db", version=1, ddl=DDL)
    with pytest.raises(ZeroDivisionError), transaction(connection):
        connection.executemany("INSERT INTO thing VALUES (?)", iter_until_it_breaks())
    assert names(connection) == []


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    first = open_database(path, version=1, ddl=DDL)
    began = threading.Event()

    def write_second() -> None:
        second = open_database(path, version=1, ddl=DDL)
        began.set()
        with transaction(second):
            second.execute("INSERT INTO thing VALUES ('second')")
        second.close()

    writer = threading.Thread(target=write_second)
    with transaction(first):
        first.execute("INSERT INTO thing VALUES ('first')")
        writer.start()
        assert began.wait(10)
    writer.join(10)
    assert names(first) == ["first", "second"]
