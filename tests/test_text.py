from __future__ import annotations

import sqlite3

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tix import text

SCRIPTS = st.text(
    alphabet=st.sampled_from("aZ09 -_.ßéŁøйΣς登录页面カがｶ한글กขำ่हिन्दीאָב\u0301\u200b!"), max_size=30
)


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("plain", "plain"),
        ("naïve 登录", "naïve 登录"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("unfinished \x1b]0;title", "unfinished 0;title"),
        ("a\x00b\x08c\x7fd", "abcd"),
        ("evil\u202etxt.exe\u2066", "eviltxt.exe"),
        ("two\nlines\tand\r\nmore\u2028end", "two lines and more end"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("Farsi می\u200cخواهم keeps its joiner", "Farsi می\u200cخواهم keeps its joiner"),
    ],
)
def test_clean_takes_out_what_a_terminal_would_obey(dirty: str, expected: str) -> None:
    assert text.clean(dirty) == expected


def test_clean_keeps_line_breaks_and_tabs_when_asked() -> None:
    assert text.clean("a\r\n\tb\x1b[2Jc\u2029d", lines=True) == "a\n\tbc\nd"


@given(st.text())
def test_cleaned_text_can_be_written_and_holds_no_control(value: str) -> None:
    cleaned = text.clean(value)
    cleaned.encode()
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in cleaned)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Login page", "login page"),
        ("OPS-k7m2qd: can't_log!", "ops k7m2qd can t log"),
        ("Straße in ŁÓDŹ", "strasse in lodz"),
        ("Ærøskøbing", "aeroskobing"),
        ("Ёлка й", "елка и"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("登录页", "登录 录页 页"),
        ("登", "登"),
        ("ＡＢＣ ｶﾞ", "abc ガ"),
        ("x登录y", "x 登录 录 y"),
        ("한글", "한글"),
        ("हिन्दी", "हिन्दी"),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_fold_makes_words_comparable(raw: str, folded: str) -> None:
    assert text.fold(raw) == folded


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("login", ("login", False)),
        ("登", ("登", True)),
        ("登录", ("登录", False)),
        ("登录页", ("登录 录页", False)),
        ("a登录", ("a 登录", False)),
        ("登录page", ("登录 录 page", False)),
        ("", ("", False)),
    ],
)
def test_phrase_drops_the_lone_last_character_of_a_run(raw: str, wanted: tuple[str, bool]) -> None:
    assert text.phrase(raw) == wanted


@given(SCRIPTS, st.data())
def test_any_part_of_unspaced_text_is_found(value: str, data: st.DataObject) -> None:
    run = "登录页面错误"
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    words, prefix = text.phrase(run[start:end])
    assert text.contains(text.fold(f"{value} {run}x"), words, prefix=prefix)


@given(st.lists(SCRIPTS, max_size=6), SCRIPTS, st.booleans())
def test_contains_agrees_with_fts5(bodies: list[str], wanted: str, prefix: bool) -> None:
    words, unfinished = text.phrase(wanted)
    assume(words)
    prefix = prefix or unfinished
    database = sqlite3.connect(":memory:")
    database.execute(f'CREATE VIRTUAL TABLE words USING fts5(body, tokenize="{text.TOKENIZER}")')
    database.executemany("INSERT INTO words VALUES (?)", [(text.fold(body),) for body in bodies])
    match = f'"{words}"' + ("*" if prefix else "")
    rows = database.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY 1", (match,))
    found = [row[0] - 1 for row in rows]
    database.close()
    assert found == [
        at for at, body in enumerate(bodies) if text.contains(text.fold(body), words, prefix=prefix)
    ]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Login page rejects passwords!", "login-page-rejects-passwords"),
        ("  Übergröße  ", "ubergrosse"),
        ("登录 页面", "登录-页面"),
        ("../../etc/passwd", "etc-passwd"),
        ("!!!", ""),
    ],
)
def test_slug_is_safe_in_a_name(raw: str, name: str) -> None:
    assert text.slug(raw) == name


def test_slug_is_cut_between_words() -> None:
    assert text.slug("one two three", limit=9) == "one-two"
    assert text.slug("abcdefghij", limit=4) == "abcd"


@pytest.mark.parametrize(
    ("value", "cells"),
    [("abc", 3), ("登录", 4), ("e\u0301", 1), ("a\u200db", 2), ("ｶ", 1), ("", 0)],
)
def test_width_counts_cells(value: str, cells: int) -> None:
    assert text.width(value) == cells


def test_truncate_and_pad_measure_cells() -> None:
    assert text.truncate("登录页面", 5) == "登录…"
    assert text.truncate("登录页面", 8) == "登录页面"
    assert text.truncate("hello world", 7) == "hello…"
    assert text.truncate("hello", 0) == ""
    assert text.pad("登", 4) == "登  "
    assert text.pad("long", 2) == "long"


def test_wrap_keeps_indents_and_breaks_long_words() -> None:
    assert text.wrap("one two three", 7) == ["one two", "three"]
    assert text.wrap("  one two\n\nend", 6) == ["  one", "  two", "", "end"]
    assert text.wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert text.wrap("登录页面", 4) == ["登录", "页面"]


@given(SCRIPTS, st.integers(2, 12))
def test_wrapped_lines_fit_and_lose_nothing(value: str, cells: int) -> None:
    lines = text.wrap(value, cells)
    assert all(text.width(line) <= cells for line in lines)
    assert "".join("".join(lines).split()) == "".join(value.split())


def test_plural_counts() -> None:
    assert [
        text.plural(1, "ticket"),
        text.plural(1200, "ticket"),
        text.plural(2, "reply", "replies"),
    ] == [
        "1 ticket",
        "1,200 tickets",
        "2 replies",
    ]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("hihg", "high"), ("HIGH", "high"), ("crit", "critical"), ("zzz", ""), ("", "")],
)
def test_closest_suggests(word: str, meant: str) -> None:
    assert text.closest(word, ["low", "normal", "high", "critical"]) == meant
