"""Links between tickets, known from both ends, without cycles where a cycle makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from tix.errors import Refused, TixError, UsageError
from tix.model.changes import Change, diff
from tix.model.fields import LINK_KINDS
from tix.model.ticket import Node, Ticket
from tix.text import closest
from tix.workflow.edits import replaced

#: The other name of each kind of link leads to the kind that is stored, at the other end.
INVERSE = {inverse: kind for kind, inverse in LINK_KINDS.items() if inverse != kind}

#: Every kind by the name that it has in lists.
KIND_WORDS = (*LINK_KINDS, *INVERSE, "parent", "child")

#: Words that people type for a link.
SPELLINGS = {
    "blocked": "blocked-by",
    "needs": "blocked-by",
    "depends": "blocked-by",
    "depends-on": "blocked-by",
    "duplicate-of": "duplicates",
    "duplicate": "duplicates",
    "related": "relates",
    "relates-to": "relates",
    "child-of": "parent",
    "parent-of": "child",
    "children": "child",
}

#: Kinds that may not lead back to where they began.
ACYCLIC = frozenset({"blocks", "duplicates", "caused-by", "parent"})

#: Ids that a ticket leads to by one kind of link.
Follow = Callable[[str], Iterable[str]]


class Book(Protocol):
    """The tickets as they will be, changed one by one."""

    def read(self, name: str) -> Ticket:
        """Return a ticket as it will be."""

    def change(self, name: str, plan: Callable[[Ticket], list[Change]]) -> Ticket:
        """Make the changes of a plan, and return the ticket as it will be."""


def read_kind(word: str) -> tuple[str, bool]:
    """Return the stored kind that a word stands for, and whether the other ticket stores it."""
    kind = word.casefold().replace("_", "-")
    kind = SPELLINGS.get(kind, kind)
    if kind in LINK_KINDS or kind == "parent":
        return kind, False
    if kind == "child":
        return "parent", True
    if kind in INVERSE:
        return INVERSE[kind], True
    near = closest(kind, KIND_WORDS)
    raise UsageError(
        f"There is no kind of link {word!r}.",
        hint=f"did you mean {near}?" if near else f"one of {', '.join(KIND_WORDS)}",
    )


def plan_link(ticket: Ticket, kind: str, target: str) -> list[Change]:
    """Return the change that makes `ticket` lead to `target`; `parent` is a field of its own."""
    if ticket.id == target:
        raise Refused(f"{target} cannot be linked to itself.")
    if kind == "parent":
        return diff(ticket, replaced(ticket, {"parent": target}))
    links = {name: [*ids] for name, ids in ticket.links.items()}
    links[kind] = sorted({*links.get(kind, []), target})
    return _with_links(ticket, links)


def plan_unlink(ticket: Ticket, target: str, kind: str = "") -> list[Change]:
    """Return the changes that take links to `target` away, of one kind or of all."""
    links = {
        name: [item for item in ids if item != target or kind not in ("", name)]
        for name, ids in ticket.links.items()
    }
    changes = _with_links(ticket, links)
    if kind in ("", "parent") and ticket.text("parent") == target:
        changes += diff(ticket, replaced(ticket, {"parent": None}))
    return changes


def join(book: Book, one: str, kind: str, other: str) -> None:
    """Link two tickets by the kind of link that people name, where it is not known yet."""
    stored, is_inverse = read_kind(kind)
    start, target = (other, one) if is_inverse else (one, other)
    if start == target:
        raise Refused(f"{target} cannot be linked to itself.")
    refuse_cycle(start, stored, target, follower(book, stored))
    if LINK_KINDS.get(stored) == stored and start in _targets(book.read(target), stored):
        return  # a link that looks the same from both ends stands in one file only
    book.change(start, lambda ticket: plan_link(ticket, stored, target))


def part(book: Book, one: str, other: str, kind: str = "") -> bool:
    """Take the links between two tickets away, of one kind or of all; tell whether there were any.

    `other` may be an id that no ticket has.
    """
    stored, is_inverse = read_kind(kind) if kind else ("", False)
    book.read(one)
    is_mutual = LINK_KINDS.get(stored) == stored
    found = False
    for start, target, applies in (
        (one, other, not kind or is_mutual or not is_inverse),
        (other, one, not kind or is_mutual or is_inverse),
    ):
        if applies and _leads(book, start, target, stored):
            book.change(start, _without(target, stored))
            found = True
    return found


def _without(target: str, kind: str) -> Callable[[Ticket], list[Change]]:
    return lambda ticket: plan_unlink(ticket, target, kind)


def _leads(book: Book, start: str, target: str, kind: str) -> bool:
    try:
        return bool(plan_unlink(book.read(start), target, kind))
    except TixError:  # missing or broken: the link may still stand at the other end
        return False


def follower(book: Book, kind: str) -> Follow:
    """Return what leads on from a ticket by one kind of link; a broken one leads nowhere."""

    def follow(name: str) -> Iterable[str]:
        try:
            return _targets(book.read(name), kind)
        except TixError:
            return ()

    return follow


def _targets(ticket: Ticket, kind: str) -> tuple[str, ...]:
    if kind == "parent":
        parent = ticket.text("parent")
        return (parent,) if parent else ()
    return ticket.links.get(kind, ())


def refuse_cycle(start: str, kind: str, target: str, follow: Follow) -> None:
    """Stop when a link from `start` to `target` would close a circle."""
    if kind not in ACYCLIC:
        return
    name = "parents" if kind == "parent" else kind
    path = find_path(target, start, follow)
    if path is not None:
        circle = " -> ".join([start, *path])
        raise Refused(
            f"That would close a circle of {name}: {circle}.",
            hint=f"tix unlink {path[-2]} {kind} {start}" if len(path) > 1 else None,
        )


def find_path(start: str, goal: str, follow: Follow) -> list[str] | None:
    """Return the shortest way from one ticket to another along links, None where there is none."""
    ways = {start: [start]}
    queue = [start]
    for here in queue:
        if here == goal:
            return ways[here]
        for following in follow(here):
            if following not in ways:
                ways[following] = [*ways[here], following]
                queue.append(following)
    return None


def _with_links(ticket: Ticket, links: dict[str, list[str]]) -> list[Change]:
    node: dict[str, Node] = {kind: [*ids] for kind, ids in sorted(links.items()) if ids}
    return diff(ticket, replaced(ticket, {"links": node}))
