"""News: what others did to the tickets that concern somebody, since they last looked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tix.errors import GitFailed
from tix.lookback.log import Wanted, title_of
from tix.store.marks import Mark, read_mark, write_mark

if TYPE_CHECKING:
    from tix.history.events import Event
    from tix.history.timeline import Timeline
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker

#: What the first look shows.
FIRST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to one ticket, in order, and why it concerns somebody."""

    ticket: str
    title: str
    why: tuple[str, ...]
    events: tuple[Event, ...]

    @property
    def latest(self) -> datetime:
        """When the last of it took effect."""
        return self.events[-1].effective


@dataclass(frozen=True, slots=True)
class News:
    """The stories, the latest first; `since` is the last look, or what was asked for."""

    stories: tuple[Story, ...]
    since: datetime
    is_first: bool


def find_news(tracker: Tracker, *, since: datetime | None, everything: bool) -> News:
    """Return what others did since somebody last looked, or since a moment.

    What arrived since by a merge counts, however old it is: looks are kept by commit.
    """
    mark = None if since else read_mark(mark_path(tracker), tracker.me)
    commits = _commits_since(tracker, mark) if mark else None
    start = since or (mark.at if mark else tracker.now - FIRST)
    wanted = Wanted(commits=commits) if commits is not None else Wanted(since=start)
    stories = [
        story
        for timeline in tracker.history.timelines(_touched(tracker, commits, start))
        if (story := _story(timeline, wanted, tracker.me, everything=everything))
    ]
    stories.sort(key=lambda story: (story.latest, story.ticket), reverse=True)
    return News(tuple(stories), start, mark is None and since is None)


def keep_mark(tracker: Tracker) -> None:
    """Remember that somebody has seen everything up to now."""
    head = tracker.history.head
    if head is not None:
        write_mark(mark_path(tracker), tracker.me, Mark(head, tracker.now))


def mark_path(tracker: Tracker) -> Path:
    """Return where looks are kept: in the git dir, for every work tree of the clone."""
    return tracker.repo.common_dir / "tix" / "news.json"


def reasons(ticket: Ticket | None, me: str) -> tuple[str, ...]:
    """Return why a ticket concerns somebody, the strongest reason first."""
    if ticket is None:
        return ()
    said = {comment.by for comment in ticket.comments}
    texts = [ticket.text("description"), *(comment.text for comment in ticket.comments)]
    tests = {
        "yours": ticket.text("assignee") == me,
        "watched": me in ticket.items("watchers"),
        "reported": ticket.text("reporter") == me,
        "taking part": me in ticket.items("participants") or me in said,
        "mentioned": any(f"@{me}" in text.split() for text in texts),
    }
    return tuple(name for name, holds in tests.items() if holds)


def _story(timeline: Timeline, wanted: Wanted, me: str, *, everything: bool) -> Story | None:
    events = tuple(e for e in timeline.events if wanted.takes(e) and e.actor != me)
    if not events:
        return None
    why = reasons(timeline.state_at(), me)
    if not why and any(
        e.change.register.field == "assignee" and e.change.before == me for e in events
    ):
        why = ("was yours",)
    if not why and not everything:
        return None
    return Story(timeline.ticket, title_of(timeline), why, events)


def _commits_since(tracker: Tracker, mark: Mark) -> frozenset[str] | None:
    """Return the commits that came after a look, None when its commit is gone."""
    head = tracker.history.head
    if head is None or head == mark.commit:
        return frozenset()
    try:
        listed = tracker.repo.git.text("rev-list", head, f"^{mark.commit}", "--")
    except GitFailed:
        return None
    return frozenset(listed.split())


def _touched(tracker: Tracker, commits: Collection[str] | None, start: datetime) -> Collection[str]:
    history = tracker.history
    if commits is None:
        times = history.last_event_times()
        return [name for name, at in times.items() if at >= start]
    return {event.ticket for commit in commits for event in history.events_of_commit(commit)}
