"""News as people read them: a heading for each ticket, what was said in short."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tix.cli import times
from tix.cli.colour import BOLD, DIM, OFF
from tix.cli.historyview import event_json, told
from tix.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tix.cli.context import Session
    from tix.cli.output import Record
    from tix.lookback.news import News, Story

FIELDS = ("id", "title", "why", "events")


def news_text(session: Session, news: News) -> str:
    """Return the stories, an empty line between two."""
    return "\n".join(
        "".join(f"{line}\n" for line in _lines(session, story)) for story in news.stories
    )


def news_records(news: News) -> list[Record]:
    """Return one promised JSON object for each ticket."""
    return [
        {
            "id": story.ticket,
            "title": story.title,
            "why": [*story.why],
            "events": [event_json(event) for event in story.events],
        }
        for story in news.stories
    ]


def _lines(session: Session, story: Story) -> Iterator[str]:
    why = f"  ({', '.join(story.why)})" if story.why else ""
    if session.paints:
        yield f"{BOLD}{story.ticket}{OFF}  {clean(story.title)}{DIM}{why}{OFF}"
    else:
        yield f"{story.ticket}  {clean(story.title)}{why}"
    for _, group in groupby(story.events, lambda event: event.commit):
        events = list(group)
        lead = f"{times.relative(events[0].at, session.tracker.now):>10}  {clean(events[0].actor)}"
        for number, text in enumerate(told(events)):
            yield f"  {lead if not number else ' ' * len(lead)}  {clean(text)}"
