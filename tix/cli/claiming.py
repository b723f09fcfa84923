"""`tix claim --sync`: what is asked of the engine, and what is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tix.cli.changing import How, tell, write_judged
from tix.cli.progress import Waiting
from tix.errors import UsageError
from tix.sync.claiming import claim_first
from tix.sync.rounds import Wish, go_along
from tix.tracker import Tracker

if TYPE_CHECKING:
    from tix.cli.context import Session
    from tix.drafts import Draft, Outcome
    from tix.workflow.bulk import Order


def claim_with_others(session: Session, names: Sequence[str], order: Order, how: How) -> None:
    """Get what others did, claim, and push the claim or take it back."""
    from tix.selection import some_ids
    from tix.workflow.bulk import plan_for

    if how.include:
        raise UsageError("A claim that may be taken back takes no edits along.", hint="tix commit")
    may_ask = session.is_interactive
    # A tracker of its own: what it reads before the others' work is here must not be kept.
    early = Tracker(session.tracker.root, say=session.tracker.say)
    with Waiting() as waiting:
        go_along(early, Wish(pushes=False, may_ask=may_ask), say=waiting)
    tracker = session.tracker
    plan = plan_for(order, tracker.desk, tracker.resolve)
    ids = some_ids(tracker, names, how.query)

    def claim() -> Outcome:
        def fill(draft: Draft) -> None:
            for name in ids:
                draft.change(name, plan)

        return write_judged(session, fill, how)

    if how.dry_run:
        tell(claim(), how)
        return
    with Waiting() as waiting:
        done = claim_first(tracker, claim, take=order.take, may_ask=may_ask, say=waiting)
    tell(done, how)
