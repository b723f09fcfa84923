"""Checks between tickets: links that lead nowhere, and circles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tix.findings import Finding, Severity
from tix.workflow.circles import find_circles, leads
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
        for kind, targets in leads(sheet.ticket).items():
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
            yield Finding(Severity.WARNING, "link-circle", path, message, fix=fix)


def _dangling(path: str, id: str, kind: str, target: str) -> Finding:
    message = f"{kind} {target}, which is not here"
    fix = f"tix unlink {id} {target}"
    return Finding(Severity.WARNING, "link-dangling", path, message, fix=fix)
