"""Undo: take back what a commit did to tickets, or to one of them, as a new commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from tix.errors import NotFound, Refused
from tix.history.undo import Obstacle, Undo, plan_undo
from tix.model.changes import in_words
from tix.model.registers import STATUS, STATUS_GROUP, assemble
from tix.store.layout import FILES, folder_and_id

if TYPE_CHECKING:
    from tix.drafts import Draft, Outcome
    from tix.git.log import FileChange
    from tix.history.events import Event
    from tix.history.reader import History
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker

#: So many changes are named in a message before they are counted.
_NAMED = 3

#: So many commits of one's own are looked at, of which most change tickets.
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Target:
    """What to take back: a commit, of it one ticket or all, of that one field or all."""

    commit: str
    ticket: str = ""
    field: str = ""

    def takes(self, event: Event) -> bool:
        """Tell whether an event of the commit is meant."""
        names = (event.change.register.field, str(event.change.register))
        return self.ticket in ("", event.ticket) and (not self.field or self.field in names)


@dataclass(slots=True)
class Undone:
    """What an undo did: to tickets, whose files it took away, and what it left as it is."""

    target: Target
    events: tuple[Event, ...]
    removed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    left: tuple[str, ...] = ()


def last_of_mine(tracker: Tracker) -> Target:
    """Return the newest commit on this branch by who acts that changed tickets."""
    history, me = tracker.history, tracker.me
    if history.head is not None:
        emails = {tracker.author.email, *tracker.config.people.emails(me)}
        mine = [f"--author=<{email}>" for email in sorted(emails) if email]
        limits = ("-F", "-i", "--no-merges", f"--max-count={_LOOKED_AT}", "--format=%H")
        for commit in tracker.repo.git.text("log", *limits, *mine, "--").split():
            if any(event.actor == me for event in history.events_of_commit(commit)):
                return Target(commit)
    raise NotFound(f"{me} changed no ticket on this branch.", hint="tix log --by me")


def of_commit(tracker: Tracker, rev: str) -> Target:
    """Return the commit that a name stands for; it must be one of this branch."""
    from tix.history.reader import resolve

    commit = resolve(tracker.repo, rev)
    if not tracker.repo.git.ok("merge-base", "--is-ancestor", commit, "HEAD"):
        raise Refused(f"Commit {commit[:10]} is not on this branch.", hint="tix log")
    return Target(commit)


def of_ticket(tracker: Tracker, ticket: str, name: str = "") -> Target:
    """Return the last change of a ticket, or of one of its fields or members (`tags:login`)."""
    name = STATUS.field if name in STATUS_GROUP else name
    wanted = Target("", ticket, name)
    events = [event for event in tracker.history.timeline(ticket).events if wanted.takes(event)]
    if not events:
        what = f"{ticket} has no change of {name!r}" if name else f"{ticket} is not committed yet"
        raise NotFound(f"{what}.", hint=f"tix log {ticket}")
    return Target(events[-1].commit, ticket, name)


def events_of(tracker: Tracker, target: Target) -> tuple[Event, ...]:
    """Return the events to take back, those of one ticket side by side; raise when there are none.

    A merge has only what it added itself.
    """
    _check_whole(tracker, target.commit)
    found = [
        event for event in tracker.history.events_of_commit(target.commit) if target.takes(event)
    ]
    if found:
        return tuple(sorted(found, key=lambda event: event.ticket))
    short = target.commit[:10]
    raise Refused(
        f"Commit {short} changed no ticket, and undo leaves everything else alone.",
        hint=f"git show {short}, git revert {short}",
    )


def _check_whole(tracker: Tracker, commit: str) -> None:
    """Refuse the oldest commit of a shallow clone, which seems to create all that it holds."""
    shallow = tracker.repo.common_dir / "shallow"
    if tracker.history.is_shallow and commit in shallow.read_text("ascii").split():
        raise Refused(
            f"History is cut off at commit {commit[:10]}: what it changed is not known here.",
            hint="git fetch --unshallow",
        )


def undo(
    tracker: Tracker,
    target: Target,
    *,
    anyway: bool = False,
    include: bool = False,
    dry_run: bool = False,
) -> tuple[Undone, Outcome]:
    """Take back what `target` means as a new commit, whole or not at all.

    Raises Refused for what was changed again since, unless `anyway`.
    """
    events = events_of(tracker, target)
    undone = Undone(target, events)

    def fill(draft: Draft) -> None:
        _Undoing(draft, undone, anyway).fill()

    outcome = tracker.write(fill, title=_title(undone), include=include, dry_run=dry_run)
    return undone, outcome


class _Undoing:
    """One undo, under the lock."""

    def __init__(self, draft: Draft, undone: Undone, anyway: bool) -> None:
        self.draft = draft
        self.tracker = draft.tracker
        self.undone = undone
        self.anyway = anyway
        self.history: History = self.tracker.history.at("HEAD")
        self.files = _files(self.tracker, undone.target.commit)

    def fill(self) -> None:
        """Plan every ticket, and write the plans if nothing stands in the way of any."""
        plans = [
            self._plan(ticket, list(events))
            for ticket, events in groupby(self.undone.events, lambda event: event.ticket)
        ]
        obstacles = [
            obstacle
            for plan in plans
            for obstacle in (*plan.obstacles, *self._dangling(plan, plans))
        ]
        if obstacles:
            raise _refusal(self.tracker, self.undone.target, obstacles)
        for plan in plans:
            self._write(plan)
        self._attachments()
        self.undone.left = tuple(self._left())
        self._judge()

    def _plan(self, ticket: str, events: list[Event]) -> Undo:
        timeline = self.history.timeline(ticket)
        now = self._read(ticket)
        if now is None and any(event.is_removal for event in events):
            return Undo(ticket)  # to be brought back
        return plan_undo(timeline, now, events, actor=self.tracker.me, anyway=self.anyway)

    def _read(self, ticket: str) -> Ticket | None:
        if not self.tracker.tickets.exists(ticket):
            return None
        found = self.draft.read(ticket)
        return found if found.id == ticket else None

    def _write(self, plan: Undo) -> None:
        if plan.removes:
            self.draft.remove(plan.ticket)
            self.undone.removed.append(plan.ticket)
        elif self._read(plan.ticket) is None:
            self._restore(plan.ticket)
        else:
            self.draft.change(plan.ticket, lambda _ticket: plan.changes)

    def _restore(self, ticket: str) -> None:
        """Bring back a file that the commit took away, with its bytes when they are readable."""
        from tix.errors import BadInput
        from tix.store.ticketfile import parse_ticket

        commit = self.undone.target.commit
        for path, change in self.files.items():
            place = folder_and_id(path)
            if place is None or place[1] != ticket or change.after:
                continue
            data = self.tracker.repo.git.run("cat-file", "blob", change.before)
            status = self.tracker.config.status_of_folder(place[0])
            try:
                self.draft.restore(parse_ticket(data, path, status), data)
                return
            except BadInput:
                break
        events = [e for e in self.history.timeline(ticket).events if e.commit != commit]
        values = {event.change.register: event.change.after for event in events}
        held = {name: node for name, node in values.items() if node is not None}
        self.draft.restore(assemble(held), b"")

    def _attachments(self) -> None:
        """Let the files of attachments follow their records."""
        from tix.lookback.undo_files import follow_records

        for ticket, events in groupby(self.undone.events, lambda event: event.ticket):
            removed = ticket in self.undone.removed
            warning = follow_records(self.draft, ticket, events, removed=removed)
            self.undone.warnings += [warning] if warning else []

    def _left(self) -> Iterator[str]:
        """Yield the other files that the commit changed: settings, pages, what is not ours."""
        if self.undone.target.ticket:
            return
        for path in self.files:
            if (
                folder_and_id(path) is None
                and path.partition("/")[0] != FILES
                and not path.endswith("/.gitkeep")
            ):
                yield path

    def _dangling(self, plan: Undo, plans: Sequence[Undo]) -> Iterator[Obstacle]:
        """Yield the tickets that would point at one which is to be removed."""
        if not plan.removes or self.anyway:
            return
        from tix.neighbours import find_neighbours

        around = find_neighbours(self.tracker, self.draft.read(plan.ticket))
        others = [other.id for links in around.incoming.values() for other in links]
        others += [child.id for child in around.children]
        ours = {one.ticket for one in plans}
        opened = next(e for e in self.undone.events if e.ticket == plan.ticket and e.is_creation)
        for other in dict.fromkeys(others):
            if other not in ours:
                hint = f"tix unlink {other} {plan.ticket}"
                yield Obstacle(plan.ticket, opened.change, f"{other} points at it", hint)

    def _judge(self) -> None:
        from tix.workflow.judge import judge

        desk = self.tracker.desk
        for edit in self.draft.edits():
            self.undone.warnings += judge(edit.before, edit.after, desk, takes_back=True)


def _files(tracker: Tracker, commit: str) -> dict[str, FileChange]:
    """Return the files of the tracker that a commit changed, by their place in it."""
    from tix.git.log import changes_of

    return {
        change.path.removeprefix(tracker.prefix): change
        for change in changes_of(tracker.repo.git, commit)
        if change.path.startswith(tracker.prefix)
    }


def _title(undone: Undone) -> str:
    """Return what the message of the new commit says besides the tickets."""
    told = told_events(undone.events)
    text = f"undo {undone.target.commit[:10]}, {told}"
    tickets = {event.ticket for event in undone.events}
    creates = all(any(e.is_creation for e in undone.events if e.ticket == name) for name in tickets)
    return f"{', '.join(sorted(tickets)[:_NAMED])}: {text}" if creates else text


def told_events(events: Iterable[Event]) -> str:
    """Return in a few words what events did."""
    listed = list(events)
    tickets = {event.ticket for event in listed}
    if len(tickets) > 1:
        return f"changes of {len(tickets)} tickets"
    if any(event.is_creation for event in listed):
        return "the creation"
    if any(event.is_removal for event in listed):
        return "the removal"
    told = in_words(event.change for event in listed)
    return "; ".join(told) if len(told) <= _NAMED else f"{len(told)} changes"


def _refusal(tracker: Tracker, target: Target, obstacles: Sequence[Obstacle]) -> Refused:
    from tix.model.dates import ago

    lines = []
    for one in obstacles:
        when = f" {ago(one.later.effective, tracker.now)}" if one.later else ""
        lines.append(f"{one.ticket}: {one.problem}{when}")
    told = "; ".join(dict.fromkeys(lines))
    words = " ".join(word for word in (target.ticket or target.commit[:10], target.field) if word)
    first = obstacles[0]
    hint = first.hint or f"tix undo {words} --force takes it back all the same"
    return Refused(f"Nothing was undone. {told}.", hint=hint)
