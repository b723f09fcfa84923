"""Claim tickets with everybody looking: the claim counts when the remote has taken it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from tix.errors import Refused
from tix.merge.versions import Versions
from tix.store.landing import land
from tix.store.lock import locked
from tix.sync.rounds import Say, Wish, go_along

if TYPE_CHECKING:
    from tix.drafts import Outcome
    from tix.tracker import Tracker


def claim_first(
    tracker: Tracker, claim: Callable[[], Outcome], *, take: bool, may_ask: bool, say: Say
) -> Outcome:
    """Make a claim and send it; raise Refused, with the claim gone again, when others were first.

    What others did must be here already, so that `claim` sees it.
    """
    outcome = claim()
    if not outcome.commit:
        return outcome
    ids = [edit.after.id for edit in outcome.edits]

    def guard(theirs: str | None) -> None:
        if theirs and not take:
            check_free(tracker, theirs, ids)

    try:
        go_along(tracker, Wish(may_ask=may_ask), say=say, guard=guard)
    except BaseException:
        take_back(tracker, outcome.commit)
        raise
    return outcome


def check_free(tracker: Tracker, theirs: str, ids: Collection[str]) -> None:
    """Raise Refused when somebody else has one of these tickets in a commit."""
    for name, ticket in Versions(tracker.repo, tracker.prefix, theirs).tickets(ids).items():
        owner = ticket.text("assignee")
        if owner not in ("", tracker.me):
            raise Refused(
                f"{owner} took {name} first; it is not claimed.", hint="tix sync, then tix next"
            )


def take_back(tracker: Tracker, commit: str) -> None:
    """Remove a commit of ours that nobody has, unless others of ours stand on it."""
    repo = tracker.repo
    with locked(repo.own_dir / "lock") as held:
        head = repo.head()
        if head.commit == commit:
            before = repo.git.text("rev-parse", "--verify", f"{commit}^")
            land(repo, head, before, "tix claim taken back", held=held)
