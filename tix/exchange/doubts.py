"""What an import takes as it is, and somebody should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tix.exchange.mapping import SECTIONS
from tix.exchange.mapping import Mapping as Words
from tix.exchange.survey import Survey
from tix.findings import Finding, Severity
from tix.text import closest
from tix.workflow.circles import find_circles
from tix.workflow.links import ACYCLIC


def unused_words(chosen: Words, proposed: Words, found: Survey) -> Iterator[Finding]:
    """Yield the keys of a mapping file that the source does not have, as slips of the pen are.

    A section of which nothing was proposed was not looked through, so nothing is missed there.
    """
    for section, given, listed in _sections(chosen, proposed):
        names = {*found.filled, *found.seen, *found.heading}
        known = {*listed, *names} if section == "fields" else {*listed}
        for key in given:
            if known and key not in known:
                near = closest(key, known - set(given))
                hint = f"; did you mean {near}?" if near else ""
                message = f"the mapping has {key!r}, which the source does not have{hint}"
                severity = Severity.WARNING if near else Severity.INFO
                yield Finding(severity, "import-mapping", section, message)


def circles(graphs: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[Finding]:
    """Yield the circles among links by their kind, which came so from the source."""
    for kind in sorted(ACYCLIC & graphs.keys()):
        for circle in find_circles(graphs[kind]):
            message = f"a circle of {kind}: {' -> '.join([*circle, circle[0]])}"
            fix = f"tix unlink {circle[0]} {circle[1 % len(circle)]}"
            yield Finding(Severity.WARNING, "link-circle", circle[0], message, fix=fix)


def _sections(
    chosen: Words, proposed: Words
) -> Iterator[tuple[str, Mapping[str, object], Mapping[str, object]]]:
    yield "fields", chosen.fields, proposed.fields
    yield "statuses", chosen.statuses, proposed.statuses
    for section, field in SECTIONS.items():
        yield section, chosen.values.get(field, {}), proposed.values.get(field, {})
    yield "links", chosen.links, proposed.links
    yield "people", chosen.people, proposed.people
