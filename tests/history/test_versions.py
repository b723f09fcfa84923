from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.errors import TicketSyntaxError
from tix.history.versions import (
    Version,
    changed_fields,
    compare,
    parse_version,
    registers_in,
)
from tix.model.registers import STATUS, Register
from tix.store.cutting import cut, cut_again
from tix.store.yamlread import read_node

TEXT = b"""\
id: OPS-k7m2qd
title: "Umlauts: rejected"
priority: high
tags:
- login
- unicode
created: 2026-11-21T10:02:11Z
description: |
  Reset works,

  # not a comment
comments:
  - id: c7f2kq
    at: 2026-11-21T10:05:00Z
    by: ana
    text: Reproduced
"""

PIECES = st.sampled_from(
    [
        "title: plain words\n",
        "title: 'it''s'\n",
        'type: "two\n\n  lines"\n',
        'goal: "a\nb: c"\n',
        "priority: null\n",
        "priority:\n",
        "due: ~\n",
        "# a comment\n",
        "\n",
        "tags: [a,\n  b]\n",
        "tags: [a,\nb: c]\n",
        "flags:\n- one\n- two\n",
        "flags:\n  - one\n",
        "description: |\n  text\n\n  more: text\n",
        "solution: |+\n  kept\n\n",
        "solution: >-\n  folded\n  text\n",
        "links:\n  blocks:\n    - OPS-x2c9fa\n",
        "odd key: 1\n",
        "? complex\n: value\n",
        "---\n",
        "...\n",
        "team: &a web\n",
        "- item\n",
        "  indented: 1\n",
        "milestone: a: b\n",
        "estimate: 1d4h # comment\n",
        "snoozed: 12:30:45\n",
        "level: -\n",
        "customer: ümlaut\n",
        "<<: x\n",
        "last: word",
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_file_read_field_by_field_is_the_file_read_whole(text: str) -> None:
    data = text.encode()
    try:
        whole: dict[str, object] | str = read_node(data, "t.yaml")
    except TicketSyntaxError as error:
        whole = str(error)
    try:
        apart: dict[str, object] | str = parse_version(data, "t.yaml").doc()
    except TicketSyntaxError as error:
        apart = str(error)
    assert apart == whole


@given(st.lists(PIECES, max_size=6).map("".join), st.lists(PIECES, max_size=6).map("".join))
def test_a_version_read_after_another_is_the_same_as_read_alone(old: str, new: str) -> None:
    try:
        before = parse_version(old.encode(), "t.yaml")
        alone = parse_version(new.encode(), "t.yaml")
    except TicketSyntaxError:
        return
    after = parse_version(new.encode(), "t.yaml", before)
    assert after.doc() == alone.doc()
    olds, news = changed_fields(before, after, moved=True)
    whole = compare(registers_in("open", before.doc()), registers_in("done", after.doc()))
    short = compare(registers_in("open", olds), registers_in("done", news))
    assert sorted(map(repr, short)) == sorted(map(repr, whole))


@given(
    st.lists(PIECES, max_size=7),
    st.lists(PIECES, max_size=3),
    st.integers(0, 6),
    st.integers(0, 3),
)
def test_a_text_is_cut_the_same_when_most_of_it_is_known(
    pieces: list[str], others: list[str], place: int, fewer: int
) -> None:
    old = "".join(pieces).encode()
    new = "".join([*pieces[:place], *others, *pieces[place + fewer :]]).encode()
    known = cut(old) or {}
    again, alone = cut_again(new, known), cut(new)
    assert again == alone
    assert list(again or ()) == list(alone or ())


def test_a_usual_file_falls_into_its_fields() -> None:
    blocks = cut(TEXT)
    assert blocks is not None
    assert list(blocks) == [
        "id", "title", "priority", "tags", "created", "description", "comments",
    ]  # fmt: skip
    assert b"".join(blocks.values()) == TEXT


@pytest.mark.parametrize("odd", [b"\r\n", b"\xc2\x85", b"\n---\n"])
def test_what_may_end_a_line_or_a_file_is_read_whole(odd: bytes) -> None:
    assert cut(TEXT + odd) is None


def test_a_resolution_brings_the_whole_status_register() -> None:
    before = parse_version(TEXT, "t.yaml")
    after = parse_version(TEXT.replace(b"priority: high", b"resolution: fixed"), "t.yaml", before)
    old, new = changed_fields(before, after, moved=True)
    assert compare(registers_in("doing", old), registers_in("done", new)) == [
        (STATUS, {"status": "doing"}, {"status": "done", "resolution": "fixed"}),
        (Register("priority"), "high", None),
    ]


def test_a_version_read_whole_has_the_same_nodes() -> None:
    whole = Version(None, read_node(TEXT, "t.yaml"))
    assert changed_fields(whole, parse_version(TEXT, "t.yaml"), moved=False) == ({}, {})
