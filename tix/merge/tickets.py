"""The tickets of a merge: taken whole where one side touched them, folded where both did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tix.merge.paths import Sides
from tix.merge.result import Result
from tix.merge.sides import Meeting
from tix.store.layout import folder_and_id

if TYPE_CHECKING:
    from tix.merge.files import Purged
    from tix.model.config import Config


def merge_tickets(
    meeting: Meeting, config: Callable[[], Config], purged: Purged, result: Result
) -> None:
    """Settle every ticket in which the sides differ; the settings are those of the result."""
    contested: list[str] = []
    first, second = meeting.tickets
    sides = sides_of(meeting)
    for ticket, (ours, theirs) in sides.items():
        if ticket in purged and purged[ticket] is None:
            result.take(ours + theirs, [])
        elif (ticket in first) is (ticket in second):
            contested.append(ticket)
        elif ticket in second:
            result.take(ours, theirs or ours)
        elif not ours:
            result.take(ours, theirs)
    if contested:
        from tix.merge.contest import Contest  # reads history, which mostly nobody needs

        Contest(meeting, config(), purged, result, sides, contested).settle()


def sides_of(meeting: Meeting) -> dict[str, Sides]:
    """Return the files of each ticket in which the sides differ."""
    found: dict[str, Sides] = {}
    for path, pair in meeting.files.items():
        named = folder_and_id(path)
        if named is None:
            continue
        sides = found.setdefault(named[1], ([], []))
        for side, file in zip(sides, pair, strict=True):
            if file.blob:
                side.append((path, file))
    return found
