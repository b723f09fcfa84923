from __future__ import annotations

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.modelled import ModelGit, Reading, Tree
from tix.history.events import Event, Origin, in_order, make_events
from tix.history.fold import fold, is_alive, merge, values
from tix.history.record import Presence
from tix.history.timeline import Timeline
from tix.history.versions import registers_in
from tix.model.registers import registers
from tix.model.ticket import Node, parse_time
from tix.store.layout import folder_and_id
from tix.store.yamlread import read_node

IDS = ("OPS-000001", "OPS-000002")
FOLDERS = ("open", "doing", "done")
EPOCH = parse_time("1970-01-01T00:00:00Z")
BROKEN = "id: [\n"


class Plain:
    """Statuses whose folders have their names."""

    def status_of_folder(self, folder: str) -> str:
        return folder


def where(tree: Tree, ticket: str) -> list[str]:
    return [path for path in sorted(tree) if path.endswith(f"{ticket}.yaml")]


def write(fields: dict[str, str], comments: list[str]) -> str:
    lines = [f"{name}: {value}\n" for name, value in fields.items() if name != "tags"]
    if fields.get("tags"):
        lines += ["tags:\n", *(f"  - {tag}\n" for tag in fields["tags"].split())]
    if comments:
        lines += ["comments:\n", *(f"  - id: {item}\n    text: said\n" for item in comments)]
    return "".join(lines)


class Chance:
    """Makes a random history of two tickets on up to three branches."""

    def __init__(self, source: random.Random, *, rough: bool) -> None:
        self.random = source
        self.rough = rough
        self.git = ModelGit()
        text = write({"id": IDS[0], "priority": "low"}, [])
        self.tips = [self.git.add((), 100, {f"open/{IDS[0]}.yaml": text})]
        self.items = 0

    def grow(self, steps: int) -> ModelGit:
        for _ in range(steps):
            self.random.choice(
                [self.edit, self.edit, self.edit, self.branch, self.join, self.pick]
            )()
        return self.git

    def clock(self) -> int:
        return self.random.randint(90, 130)

    def branch(self) -> None:
        if len(self.tips) < 3:
            self.tips.append(self.random.choice(self.tips))

    def edit(self) -> None:
        index = self.random.randrange(len(self.tips))
        tree = self.git.tree(self.tips[index])
        self.change(tree, self.random.choice(IDS))
        self.tips[index] = self.git.add((self.tips[index],), self.clock(), tree)

    def change(self, tree: Tree, ticket: str) -> None:
        paths = where(tree, ticket)
        if not paths:
            tree[f"open/{ticket}.yaml"] = write({"id": ticket, "priority": "low"}, [])
            return
        path = paths[0]
        kind = self.random.randrange(7 if self.rough else 5)
        if kind == 0:
            text = tree.pop(path)
            tree[f"{self.random.choice(FOLDERS)}/{ticket}.yaml"] = text
        elif kind == 5:
            tree.pop(path)
        elif kind == 6:
            tree[path] = self.random.choice([BROKEN, tree[path]])
            tree[f"{self.random.choice(FOLDERS)}/{ticket}.yaml"] = tree[path]
        else:
            tree[path] = self.edited(tree[path], kind)

    def edited(self, text: str, kind: int) -> str:
        if text == BROKEN:
            return write({"id": "OPS-000001", "priority": "high"}, [])
        doc = read_node(text.encode(), "t")
        fields = {name: str(value) for name, value in doc.items() if isinstance(value, str)}
        tags = {str(tag) for tag in doc.get("tags", [])}
        comments = [str(item["id"]) for item in doc.get("comments", []) if isinstance(item, dict)]
        if kind == 1:
            fields["priority"] = self.random.choice(["low", "normal", "high"])
        elif kind == 2:
            tags ^= {self.random.choice("abc")}
        elif kind == 3:
            self.items += 1
            comments.append(f"c{self.items:05d}")
        else:
            fields["resolution"] = self.random.choice(["fixed", "invalid"])
        return write(fields | {"tags": " ".join(sorted(tags))}, comments)

    def join(self) -> None:
        """Merge by hand: each ticket as one of the sides has it, or one side whole."""
        one, other = self.random.choice(self.tips), self.random.choice(self.tips)
        if one == other:
            return
        sides = [self.git.tree(one), self.git.tree(other)]
        whole = self.random.random() < 0.5
        first = self.random.choice(sides)
        tree: Tree = {}
        for ticket in IDS:
            side = first if whole else self.random.choice(sides)
            tree.update({path: side[path] for path in where(side, ticket)})
        parents = (one, other)
        self.tips[self.tips.index(one)] = self.git.add(parents, self.clock(), tree)

    def pick(self) -> None:
        """Cherry-pick a commit that moved or changed one file: its author's time stays."""
        number = self.random.randrange(len(self.git.commits))
        made = self.git.commits[number]
        index = self.random.randrange(len(self.tips))
        tree = self.git.tree(self.tips[index])
        before = self.git.commits[made.parents[0]].tree if made.parents else {}
        for path in sorted(before.keys() | made.tree.keys()):
            if before.get(path) != made.tree.get(path):
                tree.pop(path, None)
                if path in made.tree:
                    for other in [] if self.rough else where(tree, path[-15:-5]):
                        del tree[other]
                    tree[path] = made.tree[path]
        self.tips[index] = self.git.add((self.tips[index],), made.authored, tree)


