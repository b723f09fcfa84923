"""A world: clones of one tracker with clocks of their own, and what happens there at random."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from unittest import mock

from benchmarks.convergeclones import CONFIG, Clone, Diverged, make_clones
from benchmarks.convergedeeds import PEOPLE, Chance, drawn
from benchmarks.convergemodel import Deeds, Model, Words, registers
from tix.model.changes import apply
from tix.model.ticket import Node, Ticket
from tix.workflow.creation import new_ticket
from tix.workflow.desk import Desk

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
FIRST, MOST = 8, 40


class Ground:
    """What every world has: a seed, clocks, the model, and a count of what happened."""

    def __init__(self, clones: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.chance = Chance(self.random)
        self.model = Model()
        self.numbers: dict[str, int] = {}
        self.tally: Counter[str] = Counter()
        self._clocks = [
            BEGIN + timedelta(seconds=self.random.randint(-3 * 86400, 3 * 86400))
            for _ in range(clones)
        ]

    def tick(self, place: int) -> datetime:
        """Return what a clone's clock says: it goes on, stands still, and sometimes goes back."""
        step = self.random.choice((0, 1, 60, 3600, 3600, -1800))
        self._clocks[place] += timedelta(seconds=step)
        return self._clocks[place]

    def keep(self, commit: str, number: int) -> None:
        """Give a commit its number, the one that it has when the same was made before."""
        if self.numbers.setdefault(commit, number) != number:
            self.model.commits.pop()

    def fits(self, number: int, tickets: Container[str]) -> bool:
        """Tell whether a commit is about tickets that are there, or come with it."""
        made = self.model.commits[number]
        keys = {*made.own, *made.own_words.given}
        created = {ticket for ticket, register in made.own if register == "id"}
        return all(ticket in tickets or ticket in created for ticket, _ in keys)

    def check(self, commit: str, tickets: Mapping[str, Ticket]) -> None:
        """Compare the tickets of a commit with the model."""
        found = {name: (ticket.status, ticket.doc) for name, ticket in tickets.items()}
        faults = [*self.model.faults(self.numbers[commit], found)]
        if faults:
            raise Diverged(f"{commit[:10]}: " + "; ".join(faults[:5]))
        self.tally["checks"] += 1


