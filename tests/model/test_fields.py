from __future__ import annotations

import re
from pathlib import Path

import pytest

from tix.model.fields import CORE, Kind, Shape, problem_with
from tix.model.records import CLOSED, RECORDS, REQUIRED

FORMAT = (Path(__file__).parents[2] / "docs/format.md").read_text(encoding="utf-8")


def _rows(head: str) -> list[list[str]]:
    """Return the cells of the table that begins with `head`."""
    lines = FORMAT[FORMAT.index(head) :].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_the_document_has_the_fields_of_the_program() -> None:
    assert _rows("| field | kind | shape |") == [
        [field.name, field.kind, field.shape, field.declared, field.meaning]
        for field in CORE.values()
    ]


def test_the_document_has_the_records_of_the_program() -> None:
    rows = [
        [cell.replace("` \\*", " *") for cell in row] for row in _rows("| field | key | kind |")
    ]
    assert [row[:3] for row in rows] == [
        [name, key + (" *" if key in REQUIRED.get(name, ()) else ""), kind]
        for name, keys in RECORDS.items()
        for key, kind in keys.items()
    ]


def test_the_document_explains_every_kind_and_shape() -> None:
    assert [row[0] for row in _rows("| kind | text |")] == [*Kind]
    assert {row[0] for row in _rows("| shape | in the file |")} == {*Shape}


def test_the_document_names_every_closed_word() -> None:
    words = {word for words in CLOSED.values() for word in words}
    assert words <= set(re.findall(r"`(\w+)`", FORMAT))


def test_records_are_described_for_every_field_that_has_them() -> None:
    wanted = {name for name, field in CORE.items() if field.shape in (Shape.RECORD, Shape.RECORDS)}
    assert set(RECORDS) == wanted


GOOD = [
    (Kind.TEXT, "any line"),
    (Kind.BLOCK, "two\nlines\n"),
    (Kind.ID, "OPS-k7m2qd"),
    (Kind.TICKET, "OPS-k7m2qd"),
    (Kind.TIME, "2026-11-21T10:02:11Z"),
    (Kind.TIME, "2026-11-21T10:02:11.25+02:00"),
    (Kind.DATE, "2026-11-24"),
    (Kind.DATE, "2026-11-24T10:00:00Z"),
    (Kind.DURATION, "1d4h"),
    (Kind.DURATION, "90m"),
    (Kind.INT, "-3"),
    (Kind.NUMBER, "2.5"),
    (Kind.BOOL, "true"),
    (Kind.EXTERNAL, "github:owner/repo#12"),
]
BAD = [
    (Kind.TEXT, "two\nlines"),
    (Kind.TEXT, "a bell\x07"),
    (Kind.BLOCK, "an escape\x1b[31m"),
    (Kind.BLOCK, "half a pair\ud800"),
    (Kind.ID, "OPS-1"),
    (Kind.TIME, "2026-11-21T10:02:11"),
    (Kind.TIME, "20261121T100211Z"),
    (Kind.TIME, "2026-02-30T10:02:11Z"),
    (Kind.DATE, "20261124"),
    (Kind.DATE, "2026-W48-2"),
    (Kind.DATE, "2026-02-30"),
    (Kind.DATE, "tomorrow"),
    (Kind.DURATION, ""),
    (Kind.DURATION, "4h1d"),
    (Kind.DURATION, "1.5h"),
    (Kind.INT, "1e3"),
    (Kind.INT, "٣"),
    (Kind.NUMBER, "1,5"),
    (Kind.BOOL, "yes"),
    (Kind.EXTERNAL, "no system"),
]


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_texts_that_are_right_for_their_kind(kind: Kind, text: str) -> None:
    assert problem_with(kind, text) is None


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_texts_that_are_wrong_for_their_kind(kind: Kind, text: str) -> None:
    assert problem_with(kind, text)
