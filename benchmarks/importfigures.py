"""Figures of imported trackers, read from git's history, in the shape of those from the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from statistics import mean, median
from typing import Any
from zoneinfo import ZoneInfo

from tests.real.figures import Life, month
from tix.model.ticket import parse_time

Found = Mapping[str, Life]
CLOSED = ("resolved", "closed")


def spread(values: Iterable[float], unit: str) -> dict[str, Any]:
    """Return the summary of a set of numbers that the sources' figures give."""
    listed = sorted(values)
    position = 0.9 * (len(listed) - 1)
    low = int(position)
    high = min(low + 1, len(listed) - 1)
    return {
        "unit": unit,
        "n": len(listed),
        "mean": mean(listed),
        "median": median(listed),
        "p90_nearest_rank": listed[-(-9 * len(listed) // 10) - 1],
        "p90_linear": listed[low] + (position - low) * (listed[high] - listed[low]),
        "min": listed[0],
        "max": listed[-1],
    }


def incidents(found: Found) -> dict[str, Any]:
    """Return the figures of ServiceNow's incidents."""
    lives = found.values()
    moves = [(before, to) for life in lives for _, before, to in life.moves]
    reopened = [life.reopened for life in lives if life.reopened]
    by_priority = {
        name: [life for life in lives if life.last.text("priority") == word]
        for name, word in _PRIORITIES.items()
    }
    return {
        "incidents": len(found),
        "last_state": counted(_title(life.last.status) for life in lives),
        "events_by_state": counted(_title(t.status) for life in lives for _, t in life.states),
        "made_sla": {"true": sum(life.last.text("made_sla") == "true" for life in lives)},
        "reopen_count": {
            "incidents_with_reopen": len(reopened),
            "total": sum(reopened),
            "max": max(reopened, default=0),
        },
        "reassignment_count": spread(
            (int(life.last.text("reassignments") or 0) for life in lives), "count"
        ),
        "resolution_time_opened_to_resolved": spread(hours(lives, "resolved_at"), "hours"),
        "close_time_opened_to_closed": spread(hours(lives, "closed_at"), "hours"),
        "by_priority": {
            name: {
                "incidents": len(some),
                "resolution": spread(hours(some, "resolved_at"), "hours"),
            }
            for name, some in by_priority.items()
        },
        "opened_per_month": months(life.created for life in lives),
        "resolved_per_month": months(seconds(lives, "resolved_at")),
        "closed_per_month": months(seconds(lives, "closed_at")),
        "contact_type": counted(life.last.text("channel").capitalize() for life in lives),
        "from_state_sequence": {
            "transitions": counted(f"{_title(a)} -> {_title(b)}" for a, b in moves),
            "reopen_transitions": sum(reopened),
            "incidents_reopened": len(reopened),
        },
    }


_PRIORITIES = {
    "1 - Critical": "critical",
    "2 - High": "high",
    "3 - Moderate": "normal",
    "4 - Low": "low",
}


def support(found: Found) -> dict[str, Any]:
    """Return the figures of the support desk."""
    lives = found.values()
    answers = [
        ((life.last.comments[0].at - life.last.created).total_seconds() / 60, life)
        for life in lives
        if life.last.comments
    ]
    resolved = [
        ((when - life.created) / 3600, life, when)
        for life in lives
        for when, _, to in life.moves
        if to == "resolved"
    ]
    sources = ("Chat", "Email", "Phone")
    names = {"High": "high", "Low": "low", "Medium": "normal"}
    return {
        "tickets": len(found),
        "status": counted(
            {"doing": "In progress"}.get(life.last.status, life.last.status.capitalize())
            for life in lives
        ),
        "priority": {
            name: sum(life.last.text("priority") == word for life in lives)
            for name, word in names.items()
        },
        "source": counted(life.last.text("channel").capitalize() for life in lives),
        "first_response_time": spread((time for time, _ in answers), "minutes"),
        "first_response_time_by_source": {
            name: spread(
                (time for time, life in answers if life.last.text("channel") == name.lower()),
                "minutes",
            )
            for name in sources
        },
        "first_response_sla": counted(life.last.text("response_sla") for life in lives),
        "resolution_time": spread((time for time, _, _ in resolved), "hours"),
        "resolution_time_by_priority": {
            name: spread(
                (time for time, life, _ in resolved if life.last.text("priority") == word), "hours"
            )
            for name, word in names.items()
        },
        "resolution_sla": counted(life.last.text("resolution_sla") for life in lives),
        "satisfaction": scores(lives),
        "created_per_month": months(life.created for life in lives),
        "resolved_per_month": months(when for _, _, when in resolved),
    }


def states(found: Found) -> dict[str, Any]:
    """Return the figures of a Jira whose log has the states that ended."""
    lives = found.values()
    moves = [(before, to) for life in lives for _, before, to in life.moves]
    again = [sum(before == "done" for _, before, _ in life.moves) for life in lives]
    local = ZoneInfo("America/New_York")
    return {
        "tickets": len(found),
        "last_status": counted(letters(life.last.status) for life in lives),
        "resolution": counted(letters(life.last.text("resolution")) for life in lives),
        "resolved_missing": sum(not life.last.text("resolved_at") for life in lives),
        "transitions_total": len(moves),
        "transitions_top": counted(f"{letters(a)} -> {letters(b)}" for a, b in moves),
        "left_Done_again": {"transitions": sum(again), "tickets": sum(map(bool, again))},
        "created_per_month": counted(
            f"{datetime.fromtimestamp(life.created, local):%Y-%m}" for life in lives
        ),
        "resolution_time_exact_Created_to_Resolved": spread(hours(lives, "resolved_at"), "hours"),
    }


def customers(found: Found) -> dict[str, Any]:
    """Return the figures of the customers' tickets."""
    lives = found.values()
    return {
        "tickets": len(found),
        "status": counted(letters(life.last.status) for life in lives),
        "priority": counted(letters(life.last.text("priority")) for life in lives),
        "channel": counted(letters(life.last.text("channel")) for life in lives),
        "type": counted(letters(life.last.text("type")) for life in lives),
        "satisfaction": scores(lives),
    }


def jira_table(found: Found) -> dict[str, Any]:
    """Return the figures of Jira's table, which tells how issues ended and what was said."""
    lives = found.values()
    closings = [(life.resolved - life.created) / 3600 for life in lives if life.resolved]
    return {
        "issues": len(found),
        "status": counted(letters(life.last.status) for life in lives),
        "resolution": counted(
            letters(life.last.text("resolution") or "Unresolved") for life in lives
        ),
        "type": counted(letters(life.last.text("type")) for life in lives),
        "priority": counted(letters(life.last.text("priority")) for life in lives),
        "comments": sum(len(life.last.comments) for life in lives),
        "resolution_time": spread(closings, "hours"),
        "created_per_year": counted(month(life.created)[:4] for life in lives),
    }


def scores(lives: Iterable[Life]) -> dict[str, Any]:
    """Return the spread of what requesters thought."""
    nodes = [life.last.doc.get("satisfaction") for life in lives]
    return spread((int(str(node["score"])) for node in nodes if isinstance(node, dict)), "1-5")


def hours(lives: Iterable[Life], field: str) -> list[float]:
    """Return the hours from the creation of tickets to the time in a field."""
    return [
        (parse_time(text) - life.last.created).total_seconds() / 3600
        for life in lives
        if (text := life.last.text(field))
    ]


def seconds(lives: Iterable[Life], field: str) -> list[int]:
    """Return the times in a field."""
    texts = (life.last.text(field) for life in lives)
    return [int(parse_time(text).timestamp()) for text in texts if text]


def months(moments: Iterable[int]) -> dict[str, int]:
    """Return how many moments each month has."""
    return counted(map(month, moments))


def counted(words: Iterable[str]) -> dict[str, int]:
    """Return how often each word is there."""
    return dict(Counter(words))


def letters(text: str) -> str:
    """Return a word without what its spelling may differ in."""
    return "".join(filter(str.isalnum, text.lower()))


def _title(status: str) -> str:
    return status.replace("-", " ").title()


Figures = Callable[[Found], dict[str, Any]]
