"""Go along with the others: fetch, merge, push, and again when somebody else was quicker.

The push goes first and what lies here follows: until the remote has taken it, nothing here changes.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tix.errors import MergeUnresolved, Refused
from tix.frozen import frozen
from tix.git.repo import Repo
from tix.store.lock import locked
from tix.store.transaction import check_writable
from tix.sync.remote import Pushed, Route, fetch, find_route, follow, push

if TYPE_CHECKING:
    from tix.git.refs import Head
    from tix.merge.decisions import MergePlan
    from tix.sync.joining import Joined
    from tix.tracker import Tracker

#: How often a push that was beaten is tried again, and the longest first pause in seconds.
_ATTEMPTS = 12
_PAUSE, _LONGEST = 0.1, 5.0

#: Told what is waited for.
Say = Callable[[str], None]
#: Told the commit of the remote before anything is joined with it; raises to stop.
Guard = Callable[[str | None], None]


@frozen
class Round:
    """What a sync did: `before` and `after` are commits here, `theirs` is what the remote had.

    `pushed` tells whether the remote took something; `plan` is what a merge of our own decided.
    """

    route: Route
    before: str
    after: str
    theirs: str | None
    pushed: bool
    plan: MergePlan | None

    @property
    def is_idle(self) -> bool:
        """Tell whether both sides held the same already."""
        return self.before == self.after == self.theirs


@frozen
class Wish:
    """What is asked of a sync."""

    remote: str = ""
    pushes: bool = True
    may_ask: bool = False


def go_along(
    tracker: Tracker, wish: Wish, *, say: Say = lambda _text: None, guard: Guard | None = None
) -> Round:
    """Fetch, merge and push until both sides hold the same; return what was done."""
    repo = tracker.repo
    check_writable(repo)
    route = find_route(repo, wish.remote)
    for attempt in range(_ATTEMPTS):
        if attempt:
            _pause(attempt)
        say(f"Fetching from {route.remote}" + (" again" if attempt else ""))
        done = _once(tracker, route, wish, say, guard)
        if done:
            return done
    raise Refused(
        f"Others kept pushing to {route.name}: {_ATTEMPTS} pushes were beaten.", hint="tix sync"
    )


def _once(
    tracker: Tracker, route: Route, wish: Wish, say: Say, guard: Guard | None
) -> Round | None:
    """Try once; None means that somebody was quicker, there or here, and nothing was changed."""
    repo = tracker.repo
    head = repo.head()
    if head.commit is None:
        raise Refused("Nothing is committed here yet.", hint="tix create TITLE")
    theirs = fetch(repo, route, may_ask=wish.may_ask)
    if guard:
        guard(theirs)
    if theirs == head.commit:
        return Round(route, head.commit, head.commit, theirs, False, None)
    joined = _join(tracker, route, head.commit, theirs)
    _check_way(repo, head.commit, joined.commit)
    pushes = wish.pushes and joined.commit != theirs
    if pushes:
        say(f"Pushing to {route.remote}")
        if push(repo, route, joined.commit, may_ask=wish.may_ask) is Pushed.BEATEN:
            return None
        follow(repo, route)
    if joined.commit != head.commit and not _land(repo, head, joined.commit, route, say):
        return None
    return Round(route, head.commit, joined.commit, theirs, pushes, joined.plan)


def _join(tracker: Tracker, route: Route, ours: str, theirs: str | None) -> Joined:
    from tix.sync.joining import join, stamped

    repo = tracker.repo
    stamp = stamped(repo, tracker.now, f"tix: merge {route.name}")
    try:
        return join(repo, tracker.prefix, ours, theirs, stamp)
    except MergeUnresolved as error:
        from tix.founding.merging import find_strategy

        how = "git merge -s tix" if find_strategy(repo) else "git merge"
        raise MergeUnresolved(
            f"{error.message} Nothing was changed here.",
            hint=f"{how} {(theirs or '')[:12]}, settle them, then tix sync",
        ) from error


def _check_way(repo: Repo, old: str, new: str) -> None:
    """Raise Refused when files here are in the way, before anything is pushed."""
    from tix.git.checkout import Checkout
    from tix.merge.strategy import in_the_way

    if old == new:
        return
    with locked(repo.own_dir / "lock") as held:
        checkout = Checkout(repo, old, new, held=held)
        try:
            checkout.check()
        except Refused as error:
            raise in_the_way(error.message) if "'" in error.message else error from None
        finally:
            checkout.drop()


def _land(repo: Repo, head: Head, commit: str, route: Route, say: Say) -> bool:
    """Go to a commit; tell whether the branch was still where it had been."""
    from tix.store.landing import land

    with locked(repo.own_dir / "lock", on_wait=say) as held:
        if repo.head() != head:
            return False
        land(repo, head, commit, f"tix sync: {route.name}", held=held)
        return True


def _pause(attempt: int) -> None:
    """Wait for a while that no two clones have in common."""
    time.sleep(random.uniform(0.5, 1) * min(_LONGEST, _PAUSE * 2**attempt))  # noqa: S311
