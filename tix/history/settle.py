"""What all changes of a ticket make together when some of them did not know of each other.

The result depends on the set of changes alone, so that it is the same in whatever order and how
often branches were merged. What merging itself wrote (`derived`) says nothing new and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from tix.frozen import frozen
from tix.history.fold import Held, State, Touch, latest, rank
from tix.history.record import Row
from tix.history.weave import weave_order, weave_text
from tix.model.fields import CORE, Kind, Shape
from tix.model.ids import hashed_item
from tix.model.registers import ORDERED, STATUS, Register
from tix.model.ticket import Node

#: Tells whether the first of two commits, by number, knew of the second.
Sees = Callable[[int, int], bool]

TEXTS = frozenset(
    field.name for field in CORE.values() if field.kind is Kind.BLOCK and field.shape is Shape.ONE
)


class Set(NamedTuple):
    """A change of a register in the commit with a number."""

    number: int
    authored: int
    touch: Touch


class Loss(NamedTuple):
    """A text that could not be woven into a later one, and the commit that it came with."""

    register: Register
    text: str
    number: int

    @property
    def note(self) -> Register:
        """The note that keeps the text; its id follows from the text, wherever it lost."""
        return Register("comments", hashed_item(str(self.register), self.text))


@frozen
class Settled:
    """The registers of a ticket, who set each, and the texts that ever lost.

    A text that lost is told for as long as nobody who knew of it alone wrote another one.
    """

    state: State
    origin: dict[Register, int]
    losses: tuple[Loss, ...] = ()


#: Settles a register, all its changes and their heads given; returns its value and what lost.
Rule = Callable[[Register, "list[Set]", "list[Set]", Sees], "tuple[Node | None, list[Loss]]"]
RuleOf = Callable[[Register, "list[Set]"], "Rule | None"]


def settle(rows: Iterable[Row], sees: Sees, rule_of: RuleOf | None = None) -> Settled:
    """Return what each register holds after all changes in `rows`, of one ticket.

    `rule_of` says for other things than tickets which registers need more than the latest value.
    """
    sets = by_register(rows)
    state: State = {}
    origin: dict[Register, int] = {}
    losses: list[Loss] = []
    for register, all_sets in sets.items():
        known = [item for item in all_sets if register != STATUS or item.touch.after is not None]
        if not known:
            continue
        last = _last(known)
        state[register], origin[register] = held(last), last.number
        rule = (rule_of or _rule)(register, known)
        if rule is not None and len(found := heads(known, sees)) > 1:
            node, _ = rule(register, known, found, sees)
            state[register] = Held(state[register].effective, node)
        if rule is settle_texts:
            losses += _ever_lost(register, known, sees)
    _put_in_order(state)
    return Settled(state, origin, tuple(losses))


def _ever_lost(register: Register, sets: list[Set], sees: Sees) -> list[Loss]:
    """Return what is lost now, and what was lost whenever somebody wrote over woven texts."""
    if all(sees(later.number, earlier.number) for earlier, later in pairwise(sets)):
        return []
    lost: dict[str, Loss] = {}
    for item in (None, *sets):
        known = sets
        if item is not None:
            known = [one for one in sets if one is not item and sees(item.number, one.number)]
        if known and len(found := heads(known, sees)) > 1:
            for loss in settle_texts(register, known, found, sees)[1]:
                lost.setdefault(loss.text, loss)
    return [*lost.values()]


def by_register(rows: Iterable[Row]) -> dict[Register, list[Set]]:
    """Return what people did to each register, in the order of the commits' numbers."""
    sets: dict[Register, list[Set]] = {}
    for row in sorted(rows, key=lambda row: row.number):
        for touch in row.touches:
            if not touch.derived:
                sets.setdefault(touch.register, []).append(Set(row.number, row.authored, touch))
    return sets


def heads(sets: Sequence[Set], sees: Sees) -> list[Set]:
    """Return the changes that no other one knew of, the one that takes effect last at the end."""
    found: list[Set] = []
    for item in reversed(sets):
        if not any(sees(head.number, item.number) for head in found):
            found.append(item)
    if len(found) == 1:
        return found
    return sorted(
        found, key=lambda head: (rank(held(head)), head.authored, _known(head, sets, sees))
    )


def held(item: Set) -> Held:
    """Return what a register holds after a change."""
    return Held(item.touch.effective, item.touch.after)