class World(Ground):
    """Bare clones of one tracker, whose people merge, rebase and pick from each other."""

    def __init__(self, scratch: Path, clones: int, seed: int) -> None:
        super().__init__(clones, seed)
        self.clones = make_clones(scratch, workers(clones))
        self.hub = ""

    def run(self, commands: int) -> None:
        """Do as many commands with merges of all kinds in between, then bring all together."""
        with chosen_ids(self.random):
            self.begin()
            while self.tally["commands"] < commands:
                drawn(self.random, ACTIONS)(self, self.random.choice(self.clones))
            self.end()

    def begin(self) -> None:
        """Make the tracker and its first tickets, and clone it."""
        first = self.clones[0]
        self.keep(first.begin(self._now(first)), self.model.commit(None, 0, {}))
        for _ in range(FIRST):
            self.work(first)
        self.hub = first.head
        for clone in self.clones[1:]:
            clone.go_to(self.hub)

    def end(self) -> None:
        """Merge everybody's work in every clone, each in an order of its own."""
        heads = [clone.head for clone in self.clones]
        for place, clone in enumerate(self.clones):
            others = [*range(len(heads))]
            others.remove(place)
            self.random.shuffle(others)
            for other in others:
                self._join(clone, heads[other], both_ways=False)
        if len({clone.tree for clone in self.clones}) != 1:
            raise Diverged("the clones do not end in one tree")

    def work(self, clone: Clone) -> None:
        """Make one commit of some commands."""
        now = self._now(clone)
        desk = Desk(CONFIG, clone.person, now)
        tickets: dict[str, Ticket] = {}
        deeds: dict[tuple[str, str], object] = {}
        words = Words()
        for _ in range(self.random.randint(1, 8)):
            ids = sorted({*clone.sheets, *tickets})
            if len(ids) < FIRST or (len(ids) < MOST and self.random.random() < 0.03):
                made = self._created(desk)
                tickets[made.id] = made
                set_now = registers(made.status, made.doc)
            else:
                name = self.chance.choose(ids)
                before = tickets.get(name) or clone.sheets[name].ticket
                deed = self.chance.deed(before, ids, clone.person)
                made = tickets[name] = apply(before, deed.plan(before, desk))
                set_now, words = deed.effect(made), words | deed.words
            deeds |= {(made.id, register): value for register, value in set_now.items()}
            self.tally["commands"] += 1
        self._commit(clone, tickets, deeds, words, now)

    def _created(self, desk: Desk) -> Ticket:
        fields: dict[str, Node] = {"title": f"Title {self.chance.word()}", "tags": ["ui"]}
        return new_ticket(CONFIG, fields, taken=lambda _id: False, reporter=desk.me, now=desk.now)

    def _commit(
        self, clone: Clone, tickets: dict[str, Ticket], deeds: Deeds, words: Words, now: datetime
    ) -> None:
        changed = [
            ticket
            for name, ticket in tickets.items()
            if name not in clone.sheets or clone.sheets[name].ticket != ticket
        ]
        if not changed:
            return
        parent = self.numbers[clone.head]
        number = self.model.commit(parent, int(now.timestamp()), deeds, words)
        self.keep(clone.commit(changed, now), number)
        self.tally["commits"] += 1

    def sync(self, clone: Clone) -> None:
        """Merge or rebase onto what the hub has, and push; again when somebody was faster."""
        while True:
            seen = self.hub
            self._catch_up(clone)
            if self.random.random() < 0.1:
                self.work(rival := self.random.choice(self.clones))
                self._catch_up(rival)
                self.hub = rival.head
            if seen == self.hub or rival is clone:
                break
            self.tally["pushes beaten"] += 1
        self.hub = clone.head
        self.tally["pushes"] += 1

    def _catch_up(self, clone: Clone) -> None:
        if self.random.random() < 0.3:
            self._rebase(clone, self.hub)
        else:
            self._join(clone, self.hub)

    def pull(self, clone: Clone) -> None:
        """Merge what another clone has, past the hub."""
        self._join(clone, self._other(clone).head)

    def rebase(self, clone: Clone) -> None:
        """Rebase onto what another clone has."""
        self._rebase(clone, self._other(clone).head)

    def pick(self, clone: Clone) -> None:
        """Cherry-pick a commit of another clone."""
        theirs = self.numbers[self._other(clone).head]
        ours = self.numbers[clone.head]
        names = {number: commit for commit, number in self.numbers.items()}
        choices = [n for n in self.model.lone(theirs, ours) if self.fits(n, clone.sheets)]
        if choices:
            number = self.random.choice(choices)
            self._pick(clone, names[number], number)
            self._check(clone)

    def _other(self, clone: Clone) -> Clone:
        return self.random.choice([other for other in self.clones if other is not clone])

    def _join(self, clone: Clone, theirs: str, *, both_ways: bool = True) -> None:
        ours, other = self.numbers[clone.head], self.numbers[theirs]
        if self.model.sees(ours, other):
            return
        if self.model.sees(other, ours):
            clone.go_to(theirs)
            self.tally["fast-forwards"] += 1
        else:
            merged = clone.merge(theirs, self._now(clone), both_ways=both_ways)
            self.keep(merged, self.model.merge(ours, other))
            self.tally["merges"] += 1
        self._check(clone)

    def _rebase(self, clone: Clone, onto: str) -> None:
        ours, base = self.numbers[clone.head], self.numbers[onto]
        if self.model.sees(ours, base) or self.model.sees(base, ours):
            self._join(clone, onto)
            return
        names = {number: commit for commit, number in self.numbers.items()}
        clone.go_to(onto)
        for number in self.model.lone(ours, base):
            self._pick(clone, names[number], number)
        self.tally["rebases"] += 1
        self._check(clone)

    def _pick(self, clone: Clone, source: str, number: int) -> None:
        before = clone.head
        made = self.model.pick(number, self.numbers[before])
        after = clone.pick(source, self._now(clone))
        if after != before:
            self.keep(after, made)
        elif not self.model.drop():
            raise Diverged(f"picking {source[:10]} onto {before[:10]} did nothing")
        self.tally["picks"] += 1

    def _check(self, clone: Clone) -> None:
        self.check(clone.head, {name: sheet.ticket for name, sheet in clone.sheets.items()})

    def _now(self, clone: Clone) -> datetime:
        return self.tick(self.clones.index(clone))


#: How often each kind of thing happens.
ACTIONS = {
    World.work: 80,
    World.sync: 9,
    World.pull: 5,
    World.rebase: 3,
    World.pick: 3,
}


def workers(clones: int) -> list[str]:
    """Return who works in each of so many clones: somebody has two of them."""
    people = PEOPLE[: max(clones - 1, 1)]
    return [*islice(cycle(people), clones)]


@contextmanager
def chosen_ids(source: random.Random) -> Iterator[None]:
    """Let new ids come from the seed, so that a run can be repeated."""
    with mock.patch.object(os, "urandom", source.randbytes):
        yield
