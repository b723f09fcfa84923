"""The table of verbs: what is typed behind each, turned into a plan for any ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tix.errors import BadInput, UsageError
from tix.frozen import frozen
from tix.model.changes import Change
from tix.model.ticket import Ticket
from tix.workflow.edits import (
    plan_claim,
    plan_fields,
    plan_members,
    plan_set,
    read_assignment,
    read_members,
)
from tix.workflow.values import Resolve, canonical, canonical_node, settable

if TYPE_CHECKING:
    from tix.workflow.desk import Desk

#: Makes the changes of one ticket.
Plan = Callable[[Ticket], list[Change]]


@frozen
class Order:
    """A verb and what was typed for it; each verb reads what it knows."""

    verb: str
    words: tuple[str, ...] = ()
    text: str = ""
    kind: str = "reply"
    resolution: str = ""
    take: bool = False
    off: bool = False


@frozen
class Verb:
    """Makes a plan out of an order; `usage` is what stands behind the verb."""

    factory: Callable[[Order, Desk, Resolve], Plan]
    usage: str


def plan_for(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    """Return the plan that an order asks for; what is wrong with it is raised now."""
    return VERBS[order.verb].factory(order, desk, resolve)


def split_order(words: Iterable[str]) -> tuple[list[str], str, tuple[str, ...]]:
    """Return a query, a verb and what stands behind it, out of `tag:login set due=none`.

    The first word always belongs to the query.
    """
    given = list(words)
    place = next((at for at, word in enumerate(given) if at and word in VERBS), None)
    if place is None:
        raise UsageError("What shall be done is missing.", hint=f"one of {', '.join(VERBS)}")
    return given[:place], given[place], tuple(given[place + 1 :])


def _set(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    if not order.words:
        raise _misused(order)
    assignments = [read_assignment(word, desk, resolve) for word in order.words]
    return lambda ticket: plan_set(ticket, assignments)


def _field(name: str) -> Callable[[Order, Desk, Resolve], Plan]:
    """Return the factory of a verb that sets one field to the one value given."""

    def factory(order: Order, desk: Desk, resolve: Resolve) -> Plan:
        node = canonical_node(settable(name, desk), _only(order), desk, resolve)
        return lambda ticket: plan_fields(ticket, {name: node})

    return factory


def _snooze(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    node = canonical_node(settable("snoozed", desk), _only(order), desk, resolve)
    today = desk.now.astimezone(desk.zone).date().isoformat()
    if isinstance(node, str) and node[: len(today)] <= today:
        raise BadInput(f"{node} is not later than today, {today}.", hint="tix snooze ID 3d")
    return lambda ticket: plan_fields(ticket, {"snoozed": node})


def _unassign(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    del desk, resolve
    _nothing_more(order)
    return lambda ticket: plan_fields(ticket, {"assignee": None})


def _claim(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    del resolve
    _nothing_more(order)
    return lambda ticket: plan_claim(ticket, desk.me, take=order.take)


def _members(field: str) -> Callable[[Order, Desk, Resolve], Plan]:
    def factory(order: Order, desk: Desk, resolve: Resolve) -> Plan:
        add, remove = read_members(order.words, field, desk, resolve)
        if not add and not remove:
            raise _misused(order)
        return lambda ticket: plan_members(ticket, field, add=add, remove=remove)

    return factory


def _watch(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    field = settable("watchers", desk)
    people = [canonical(field, word, desk, resolve) for word in order.words or ("me",)]
    sides: dict[str, list[str]] = {"remove" if order.off else "add": people}
    return lambda ticket: plan_members(ticket, "watchers", **sides)


def _resolution(order: Order, desk: Desk, resolve: Resolve) -> str:
    """Return the resolution that an order names, empty for the usual one."""
    if not order.resolution:
        return ""
    return canonical(settable("resolution", desk), order.resolution, desk, resolve)


def _move(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    from tix.workflow.moves import find_status, plan_move

    status = find_status(desk.config, _only(order))
    resolution = _resolution(order, desk, resolve)
    return lambda ticket: plan_move(ticket, status, desk.config, resolution=resolution)


def _start(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    del resolve
    from tix.workflow.moves import plan_start

    _nothing_more(order)
    return lambda ticket: plan_start(ticket, desk.me, desk.config, take=order.take)


def _close(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    from tix.workflow.moves import plan_close

    _nothing_more(order)
    resolution = _resolution(order, desk, resolve)
    solution = order.text
    return lambda ticket: plan_close(ticket, desk.config, resolution=resolution, solution=solution)


def _reopen(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    del resolve
    from tix.workflow.moves import find_status, plan_reopen

    status = find_status(desk.config, _only(order)) if order.words else ""
    return lambda ticket: plan_reopen(ticket, desk.config, status)


def _comment(order: Order, desk: Desk, resolve: Resolve) -> Plan:
    del resolve
    from tix.workflow.talk import plan_comment

    text = order.text or " ".join(order.words)
    return lambda ticket: plan_comment(ticket, text, by=desk.me, at=desk.now, kind=order.kind)


def _only(order: Order) -> str:
    if len(order.words) != 1:
        raise _misused(order)
    return order.words[0]


def _nothing_more(order: Order) -> None:
    if order.words:
        raise _misused(order)


def _misused(order: Order) -> UsageError:
    usage = VERBS[order.verb].usage
    given = " ".join(order.words) or "nothing"
    return UsageError(
        f"{order.verb} takes {usage or 'no words'}, not {given}.",
        hint=f"tix {order.verb} --help",
    )


_DATE = "a date or none"

#: Every verb that can be done to many tickets, with what stands behind it.
VERBS: dict[str, Verb] = {
    "set": Verb(_set, "field=value, field+=value or field-=value"),
    "assign": Verb(_field("assignee"), "a person, me or none"),
    "unassign": Verb(_unassign, ""),
    "claim": Verb(_claim, ""),
    "tag": Verb(_members("tags"), "+tag or -tag"),
    "flag": Verb(_members("flags"), "+flag or -flag"),
    "watch": Verb(_watch, "people"),
    "due": Verb(_field("due"), _DATE),
    "snooze": Verb(_snooze, _DATE),
    "comment": Verb(_comment, "a text"),
    "start": Verb(_start, ""),
    "move": Verb(_move, "a status"),
    "close": Verb(_close, ""),
    "reopen": Verb(_reopen, "a status, or nothing"),
}
