from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.cli.colour import by_prefix, by_value
from tix.cli.tables import Column, fitted, small_table, tab_separated
from tix.text import width

COLUMNS = (Column("id"), Column("title", grow=True), Column("tags"), Column("n", right=True))


def test_columns_are_as_wide_as_their_texts():
    rows = [("OPS-1", "Login", "", "7"), ("OPS-22", "Print", "", "12")]

    assert fitted(COLUMNS, rows, 80, paint=False) == (
        "ID      TITLE   N\nOPS-1   Login   7\nOPS-22  Print  12\n"
    )


def test_the_title_gives_way_to_the_terminal():
    rows = [("OPS-1", "A title that is far too long for so few columns", "ui", "7")]

    assert fitted(COLUMNS, rows, 40, paint=False) == (
        "ID     TITLE                     TAGS  N\nOPS-1  A title that is far too…  ui    7\n"
    )


def test_wide_letters_take_two_cells():
    rows = [("1", "登录页", "x", "1"), ("2", "Login", "y", "2")]

    assert fitted(COLUMNS, rows, 80, paint=False) == (
        "ID  TITLE   TAGS  N\n1   登录页  x     1\n2   Login   y     2\n"
    )


def test_a_table_without_rows_is_empty():
    assert (fitted(COLUMNS, [], 80, paint=False), tab_separated([])) == ("", "")


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "\x1b[31ma\x1b[0m b\x07", "a b"])
def test_no_text_breaks_a_line_or_reaches_the_terminal_as_a_command(text):
    rows = [("1", text, "", "")]

    assert tab_separated(rows) == "1\ta b\t\t\n"
    assert fitted(COLUMNS, rows, 80, paint=False) == "ID  TITLE\n1   a b\n"


def test_piped_rows_are_whole():
    assert tab_separated([("1", "x" * 500)]) == "1\t" + "x" * 500 + "\n"


def test_paint_changes_nothing_but_colour():
    rows = [("OPS-k7m", "open"), ("OPS-m4x", "done")]
    columns = (
        Column("id", paint=by_prefix([5, 5])),
        Column("status", paint=by_value(["open", "done"], {"open": "green", "done": "no-colour"})),
    )

    assert fitted(columns, rows, 80, paint=True).splitlines()[1:] == [
        "\x1b[1mOPS-k\x1b[0m\x1b[2m7m\x1b[0m  \x1b[32mopen  \x1b[0m",
        "\x1b[1mOPS-m\x1b[0m\x1b[2m4x\x1b[0m  done",
    ]


def test_numbers_in_small_tables_stay_the_texts_they_are():
    assert small_table(["status", "count"], [["open", "1e5"], ["done", "1.0"]]) == (
        "status    count\n--------  -------\nopen      1e5\ndone      1.0"
    )


@given(
    st.lists(st.tuples(st.text(max_size=6), st.text(max_size=60)), min_size=1, max_size=8),
    st.integers(min_value=40, max_value=90),
)
def test_every_row_is_one_line_that_fits(rows, cells):
    columns = (Column("id"), Column("title", grow=True))
    lines = fitted(columns, rows, cells, paint=False).split("\n")

    assert len(lines) == len(rows) + 2 or lines == [""]
    assert [line for line in lines if width(line) > cells] == []
