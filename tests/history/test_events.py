from __future__ import annotations

from datetime import UTC, datetime

from tix.history.events import Event, Origin, make_events
from tix.history.fold import Touch
from tix.history.timeline import Span, Timeline
from tix.model.changes import Change
from tix.model.registers import STATUS, Register

PRIORITY = Register("priority")


class Renamed:
    """A tracker that called its folder `offen` open later."""

    def status_of_folder(self, folder: str) -> str:
        return {"offen": "open"}.get(folder, folder)


def at(hour: int) -> datetime:
    return datetime(2026, 11, 20, hour, tzinfo=UTC)


def event(hour: int, change: Change, commit: str = "c1") -> Event:
    return Event("OPS-k7m2qd", change, at(hour), at(hour), "ada", commit)


def status(before: str | None, after: str | None) -> Change:
    return Change(
        STATUS, {"status": before} if before else None, {"status": after} if after else None
    )


def test_a_renamed_folder_is_no_change_of_status() -> None:
    origin = Origin("c1", "ada", at(1))
    touches = [
        Touch(STATUS, {"status": "offen"}, {"status": "open"}, 3600),
        Touch(STATUS, {"status": "offen"}, {"status": "done"}, 7200),
    ]
    made = make_events("OPS-k7m2qd", origin, touches, Renamed())
    assert [item.change for item in made] == [status("open", "done")]


def test_a_new_comment_happened_when_it_says() -> None:
    said = {"id": "c7f2kq", "at": "2026-11-20T07:00:00Z", "by": "ana"}
    comment = Register("comments", "c7f2kq")
    assert event(9, Change(comment, None, said)).at == at(7)
    assert event(9, Change(comment, said, said | {"text": "more"})).at == at(9)
    assert event(9, Change(comment, None, said | {"at": "soon"})).at == at(9)


def test_the_same_change_picked_twice_counts_once() -> None:
    timeline = Timeline.of(
        "OPS-k7m2qd",
        [
            event(1, Change(PRIORITY, None, "low"), "c1"),
            event(2, Change(PRIORITY, "low", "high"), "c3"),
            event(2, Change(PRIORITY, "low", "high"), "c2"),
        ],
    )
    assert [(item.commit, item.superseded) for item in timeline.events] == [
        ("c1", False), ("c2", False), ("c3", True),
    ]  # fmt: skip


def test_a_change_that_did_not_find_what_it_replaced_is_superseded_and_yet_what_holds() -> None:
    timeline = Timeline.of(
        "OPS-k7m2qd",
        [
            event(1, status(None, "open"), "c1"),
            event(2, status("open", "doing"), "c2"),
            event(3, status("open", "done"), "c3"),
        ],
    )
    assert [item.superseded for item in timeline.events] == [False, False, True]
    assert timeline.spans() == [
        Span({"status": "open"}, at(1), at(2)),
        Span({"status": "doing"}, at(2), at(3)),
        Span({"status": "done"}, at(3), None),
    ]
    assert [span.text for span in timeline.spans()] == ["open", "doing", "done"]


def test_the_state_at_a_moment_is_that_of_the_events_until_then() -> None:
    timeline = Timeline.of(
        "OPS-k7m2qd",
        [
            event(1, status(None, "open")),
            event(1, Change(PRIORITY, None, "low")),
            event(3, Change(PRIORITY, "low", "high"), "c2"),
            event(5, status("open", None), "c3"),
        ],
    )
    seen = [timeline.state_at(at(hour)) for hour in (0, 2, 3, 5)]
    assert [ticket and (ticket.status, ticket.text("priority")) for ticket in seen] == [
        None, ("open", "low"), ("open", "high"), None,
    ]  # fmt: skip
    assert timeline.spans() == [Span({"status": "open"}, at(1), at(5))]


def test_blame_names_the_event_that_set_each_register() -> None:
    opened, low = event(1, status(None, "open")), event(1, Change(PRIORITY, None, "low"))
    high = event(3, Change(PRIORITY, "low", "high"), "c2")
    timeline = Timeline.of("OPS-k7m2qd", [opened, low, high])
    assert timeline.blame() == {STATUS: opened, PRIORITY: high}
    assert (timeline.opened, timeline.last) == (opened, high)
