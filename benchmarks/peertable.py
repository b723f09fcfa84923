"""The table that compares trackers: medians, how many times tix's each is, and who is quicker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.measure import Result
from benchmarks.peerlist import PEERS, TIX, Peer, Work
from benchmarks.table import number

#: The works as the columns have them, changes first.
COLUMNS = (Work.CREATE, Work.LIST, Work.SHOW, Work.CHANGE, Work.SEARCH)
HEAD = ("tickets", "tracker", *COLUMNS, "quicker than tix at")


@dataclass
class Times:
    """What was measured at one size, by work and by the name of the tracker."""

    size: int
    found: dict[Work, Mapping[str, Result]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Return who took part, tix first."""
        names = {name for results in self.found.values() for name in results}
        return [peer.name for peer in (TIX, *PEERS) if peer.name in names]

    def ms(self, work: Work, name: str) -> float | None:
        """Return a median; None where there is none."""
        result = self.found[work].get(name)
        return None if result is None or result.failure else result.ms

    def quicker(self, name: str) -> list[Work]:
        """Return the works at which a tracker is quicker than tix."""
        return [
            work
            for work in COLUMNS
            if (theirs := self.ms(work, name)) and (ours := self.ms(work, TIX.name))
            if theirs < ours
        ]

    def cell(self, work: Work, name: str) -> str:
        """Return a median in ms with the ratio to tix's, bold where it is quicker."""
        result = self.found[work].get(name)
        if result is None:
            return "–"
        if result.failure:
            return result.failure.replace("|", "/") if "more than" in result.failure else "failed"
        ours = self.ms(work, TIX.name)
        if name == TIX.name or ours is None:
            return number(result.ms)
        said = f"{number(result.ms)} ({result.ms / ours:.2f} x)"
        return f"**{said}**" if result.ms < ours else said


def markdown(measured: Sequence[Times]) -> str:
    """Return the table of all sizes."""
    rows = [_line(HEAD), _line(["---:", "---", *["---:"] * len(COLUMNS), "---"])]
    for times in measured:
        for name in times.names:
            cells = [times.cell(work, name) for work in COLUMNS]
            quicker = ", ".join(times.quicker(name))
            rows.append(_line([f"{times.size:,}", name, *cells, quicker]))
    return "\n".join(rows)


def absence(measured: Sequence[Times], missing: Sequence[Peer]) -> str:
    """Return who is not in the table of a size, and why."""
    names = ", ".join(f"{peer.name} ({peer.package})" for peer in missing)
    said = [f"Not installed here: {names}."] if names else []
    for before, times in pairwise(measured):
        slow = [name for name in before.names if name not in {*times.names, *times.failures}]
        if slow:
            said.append(f"Not tried with {times.size:,}, by their lists before: {', '.join(slow)}.")
    for times in measured:
        said += [f"{name}, {times.size:,}: {why}." for name, why in times.failures.items()]
        said += [
            f"{name}, {times.size:,}, {work}: {result.failure}."
            for work, results in times.found.items()
            for name, result in results.items()
            if result.failure and "more than" not in result.failure
        ]
    return "\n".join(said)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