def held(tree: Tree, ticket: str) -> dict[object, Node] | None:
    """Return the registers that the files hold, None when they say nothing clear."""
    paths = where(tree, ticket)
    if len(paths) != 1 or tree[paths[0]] == BROKEN:
        return None
    named = folder_and_id(paths[0])
    assert named is not None
    return dict(registers_in(named[0], read_node(tree[paths[0]].encode(), "t")))


def other_order(git: ModelGit, source: random.Random) -> list[int]:
    """Return the commits in a random order with parents first."""
    order: list[int] = []
    ready = set(range(len(git.commits)))
    while ready:
        free = [n for n in ready if not ready.intersection(git.commits[n].parents)]
        order.append(source.choice(free))
        ready.discard(order[-1])
    return order


def events(reading: Reading, commit: int, ticket: str) -> list[Event]:
    names = {number: name for name, number in reading.numbers.items()}
    return [
        event
        for row in reading.seen_from(commit, ticket)
        for event in make_events(
            ticket, Origin(f"{names[row.number]:04d}", "ada", EPOCH), row.touches, Plain()
        )
    ]


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.integers(1, 24))
def test_replaying_what_any_commit_can_see_ends_at_its_files(seed: int, steps: int) -> None:
    git = Chance(random.Random(seed), rough=False).grow(steps)
    reading = git.read()
    for commit in range(len(git.commits)):
        for ticket in IDS:
            state = reading.state(commit, ticket)
            assert (values(state) if is_alive(state) else None) == held(git.tree(commit), ticket)


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.integers(1, 24))
def test_files_gone_broken_and_doubled_leave_the_last_state_that_was_clear(
    seed: int, steps: int
) -> None:
    git = Chance(random.Random(seed), rough=True).grow(steps)
    reading = git.read()
    for commit in range(len(git.commits)):
        for ticket in IDS:
            registers = held(git.tree(commit), ticket)
            state = reading.state(commit, ticket)
            if registers is not None:
                assert values(state) == registers
            elif not where(git.tree(commit), ticket):
                assert not is_alive(state)
            else:
                clear = {row.presence for row in reading.seen_from(commit, ticket)}
                assert clear & {Presence.BROKEN, Presence.DOUBLE}


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.integers(1, 24))
def test_effective_times_depend_on_ancestors_alone(seed: int, steps: int) -> None:
    source = random.Random(seed)
    git = Chance(source, rough=False).grow(steps)
    reading = git.read()
    assert git.read(other_order(git, source)).by_commit() == reading.by_commit()


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.integers(1, 24))
def test_branches_fold_to_the_same_state_in_every_order_of_merging(seed: int, steps: int) -> None:
    chance = Chance(random.Random(seed), rough=False)
    git = chance.grow(steps)
    reading = git.read()
    for ticket in IDS:
        states = [reading.state(tip, ticket) for tip in chance.tips]
        rows = {id(row): row for tip in chance.tips for row in reading.seen_from(tip, ticket)}
        whole = fold(touch for row in rows.values() for touch in row.touches)
        for order in itertools.permutations(states):
            merged = order[0]
            for state in order[1:]:
                merged = merge(merged, state)
            assert merged == whole


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.integers(1, 24))
def test_a_timeline_ends_at_the_file_and_is_the_same_however_it_is_read(
    seed: int, steps: int
) -> None:
    source = random.Random(seed)
    chance = Chance(source, rough=False)
    git = chance.grow(steps)
    reading, again = git.read(), git.read(other_order(git, source))
    tip = chance.tips[0]
    for ticket in IDS:
        timeline = Timeline.of(ticket, events(reading, tip, ticket))
        ticket_now = timeline.state_at()
        assert (registers(ticket_now) if ticket_now else None) == held(git.tree(tip), ticket)
        assert timeline.events == tuple(in_order(events(again, tip, ticket)))


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.integers(1, 24))
def test_in_a_straight_history_nothing_is_superseded(seed: int, steps: int) -> None:
    chance = Chance(random.Random(seed), rough=False)
    for _ in range(steps):
        chance.edit()
    reading = chance.git.read()
    for ticket in IDS:
        timeline = Timeline.of(ticket, events(reading, chance.tips[0], ticket))
        assert [event for event in timeline.events if event.superseded] == []


def test_a_broken_version_is_a_gap_and_the_next_one_is_compared_with_the_last_good_one() -> None:
    git = ModelGit()
    path = f"open/{IDS[0]}.yaml"
    first = git.add((), 100, {path: write({"id": IDS[0], "priority": "low"}, [])})
    second = git.add((first,), 110, {path: BROKEN})
    git.add((second,), 120, {path: write({"id": IDS[0], "priority": "high"}, [])})
    reading = git.read()
    assert [(row.presence, [str(t.after) for t in row.touches]) for row in reading.rows[1:]] == [
        (Presence.BROKEN, []),
        (Presence.GOOD, ["high"]),
    ]
    assert [(gap.number, gap.path) for gap in reading.gaps] == [(1, path)]
