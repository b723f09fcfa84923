"""Prove that clones converge: random commands, clocks, merges, rebases, picks and pushes.

python -m benchmarks.converge --clones 4 --steps 5000 --seed 1 [--jobs 2] [--seconds 600]

Steps are commands as a user counts them. A run is cut into worlds of 200, each begun afresh with a
seed of its own. In nine of ten worlds the clones are bare and commands go through the same plans
(`tix.workflow`) as on the command line, one to eight to a commit, and merges through the engine
below `tix sync`: the command line itself would take ten times as long. Every tenth world is
smaller, and goes through the command line, work trees, `tix sync` and plain git with the strategy
set. After every merge, rebase and pick the files are compared with what a model keeps that shares
no code with tix; merges are planned both ways round, and at the end all clones must have one tree.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from benchmarks.convergeusers import Users
from benchmarks.convergeworld import World

#: Commands in one world, and in one of those that go through the command line.
SIZE, SMALL = 200, 25


class Job(NamedTuple):
    """One world to run."""

    clones: int
    seed: int
    commands: int

    def line(self) -> str:
        """Return what runs this world again."""
        return (
            f"python -m benchmarks.converge --clones {self.clones} --steps {self.commands}"
            f" --seed {self.seed}"
        )


class Outcome(NamedTuple):
    """What came of a world: a count of what was done, and what went wrong, if anything."""

    job: Job
    tally: Counter[str]
    problem: str = ""


def main() -> None:
    """Run the worlds, say how it goes, and end with 1 when one of them failed."""
    words = _arguments()
    begun = time.monotonic()
    total: Counter[str] = Counter()
    failed: list[Outcome] = []
    for outcome in _outcomes(words, begun):
        total += outcome.tally
        total["worlds"] += 1
        if outcome.problem:
            failed.append(outcome)
            print(f"FAILED {outcome.job.line()}\n  {outcome.problem}", flush=True)
        elif total["worlds"] % 10 == 0:
            print(_told(total, time.monotonic() - begun), flush=True)
    print(_told(total, time.monotonic() - begun))
    for outcome in failed[:3]:
        print(f"smallest: {_shrunk(outcome.job).line()}")
    sys.exit(1 if failed else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clones", type=int, default=4)
    parser.add_argument("--steps", type=int, default=5_000, help="commands in all")
    parser.add_argument("--seed", type=int, default=1, help="of the first world")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="begin no world after so long")
    words = parser.parse_args()
    if words.clones < 2 or words.jobs < 1:
        parser.error("two clones and one job are the least")
    return words


def _outcomes(words: argparse.Namespace, begun: float) -> Iterator[Outcome]:
    with ProcessPoolExecutor(words.jobs) as pool:
        waiting = _jobs(words)
        running = {
            pool.submit(run, job) for _, job in zip(range(words.jobs), waiting, strict=False)
        }
        while running:
            done = next(iter(sorted(running, key=lambda future: not future.done())))
            running.discard(done)
            yield done.result()
            is_late = words.seconds and time.monotonic() - begun > words.seconds
            following = None if is_late else next(waiting, None)
            if following:
                running.add(pool.submit(run, following))


def _jobs(words: argparse.Namespace) -> Iterator[Job]:
    seed, left = words.seed, words.steps
    while left > 0:
        job = Job(words.clones, seed, min(left, SMALL if seed % 10 == 0 else SIZE))
        seed, left = seed + 1, left - job.commands
        yield job


def run(job: Job) -> Outcome:
    """Run one world in a folder of its own."""
    _seal()
    scratch = Path(tempfile.mkdtemp(prefix="tix-converge-"))
    world = (Users if job.seed % 10 == 0 else World)(scratch, job.clones, job.seed)
    try:
        world.run(job.commands)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        return Outcome(job, world.tally, f"{type(error).__name__} at {place}: {error}")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Outcome(job, world.tally)


def _shrunk(job: Job) -> Job:
    """Return the smallest number of commands with which a world still fails, by halving."""
    low, high = 0, job.commands
    while high - low > 1:
        middle = (low + high) // 2
        if run(job._replace(commands=middle)).problem:
            high = middle
        else:
            low = middle
    return job._replace(commands=high)


def _seal() -> None:
    """Let no setting of the machine count."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "TIX_"))]:
        del os.environ[name]
    os.environ |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "TZ": "UTC"}


def _told(total: Counter[str], seconds: float) -> str:
    each = seconds * 1000 / max(total["commands"], 1)
    counts = ", ".join(f"{count:,} {name}" for name, count in sorted(total.items()))
    return f"{counts}; {seconds:.0f} s, {each:.1f} ms a command"


if __name__ == "__main__":
    main()
