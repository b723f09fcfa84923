"""Random graphs of changes and merges: what comes out depends on the changes alone."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.modelled import ModelGit, Reading, Tree
from tix.history.fold import values
from tix.history.merges import merged_state
from tix.history.versions import registers_in
from tix.model.registers import STATUS, Register, assemble
from tix.model.ticket import Node
from tix.store.emit import emit_document
from tix.store.layout import folder_and_id
from tix.store.ticketfile import read_document

ID = "OPS-000001"
FOLDERS = ("open", "doing", "done")
PRIORITY = Register("priority")


@dataclass
class Told:
    """What a person did in a commit, as the model sees it: register, value and effective time."""

    commit: int
    register: Register
    value: str | None
    effective: int


@dataclass
class World:
    """A ticket on some branches, and beside it what an independent model keeps of it."""

    random: random.Random
    git: ModelGit = field(default_factory=ModelGit)
    told: list[Told] = field(default_factory=list)
    tips: list[int] = field(default_factory=list)
    items: int = 0

    def begin(self) -> None:
        doc: dict[str, Node] = {
            "id": ID,
            "title": "t",
            "created": "2026-11-20T09:00:00Z",
            "priority": "low",
            "tags": ["a"],
            "description": "one\ntwo\nthree\nfour\nfive\n",
        }
        first = self.commit((), 100, "open", doc)
        self.tell(first, PRIORITY, "low", 100)
        self.tell(first, STATUS, "open", 100)
        self.tell(first, Register("tags", "a"), "a", 100)
        self.tips = [first] * 3

    def commit(
        self, parents: tuple[int, ...], authored: int, folder: str, doc: dict[str, Node]
    ) -> int:
        tree: Tree = {f"{folder}/{ID}.yaml": emit_document(doc)}
        return self.git.add(parents, authored, tree)

    def ancestors(self, commit: int) -> set[int]:
        seen, left = set(), [commit]
        while left:
            number = left.pop()
            if number not in seen:
                seen.add(number)
                left += self.git.commits[number].parents
        return seen

    def tell(self, commit: int, register: Register, value: str | None, clock: int) -> None:
        seen = self.ancestors(commit)
        before = [one.effective for one in self.told if self.is_of(one, register, seen)]
        self.told.append(Told(commit, register, value, max([clock, *(t + 1 for t in before)])))

    @staticmethod
    def is_of(one: Told, register: Register, seen: set[int]) -> bool:
        return one.register == register and one.commit in seen

    def edit(self) -> None:
        index = self.random.randrange(3)
        tip = self.tips[index]
        ((path, text),) = self.git.tree(tip).items()
        folder = path.partition("/")[0]
        doc = read_document(text.encode(), path)
        clock = self.random.randint(50, 150)
        register, value, folder = self.change(doc, folder)
        now = self.tips[index] = self.commit((tip,), clock, folder, doc)
        if register is not None:
            self.tell(now, register, value, clock)

    def change(self, doc: dict[str, Node], folder: str) -> tuple[Register | None, str | None, str]:
        """Change a document in one way; return which register holds what now, and the folder."""
        kind = self.random.randrange(5)
        if kind == 0:
            wanted = self.random.choice([one for one in FOLDERS if one != folder])
            return STATUS, wanted, wanted
        if kind == 1:
            held = doc["priority"]
            doc["priority"] = value = self.random.choice([p for p in "xyz" if p != held])
            return PRIORITY, value, folder
        if kind == 2:
            tags = {str(tag) for tag in doc.pop("tags", [])}
            tag = self.random.choice("abc")
            tags ^= {tag}
            if tags:
                doc["tags"] = [*sorted(tags)]
            return Register("tags", tag), tag if tag in tags else None, folder
        self.items += 1
        if kind == 3:
            lines = str(doc["description"]).splitlines()
            lines[self.random.randrange(len(lines))] = f"line {self.items}"
            doc["description"] = "".join(f"{line}\n" for line in lines)
            return None, None, folder
        id = f"c{self.items:05d}"
        said: Node = {"id": id, "at": "2026-11-20T09:00:00Z", "by": "a", "text": "x\n"}
        comments = doc.get("comments", [])
        doc["comments"] = [*(comments if isinstance(comments, list) else []), said]
        return Register("comments", id), id, folder

    def join(self) -> None:
        one, other = self.random.sample(range(3), 2)
        self.tips[one] = self.merged((self.tips[one], self.tips[other]))

    def merged(self, parents: tuple[int, int]) -> int:
        """Merge two commits, unless one of them has all of the other."""
        first, second = parents
        if second in self.ancestors(first):
            return first
        if first in self.ancestors(second):
            return second
        reading = self.git.read()
        state = settled(reading, parents)
        ticket = assemble(state)
        clock = self.random.randint(50, 150)
        return self.commit(parents, clock, ticket.status, dict(ticket.doc))

    def expected(self, commits: tuple[int, ...]) -> dict[Register, str]:
        """Return what the model holds of the registers that it follows."""
        seen = set().union(*map(self.ancestors, commits))
        found: dict[Register, Told] = {}
        for one in self.told:
            if one.commit in seen:
                held = found.get(one.register)
                if held is None or rank(one) > rank(held):
                    found[one.register] = one
        return {register: one.value for register, one in found.items() if one.value is not None}


def rank(one: Told) -> tuple[int, str]:
    return one.effective, one.value or ""


def settled(reading: Reading, commits: tuple[int, ...]) -> dict[Register, Node]:
    """Return what merging makes of all that some commits can see."""
    rows = {id(row): row for commit in commits for row in reading.seen_from(commit, ID)}

    def sees(later: int, earlier: int) -> bool:
        return reading.graph.view(later).sees(earlier)

    return values(merged_state(ID, [*rows.values()], None, sees).state)


def followed(state: dict[Register, Node]) -> dict[Register, str]:
    """Return what a state holds of the registers that the model follows."""
    found: dict[Register, str] = {}
    for register, node in state.items():
        if register == STATUS and isinstance(node, dict):
            found[register] = str(node["status"])
        elif register == PRIORITY or register.field == "tags":
            found[register] = str(node)
        elif register.field == "comments":
            found[register] = register.key
    return found


def grown(seed: int, steps: int) -> World:
    world = World(random.Random(seed))
    world.begin()
    for _ in range(steps):
        world.random.choice([world.edit, world.edit, world.join])()
    return world


@settings(max_examples=80)
@given(st.integers(0, 2**32), st.integers(1, 18))
def test_branches_come_to_the_same_ticket_in_every_order_of_merging(seed: int, steps: int):
    world = grown(seed, steps)
    tips = tuple(world.tips)
    ends = []
    for order in itertools.permutations(tips):
        tip = order[0]
        for other in order[1:]:
            tip = world.merged((tip, other))
        ends.append(world.git.tree(tip))

    assert all(end == ends[0] for end in ends)
    ((path, text),) = ends[0].items()
    named = folder_and_id(path)
    assert named is not None
    state = registers_in(named[0], read_document(text.encode(), path))
    assert followed(state) == world.expected(tips)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 18))
def test_merges_as_tix_makes_them_say_nothing_new(seed: int, steps: int):
    world = grown(seed, steps)
    reading = world.git.read()
    merges = {
        number
        for commit, number in reading.numbers.items()
        if len(world.git.commits[commit].parents) > 1
    }
    new = [
        touch
        for row in reading.rows
        if row.number in merges
        for touch in row.touches
        if not touch.derived
    ]
    assert new == []
