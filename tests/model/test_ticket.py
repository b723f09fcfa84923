from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tix.errors import BadInput
from tix.model.ticket import CheckItem, Comment, Node, Ticket, format_time, parse_time

AT = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
DOC: dict[str, Node] = {
    "id": "OPS-k7m2qd",
    "title": "Login fails",
    "assignee": "ana",
    "tags": ["login", "ui"],
    "created": "2026-11-21T11:05:00+01:00",
    "links": {"blocks": ["OPS-x2c9fa"]},
    "checklist": [{"id": "qk3v7d", "text": "Reproduce", "done": "true"}],
    "comments": [{"id": "c7f2kq", "at": "2026-11-21T10:05:00Z", "by": "ana", "text": "Hi\n"}],
}


def test_typed_views_of_a_ticket() -> None:
    ticket = Ticket("open", DOC)
    assert (ticket.id, ticket.title, ticket.assignee) == ("OPS-k7m2qd", "Login fails", "ana")
    assert ticket.created == AT
    assert ticket.tags == ("login", "ui")
    assert ticket.links == {"blocks": ("OPS-x2c9fa",)}
    assert ticket.checklist == (CheckItem("qk3v7d", "Reproduce", done=True),)
    assert ticket.comments == (Comment("c7f2kq", AT, "ana", "Hi\n"),)


def test_unset_fields_are_empty() -> None:
    ticket = Ticket("open", {})
    assert (ticket.id, ticket.tags, ticket.links, ticket.comments) == ("", (), {}, ())


def test_values_of_a_wrong_shape_read_as_unset() -> None:
    ticket = Ticket("open", {"title": ["a"], "tags": "a", "links": "a", "comments": ["a"]})
    assert (ticket.title, ticket.tags, ticket.links, ticket.comments) == ("", (), {}, ())


@pytest.mark.parametrize(
    "comment",
    [
        Comment("c7f2kq", AT, "ana", "Hi\n"),
        Comment("c7f2kq", AT, "ana", "Hi\n", kind="note", channel="mail", re="c00000"),
        Comment("c7f2kq", AT, "ana", "", deleted=True),
    ],
)
def test_comments_come_back_from_their_nodes(comment: Comment) -> None:
    assert Comment.from_node(comment.to_node()) == comment


@pytest.mark.parametrize("done", [True, False])
def test_checklist_items_come_back_from_their_nodes(*, done: bool) -> None:
    item = CheckItem("qk3v7d", "Reproduce", done=done)
    assert CheckItem.from_node(item.to_node()) == item


@pytest.mark.parametrize("text", ["2026-11-21T10:05:00Z", "2026-11-21T12:05:00.5+02:00"])
def test_times_are_written_in_utc_with_whole_seconds(text: str) -> None:
    assert format_time(parse_time(text)) == "2026-11-21T10:05:00Z"


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+23:00"])
def test_what_is_no_time_is_bad_input_and_a_value_error(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_time(text)
    assert isinstance(caught.value, ValueError)
    assert repr(text) in caught.value.message
