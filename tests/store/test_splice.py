from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.tickets import canonical_tickets, texts
from tests.store.handmade import Handmade, handmade_files
from tix.errors import BadInput, TicketSyntaxError
from tix.model.ticket import Node, Ticket
from tix.store.splice import splice
from tix.store.yamlread import read_node

HANDMADE = b"""\
# head
title: 'Odd'     # in quotes
id: OPS-k7m2qd   # never change
assignee:        # nobody yet
tags: [b, a]     # flow

# about due
due: 2026-11-24
comments:  # talk
# first
- id: c7f2kq
  at: 2026-11-21T10:05:00Z
  text: |+
    Hello

- id: c7f2k1   # second

  text: >
    folded
    here

# tail
zzz: {a: 1}
"""
COMMENTS = read_node(HANDMADE, "t")["comments"]
NEW: Node = {"id": "c00000", "text": "a\n\nb\n"}


def _changed(before: bytes, after: bytes) -> list[str]:
    """Return the lines that a diff takes away (-) and adds (+)."""
    old, new = (data.decode().splitlines() for data in (before, after))
    lines = [*difflib.unified_diff(old, new, n=0, lineterm="")][2:]
    return [line for line in lines if not line.startswith("@@")]


EDITS: list[tuple[dict[str, Node | None], list[str]]] = [
    ({"title": "no"}, ["-title: 'Odd'     # in quotes", '+title: "no"     # in quotes']),
    ({"title": "a\nb\n"}, ["-title: 'Odd'     # in quotes", "+title: |", "+  a", "+  b"]),
    ({"assignee": "ana"}, ["-assignee:        # nobody yet", "+assignee: ana        # nobody yet"]),
    ({"priority": "high"}, ["+priority: high"]),
    ({"due": None}, ["-due: 2026-11-24"]),
    ({"due": "2026-12-01"}, ["-due: 2026-11-24", "+due: 2026-12-01"]),
    ({"tags": ["c"]}, ["-tags: [b, a]     # flow", "+tags:", "+  - c"]),
    ({"zzz": {"a": "2"}}, ["-zzz: {a: 1}", "+zzz:", '+  a: "2"']),
    ({"custom": "x"}, ["+custom: x"]),
    ({"gone": None, "id": "OPS-k7m2qd"}, []),
]


@pytest.mark.parametrize(("change", "lines"), EDITS)
def test_only_the_lines_of_the_changed_field_change(
    change: dict[str, Node | None], lines: list[str]
) -> None:
    assert _changed(HANDMADE, splice(HANDMADE, change)) == lines


def test_a_new_field_goes_after_the_one_before_it_in_the_order_of_the_format() -> None:
    text = splice(HANDMADE, {"priority": "high", "goal": "g", "custom": "x"}).decode()
    assert "in quotes\npriority: high\nid:" in text
    assert "due: 2026-11-24\ngoal: g\ncomments:" in text
    assert text.endswith("zzz: {a: 1}\ncustom: x\n")


def test_first_comments_go_to_the_end_of_the_file() -> None:
    assert splice(b"title: t\nid: OPS-k7m2qd\n# tail\n", {"comments": [{"id": "c00000"}]}) == (
        b"title: t\nid: OPS-k7m2qd\ncomments:\n  - id: c00000\n# tail\n"
    )


def test_a_new_first_field_goes_below_the_comments_at_the_head() -> None:
    assert splice(b"# head\ntitle: t\n", {"id": "OPS-k7m2qd"}) == (
        b"# head\nid: OPS-k7m2qd\ntitle: t\n"
    )


def test_an_added_comment_adds_its_lines_alone() -> None:
    assert isinstance(COMMENTS, list)
    after = splice(HANDMADE, {"comments": [*COMMENTS, NEW]})
    assert _changed(HANDMADE, after) == ["+- id: c00000", "+  text: |", "+    a", "+", "+    b"]
    assert b"    here\n- id: c00000\n" in after


def test_a_comment_put_between_leaves_the_others_lines() -> None:
    assert isinstance(COMMENTS, list)
    after = splice(HANDMADE, {"comments": [COMMENTS[0], NEW, COMMENTS[1]]})
    assert _changed(HANDMADE, after) == ["+- id: c00000", "+  text: |", "+    a", "+", "+    b"]


def test_a_removed_comment_takes_its_lines_alone() -> None:
    assert isinstance(COMMENTS, list)
    after = splice(HANDMADE, {"comments": COMMENTS[1:]})
    assert len(_changed(HANDMADE, after)) == 5
    assert b"comments:  # talk\n# first\n- id: c7f2k1   # second\n" in after


def test_a_changed_comment_leaves_the_other_s_lines() -> None:
    assert isinstance(COMMENTS, list)
    after = splice(HANDMADE, {"comments": [COMMENTS[0], {"id": "c7f2k1", "text": "x"}]})
    assert _changed(HANDMADE, after) == [
        "-- id: c7f2k1   # second",
        "-",
        "-  text: >",
        "-    folded",
        "-    here",
        "+- id: c7f2k1",
        "+  text: x",
    ]


