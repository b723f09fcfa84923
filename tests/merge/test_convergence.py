from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from benchmarks.converge import Job, run
from benchmarks.convergeclones import Clone
from benchmarks.convergemodel import Model
from benchmarks.convergeworld import World, chosen_ids

ACTIONS = (World.work, World.work, World.sync, World.pull, World.rebase, World.pick)


class Clones(RuleBasedStateMachine):
    """Three clones of one tracker; after each merge and pick all tickets must be the model's."""

    def __init__(self) -> None:
        super().__init__()
        self.scratch = Path(tempfile.mkdtemp(prefix="tix-clones-"))
        self.world = World(self.scratch, 3, seed=0)
        self.act(0, lambda world, _clone: world.begin(), 0)

    @rule(clone=st.integers(0, 2), action=st.sampled_from(ACTIONS), seed=st.integers(0, 2**16))
    def act(self, clone: int, action: Callable[[World, Clone], None], seed: int) -> None:
        """Let somebody do something; the seed decides what it is in detail."""
        self.world.random.seed(seed)
        with chosen_ids(self.world.random):
            action(self.world, self.world.clones[clone])

    def teardown(self) -> None:
        """Bring all clones together, which must end in one tree."""
        try:
            self.act(0, lambda world, _clone: world.end(), 0)
        finally:
            shutil.rmtree(self.scratch)


def test_clones_converge_whatever_they_do_and_lose_nothing() -> None:
    run_state_machine_as_test(
        Clones,
        settings=settings(
            max_examples=4,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


@pytest.mark.real
def test_clones_converge_through_the_command_line_and_git() -> None:
    outcome = run(Job(clones=2, seed=10, commands=12))
    assert (outcome.problem, outcome.tally["commands"]) == ("", 12)


def test_the_model_tells_what_is_missing_and_what_is_wrong() -> None:
    model = Model()
    first = model.commit(None, 100, {("A", "id"): "A", ("A", "status"): {"status": "open"}})
    mine = model.commit(first, 130, {("A", "priority"): "low", ("A", "tags/ui"): "ui"})
    hers = model.commit(first, 120, {("A", "priority"): "high"})
    both = model.merge(mine, hers)
    assert [
        *model.faults(both, {"A": ("open", {"id": "A", "priority": "low", "tags": ["ui"]})})
    ] == []
    assert [*model.faults(both, {"A": ("open", {"id": "A", "priority": "high"})})] == [
        'A: priority is "high", and must be "low"',
        'A: tags/ui is nothing, and must be "ui"',
    ]
    assert [*model.faults(both, {})] == ["A: is not there"]
