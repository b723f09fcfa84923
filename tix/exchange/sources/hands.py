"""Several people who have one issue: the first is its assignee, the others stand by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tix.exchange.record import Edit


class Hands:
    """Who has an issue, from before the first of its `changes` (name, and whether added) on."""

    def __init__(self, final: Sequence[str], changes: Sequence[tuple[str, bool]]) -> None:
        self.held = [*final]
        for name, is_added in reversed(changes):
            if is_added and name in self.held:
                self.held.remove(name)
            elif not is_added and name not in self.held:
                self.held.append(name)

    def change(self, name: str, *, is_added: bool) -> Iterator[Edit]:
        """Yield the edits of `assignee` and `coassignees` when somebody comes or goes."""
        before = self.held
        after = [each for each in before if each != name] + [name] * is_added
        self.held = after
        yield Edit("assignee", *("".join(some[:1]) for some in (before, after)))
        yield from (Edit("coassignees", each, "") for each in before[1:] if each not in after[1:])
        yield from (Edit("coassignees", "", each) for each in after[1:] if each not in before[1:])

    def settle(self, final: Sequence[str]) -> None:
        """Take the people that an issue ends with, in the order in which they came if known."""
        if {*self.held} != {*final}:
            self.held = [*final]