def test_items_move_without_being_written_again() -> None:
    before = b"checklist:\n  - {id: a}  # one\n  - {id: b}\n  - id: c  # three\n  - {id: d}\n"
    items: list[Node] = [{"id": name} for name in ("b", "c", "e", "d")]
    assert splice(before, {"checklist": items}) == (
        b"checklist:\n  - {id: b}\n  - id: c  # three\n  - id: e\n  - {id: d}\n"
    )


def test_windows_line_ends_and_a_byte_order_mark_stay() -> None:
    before = b"\xef\xbb\xbfa: b\r\nc: |\r\n  x\r\n"
    assert splice(before, {"a": "d", "aa": "x\ny\n"}) == (
        b"\xef\xbb\xbfa: d\r\nc: |\r\n  x\r\naa: |\r\n  x\r\n  y\r\n"
    )


def test_a_missing_last_line_end_stays_missing_where_the_text_allows() -> None:
    assert splice(b"a: b", {"a": "c"}) == b"a: c"
    assert splice(b"a: b", {"c": "d"}) == b"a: b\nc: d"
    assert splice(b"a: b", {"c": "d\n"}) == b"a: b\nc: |\n  d\n"
    assert splice(b"a: |\n  b", {"c": "d"}) == b"a: b\nc: d"


def test_a_file_in_braces_is_written_anew() -> None:
    before = b'{"id": "OPS-k7m2qd",\r\n "title": "t"}\r\n'
    assert splice(before, {"title": "no"}) == b'id: OPS-k7m2qd\r\ntitle: "no"\r\n'


def test_a_file_set_in_from_the_margin_is_written_anew() -> None:
    assert splice(b"  a: b\n  c: d\n", {"a": "e"}) == b"a: e\nc: d\n"
    assert splice(b"? a\n: b\n", {"a": "e"}) == b"a: e\n"


def test_a_block_that_keeps_its_blank_lines_does_not_take_those_of_a_removed_field() -> None:
    before = b"a: |+\n  x\nb: y\n\nc: d\n"
    assert read_node(splice(before, {"b": None}), "t") == {"a": "x\n", "c": "d"}


def test_a_blank_line_with_spaces_does_not_become_part_of_a_new_block() -> None:
    before = b"title: t\n    \n# soon\ndue: 2026-11-24\n"
    assert splice(before, {"type": "a\nb\n"}) == (
        b"title: t\ntype: |\n  a\n  b\n# soon\ndue: 2026-11-24\n"
    )


def test_a_comment_set_in_does_not_become_part_of_a_new_block() -> None:
    before = b"title: t\n  # set in\ndue: 2026-11-24\n"
    assert splice(before, {"type": "a\nb\n", "priority": "c\nd\n"}) == (
        b"title: t\ntype: |\n  a\n  b\npriority: |\n  c\n  d\n# set in\ndue: 2026-11-24\n"
    )


def test_what_the_file_has_already_changes_nothing() -> None:
    assert splice(HANDMADE, {"title": "Odd", "tags": ["b", "a"], "assignee": None}) == HANDMADE


def test_what_cannot_be_read_is_not_edited() -> None:
    with pytest.raises(TicketSyntaxError):
        splice(b"a: 1\na: 2\n", {"b": "c"})


def test_what_would_not_read_back_is_not_written() -> None:
    with pytest.raises(BadInput, match="would not read back"):
        splice(b"a: b\n", {"c": [[]]})
    with pytest.raises(TicketSyntaxError, match="the limit is"):
        splice(b"a: b\n", {"c": "x" * 5_000_000})


@given(handmade_files(), st.data())
def test_an_edit_changes_only_the_lines_of_the_edited_fields(
    file: Handmade, data: st.DataObject
) -> None:
    before = read_node(file.content, "t")
    assert before == file.doc
    keys = data.draw(st.lists(st.sampled_from([*before, "due"]), max_size=3, unique=True))
    change: dict[str, Node | None] = {key: data.draw(st.none() | texts) for key in keys}
    change.pop("id", None)
    change |= data.draw(st.sampled_from([{}, {"goal": "one\ntwo\n"}, {"x_new": "no"}]))
    after = splice(file.content, change)
    wanted = {key: node for key, node in {**before, **change}.items() if node is not None}
    assert read_node(after, "t") == wanted
    for key, lines in file.lines.items():
        if key not in change:
            assert lines in after
    real = [
        comment.strip() for comment in file.comments if comment.strip().decode() not in str(before)
    ]
    for comment in real:
        assert comment in after


@given(handmade_files(), texts)
def test_an_added_comment_keeps_every_line(file: Handmade, text: str) -> None:
    old = file.doc.get("comments", [])
    assert isinstance(old, list)
    change: dict[str, Node | None] = {"comments": [*old, {"id": "c00000", "text": text}]}
    after = splice(file.content, change)
    assert read_node(after, "t") == {**file.doc, **change}
    removed = [line for line in _changed(file.content, after) if line.startswith("-")]
    assert "".join(removed).strip("- ") == "" or file.rewritten


@given(canonical_tickets(), canonical_tickets())
def test_any_ticket_can_become_any_other(before: Ticket, after: Ticket) -> None:
    from tix.store.ticketfile import parse_ticket, render_ticket, rewrite_ticket

    written = rewrite_ticket(render_ticket(before), after)
    assert parse_ticket(written, "t", after.status) == after
