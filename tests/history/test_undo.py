from __future__ import annotations

from datetime import UTC, datetime

from tix.history.events import Event
from tix.history.timeline import Timeline
from tix.history.undo import Obstacle, Undo, plan_undo
from tix.model.changes import Change, apply, diff
from tix.model.registers import Register
from tix.model.ticket import Node, Ticket

NEW = Ticket("open", {"id": "OPS-k7m2qd", "title": "Login", "priority": "low"})
PRIORITY = Register("priority")


def told(*steps: tuple[str, str, list[Change]]) -> Timeline:
    """Return the timeline of (commit, actor, changes), an hour apart."""
    events = []
    for hour, (commit, actor, changes) in enumerate(steps):
        at = datetime(2026, 11, 20, hour, tzinfo=UTC)
        events += [Event("OPS-k7m2qd", change, at, at, actor, commit) for change in changes]
    return Timeline.of("OPS-k7m2qd", events)


def of(timeline: Timeline, commit: str) -> list[Event]:
    return [event for event in timeline.events if event.commit == commit]


def test_a_change_is_taken_back() -> None:
    raised = [Change(PRIORITY, "low", "high")]
    timeline = told(("c1", "ada", diff(None, NEW)), ("c2", "bob", raised))
    plan = plan_undo(timeline, apply(NEW, raised), of(timeline, "c2"), actor="ada")
    assert plan == Undo("OPS-k7m2qd", (Change(PRIORITY, "high", "low"),))


def test_a_value_set_again_since_is_an_obstacle_that_names_who_did() -> None:
    raised, settled = [Change(PRIORITY, "low", "high")], [Change(PRIORITY, "high", "normal")]
    timeline = told(("c1", "ada", diff(None, NEW)), ("c2", "bob", raised), ("c3", "eve", settled))
    now = apply(NEW, raised + settled)
    assert plan_undo(timeline, now, of(timeline, "c2"), actor="bob") == Undo(
        "OPS-k7m2qd",
        obstacles=(
            Obstacle(
                "OPS-k7m2qd",
                raised[0],
                "priority was changed again since by eve",
                later=of(timeline, "c3")[0],
            ),
        ),
    )
    assert plan_undo(timeline, now, of(timeline, "c2"), actor="bob", anyway=True).changes == (
        Change(PRIORITY, "normal", "low"),
    )


def test_undoing_twice_changes_nothing() -> None:
    raised = [Change(PRIORITY, "low", "high")]
    timeline = told(("c1", "ada", diff(None, NEW)), ("c2", "bob", raised))
    assert plan_undo(timeline, NEW, of(timeline, "c2"), actor="bob") == Undo("OPS-k7m2qd")


def test_a_comment_is_marked_as_deleted_when_it_is_ones_own() -> None:
    node: Node = {"id": "c7f2kq", "by": "bob", "text": "Oops"}
    said = [Change(Register("comments", "c7f2kq"), None, node)]
    timeline = told(("c1", "ada", diff(None, NEW)), ("c2", "bob", said))
    now = apply(NEW, said)
    own = plan_undo(timeline, now, of(timeline, "c2"), actor="bob")
    assert apply(now, own.changes).doc["comments"] == [
        {"id": "c7f2kq", "by": "bob", "deleted": "true"}
    ]
    other = plan_undo(timeline, now, of(timeline, "c2"), actor="eve")
    assert [obstacle.problem for obstacle in other.obstacles] == [
        "the comment is by bob, not by you"
    ]


def test_a_creation_that_nothing_followed_takes_the_file_away() -> None:
    timeline = told(("c1", "ada", diff(None, NEW)))
    plan = plan_undo(timeline, NEW, of(timeline, "c1"), actor="ada")
    assert plan == Undo("OPS-k7m2qd", removes=True)


def test_a_ticket_that_lives_on_is_closed_rather_than_removed() -> None:
    raised = [Change(PRIORITY, "low", "high")]
    timeline = told(("c1", "ada", diff(None, NEW)), ("c2", "bob", raised))
    plan = plan_undo(timeline, apply(NEW, raised), of(timeline, "c1"), actor="ada")
    assert [(obstacle.problem, obstacle.hint) for obstacle in plan.obstacles] == [
        (
            "something else happened to it since: `priority: low -> high`",
            "tix close OPS-k7m2qd --as invalid",
        )
    ]


def test_a_checklist_is_undone_item_by_item() -> None:
    item = [
        Change(Register("checklist", "qk3v7d"), None, {"id": "qk3v7d", "text": "Call"}),
        Change(Register("checklist"), None, ["qk3v7d"]),
    ]
    timeline = told(("c1", "ada", diff(None, NEW)), ("c2", "bob", item))
    now = apply(NEW, item)
    plan = plan_undo(timeline, now, of(timeline, "c2"), actor="bob")
    assert apply(now, plan.changes) == NEW
