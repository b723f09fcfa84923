"""Moving, starting, closing and reopening."""

from __future__ import annotations

import pytest

from tix.errors import BadInput, NotFound, Refused
from tix.model.changes import apply, describe
from tix.model.config import Config
from tix.model.ticket import Ticket
from tix.workflow.moves import find_status, plan_close, plan_move, plan_reopen, plan_start

DOC = {"id": "OPS-k7m2qd", "title": "Login fails", "created": "2026-11-20T10:00:00Z"}
OPEN = Ticket("open", DOC)
CLOSED = Ticket("done", DOC | {"resolution": "fixed", "breach_reason": "vendor"})


def test_starting_makes_a_ticket_active_and_mine(config: Config) -> None:
    started = apply(OPEN, plan_start(OPEN, "ana", config))
    assert (started.status, started.assignee) == ("doing", "ana")


def test_starting_work_in_review_leaves_it_there(config: Config) -> None:
    review = Ticket("review", DOC)
    assert apply(review, plan_start(review, "ana", config)).status == "review"


def test_closing_is_one_change_of_status_and_resolution(config: Config) -> None:
    changes = plan_close(OPEN, config, resolution="fixed")
    assert [describe(change) for change in changes] == ["status: open -> done (fixed)"]


def test_closing_with_a_solution_keeps_it(config: Config) -> None:
    closed = apply(OPEN, plan_close(OPEN, config, resolution="fixed", solution="Escaped it."))
    assert closed.text("solution") == "Escaped it.\n"


def test_closing_twice_the_same_way_is_refused(config: Config) -> None:
    with pytest.raises(Refused, match="closed already"):
        plan_close(CLOSED, config, resolution="fixed")


def test_an_open_status_does_not_close(config: Config) -> None:
    with pytest.raises(BadInput, match="does not end"):
        plan_close(OPEN, config, resolution="fixed", status="doing")


def test_reopening_takes_back_how_it_ended(config: Config) -> None:
    assert apply(CLOSED, plan_reopen(CLOSED, config)) == OPEN


def test_what_is_open_cannot_be_reopened(config: Config) -> None:
    with pytest.raises(Refused, match="is not closed"):
        plan_reopen(OPEN, config)


def test_moving_out_of_a_closed_status_reopens(config: Config) -> None:
    assert apply(CLOSED, plan_move(CLOSED, "doing", config)) == Ticket("doing", DOC)


def test_moving_wakes_a_snoozed_ticket(config: Config) -> None:
    snoozed = Ticket("open", DOC | {"snoozed": "2026-12-01"})
    assert apply(snoozed, plan_move(snoozed, "doing", config)) == Ticket("doing", DOC)


def test_a_status_is_found_in_any_case_and_suggested_when_mistyped(config: Config) -> None:
    assert find_status(config, "DOING") == "doing"
    with pytest.raises(NotFound) as refused:
        find_status(config, "dooing")
    assert refused.value.hint == (
        "did you mean doing? Statuses: open, doing, waiting, review, done"
    )


def test_closing_without_a_word_takes_the_usual_resolution_and_keeps_an_own_one(
    config: Config,
) -> None:
    assert apply(OPEN, plan_close(OPEN, config)).text("resolution") == "fixed"
    assert apply(OPEN, plan_move(OPEN, "done", config)).text("resolution") == "fixed"
    ended = Ticket("done", DOC | {"resolution": "wontfix"})
    assert plan_move(ended, "done", config) == []
    with pytest.raises(Refused, match="as wontfix"):
        plan_close(ended, config)


def test_a_closed_ticket_may_end_in_another_way(config: Config) -> None:
    changes = plan_close(CLOSED, config, resolution="wontfix")
    assert apply(CLOSED, changes).text("resolution") == "wontfix"


def test_somebody_elses_ticket_is_started_only_when_it_is_taken(config: Config) -> None:
    bobs = Ticket("open", DOC | {"assignee": "bob"})
    with pytest.raises(Refused, match="is bob's"):
        plan_start(bobs, "ana", config)
    assert apply(bobs, plan_start(bobs, "ana", config, take=True)).assignee == "ana"


def test_reopening_into_a_closed_status_is_refused(config: Config) -> None:
    with pytest.raises(BadInput, match="ends a ticket"):
        plan_reopen(CLOSED, config, "done")
