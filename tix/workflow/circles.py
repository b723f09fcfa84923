"""Circles of links that may not lead back to where they began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tix.model.ticket import Ticket


def find_circles(graph: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """Yield circles of a graph, each beginning at its smallest id; every circle has one yielded."""
    done: set[str] = set()
    seen: set[tuple[str, ...]] = set()
    for start in sorted(graph):
        way: list[str] = []
        stack = [(start, iter(graph.get(start, ())))] if start not in done else []
        way += [start] if stack else []
        while stack:
            node, following = stack[-1]
            target = next(following, None)
            if target is None:
                stack.pop()
                way.pop()
                done.add(node)
            elif target in way:
                circle = _turned(way[way.index(target) :])
                if circle not in seen:
                    seen.add(circle)
                    yield [*circle]
            elif target not in done:
                way.append(target)
                stack.append((target, iter(graph.get(target, ()))))


def _turned(circle: list[str]) -> tuple[str, ...]:
    first = circle.index(min(circle))
    return tuple(circle[first:] + circle[:first])


def leads(ticket: Ticket | None) -> dict[str, tuple[str, ...]]:
    """Return the ids that a ticket leads to by each kind of link, its parent among them."""
    if ticket is None:
        return {}
    parent = ticket.text("parent")
    own = {"parent": (parent,)} if parent else {}
    node = ticket.doc.get("links")
    links = node if isinstance(node, dict) else {}
    return own | {
        kind: tuple(str(id) for id in ids) for kind, ids in links.items() if isinstance(ids, list)
    }
