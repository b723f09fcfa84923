"""History: what happened to tickets up to a commit, out of the cache that it keeps fresh."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tix.errors import NotFound
from tix.findings import Finding, Severity
from tix.git.repo import Repo
from tix.history.cache import Author, Cache
from tix.history.events import Event, Folders, Origin, make_events, sequence
from tix.history.graph import View
from tix.history.record import Row
from tix.history.timeline import Timeline
from tix.model.registers import Register

if TYPE_CHECKING:
    from tix.history.refresh import Progress
    from tix.model.people import People


class Settings(Folders, Protocol):
    """What history needs to know of a tracker's settings."""

    @property
    def people(self) -> People:
        """Who is who."""


class History:
    """The history of one tracker as HEAD, or another commit, has it.

    `prefix` is the tracker's folder within the work tree, "" or with a slash at its end.
    """

    def __init__(
        self,
        repo: Repo,
        config: Settings,
        prefix: str = "",
        *,
        rev: str = "HEAD",
        progress: Progress | None = None,
    ) -> None:
        self.repo = repo
        self.config = config
        self.prefix = prefix
        self.rev = rev
        self._progress = progress
        self._cache = Cache(cache_path(repo, prefix))
        self._actors: dict[tuple[str, str], str] = {}

    @property
    def is_shallow(self) -> bool:
        """Whether history is cut off, so that the oldest commits here seem to create tickets."""
        return self.repo.is_shallow

    @cached_property
    def head(self) -> str | None:
        """The commit up to which history is read; None before the first commit."""
        if self.rev == "HEAD":
            return self.repo.head().commit
        return resolve(self.repo, self.rev)

    def at(self, rev: str) -> History:
        """Return the history up to another commit."""
        return History(self.repo, self.config, self.prefix, rev=rev, progress=self._progress)

    def timeline(self, ticket: str) -> Timeline:
        """Return the timeline of one ticket; one that was never there has no events."""
        rows = self._cache.rows(ticket) if self._view is not None else []
        return Timeline.of(ticket, list(self._events(rows)))

    def timelines(self, tickets: Collection[str] | None = None) -> Iterator[Timeline]:
        """Yield the timelines of these tickets, or of all, by id."""
        if tickets is not None and len(tickets) <= 1000:
            yield from map(self.timeline, sorted(set(tickets)))
            return
        found: dict[str, list[Event]] = {}
        for event in self._events(self._cache.all_rows() if self._view is not None else ()):
            if tickets is None or event.ticket in tickets:
                found.setdefault(event.ticket, []).append(event)
        for ticket in sorted(found):
            yield Timeline.of(ticket, found[ticket])

    def events(
        self,
        tickets: Collection[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Event]:
        """Return events in the order in which they took effect, both bounds inclusive."""
        wanted = tickets
        if since is not None and self._view is not None:
            recent = self._cache.touched_since(int(since.timestamp()))
            wanted = recent if tickets is None else sorted(set(tickets).intersection(recent))
        found = [
            event
            for timeline in self.timelines(wanted)
            for event in timeline.events
            if (since is None or event.effective >= since)
            and (until is None or event.effective <= until)
        ]
        found.sort(key=sequence)
        return found

    def recent(self, count: int) -> list[Event]:
        """Return the last `count` events and more, whole commits, without reading all others."""
        view = self._view
        if view is None or count < 1:
            return []
        since = self._cache.moment_of(count, view.sees)
        return self.events(since=datetime.fromtimestamp(since, UTC))

    def events_of_commit(self, rev: str) -> list[Event]:
        """Return what one commit changed by itself; of a merge what it alone added."""
        commit = resolve(self.repo, rev)
        if self._view is None:
            return []
        number = self._cache.number_of(commit)
        if number is None:
            return self.at(commit).events_of_commit(commit)
        return list(self._events(self._cache.rows_of_commit(number), visible=False))

    def blame(self, ticket: str) -> dict[Register, Event]:
        """Return for each register of a ticket the event that set it."""
        return self.timeline(ticket).blame()

    def last_event_times(self) -> dict[str, datetime]:
        """Return for each ticket when its last change took effect."""
        view = self._view
        if view is None:
            return {}
        return {
            ticket: datetime.fromtimestamp(latest, UTC)
            for ticket, latest in self._cache.latest(view.sees).items()
        }

    def actors(self) -> list[str]:
        """Return everybody who ever made a commit, on any branch that was looked at."""
        people = self._cache.people() if self._view is not None else []
        handle = self.config.people.handle
        return sorted({handle(email, name) for name, email in people})

    def gaps(self) -> list[Finding]:
        """Return the commits after which a ticket could not be read, as findings."""
        view = self._view
        gaps = [gap for gap in self._cache.gaps() if view.sees(gap.number)] if view else []
        authors = self._cache.authors([gap.number for gap in gaps])
        return [
            Finding(
                Severity.WARNING,
                "history-gap",
                gap.path,
                f"commit {authors[gap.number].commit[:10]}: {gap.problem}",
            )
            for gap in gaps
        ]

    @cached_property
    def _view(self) -> View | None:
        """What the head sees, once the cache knows it."""
        head = self.head
        if head is None:
            return None

        def read() -> View | None:
            if self._cache.number_of(head) is None:
                from tix.history.refresh import refresh  # reads YAML and git; mostly not needed

                refresh(self._cache, self.repo, head, self.prefix, self._progress)
                if self._progress is not None:
                    self._progress(0)  # what it showed has to go
            number = self._cache.number_of(head)
            return None if number is None else self._cache.graph.view(number)

        return self._cache.guard(origin(self.repo), read)

    def _events(self, rows: Iterable[Row], *, visible: bool = True) -> Iterator[Event]:
        view = self._view
        kept = [row for row in rows if not visible or (view is not None and view.sees(row.number))]
        authors = self._cache.authors(list({row.number for row in kept}))
        for row in kept:
            author = authors[row.number]
            source = Origin(
                author.commit,
                self._actor(author),
                datetime.fromtimestamp(author.authored, UTC),
                self._cache.graph.depth(row.number),
            )
            yield from make_events(row.ticket, source, row.touches, self.config)

    def _actor(self, author: Author) -> str:
        key = (author.name, author.email)
        actor = self._actors.get(key)
        if actor is None:
            actor = self._actors[key] = self.config.people.handle(author.email, author.name)
        return actor


def cache_path(repo: Repo, prefix: str) -> Path:
    """Return where the cache lies: one for each tracker of a clone, shared by its work trees."""
    name = (
        f"history-{hashlib.sha256(prefix.encode()).hexdigest()[:8]}.db" if prefix else "history.db"
    )
    return repo.common_dir / "tix" / name


def origin(repo: Repo) -> str:
    """Return a digest of what decides, beside a commit's id, what git shows of it."""
    files = [repo.common_dir / "shallow", repo.common_dir / "info" / "grafts"]
    if repo.work_tree is not None:
        files.append(repo.work_tree / ".mailmap")
    digest = hashlib.sha256()
    for file in files:
        try:
            text = file.read_bytes()
        except OSError:
            text = b""
        digest.update(b"%d:" % len(text) + text)
    return digest.hexdigest()


def resolve(repo: Repo, rev: str) -> str:
    """Return the id of the commit that a name stands for; raise NotFound when there is none."""
    if not rev.startswith("-"):
        found = repo.git.text(
            "rev-list", "--no-walk", "--max-count=1", "--ignore-missing", rev, "--"
        )
        if found:
            return found
    raise NotFound(f"There is no commit {rev}.", hint="git log --oneline")
