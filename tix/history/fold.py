"""The state of a ticket as a fold over changes: each register holds the latest one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from tix.model.registers import STATUS, Register
from tix.model.ticket import Node


class Touch(NamedTuple):
    """A change of one register at its effective time, in seconds since 1970.

    A `derived` one is what merging made of changes that other commits brought: it says nothing new.
    """

    register: Register
    before: Node | None
    after: Node | None
    effective: int
    derived: bool = False


class Held(NamedTuple):
    """What a register holds, and since when; None is a register that was taken away."""

    effective: int
    value: Node | None


#: Decides whether the second of two values of a register wins over the first.
Wins = Callable[[Register, Held, Held], bool]
State = dict[Register, Held]


def effective_time(authored: int, replaced: int | None) -> int:
    """Return when a change takes effect: after the change that it replaced, whatever the clock."""
    return authored if replaced is None else max(authored, replaced + 1)


def rank(held: Held) -> tuple[int, str]:
    """Return the order of values of one register, the same on every clone."""
    return held.effective, canonical(held.value)


def canonical(node: Node | None) -> str:
    """Return a value as text that is the same however its mappings are ordered."""
    if node is None:
        return ""
    return json.dumps(node, sort_keys=True, ensure_ascii=False)


def latest(_register: Register, held: Held, other: Held) -> bool:
    """Tell whether `other` is later than `held`; of one moment the greater value is."""
    if other.effective != held.effective:
        return other.effective > held.effective
    return rank(other) > rank(held)


def fold(
    touches: Iterable[Touch], state: Mapping[Register, Held] = {}, wins: Wins = latest
) -> State:
    """Return what each register holds after `touches`, in whatever order they come.

    `state` is where to begin; registers that were taken away are kept, with None as their value.
    """
    folded = dict(state)
    for touch in touches:
        other = Held(touch.effective, touch.after)
        held = folded.get(touch.register)
        if held is None or wins(touch.register, held, other):
            folded[touch.register] = other
    return folded


def merge(
    one: Mapping[Register, Held], other: Mapping[Register, Held], wins: Wins = latest
) -> State:
    """Return the state that two folded states make together."""
    touches = (Touch(name, None, held.value, held.effective) for name, held in other.items())
    return fold(touches, one, wins)


def values(state: Mapping[Register, Held]) -> dict[Register, Node]:
    """Return the registers that hold something."""
    return {name: held.value for name, held in state.items() if held.value is not None}


def is_alive(state: Mapping[Register, Held]) -> bool:
    """Tell whether the state is that of a ticket whose file is there."""
    held = state.get(STATUS)
    return held is not None and held.value is not None
