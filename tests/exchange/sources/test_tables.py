from __future__ import annotations

import csv
import gzip
import lzma
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tix.errors import BadInput
from tix.exchange.sources import tables
from tix.exchange.sources.tables import Table, opened


def table(tmp_path: Path, data: bytes, name: str = "t.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(data)
    return Table(path, name)


def read(found: Table) -> list[tuple[int, list[str]]]:
    return [tuple(row) for row in found.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_recognised(tmp_path, encoding, separator):
    text = f"id{separator}title\r\n1{separator}Kā tas ir\r\n"
    found = table(tmp_path, text.encode(encoding))
    assert (found.heading, read(found)) == (["id", "title"], [(2, ["1", "Kā tas ir"])])
    assert found.findings == []


def test_what_is_not_utf8_is_read_as_windows_1252_and_told(tmp_path):
    found = table(tmp_path, "id,title\n1,Grüße\n".encode("cp1252"))
    assert read(found) == [(2, ["1", "Grüße"])]
    assert [(each.rule, each.line) for each in found.findings] == [("import-encoding", 0)]


def test_rows_know_the_line_that_they_begin_in(tmp_path):
    found = table(tmp_path, b'\xef\xbb\xbfsep=;\nid;text\n1;"two\r\nlines; and ""more"""\n\n2;b\n')
    assert read(found) == [(3, ["1", 'two\r\nlines; and "more"']), (6, ["2", "b"])]


def test_rows_of_another_length_markers_and_odd_quotes_are_told_with_their_line(tmp_path):
    lines = [
        "id,a,b",
        "<<<<<<< HEAD",
        "1,x",
        "=======",
        '2,y,"z" ,more',
        ">>>>>>> theirs",
        ",,",
        "",
    ]
    found = table(tmp_path, "\n".join(lines).encode())
    assert read(found) == [(3, ["1", "x", ""]), (5, ["2", "y", "z "]), (7, ["", "", ""])]
    assert [(each.rule, each.line) for each in found.findings] == [
        ("import-conflict", 2),
        ("import-row", 3),
        ("import-conflict", 4),
        ("import-quote", 5),
        ("import-row", 5),
        ("import-conflict", 6),
    ]


def test_a_quote_that_never_closes_is_told_where_it_opens(tmp_path):
    found = table(tmp_path, b'id,a\n1,x\n2,"never\n3,y\n')
    assert [line for line, _ in read(found)] == [2, 3]
    assert [(str(e.severity), e.rule, e.line) for e in found.findings] == [
        ("error", "import-quote", 3)
    ]


def test_cells_that_no_ticket_can_hold_are_cut_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "LONGEST", 10)
    found = table(tmp_path, b"id,a\n1,0123456789abc\n2,x\n")
    assert read(found) == [(2, ["1", "0123456789"]), (3, ["2", "x"])]
    assert [(each.rule, each.line, each.message) for each in found.findings] == [
        ("import-long", 2, "has a cell of 13 characters, of which 10 are taken")
    ]


@pytest.fixture
def cells_of_any_length() -> Iterator[None]:
    before = csv.field_size_limit()
    yield
    csv.field_size_limit(before)


def test_a_cell_without_end_ends_the_table(tmp_path, monkeypatch, cells_of_any_length):
    monkeypatch.setattr(tables, "ENDLESS", 100)
    found = table(tmp_path, b'id,a\n1,x\n2,"' + b"never\n" * 50)
    assert read(found) == [(2, ["1", "x"])]
    assert [(each.rule, each.line) for each in found.findings] == [("import-quote", 3)]


def test_an_empty_file_is_explained(tmp_path):
    with pytest.raises(BadInput, match=r"t\.csv is empty"):
        table(tmp_path, b"")


@pytest.mark.parametrize(("ending", "opener"), [("gz", gzip.open), ("xz", lzma.open)])
def test_compressed_tables_are_read_directly(tmp_path, ending, opener):
    path = tmp_path / f"t.csv.{ending}"
    with opener(path, "wb") as out:
        out.write(b"id,a\n1,x\n")
    with opened(path) as found:
        assert (found.name, read(found)) == ("t.csv", [(2, ["1", "x"])])
    assert list(tmp_path.iterdir()) == [path]


def test_several_tables_in_one_place_are_refused_and_one_is_found(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.csv").write_text("id,a\n1,x\n")
    with opened(folder) as found:
        assert (found.name, read(found)) == ("a.csv", [(2, ["1", "x"])])
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        packed.write(folder / "a.csv", "in/a.csv")
    with opened(tmp_path / "t.zip") as found:
        assert (found.name, read(found)) == ("in/a.csv", [(2, ["1", "x"])])
    (folder / "b.csv").write_text("id,a\n2,y\n")
    with pytest.raises(BadInput, match=r"holds 2 tables: a\.csv, b\.csv"), opened(folder):
        pass


def test_a_compressed_file_that_is_cut_off_is_refused(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"id,a\n" + bytes(range(256)) * 50)[:-200])
    with pytest.raises(BadInput, match="cannot be unpacked"), opened(path):
        pass


def test_an_encoding_that_nobody_knows_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"id\n1\n")
    with pytest.raises(BadInput, match="'klingon' is no encoding"), opened(path, "", "klingon"):
        pass
