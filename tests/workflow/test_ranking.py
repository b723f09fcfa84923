"""What to take next, and why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tix.model.config import Config
from tix.model.ticket import Ticket
from tix.workflow.desk import Desk
from tix.workflow.ranking import rank

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def ticket(status: str = "open", **fields: str) -> Ticket:
    doc = {"id": "OPS-k7m2qd", "title": "T", "created": "2026-11-20T10:00:00Z"} | fields
    return Ticket(status, {**doc})


@pytest.fixture
def desk(config: Config) -> Desk:
    return Desk(config, "ana", NOW)


def test_every_point_has_its_reason(desk: Desk) -> None:
    found = rank(
        ticket(
            "doing",
            priority="high",
            due="2026-11-19",
            assignee="ana",
            created="2026-11-01T00:00:00Z",
        ),
        desk,
        waiting=2,
    )
    assert (found.points, found.reason) == (
        73.0,
        "overdue by 2 d, priority high, begun (doing), blocks 2, mine, 2 weeks old",
    )


def test_a_near_date_beats_a_far_one(desk: Desk) -> None:
    near, far = (rank(ticket(due=day), desk).points for day in ("2026-11-22", "2026-12-22"))
    assert near > far


def test_a_broken_date_costs_nothing(desk: Desk) -> None:
    assert rank(ticket(due="soon", created="x"), desk).reason == "priority normal"
