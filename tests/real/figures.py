"""Figures of a tracker, read from nothing but its git history."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

from tix.git.log import stream
from tix.git.objects import read_many
from tix.git.repo import Repo
from tix.model.ticket import Ticket, parse_time
from tix.store.layout import folder_and_id
from tix.store.ticketfile import parse_ticket

CLOSED = ("resolved", "closed")


@dataclass
class Life:
    """One ticket: its states by the second of their commits, and the last of them."""

    key: str
    states: list[tuple[int, Ticket]] = field(default_factory=list)

    @property
    def last(self) -> Ticket:
        return self.states[-1][1]

    @property
    def moves(self) -> list[tuple[int, str, str]]:
        """Every change of status: when, from, to."""
        pairs = zip(self.states, self.states[1:], strict=False)
        return [
            (when, before.status, after.status)
            for (_, before), (when, after) in pairs
            if before.status != after.status
        ]

    @property
    def created(self) -> int:
        return int(self.last.created.timestamp())

    @property
    def resolved(self) -> int | None:
        """When it was closed for the last time, if it still is."""
        if self.last.status not in CLOSED:
            return None
        entries = [at for at, before, to in self.moves if to in CLOSED and before not in CLOSED]
        return entries[-1] if entries else None

    @property
    def reopened(self) -> int:
        return sum(before in CLOSED and to not in CLOSED for _, before, to in self.moves)


def lives(root: Path) -> dict[str, Life]:
    """Return every imported ticket by its old key, from one walk over the history."""
    repo = Repo.discover(root)
    entries = list(stream(repo.git))
    blobs = {
        change.after
        for entry in entries
        for change in entry.diffs[0]
        if change.after and folder_and_id(change.path)
    }
    texts = dict(read_many(repo.git, blobs))
    found: dict[str, Life] = {}
    for entry in entries:
        for change in entry.diffs[0]:
            place = folder_and_id(change.path)
            if place and change.after:
                ticket = parse_ticket(texts[change.after] or b"", change.path, place[0])
                key = ticket.text("external").rpartition("/")[2]
                found.setdefault(key, Life(key)).states.append((entry.authored, ticket))
    return found


def spread(seconds: list[int]) -> dict[str, object]:
    """Return the summary that the expected figures give, in hours."""
    hours = sorted(value / 3600 for value in seconds)
    position = 0.9 * (len(hours) - 1)
    low = int(position)
    high = min(low + 1, len(hours) - 1)
    return {
        "unit": "hours",
        "n": len(hours),
        "mean": mean(hours),
        "median": median(hours),
        "p90_nearest_rank": hours[-(-9 * len(hours) // 10) - 1],
        "p90_linear": hours[low] + (position - low) * (hours[high] - hours[low]),
        "min": hours[0],
        "max": hours[-1],
    }


def time_in_status(found: dict[str, Life]) -> dict[str, list[int]]:
    """Return for each status the seconds spent in it, summed by ticket, the last one left out."""
    sums: dict[str, Counter[str]] = {}
    for life in found.values():
        since = life.created
        for when, before, _ in life.moves:
            sums.setdefault(before, Counter())[life.key] += when - since
            since = when
    return {status: list(by_key.values()) for status, by_key in sums.items()}


def first_responses(found: dict[str, Life]) -> list[int]:
    """Return the seconds from creation to the first comment of somebody else."""
    waits = []
    for life in found.values():
        others = [note.at for note in life.last.comments if note.by != life.last.text("reporter")]
        if others:
            waits.append(int((min(others) - life.last.created).total_seconds()))
    return waits


def month(second: int) -> str:
    """Return the month of a second, as `2014-12`."""
    return parse_time(_iso(second)).strftime("%Y-%m")


def _iso(second: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(second, UTC).isoformat()
