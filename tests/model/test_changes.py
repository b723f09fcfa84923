from __future__ import annotations

import pytest
from hypothesis import given

from tests.model.tickets import canonical_tickets
from tix.model.changes import Change, apply, describe, diff, in_words, invert
from tix.model.registers import STATUS, Register, registers
from tix.model.ticket import Node, Ticket


@given(canonical_tickets(), canonical_tickets())
def test_applying_a_difference_leads_from_one_ticket_to_the_other(
    before: Ticket, after: Ticket
) -> None:
    changes = diff(before, after)
    assert apply(before, changes) == after
    assert apply(after, [invert(change) for change in changes]) == before


@given(canonical_tickets())
def test_creation_is_every_register_from_nothing(ticket: Ticket) -> None:
    changes = diff(None, ticket)
    assert {change.register: change.after for change in changes} == registers(ticket)
    assert {change.before for change in changes} == {None}
    assert apply(None, changes) == ticket


@given(canonical_tickets())
def test_a_ticket_does_not_differ_from_itself(ticket: Ticket) -> None:
    assert diff(ticket, ticket) == []
    assert apply(ticket, []) == ticket


def test_removing_a_ticket_takes_every_register_away() -> None:
    ticket = Ticket("open", {"id": "OPS-k7m2qd"})
    assert diff(ticket, None) == [
        Change(STATUS, {"status": "open"}, None),
        Change(Register("id"), "OPS-k7m2qd", None),
    ]


def test_fields_that_no_change_names_keep_an_order_made_by_hand() -> None:
    ticket = Ticket("open", {"tags": ["ui", "login", "ui"], "priority": "low"})
    after = apply(ticket, [Change(Register("priority"), "low", "high")])
    assert after == Ticket("open", {"tags": ["ui", "login", "ui"], "priority": "high"})


def test_a_changed_set_is_sorted() -> None:
    ticket = Ticket("open", {"tags": ["ui", "login"]})
    after = apply(ticket, [Change(Register("tags", "a11y"), None, "a11y")])
    assert after.tags == ("a11y", "login", "ui")


def test_closing_and_reopening_sets_and_clears_the_resolution() -> None:
    closed: dict[str, Node] = {"status": "done", "resolution": "fixed"}
    change = Change(STATUS, {"status": "open"}, closed)
    ticket = Ticket("open", {"title": "t"})
    done = apply(ticket, [change])
    assert done == Ticket("done", {"title": "t", "resolution": "fixed"})
    assert apply(done, [invert(change)]) == ticket


def test_an_order_is_told_when_items_change_places_alone() -> None:
    one: Node = {"id": "a", "text": "One"}
    two: Node = {"id": "b", "text": "Two"}
    three: Node = {"id": "c", "text": "Three"}
    before = Ticket("open", {"checklist": [one, two]})

    added = diff(before, Ticket("open", {"checklist": [one, three, two]}))
    turned = diff(before, Ticket("open", {"checklist": [two, one, three]}))

    assert sorted(in_words(added)) == ["+checklist Three"]
    assert sorted(in_words(turned)) == ["+checklist Three", "checklist: new order"]


COMMENT: Node = {"id": "c7f2kq", "text": "Hi\n"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(Register("priority"), "low", "high"), "priority: low -> high"),
        (Change(Register("due"), None, "2026-11-24"), "due: none -> 2026-11-24"),
        (Change(Register("goal"), "a\nb\n", None), "goal: a… -> none"),
        (Change(Register("tags", "login"), None, "login"), "+tag login"),
        (Change(Register("tags", "login"), "login", None), "-tag login"),
        (Change(Register("links", "blocks:OPS-x2c9fa"), None, "OPS-x2c9fa"), "+blocks OPS-x2c9fa"),
        (Change(Register("comments", "c7f2kq"), None, COMMENT), "add comment c7f2kq"),
        (Change(Register("comments", "c7f2kq"), COMMENT, {"id": "c7f2kq"}), "edit comment c7f2kq"),
        (Change(Register("comments", "c7f2kq"), COMMENT, None), "remove comment c7f2kq"),
        (Change(Register("checklist", "qk3v7d"), None, {"text": "Mend"}), "+checklist Mend"),
        (Change(Register("checklist"), ["a", "b"], ["b", "a"]), "checklist: new order"),
        (Change(Register("checklist"), ["a"], ["a", "b"]), "checklist: same order"),
        (
            Change(STATUS, {"status": "open"}, {"status": "done", "resolution": "fixed"}),
            "status: open -> done (fixed)",
        ),
        (Change(STATUS, None, {"status": "open"}), "status: none -> open"),
    ],
)
def test_changes_in_words(change: Change, words: str) -> None:
    assert describe(change) == words == str(change)


def test_lists_and_mappings_are_told_as_people_write_them() -> None:
    known = Change(Register("pets"), None, ["cat", "dog"])
    mapped = Change(Register("place"), {"floor": "2", "rooms": ["a", "b"]}, None)
    assert [describe(known), describe(mapped)] == [
        "pets: none -> cat, dog",
        "place: floor: 2, rooms: a, b -> none",
    ]
