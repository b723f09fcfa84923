"""What a merge commit itself says: all that does not follow from what its parents knew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tix.frozen import frozen
from tix.history.fold import Held, Touch, effective_time
from tix.history.identity import CREATED, identities
from tix.history.record import Row
from tix.history.settle import Sees, Settled, settle
from tix.history.versions import Difference
from tix.model.registers import Register
from tix.model.ticket import Node, parse_time

ID, FORMERLY = Register("id"), Register("formerly")


@frozen
class Former:
    """The id that a ticket had, all rows under it, and when the ticket was created, if known."""

    id: str
    rows: Sequence[Row]
    created: str = ""


def merged_state(ticket: str, own: Sequence[Row], former: Former | None, sees: Sees) -> Settled:
    """Return the registers of a ticket as merging makes them of what is known under its id.

    Of one that had to take a new id also what is known under the `former` one.
    """
    if former is None:
        return settle(identities(own, sees)[0].rows, sees)
    settled = settle([*younger_rows(own, former, sees), *own], sees)
    since = settled.state[CREATED].effective if CREATED in settled.state else 0
    named = {ID: Held(since, ticket), FORMERLY: Held(since, former.id)}
    return replace(settled, state=settled.state | named)


def younger_rows(own: Sequence[Row], former: Former, sees: Sees) -> list[Row]:
    """Return the rows under the old id that belong to the ticket that was given a new one."""
    wanted = {former.created} if former.created else set(_births(own))
    later = identities(former.rows, sees)[1:]
    return [row for part in later if part.birth.text(CREATED) in wanted for row in part.rows]


def former_id(rows: Iterable[Row]) -> str:
    """Return the id that a ticket had before two of one id met, "" for all others."""
    said = [t.after for row in rows for t in row.touches if t.register == FORMERLY]
    return said[0] if said and isinstance(said[0], str) else ""


def _births(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        for touch in row.touches:
            if touch.register == CREATED and touch.before is None:
                yield str(touch.after)


def make_touch(
    difference: Difference, authored: int, replaced: int | None, merged: Settled | None
) -> Touch:
    """Return the change of a register in a commit; `merged` is given for merges.

    What merging makes of the parents counts from when that was set, not from the merge, so that
    two clones that merge the same on their own say the same.
    """
    register, before, now = difference
    if merged is None:
        return Touch(register, before, now, effective_time(authored, replaced))
    made = merged.state.get(register, Held(0, None))
    if made.value == now:
        return Touch(register, before, now, effective_time(made.effective, replaced), derived=True)
    if register.field == "comments" and before is None:
        authored = _said(now, authored)
    kept = any(loss.note == register for loss in merged.losses)
    return Touch(register, before, now, effective_time(authored, replaced), derived=kept)


def _said(node: Node | None, authored: int) -> int:
    """Return when a comment was said, at the latest when it was written down."""
    at = node.get("at") if isinstance(node, dict) else None
    try:
        return min(authored, int(parse_time(str(at)).timestamp()))
    except ValueError:
        return authored
