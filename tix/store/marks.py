"""Marks: up to which commit somebody has looked at the news, kept in the git dir."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tix.model.ticket import format_time, parse_time
from tix.store.atomic import explained, replace


@dataclass(frozen=True, slots=True)
class Mark:
    """The commit that was the newest when somebody looked, and when that was."""

    commit: str
    at: datetime


def read_mark(path: Path, who: str) -> Mark | None:
    """Return the mark of a person; a file that cannot be understood has none."""
    held = _read(path).get(who)
    try:
        return Mark(held["commit"], parse_time(held["at"])) if held else None
    except (KeyError, ValueError):
        return None


def write_mark(path: Path, who: str, mark: Mark) -> None:
    """Remember where a person is; raises CannotWrite where nothing can be written."""
    marks = {**_read(path), who: {"commit": mark.commit, "at": format_time(mark.at)}}
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, json.dumps(marks, indent=1).encode(), durable=False)


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    marks = held if isinstance(held, dict) else {}
    return {who: mark for who, mark in marks.items() if isinstance(mark, dict)}
