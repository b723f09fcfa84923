"""Links and what may not be linked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tix.errors import NotFound, Refused, UsageError
from tix.model.changes import Change, apply
from tix.model.ticket import Ticket
from tix.workflow.links import (
    find_path,
    join,
    part,
    plan_link,
    plan_unlink,
    read_kind,
    refuse_cycle,
)

ONE, TWO, THREE = "OPS-aaaaaa", "OPS-bbbbbb", "OPS-cccccc"
TICKET = Ticket("open", {"id": ONE, "title": "One", "created": "2026-11-20T10:00:00Z"})


@pytest.mark.parametrize(
    ("word", "stored"),
    [
        ("blocks", ("blocks", False)),
        ("blocked-by", ("blocks", True)),
        ("needs", ("blocks", True)),
        ("duplicate-of", ("duplicates", False)),
        ("Relates_To", ("relates", False)),
        ("causes", ("caused-by", True)),
        ("child", ("parent", True)),
    ],
)
def test_a_link_is_stored_once_whichever_end_names_it(word: str, stored: tuple[str, bool]) -> None:
    assert read_kind(word) == stored


def test_an_unknown_kind_is_suggested() -> None:
    with pytest.raises(UsageError) as refused:
        read_kind("blokcs")
    assert refused.value.hint == "did you mean blocks?"


def test_links_are_sorted_and_taken_away_again() -> None:
    linked = apply(TICKET, plan_link(TICKET, "blocks", THREE))
    linked = apply(linked, plan_link(linked, "blocks", TWO))
    linked = apply(linked, plan_link(linked, "parent", TWO))
    assert (linked.links, linked.text("parent")) == ({"blocks": (TWO, THREE)}, TWO)
    unlinked = apply(linked, plan_unlink(linked, TWO))
    assert (unlinked.links, unlinked.text("parent")) == ({"blocks": (THREE,)}, "")


def test_a_circle_is_refused_and_shown() -> None:
    leads = {ONE: [TWO], TWO: [THREE]}
    with pytest.raises(Refused, match=f"{THREE} -> {ONE} -> {TWO} -> {THREE}"):
        refuse_cycle(THREE, "blocks", ONE, lambda name: leads.get(name, []))
    refuse_cycle(THREE, "relates", ONE, lambda name: leads.get(name, []))


def test_the_shortest_way_is_found_past_circles() -> None:
    leads = {ONE: [TWO, THREE], TWO: [ONE], THREE: [THREE]}
    assert find_path(ONE, THREE, lambda name: leads.get(name, [])) == [ONE, THREE]
    assert find_path(TWO, "OPS-dddddd", lambda name: leads.get(name, [])) is None


def test_nothing_is_linked_to_itself() -> None:
    with pytest.raises(Refused, match="itself"):
        plan_link(TICKET, "relates", ONE)


class Shelf:
    """Tickets in memory, changed by plans."""

    def __init__(self, *ids: str) -> None:
        self.tickets = {name: Ticket("open", {**TICKET.doc, "id": name}) for name in ids}

    def read(self, name: str) -> Ticket:
        if name not in self.tickets:
            raise NotFound(f"No ticket {name} here.")
        return self.tickets[name]

    def change(self, name: str, plan: Callable[[Ticket], list[Change]]) -> Ticket:
        self.tickets[name] = apply(self.read(name), plan(self.read(name)))
        return self.tickets[name]


def test_a_link_is_stored_where_its_kind_belongs() -> None:
    shelf = Shelf(ONE, TWO)
    join(shelf, ONE, "blocked-by", TWO)
    join(shelf, ONE, "relates", TWO)
    join(shelf, TWO, "relates", ONE)
    join(shelf, TWO, "parent", ONE)

    assert (shelf.read(ONE).links, shelf.read(TWO).links) == (
        {"relates": (TWO,)},
        {"blocks": (ONE,)},
    )
    with pytest.raises(Refused, match="circle of parents"):
        join(shelf, ONE, "parent", TWO)


def test_links_are_parted_at_both_ends_or_by_kind() -> None:
    shelf = Shelf(ONE, TWO)
    join(shelf, ONE, "blocks", TWO)
    join(shelf, TWO, "relates", ONE)

    assert part(shelf, ONE, TWO, "blocked-by") is False
    assert part(shelf, ONE, TWO, "relates") is True
    assert part(shelf, TWO, ONE) is True
    assert [shelf.read(name).links for name in (ONE, TWO)] == [{}, {}]
    assert part(shelf, ONE, THREE) is False
