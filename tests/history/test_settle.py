from __future__ import annotations

from tix.history.fold import Touch
from tix.history.graph import Graph
from tix.history.record import Presence, Row
from tix.history.settle import Loss, settle
from tix.history.weave import weave_order, weave_text
from tix.model.registers import Register
from tix.model.ticket import Node

TEXT = Register("description")
NOTE = Register("comments", "caaaaa")


def graph(*parents: tuple[int, ...]) -> Graph:
    made = Graph()
    for some in parents:
        made.add(some)
    return made


def row(number: int, register: Register, before: Node | None, after: Node | None, at: int) -> Row:
    return Row(number, "OPS-k7m2qd", at, Presence.GOOD, (Touch(register, before, after, at),))


def settled(parents: Graph, *rows: Row) -> tuple[dict[str, Node | None], tuple[Loss, ...]]:
    found = settle(rows, lambda later, earlier: parents.view(later).sees(earlier))
    return {str(name): held.value for name, held in found.state.items()}, found.losses


FORK = graph((), (0,), (0,))


def test_lines_changed_on_both_sides_are_woven():
    rows = [
        row(0, TEXT, None, "one\ntwo\nthree\n", 1),
        row(1, TEXT, "one\ntwo\nthree\n", "ONE\ntwo\nthree\n", 5),
        row(2, TEXT, "one\ntwo\nthree\n", "one\ntwo\nTHREE\n", 4),
    ]
    assert settled(FORK, *rows) == ({"description": "ONE\ntwo\nTHREE\n"}, ())


def test_of_one_line_changed_twice_the_later_stays_and_the_other_is_lost_by_name():
    rows = [
        row(0, TEXT, None, "one\n", 1),
        row(1, TEXT, "one\n", "first\n", 5),
        row(2, TEXT, "one\n", "second\n", 4),
    ]
    assert settled(FORK, *rows) == ({"description": "first\n"}, (Loss(TEXT, "second\n", 2),))


def test_a_text_written_after_both_were_seen_settles_it_and_the_one_that_lost_is_still_told():
    parents = graph((), (0,), (0,), (1, 2))
    rows = [
        row(0, TEXT, None, "one\n", 1),
        row(1, TEXT, "one\n", "first\n", 5),
        row(2, TEXT, "one\n", "second\n", 4),
        row(3, TEXT, "first\n", "both\n", 6),
    ]
    assert settled(parents, *rows) == ({"description": "both\n"}, (Loss(TEXT, "second\n", 2),))


def test_a_text_that_lost_is_told_no_more_when_its_own_branch_wrote_another():
    parents = graph((), (0,), (0,), (2,))
    rows = [
        row(0, TEXT, None, "one\n", 1),
        row(1, TEXT, "one\n", "first\n", 5),
        row(2, TEXT, "one\n", "second\n", 3),
        row(3, TEXT, "second\n", "third\n", 4),
    ]
    assert settled(parents, *rows) == ({"description": "first\n"}, (Loss(TEXT, "third\n", 3),))


def test_criss_cross_merges_weave_with_what_both_had_in_common():
    parents = graph((), (0,), (0,), (1, 2), (2, 1), (3,), (4,))
    rows = [
        row(0, TEXT, None, "a\nb\nc\nd\n", 1),
        row(1, TEXT, None, "A\nb\nc\nd\n", 2),
        row(2, TEXT, None, "a\nb\nc\nD\n", 3),
        row(5, TEXT, "A\nb\nc\nD\n", "A\nB\nc\nD\n", 4),
        row(6, TEXT, "A\nb\nc\nD\n", "A\nb\nc\nD\ne\n", 5),
    ]
    assert settled(parents, *rows) == ({"description": "A\nB\nc\nD\ne\n"}, ())


def test_an_edit_of_a_comment_stands_before_its_deletion_and_before_a_copy_of_it():
    said: Node = {"id": "caaaaa", "text": "said\n"}
    edited: Node = {"id": "caaaaa", "text": "edited\n"}
    gone: Node = {"id": "caaaaa", "deleted": "true"}
    parents = graph((), (0,), (0,), (0,))
    rows = [
        row(0, NOTE, None, said, 1),
        row(1, NOTE, said, edited, 2),
        row(2, NOTE, said, gone, 9),
        row(3, NOTE, None, said, 12),
    ]
    assert settled(parents, *rows) == ({str(NOTE): edited}, ())
    assert settled(parents, rows[0], rows[2], rows[3]) == ({str(NOTE): gone}, ())


def test_items_added_on_both_sides_keep_their_places_and_those_removed_go():
    items = {key: Register("checklist", key) for key in "abcxy"}
    order = Register("checklist")
    first = Row(
        0,
        "OPS-k7m2qd",
        1,
        Presence.GOOD,
        (
            *(Touch(items[key], None, {"id": key, "text": key}, 1) for key in "abc"),
            Touch(order, None, ["a", "b", "c"], 1),
        ),
    )
    here = Row(
        1,
        "OPS-k7m2qd",
        2,
        Presence.GOOD,
        (
            Touch(items["x"], None, {"id": "x", "text": "x"}, 2),
            Touch(order, ["a", "b", "c"], ["a", "x", "b", "c"], 2),
        ),
    )
    there = Row(
        2,
        "OPS-k7m2qd",
        3,
        Presence.GOOD,
        (
            Touch(items["b"], {"id": "b", "text": "b"}, None, 3),
            Touch(order, ["a", "b", "c"], ["c", "a"], 3),
        ),
    )
    values, _ = settled(FORK, first, here, there)
    assert values["checklist"] == ["c", "a", "x"]


def test_what_merging_wrote_says_nothing_new():
    first = row(0, TEXT, None, "one\n", 1)
    derived = Row(1, "OPS-k7m2qd", 9, Presence.GOOD, (Touch(TEXT, "one\n", "two\n", 9, True),))
    assert settled(FORK, first, derived) == ({"description": "one\n"}, ())


def test_weaving_a_text_with_itself_or_its_base_is_the_other():
    assert weave_text("a\n", "b\n", "b\n") == "b\n"
    assert weave_text("a\n", "a\n", "b\n") == "b\n"
    assert weave_text("a\n", "b\n", "a\n") == "b\n"
    assert weave_text("", "x\n", "y\n") is None
    assert weave_text("a\nb\n", "x\nb\n", "a\ny\n") == "x\ny\n"


def test_an_order_that_only_grew_gives_way_to_one_in_which_somebody_moved_items():
    assert weave_order("abc", "cab", "abcd") == ["c", "d", "a", "b"]
    assert weave_order("abc", "abxc", "abcy") == ["a", "b", "x", "c", "y"]
