"""Run an issue's history backwards, to learn how it began."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tix.exchange.record import Edit, Record, Value

State = dict[str, Value]


def step(state: State, edit: Edit, lists: frozenset[str]) -> None:
    """Apply one edit to `state`."""
    if edit.field in lists:
        held = state.get(edit.field, ())
        members = _swap(held if isinstance(held, tuple) else (held,), edit.before, edit.after)
        state[edit.field] = members
    else:
        state[edit.field] = edit.after


def beginning(record: Record) -> State:
    """Return the fields as they were before the first event."""
    state: State = dict(record.fields)
    for edit in reversed(list(_edits(record))):
        step(state, Edit(edit.field, edit.after, edit.before), record.lists)
    return state


def disagreements(record: Record) -> list[Edit]:
    """Return what is left to set after the last event, for the fields to be as they ended.

    Empty when history and final fields agree, as they should.
    """
    state = beginning(record)
    for edit in _edits(record):
        step(state, edit, record.lists)
    return edits_between(state, record.fields)


def edits_between(before: Mapping[str, Value], after: Mapping[str, Value]) -> list[Edit]:
    """Return what leads from one state of an issue to the fields of another."""
    edits: list[Edit] = []
    for name, final in after.items():
        reached = before.get(name, "")
        if isinstance(final, tuple):
            members = reached if isinstance(reached, tuple) else ()
            edits += [Edit(name, gone, "") for gone in members if gone not in final]
            edits += [Edit(name, "", come) for come in final if come not in members]
        elif isinstance(reached, str) and reached != final:
            edits.append(Edit(name, reached, final))
    return edits


def _edits(record: Record) -> Iterable[Edit]:
    return (edit for event in record.events for edit in event.edits)


def _swap(members: tuple[str, ...], before: str, after: str) -> tuple[str, ...]:
    if before and before in members:
        place = members.index(before)
        middle = (after,) if after and after not in members else ()
        return members[:place] + middle + members[place + 1 :]
    return (*members, after) if after and after not in members else members
