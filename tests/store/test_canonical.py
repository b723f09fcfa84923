"""What is read without a YAML parser is what a YAML parser reads, or is left to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.tickets import canonical_tickets
from tests.store.handmade import handmade_files
from tix.errors import BadInput
from tix.model.ticket import Ticket
from tix.store.canonical import read_canonical, read_usual
from tix.store.emit import emit_document
from tix.store.ticketfile import rewrite_ticket
from tix.store.yamlread import read_node

WHOLE = """\
id: OPS-k7m2qd
title: "Login: fails for \\"Žanis\\""
tags:
  - login
  - "no"
created: 2026-11-20T09:00:00Z
links:
  blocks:
    - OPS-x2c9fa
checklist:
  - id: qk3v7d
    text: Reproduce
    done: true
description: |2
    Indented first.

  Then not: so.
estimate_by: "12"
comments:
  - id: c7f2kq
    at: 2026-11-21T10:05:00Z
    by: ana
    kind: reply
    text: |+
      Reproduced, thanks.

"""


def test_a_ticket_with_everything_is_read():
    assert read_usual(WHOLE.encode()) == read_node(WHOLE.encode(), "t.yaml") != {}


@given(canonical_tickets())
def test_what_tix_writes_is_read_or_left(ticket):
    data = emit_document(ticket.doc).encode()
    found = read_usual(data)
    assert found is None or found == read_node(data, "t.yaml") == ticket.doc


@given(handmade_files())
def test_what_people_write_is_read_the_same_or_left(handmade):
    found = read_usual(handmade.content)
    assert found is None or found == read_node(handmade.content, "t.yaml")


@given(
    st.lists(
        st.sampled_from(
            [
                "a: b",
                "a:",
                "  b: c",
                "  - x",
                "- y",
                '  - "z"',
                "a: |",
                "  text",
                "",
                "    deeper",
                "  - id: q",
                "    text: |+",
                "      more",
                "c: {}",
                "d: []",
                "e: null",
                "f: 'g'",
                "h: 12",
                "i: &x y",
                "j: # k",
                "  - - l",
                "m: >",
                '"n": o',
                "a: b: c",
                "\tp: q",
                "r: \\x",
                "s: t #u",
                "v: w#x:y",
                "z: |2",
                "   odd",
                "      ",
                "  - a: |",
                "      b:",
                "      - c",
                '  d: "\\u00e4\\U0001f600\\x41\\n"',
                '  - e: "\\ud800"',
                "null: f",
                "g: nULL",
                "h: \u2028",
                "i: \u00e4\u200d",
                "...",
                "---",
            ]
        ),
        max_size=9,
    ).map("\n".join)
)
def test_any_lines_are_read_the_same_or_left(text):
    data = (text + "\n").encode()
    found = read_usual(data)
    if found is not None:
        assert found == read_node(data, "t.yaml")


@pytest.mark.parametrize(
    "data",
    [b"", b"a: b", b"a: b\r\n", b"\xff: b\n", b"a: b\na: c\n", b"a: null\n", b"{}\n", b"[" * 50000],
)
def test_what_is_not_just_so_is_left(data):
    assert read_usual(data) is None


def test_a_file_of_ours_is_rewritten_without_touching_other_lines():
    data = b"id: OPS-k7m2qd\ntitle: One\ntags:\n  - a\ncreated: 2026-11-20T09:00:00Z\n"
    ticket = read_canonical(data)
    after = Ticket("open", {**ticket, "title": "Two"})
    assert rewrite_ticket(data, after) == data.replace(b"One", b"Two")
    with pytest.raises(BadInput):
        rewrite_ticket(data, Ticket("open", {**ticket, "title": "\ud800"}))
