"""Comments and checklists."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tix.errors import BadInput, NotFound, Refused
from tix.model.changes import apply
from tix.model.ticket import Comment, Ticket
from tix.workflow import checklist, talk

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
COMMENT = {"id": "c7f2kq", "at": "2026-11-20T10:05:00Z", "by": "ana", "kind": "reply", "text": "Hi"}
TICKET = Ticket(
    "open",
    {
        "id": "OPS-k7m2qd",
        "title": "Login fails",
        "created": "2026-11-20T10:00:00Z",
        "checklist": [
            {"id": "qk3v7d", "text": "Reproduce", "done": "true", "note": "kept"},
            {"id": "b0x8fa", "text": "Fix"},
        ],
        "comments": [COMMENT | {"mood": "kept too"}],
    },
)


def test_a_comment_is_one_change_and_keeps_who_when_and_what() -> None:
    changes = talk.plan_comment(TICKET, "Thanks.\n", by="jane", at=AT, kind="reply", answers="c7")
    added = apply(TICKET, changes).comments[-1]
    assert (len(changes), added) == (
        1,
        Comment(added.id, AT, "jane", "Thanks.\n", kind="reply", re="c7f2kq"),
    )


def test_an_edited_comment_keeps_what_tix_does_not_know() -> None:
    edited = apply(TICKET, talk.plan_edit_comment(TICKET, "c7f2kq", "Hello", by="ana"))
    assert edited.doc["comments"] == [COMMENT | {"text": "Hello\n", "mood": "kept too"}]


def test_a_deleted_comment_leaves_its_place() -> None:
    gone = apply(TICKET, talk.plan_delete_comment(TICKET, "c7f2kq", by="ana"))
    assert [(comment.id, comment.text, comment.deleted) for comment in gone.comments] == [
        ("c7f2kq", "", True)
    ]


def test_nobody_changes_the_words_of_another() -> None:
    with pytest.raises(Refused, match="only its author"):
        talk.plan_edit_comment(TICKET, "c7f2kq", "Nonsense", by="bob")


def test_an_empty_comment_and_an_unknown_one_are_errors() -> None:
    with pytest.raises(BadInput, match="empty"):
        talk.plan_comment(TICKET, " \n", by="ana", at=AT)
    with pytest.raises(NotFound, match="names no comment"):
        talk.find_comment(TICKET, "zz")


def test_steps_are_added_ticked_ordered_and_removed() -> None:
    grown = apply(TICKET, checklist.plan_add(TICKET, ["Tell Jane"]))
    ticked = apply(grown, checklist.plan_tick(grown, ["3"], done=True))
    ordered = apply(ticked, checklist.plan_order(ticked, ["b0", "3"]))
    left = apply(ordered, checklist.plan_remove(ordered, ["qk3v7d"]))
    assert [(item.text, item.done) for item in ordered.checklist] == [
        ("Fix", False),
        ("Tell Jane", True),
        ("Reproduce", True),
    ]
    assert [item.text for item in left.checklist] == ["Fix", "Tell Jane"]


def test_taking_a_tick_away_keeps_what_tix_does_not_know() -> None:
    undone = apply(TICKET, checklist.plan_tick(TICKET, ["1"], done=False))
    assert undone.records("checklist")[0] == {"id": "qk3v7d", "text": "Reproduce", "note": "kept"}


def test_a_step_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NotFound, match="names no single step"):
        checklist.plan_tick(TICKET, ["7"], done=True)
