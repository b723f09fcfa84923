"""Bring back what a merge lost, as far as nobody has set it anew since."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from tix.errors import NotFound, TixError
from tix.merge.versions import Versions
from tix.model.registers import registers
from tix.store.staging import read_bytes

if TYPE_CHECKING:
    from tix.drafts import Draft, Outcome, Plan
    from tix.merge.audit import Audit, Loss
    from tix.model.changes import Change
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker


def make_amends(tracker: Tracker, audits: Sequence[Audit]) -> Outcome:
    """Write one commit that brings back what merges lost; without a loss there is none."""
    losses = [loss for audit in audits for loss in audit.losses]

    def fill(draft: Draft) -> None:
        present = Versions(tracker.repo, tracker.prefix, "HEAD")
        for loss in losses:
            if loss.changes:
                with suppress(NotFound):  # gone for good since
                    draft.change(loss.ticket, _still_lost(loss))
            else:
                restore(draft, loss, present.places.get(loss.ticket, []))

    return tracker.write(fill, title="tix: bring back what a merge lost")


def restore(draft: Draft, loss: Loss, places: Sequence[str]) -> bool:
    """Put a ticket's file where and as merging has it, unless it is there and can be read."""
    tracker = draft.tracker
    if len(places) == 1 and _is_readable(tracker, loss.ticket):
        return False
    held = {path: read_bytes(tracker.root / path) for path in places}
    for path, content in held.items():
        if path != loss.path and content is not None:
            draft.write_file(path, content, None)
    draft.write_file(loss.path, held.get(loss.path), loss.content)
    return True


def _still_lost(loss: Loss) -> Plan:
    def plan(ticket: Ticket) -> list[Change]:
        now = registers(ticket)
        return [change for change in loss.changes if now.get(change.register) == change.before]

    return plan


def _is_readable(tracker: Tracker, ticket: str) -> bool:
    try:
        tracker.tickets.load(ticket)
    except TixError:
        return False
    return True
