"""Setting fields and members of sets."""

from __future__ import annotations

import pytest

from tests.workflow.conftest import NOW
from tix.config.load import parse_config
from tix.errors import BadInput, NotFound, UsageError
from tix.model.changes import Change, apply
from tix.model.registers import Register
from tix.model.ticket import Ticket
from tix.workflow.desk import Desk
from tix.workflow.edits import plan_members, plan_set, read_assignment, read_members

TICKET = Ticket(
    "open",
    {
        "id": "OPS-k7m2qd",
        "title": "Login fails",
        "priority": "low",
        "tags": ["login", "ui"],
        "created": "2026-11-20T10:00:00Z",
    },
)


def same(reference: str) -> str:
    return reference


def after(desk: Desk, *words: str) -> Ticket:
    assignments = [read_assignment(word, desk, same) for word in words]
    return apply(TICKET, plan_set(TICKET, assignments))


def test_setting_a_field_changes_that_register_alone(desk: Desk) -> None:
    changes = plan_set(TICKET, [read_assignment("priority=HIGH", desk, same)])
    assert changes == [Change(Register("priority"), "low", "high")]


def test_assignments_are_made_in_order(desk: Desk) -> None:
    result = after(desk, "tags+=new", "tags-=ui", "tags+=a,b")
    assert result.tags == ("a", "b", "login", "new")


def test_none_and_emptiness_clear_a_field(desk: Desk) -> None:
    assert after(desk, "priority=none", "tags=").doc == {
        "id": "OPS-k7m2qd",
        "title": "Login fails",
        "created": "2026-11-20T10:00:00Z",
    }


@pytest.mark.parametrize(
    ("word", "field", "value"),
    [
        ("due=tomorrow", "due", "2026-11-22"),
        ("due=2026-12-24T09:00Z", "due", "2026-12-24T09:00:00Z"),
        ("estimate=90m", "estimate", "1h30m"),
        ("assignee=me", "assignee", "ada@example.com"),
        ("title=  Umlaute  öffnen ", "title", "Umlaute  öffnen"),
    ],
)
def test_values_are_written_as_the_file_has_them(
    desk: Desk, word: str, field: str, value: str
) -> None:
    assert after(desk, word).text(field) == value


@pytest.mark.parametrize(
    ("word", "error", "part"),
    [
        ("priority", UsageError, "no assignment"),
        ("priority=hihg", BadInput, "not declared"),
        ("priority+=high", BadInput, "holds one value"),
        ("wobble=1", NotFound, "no field"),
        ("created=today", BadInput, "not set by hand"),
        ("status=done", BadInput, "not set by hand"),
        ("due=05/06/2026", BadInput, "is no date"),
        ("title=a\x1b[31mb", BadInput, "control characters"),
    ],
)
def test_what_cannot_be_set_says_why(
    desk: Desk, word: str, error: type[Exception], part: str
) -> None:
    with pytest.raises(error, match=part):
        after(desk, word)


def test_a_word_without_sign_adds_and_minus_removes(desk: Desk) -> None:
    add, remove = read_members(["+new", "-ui", "more"], "tags", desk, same)
    changed = apply(TICKET, plan_members(TICKET, "tags", add=add, remove=remove))
    assert changed.tags == ("login", "more", "new")


def test_a_custom_time_is_taken_in_words_and_written_in_utc() -> None:
    settings = b"format: 1\nkey: OPS\ntimezone: Europe/Riga\nfields: {visit: {type: time}}\n"
    desk = Desk(parse_config({"tix.yaml": settings})[0], "ada@example.com", NOW)
    told = ("visit=2026-11-24 09:00", "visit=2026-11-24T09:00:00+01:00", "visit=tomorrow")
    assert [after(desk, word).text("visit") for word in told] == [
        "2026-11-24T07:00:00Z",
        "2026-11-24T08:00:00Z",
        "2026-11-21T22:00:00Z",
    ]
