"""The log as people read it: newest first, a line for each change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tix.cli import times
from tix.cli.colour import BOLD, DIM, OFF
from tix.cli.historyview import event_fields, event_json, mark, said, telling, told
from tix.model.ticket import format_time
from tix.text import clean, pad, truncate, width

if TYPE_CHECKING:
    from tix.cli.output import Record
    from tix.lookback.log import Entry

#: Characters of a commit's id that are shown.
SHORT = 10

#: Columns of the log for programs that read lines.
COLUMNS = ("ticket", "at", "actor", "change", "commit", "title")


def log_text(
    entries: Sequence[Entry],
    now: datetime,
    columns: int,
    *,
    utc: bool = False,
    paints: bool = False,
    titled: bool = True,
) -> str:
    """Return the lines of entries; `titled` names the ticket of each above what happened to it."""
    leads = [
        (
            times.clock(entry.at, utc=utc),
            times.relative(entry.at, now),
            clean(entry.first.actor),
            entry.first.commit[:SHORT],
        )
        for entry in entries
    ]
    widths = [max(map(width, texts)) for texts in zip(*leads, strict=True)]
    lines: list[str] = []
    for entry, lead in zip(entries, leads, strict=True):
        start = "  ".join(pad(text, cells) for text, cells in zip(lead, widths, strict=True))
        write = _titled if titled else _plain
        lines += write(entry, start, columns, paints=paints)
    return "".join(f"{line}\n" for line in lines)


def log_rows(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    """Return one row of `COLUMNS` for each change."""
    return [
        (
            entry.ticket,
            format_time(event.at),
            event.actor,
            said(event, whole=True) + mark(event),
            event.commit,
            entry.title,
        )
        for entry in entries
        for event in telling(entry.events)
    ]


def log_fields() -> list[str]:
    """Return the names of the fields of `log_records` in order."""
    return [*event_fields(), "title"]


def log_records(entries: Sequence[Entry]) -> list[Record]:
    """Return one promised JSON object for each change, with the title of its ticket."""
    return [
        {**event_json(event), "title": entry.title} for entry in entries for event in entry.events
    ]


def _titled(entry: Entry, start: str, columns: int, *, paints: bool) -> Iterator[str]:
    title = truncate(clean(entry.title), max(columns - width(start) - width(entry.ticket) - 4, 0))
    if paints:
        yield f"{DIM}{start}{OFF}  {BOLD}{entry.ticket}{OFF}  {title}"
    else:
        yield f"{start}  {entry.ticket}  {title}"
    for text in map(clean, told(entry.events)):
        yield f"    {text}"


def _plain(entry: Entry, start: str, _columns: int, *, paints: bool) -> Iterator[str]:
    indent = " " * width(start)
    lead = f"{DIM}{start}{OFF}" if paints else start
    for number, text in enumerate(map(clean, told(entry.events))):
        yield f"{indent if number else lead}  {text}"
