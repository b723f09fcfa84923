"""What a sync brought and sent, and whose values gave way to whose."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from tix.frozen import frozen
from tix.git.log import LOG
from tix.git.repo import Repo
from tix.merge.decisions import Decision, Winner
from tix.merge.plan import plan_merge
from tix.store.layout import folder_and_id

if TYPE_CHECKING:
    from tix.history.events import Event
    from tix.sync.rounds import Round
    from tix.tracker import Tracker

#: Beyond so many tickets they are counted and not told one by one.
_TOLD = 300
#: Merges of others that are looked into for values of ours, the latest first.
_MERGES = 50


@frozen
class Haul:
    """What went one way: commits, tickets by id, and the changes where they are few."""

    commits: int = 0
    tickets: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def people(self) -> list[str]:
        """Who made the changes."""
        return sorted({event.actor for event in self.events})


@frozen
class Account:
    """All of it; `losses` are decisions by which one of two values went."""

    came: Haul
    went: Haul
    losses: tuple[Decision, ...]


def account_for(tracker: Tracker, done: Round) -> Account:
    """Return what a sync did, out of history."""
    theirs = done.theirs or ""
    came = _haul(tracker, theirs, done.before) if theirs else Haul()
    went = _haul(tracker, done.before, theirs) if done.pushed else Haul()
    own = [
        one for one in (done.plan.decisions if done.plan else ()) if one.winner is not Winner.BOTH
    ]
    brought = lost_in(tracker, done.before, theirs) if theirs else []
    return Account(came, went, (*own, *brought))


def lost_in(tracker: Tracker, since: str, tip: str) -> list[Decision]:
    """Return what somebody who acts here lost in merges between two commits.

    Only merges of something that they committed are looked into.
    """
    emails = {tracker.author.email, *tracker.config.people.emails(tracker.me)}
    revs = ("--merges", "--topo-order", f"--max-count={_MERGES}", "--parents", tip, f"^{since}")
    rows = tracker.repo.git.text("rev-list", *revs, "--").splitlines()
    merges = [row.split()[1:] for row in reversed(rows)]
    return [
        decision
        for parents in merges
        if len(parents) == 2 and _is_party(tracker.repo, parents, emails)
        for decision in plan_merge(tracker.repo, tracker.prefix, *parents).decisions
        if loser(decision) == tracker.me
    ]


def loser(decision: Decision) -> str:
    """Return whose value went; "" when neither did."""
    if decision.winner is Winner.BOTH or decision.ours.by == decision.theirs.by:
        return ""
    return (decision.theirs if decision.winner is Winner.OURS else decision.ours).by


def _is_party(repo: Repo, parents: Sequence[str], emails: Collection[str]) -> bool:
    """Tell whether somebody of these addresses committed on one side of a merge."""
    wanted = ("--fixed-strings", *(f"--author=<{email}>" for email in sorted(emails)))
    sides = f"{parents[0]}...{parents[1]}"
    return bool(repo.git.text("rev-list", "--max-count=1", *wanted, sides, "--"))


def _haul(tracker: Tracker, tip: str, other: str) -> Haul:
    """Return what the commits of `tip` that `other` lacks did; "" lacks them all."""
    without = [f"^{other}"] if other else []
    git = tracker.repo.git
    commits = frozenset(git.text("rev-list", tip, *without, "--").split())
    if not commits:
        return Haul()
    tickets = tuple(sorted(set(_touched(tracker, tip, without))))
    if len(tickets) > _TOLD:
        return Haul(len(commits), tickets)
    events = [
        event
        for timeline in tracker.history.at(tip).timelines(tickets)
        for event in timeline.events
        if event.commit in commits
    ]
    return Haul(len(commits), tickets, tuple(events))


def _touched(tracker: Tracker, tip: str, without: list[str]) -> Iterator[str]:
    below = [f":(top,literal){tracker.prefix.rstrip('/')}"] if tracker.prefix else []
    log = (*LOG, "--format=", "--name-only", "-z", "--no-renames", "--diff-merges=off")
    for path in tracker.repo.git.lines0(*log, tip, *without, "--", *below):
        named = folder_and_id(path.strip("\n").removeprefix(tracker.prefix))
        if named:
            yield named[1]
