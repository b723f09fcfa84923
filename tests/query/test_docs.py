from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.query.conftest import make_context
from tix.model.fields import CORE
from tix.query import parse
from tix.query.fields import PRESENT, ROWS, find_row
from tix.query.marks import MARKS

PAGE = (Path(__file__).parents[2] / "docs/query.md").read_text(encoding="utf-8")
EXAMPLES = [
    line for block in re.findall(r"```query\n(.*?)```", PAGE, re.S) for line in block.splitlines()
]
IN_TABLES = [row.example for row in ROWS if row.example]


def _section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("example", [*EXAMPLES, *IN_TABLES])
def test_every_example_is_a_query(example: str) -> None:
    assert parse(example, make_context()).text == example


def test_the_table_of_fields_is_the_one_of_the_code() -> None:
    rows = [
        f"| {', '.join(f'`{name}`' for name in (row.name, *row.aliases))} | {row.ask}"
        f" | {row.meaning} | {f'`{row.example}`' if row.example else ''} |"
        for row in ROWS
    ]
    table = [line for line in _section("All fields").splitlines() if line.startswith("| ")]
    assert table[1:] == rows


def test_the_table_of_marks_is_the_one_of_the_code() -> None:
    rows = [f"| `{name}` | {mark.meaning} |" for name, mark in MARKS.items()]
    assert [line for line in _section("is:").splitlines() if line.startswith("| ")][1:] == rows


def test_every_word_for_has_is_named() -> None:
    assert [name for name in PRESENT if f"`{name}`" not in _section("has:")] == []


@pytest.mark.parametrize(
    "words",
    re.findall(r"`([^`]+)`", "".join(re.findall(r"(?m)^\| (`.*?) \|", _section("Dates")))),
)
def test_every_date_in_the_table_is_read(words: str) -> None:
    assert parse(f"created:{words}", make_context()).text


def test_every_core_field_can_be_asked_for() -> None:
    said = {"comments": "comment", "links": "has"}
    missing = [
        name for name in CORE if find_row(said.get(name, name), {}) is None and name not in PRESENT
    ]
    assert missing == []


def test_names_before_colons_are_unique() -> None:
    found = [name for row in ROWS for name in (row.name, *row.aliases)]
    assert len(found) == len(set(found))
