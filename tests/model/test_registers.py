from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.tickets import canonical_tickets
from tix.model.registers import STATUS, Register, assemble, order, registers
from tix.model.ticket import Node, Ticket


def test_every_kind_of_field_spreads_into_its_registers() -> None:
    comment: Node = {"id": "c7f2kq", "at": "2026-11-21T10:05:00Z", "by": "ana", "text": "Hi\n"}
    item: Node = {"id": "qk3v7d", "text": "Reproduce"}
    ticket = Ticket(
        "done",
        {
            "id": "OPS-k7m2qd",
            "resolution": "fixed",
            "tags": ["login", "ui"],
            "links": {"blocks": ["OPS-x2c9fa"]},
            "checklist": [item],
            "satisfaction": {"score": "5"},
            "browser": ["Firefox"],
            "comments": [comment],
        },
    )
    assert registers(ticket) == {
        STATUS: {"status": "done", "resolution": "fixed"},
        Register("id"): "OPS-k7m2qd",
        Register("tags", "login"): "login",
        Register("tags", "ui"): "ui",
        Register("links", "blocks:OPS-x2c9fa"): "OPS-x2c9fa",
        Register("checklist", "qk3v7d"): item,
        Register("checklist"): ["qk3v7d"],
        Register("satisfaction"): {"score": "5"},
        Register("browser"): ["Firefox"],
        Register("comments", "c7f2kq"): comment,
    }


@given(canonical_tickets())
def test_assembling_the_registers_of_a_ticket_gives_the_ticket(ticket: Ticket) -> None:
    assert assemble(registers(ticket)) == ticket


@pytest.mark.parametrize(
    ("field", "node"),
    [
        ("tags", "login"),
        ("tags", ["login", ""]),
        ("tags", [["login"]]),
        ("links", "OPS-x2c9fa"),
        ("links", {"blocks": "OPS-x2c9fa"}),
        ("links", {"a:b": ["OPS-x2c9fa"]}),
        ("links", {"blocks": [{"id": "OPS-x2c9fa"}]}),
        ("checklist", ["reproduce", "mend"]),
        ("checklist", "reproduce"),
        ("checklist", [{"text": "no id"}]),
        ("comments", [{"id": "c7f2kq"}, {"id": "c7f2kq"}]),
        ("comments", [{"id": ""}]),
        ("comments", [{"id": "*"}]),
        ("status", "open"),
        ("status", {"status": "open"}),
    ],
)
def test_a_field_of_a_wrong_shape_survives_as_a_whole(field: str, node: Node) -> None:
    ticket = Ticket("open", {"id": "OPS-k7m2qd", field: node})
    assert assemble(registers(ticket)) == ticket


def test_sets_are_sorted_and_comments_ordered_by_time_then_id() -> None:
    late: Node = {"id": "aaaaaa", "at": "2026-11-21T10:05:01Z"}
    first: Node = {"id": "bbbbbb", "at": "2026-11-21T10:05:00Z"}
    second: Node = {"id": "cccccc", "at": "2026-11-21T10:05:00Z"}
    ticket = Ticket("open", {"tags": ["ui", "login"], "comments": [late, second, first]})
    assert assemble(registers(ticket)).doc == {
        "tags": ["login", "ui"],
        "comments": [first, second, late],
    }


def test_a_checklist_item_missing_in_the_order_goes_last() -> None:
    values = {
        STATUS: {"status": "open"},
        Register("checklist"): ["bbbbbb", "gone00"],
        Register("checklist", "aaaaaa"): {"id": "aaaaaa", "text": "a"},
        Register("checklist", "bbbbbb"): {"id": "bbbbbb", "text": "b"},
    }
    assert [item.id for item in assemble(values).checklist] == ["bbbbbb", "aaaaaa"]


def test_an_order_without_items_leaves_no_checklist() -> None:
    values = {STATUS: {"status": "open"}, Register("checklist"): ["qk3v7d"]}
    assert assemble(values) == Ticket("open", {})


def test_fields_stand_in_the_order_of_the_format_with_comments_last() -> None:
    doc: dict[str, Node] = {"comments": "c", "zebra": "z", "title": "t", "apple": "a", "id": "i"}
    assert order(doc) == ["id", "title", "zebra", "apple", "comments"]


@given(st.sampled_from(["tags", "links", "title"]), st.text())
def test_a_register_reads_back_from_its_name(field: str, key: str) -> None:
    assert Register.parse(str(Register(field, key))) == Register(field, key)
