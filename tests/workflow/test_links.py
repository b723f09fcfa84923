"""Links and what may not be linked."""

from __future__ import annotations

import pytest

from tix.errors import Refused, UsageError
from tix.model.changes import apply
from tix.model.ticket import Ticket
from tix.workflow.links import find_path, plan_link, plan_unlink, read_kind, refuse_cycle

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
