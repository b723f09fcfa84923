"""The usual list: everything open and awake, remembered so that the next one is quick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, timedelta, tzinfo
from typing import TYPE_CHECKING

from tix import clock
from tix.model.formats import FORMAT
from tix.store.index_glance import Asked, Glance, glance, keep

if TYPE_CHECKING:
    from tix.selection import Selection

_TIME = "%Y-%m-%dT%H:%M:%SZ"


def find_usual(start: str) -> Glance | None:
    """Return the usual list of the tracker at `start`, None when it must be made in full."""
    return glance(start, _MOMENTS)


def keep_usual(selection: Selection, columns: Sequence[str]) -> None:
    """Remember what a selection asks, to be asked again by `find_usual`."""
    tracker = selection.tracker
    config = tracker.config
    sql, params = selection.statement(columns)
    passing = {moment(config.timezone): name for name, moment in _MOMENTS.items()}
    folders = {
        folder: (status, str(config.category_of(status)))
        for folder, status in config.folders.items()
    }
    asked = Asked(
        root=str(tracker.root),
        meaning=repr(sorted(folders.items())),
        folders=[folder for folder, (status, _) in folders.items() if status in selection.statuses],
        columns=[*columns],
        sql=sql,
        params=[*params],
        moments={at: passing[one] for at, one in enumerate(params) if one in passing},
        zone=config.timezone,
    )
    is_known = config.format <= FORMAT  # a newer one is said each time
    if is_known and "tix_" not in sql and set(asked.moments.values()) == {*_MOMENTS}:
        keep(str(tracker.repo.own_dir), asked)


def _later(_zone: str) -> str:
    return (clock.now() + timedelta(seconds=1)).astimezone(UTC).strftime(_TIME)


def _tomorrow(zone: str) -> str:
    return (clock.now().astimezone(_zone(zone)).date() + timedelta(days=1)).isoformat()


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


_MOMENTS: dict[str, Callable[[str], str]] = {"later": _later, "tomorrow": _tomorrow}
