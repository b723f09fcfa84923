"""The graph of commits as runs of numbers, and who is whose ancestor."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import NamedTuple

_KEPT = 256


class Run(NamedTuple):
    """Commits numbered in a row, each the parent of the next; `parents` are what came before."""

    start: int
    stop: int
    parents: tuple[int, ...]


class View(NamedTuple):
    """What a commit can see: all from `start` to `last`, and the bits of `mask` below `start`.

    `whole` tells that the mask has every bit.
    """

    start: int
    mask: int
    whole: bool
    last: int

    def sees(self, number: int) -> bool:
        """Tell whether the commit `number` is the viewer or an ancestor of it."""
        if number >= self.start:
            return number <= self.last
        return self.whole or bool(self.mask >> number & 1)


@dataclass(slots=True)
class Graph:
    """Commits by number, parents before children; a straight history is one single run."""

    starts: list[int] = field(default_factory=list)
    parents: list[tuple[int, ...]] = field(default_factory=list)
    size: int = 0
    _masks: OrderedDict[int, int] = field(default_factory=OrderedDict)
    _depths: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, runs: list[Run]) -> Graph:
        """Return the graph made of these runs, in the order of their numbers."""
        size = runs[-1].stop if runs else 0
        return cls([run.start for run in runs], [run.parents for run in runs], size)

    def add(self, parents: tuple[int, ...]) -> int:
        """Add a commit and return its number."""
        number = self.size
        if not number or parents != (number - 1,):
            self.starts.append(number)
            self.parents.append(parents)
        self.size = number + 1
        return number

    def runs(self, since: int = 0) -> list[Run]:
        """Return the runs that reach beyond the commit numbered `since`."""
        first = max(bisect_right(self.starts, since) - 1, 0)
        stops = [*self.starts[first + 1 :], self.size]
        return [
            Run(start, stop, parents)
            for start, stop, parents in zip(
                self.starts[first:], stops, self.parents[first:], strict=True
            )
        ]

    def tips(self) -> list[int]:
        """Return the commits that are nobody's parents, the latest first."""
        taken = {number for parents in self.parents for number in parents}
        ends = [start - 1 for start in self.starts[1:]] + ([self.size - 1] if self.size else [])
        return [end for end in reversed(ends) if end not in taken]

    def view(self, number: int) -> View:
        """Return what the commit `number` sees, itself included."""
        run = self._run_of(number)
        start = self.starts[run]
        mask = self._below(run)
        return View(start, mask, mask == (1 << start) - 1, number)

    def before(self, number: int) -> View:
        """Return what the parents of a commit see together."""
        run = self._run_of(number)
        start = self.starts[run]
        if number > start:
            return self.view(number - 1)
        mask = self._below(run)
        return View(start, mask, mask == (1 << start) - 1, start - 1)

    def parents_of(self, number: int) -> tuple[int, ...]:
        """Return the parents of a commit."""
        run = self._run_of(number)
        return self.parents[run] if number == self.starts[run] else (number - 1,)

    def depth(self, number: int) -> int:
        """Return how many commits the longest way to a commit has, the same on every clone."""
        for run in range(len(self._depths), len(self.starts)):
            above = [self._depth(parent) + 1 for parent in self.parents[run]]
            self._depths.append(max(above, default=0))
        return self._depth(number)

    def _depth(self, number: int) -> int:
        run = self._run_of(number)
        return self._depths[run] + number - self.starts[run]

    def _run_of(self, number: int) -> int:
        return bisect_right(self.starts, number) - 1

    def _below(self, run: int) -> int:
        """Return the bits of all ancestors of a run's first commit."""
        mask = self._masks.get(run)
        if mask is None:
            known = [self._through(parent) for parent in self.parents[run]]
            mask = self._scan(run) if None in known else _union(known)
            self._masks[run] = mask
            if len(self._masks) > _KEPT:
                self._masks.popitem(last=False)
        else:
            self._masks.move_to_end(run)
        return mask

    def _through(self, number: int) -> int | None:
        run = self._run_of(number)
        mask = self._masks.get(run) if self.parents[run] else 0
        return None if mask is None else mask | _bits(self.starts[run], number)

    def _scan(self, run: int) -> int:
        """Walk all runs downwards; each is seen up to its latest commit that somebody names."""
        seen: dict[int, int] = {}
        self._name(self.parents[run], seen)
        mask = 0
        for below in range(run - 1, -1, -1):
            last = seen.get(below)
            if last is not None:
                mask |= _bits(self.starts[below], last)
                self._name(self.parents[below], seen)
        return mask

    def _name(self, parents: tuple[int, ...], seen: dict[int, int]) -> None:
        for parent in parents:
            run = self._run_of(parent)
            seen[run] = max(parent, seen.get(run, -1))


def _bits(first: int, last: int) -> int:
    return ((1 << (last - first + 1)) - 1) << first


def _union(masks: list[int | None]) -> int:
    union = 0
    for mask in masks:
        union |= mask or 0
    return union
