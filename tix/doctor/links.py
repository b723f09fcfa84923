"""Checks between tickets: links that lead nowhere, and circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tix.findings import Finding, Severity
from tix.model.ticket import Ticket
from tix.workflow.links import ACYCLIC

if TYPE_CHECKING:
    from tix.doctor.examination import Examination


def check_links(exam: Examination) -> Iterator[Finding]:
    """Yield links and parents that no ticket has the id of, and circles."""
    readable = [sheet for sheet in exam.sheets if sheet.id and sheet.ticket]
    known = exam.by_id.keys() | {
        sheet.ticket.text("formerly") for sheet in readable if sheet.ticket
    }
    graphs: dict[str, dict[str, tuple[str, ...]]] = {}
    for sheet in readable:
        for kind, targets in _leads(sheet.ticket).items():
            graph = graphs.setdefault(kind, {})
            graph[sheet.id] = graph.get(sheet.id, ()) + targets
            for target in targets:
                if target not in known:
                    yield _dangling(sheet.path, sheet.id, kind, target)
    for kind in sorted(ACYCLIC & graphs.keys()):
        for circle in find_circles(graphs[kind]):
            message = f"a circle of {kind}: {' -> '.join([*circle, circle[0]])}"
            fix = f"tix unlink {circle[0]} {circle[1 % len(circle)]}"
            path = exam.by_id[circle[0]][0].path
            yield Finding(Severity.ERROR, "link-circle", path, message, fix=fix)


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


def _leads(ticket: Ticket | None) -> dict[str, tuple[str, ...]]:
    if ticket is None:
        return {}
    parent = ticket.text("parent")
    own = {"parent": (parent,)} if parent else {}
    node = ticket.doc.get("links")
    links = node if isinstance(node, dict) else {}
    return own | {
        kind: tuple(str(id) for id in ids) for kind, ids in links.items() if isinstance(ids, list)
    }


def _dangling(path: str, id: str, kind: str, target: str) -> Finding:
    message = f"{kind} {target}, which is not here"
    fix = f"tix unlink {id} {target}"
    return Finding(Severity.WARNING, "link-dangling", path, message, fix=fix)