def _known(head: Set, sets: Sequence[Set], sees: Sees) -> list[tuple[int, str]]:
    """Return what a change knew of, to order equal ones; numbers are not the same on all clones."""
    return sorted(rank(held(item)) for item in sets if sees(head.number, item.number))


def _last(sets: Sequence[Set]) -> Set:
    last = sets[0]
    for item in sets[1:]:
        if latest(item.touch.register, held(last), held(item)):
            last = item
    return last


def _rule(register: Register, sets: list[Set]) -> Rule | None:
    """Return what settles a register for which the latest value is not enough."""
    if register.field == "comments":
        return _comment
    if register.key or len(sets) < 2:
        return None
    if register.field in ORDERED:
        return settle_orders
    return settle_texts if register.field in TEXTS or any(map(_has_lines, sets)) else None


def _has_lines(item: Set) -> bool:
    return isinstance(item.touch.after, str) and "\n" in item.touch.after


def _comment(
    _register: Register, _sets: list[Set], found: list[Set], _sees: Sees
) -> tuple[Node | None, list[Loss]]:
    """Keep an edit before the comment as it was added, and a text before its deletion."""

    def weight(item: Set) -> tuple[bool, bool, tuple[int, str]]:
        after = item.touch.after
        lives = isinstance(after, dict) and after.get("deleted") != "true"
        return item.touch.before is not None, lives, rank(held(item))

    return max(found, key=weight).touch.after, []


def settle_texts(
    register: Register, sets: list[Set], found: list[Set], sees: Sees
) -> tuple[Node | None, list[Loss]]:
    """Weave texts by lines, the earlier ones first; where that fails the later one stays."""
    losses: list[Loss] = []

    def weave(base: Node | None, node: Node | None, number: int, head: Set) -> Node | None:
        after = head.touch.after
        text = weave_text(_as_text(base), _as_text(node), _as_text(after))
        if text is None and _as_text(node).strip():
            losses.append(Loss(register, _as_text(node), number))
        return after if text is None or text == _as_text(after) else text

    return _weave(settle_texts, (register, sets, found, sees), weave), losses


def settle_orders(
    register: Register, sets: list[Set], found: list[Set], sees: Sees
) -> tuple[Node | None, list[Loss]]:
    """Weave the orders of a list; items that are gone fall out at the end."""

    def weave(base: Node | None, node: Node | None, _number: int, head: Set) -> Node | None:
        return [*weave_order(_as_list(base), _as_list(node), _as_list(head.touch.after))]

    return _weave(settle_orders, (register, sets, found, sees), weave), []


def _weave(
    rule: Rule,
    case: tuple[Register, list[Set], list[Set], Sees],
    weave: Callable[[Node | None, Node | None, int, Set], Node | None],
) -> Node | None:
    """Weave heads one after the other, each with what it and those before it had in common."""
    register, sets, found, sees = case
    seen = _seen(found[0], sets, sees)
    node, number = found[0].touch.after, found[0].number
    for head in found[1:]:
        later = _seen(head, sets, sees)
        common = [item for item in sets if item.number in seen & later]
        node = weave(_woven(rule, register, common, sees), node, number, head)
        seen, number = seen | later, head.number
    return node


def _woven(rule: Rule, register: Register, sets: list[Set], sees: Sees) -> Node | None:
    """Return what a register held after some of its changes; their number shrinks on the way."""
    if not sets:
        return None
    found = heads(sets, sees)
    return rule(register, sets, found, sees)[0] if len(found) > 1 else found[0].touch.after


def _seen(head: Set, sets: list[Set], sees: Sees) -> set[int]:
    return {item.number for item in sets if sees(head.number, item.number)}


def _put_in_order(state: State) -> None:
    """Let each order name just the items that are there, those that it does not know last."""
    for field in ORDERED:
        register = Register(field)
        items = {name.key for name, held in state.items() if _lives(name, field, held)}
        known = state.get(register)
        if known is None:
            continue
        order = [item for item in _as_list(known.value) if item in items]
        whole: list[Node] = [*order, *sorted(items.difference(order))]
        state[register] = Held(known.effective, whole or None)


def _lives(name: Register, field: str, held: Held) -> bool:
    return name.field == field and bool(name.key) and held.value is not None


def _as_text(node: Node | None) -> str:
    return node if isinstance(node, str) else ""


def _as_list(node: Node | None) -> list[str]:
    return [item for item in node if isinstance(item, str)] if isinstance(node, list) else []
