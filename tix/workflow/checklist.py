"""The checklist of a ticket: add, tick, remove and order its steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tix.errors import BadInput, NotFound, UsageError
from tix.frozen import replace
from tix.model.changes import Change, diff
from tix.model.fields import Kind, problem_with
from tix.model.ids import mint_item
from tix.model.ticket import CheckItem, Ticket
from tix.workflow.edits import replaced


def plan_todo(ticket: Ticket, action: str, words: Sequence[str]) -> list[Change]:
    """Return the changes that an action such as `done` makes with the words behind it."""
    plan = ACTIONS.get(action)
    if plan is None:
        raise UsageError(
            f"A checklist has no action {action!r}.", hint=f"one of {', '.join(ACTIONS)}"
        )
    if not words:
        raise UsageError(f"{action} needs a step.", hint=f"tix todo {ticket.id} {action} …")
    return plan(ticket, words)


def read_steps(words: Sequence[str]) -> list[str]:
    """Return the steps that words mean: one, unless a word has a space, then each is one."""
    return list(words) if any(" " in word.strip() for word in words) else [" ".join(words)]


def plan_add(ticket: Ticket, texts: Sequence[str]) -> list[Change]:
    """Return the changes that add steps at the end."""
    items = list(ticket.checklist)
    for text in texts:
        if not text.strip():
            raise BadInput("A step needs a text.", hint=f"tix todo {ticket.id} add TEXT")
        problem = problem_with(Kind.TEXT, " ".join(text.split()))
        if problem:
            raise BadInput(f"The step {problem}.")
        items.append(CheckItem(mint_item([item.id for item in items]), " ".join(text.split())))
    return _with_items(ticket, items)


def plan_tick(ticket: Ticket, names: Sequence[str], *, done: bool) -> list[Change]:
    """Return the changes that tick steps, or take the tick away."""
    chosen = {find_item(ticket, name).id for name in names}
    items = [replace(item, done=done) if item.id in chosen else item for item in ticket.checklist]
    return _with_items(ticket, items)


def plan_remove(ticket: Ticket, names: Sequence[str]) -> list[Change]:
    """Return the changes that remove steps."""
    chosen = {find_item(ticket, name).id for name in names}
    return _with_items(ticket, [item for item in ticket.checklist if item.id not in chosen])


def plan_order(ticket: Ticket, names: Sequence[str]) -> list[Change]:
    """Return the changes that put the named steps first, in that order."""
    first = [find_item(ticket, name) for name in names]
    rest = [item for item in ticket.checklist if item not in first]
    return _with_items(ticket, [*first, *rest])


def find_item(ticket: Ticket, name: str) -> CheckItem:
    """Return the step that `name` stands for: its number from 1, or the beginning of its id."""
    items = ticket.checklist
    if name.isdecimal() and 1 <= int(name) <= len(items):
        return items[int(name) - 1]
    found = [item for item in items if item.id.startswith(name.lower())]
    if len(found) == 1:
        return found[0]
    raise NotFound(
        f"{name!r} names no single step of {ticket.id}, which has {len(items)}.",
        hint=f"tix todo {ticket.id}",
    )


def _with_items(ticket: Ticket, items: Sequence[CheckItem]) -> list[Change]:
    known = {str(node.get("id")): dict(node) for node in ticket.records("checklist")}
    nodes = []
    for item in items:
        extra = known.get(item.id, {})
        extra.pop("done", None)
        nodes.append(item.to_node() | {k: v for k, v in extra.items() if k not in ("id", "text")})
    return diff(ticket, replaced(ticket, {"checklist": [*nodes]}))


#: What can be done to a checklist, with the words that follow.
ACTIONS: dict[str, Callable[[Ticket, Sequence[str]], list[Change]]] = {
    "add": lambda ticket, words: plan_add(ticket, read_steps(words)),
    "done": lambda ticket, words: plan_tick(ticket, words, done=True),
    "undone": lambda ticket, words: plan_tick(ticket, words, done=False),
    "remove": plan_remove,
    "order": plan_order,
}
