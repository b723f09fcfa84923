"""Links between tickets, known from both ends, without cycles where a cycle makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tix.errors import NotFound, Refused, UsageError
from tix.model.changes import Change, diff
from tix.model.fields import LINK_KINDS
from tix.model.ticket import Node, Ticket
from tix.text import closest
from tix.workflow.edits import replaced

#: The other name of each kind of link leads to the kind that is stored, at the other end.
INVERSE = {inverse: kind for kind, inverse in LINK_KINDS.items() if inverse != kind}

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
    words = [*LINK_KINDS, *INVERSE, "parent", "child"]
    near = closest(kind, words)
    raise UsageError(
        f"There is no kind of link {word!r}.",
        hint=f"did you mean {near}?" if near else f"one of {', '.join(words)}",
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


def refuse_cycle(start: str, kind: str, target: str, follow: Follow) -> None:
    """Stop when a link from `start` to `target` would close a circle."""
    if kind not in ACYCLIC:
        return
    path = find_path(target, start, follow)
    if path is not None:
        circle = " -> ".join([start, *path])
        raise Refused(
            f"That would close a circle of {kind}: {circle}.",
            hint=f"tix unlink {path[-2] if len(path) > 1 else target} {start}",
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


def require_link(ticket: Ticket, target: str, changes: list[Change]) -> list[Change]:
    """Return `changes`, or say that there was no link to take away."""
    if not changes:
        raise NotFound(f"{ticket.id} has no link to {target}.", hint=f"tix show {ticket.id}")
    return changes


def _with_links(ticket: Ticket, links: dict[str, list[str]]) -> list[Change]:
    node: dict[str, Node] = {kind: [*ids] for kind, ids in sorted(links.items()) if ids}
    return diff(ticket, replaced(ticket, {"links": node}))
