"""How long writing takes, beyond Python's start, against `git add` and `git commit`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Argv, Case, Result
from benchmarks.sizes import Bench
from benchmarks.table import Row, missing, number, under

#: How many times `git add` and `git commit` a write may take, by how many tickets there are.
BARS = {1_000: 1.5, 10_000: 1.0, 100_000: 0.6}
MOST_BYTES = 30_000

Commands = Callable[[], Sequence[Argv]]


def writes(bench: Bench) -> list[Row]:
    """Measure commands that commit one ticket, and how much each commit adds to git."""
    rows: list[Row] = []
    for size in bench.sizes.desks:
        rows += _at(bench, size)
    return rows


def _at(bench: Bench, size: int) -> list[Row]:
    desk, python = bench.desk(size), bench.world.python
    names = sorted(path.stem for path in (desk / "open").glob("*.yaml"))
    bench.race([bench.tix("index", desk, "list", "-A", "-q", "-n", "1")], 1)
    commands = {
        "create": _create(bench),
        "comment": _comment(bench, itertools.cycle(names[:20])),
        "move": _move(bench, itertools.cycle(names[20:40])),
    }
    cases = [
        Case.of("pass", desk, python, "-c", "pass"),
        Case.of("click", desk, python, "-c", "import click"),
        Case("git", desk, _git(desk, desk / "open" / f"{names[50]}.yaml")),
        *(Case(name, desk, command) for name, command in commands.items()),
    ]
    times = bench.race(cases, max(bench.sizes.rounds - 2, 3))
    rows = [_row(name, size, times) for name in commands]
    return [*rows, _bytes(bench, desk, size, commands)]


def _row(name: str, size: int, times: dict[str, Result]) -> Row:
    work = f"`{name}` at {size:,}"
    if times[name].failure or times["git"].failure:
        return missing(work, times[name].failure or f"git: {times['git'].failure}")
    git = times["git"].ms
    beyond = times[name].ms - times["click"].ms
    whole = times[name].ms - times["pass"].ms
    measured = (
        f"{beyond / git:.2f} x ({number(beyond)} ms beyond Python with click, {number(whole)} "
        f"beyond bare Python, against {number(git)})"
    )
    return Row(work, measured, f"<= {BARS[size]:g} x of git", beyond / git <= BARS[size])


def _bytes(bench: Bench, desk: Path, size: int, commands: dict[str, Commands]) -> Row:
    """Return the row of what a commit adds to the objects, the largest of the commands."""
    largest = 0.0
    for name, command in commands.items():
        before = _loose(desk)
        for _ in range(3):
            if Case(name, desk, command).lap(bench.world).failure:
                break
        largest = max(largest, (_loose(desk) - before) / 3)
    return under(f"objects of a commit at {size:,}", largest / 1000, MOST_BYTES / 1000, "KB")


def _loose(desk: Path) -> int:
    """Return how many bytes the loose objects have, without the rounding up to blocks."""
    objects = desk / ".git" / "objects"
    return sum(path.stat().st_size for path in objects.glob("??/*"))


def _create(bench: Bench) -> Commands:
    numbers = itertools.count(1)

    def create() -> Sequence[Argv]:
        return [(bench.world.tix, "create", f"Measured number {next(numbers)}", "-q")]

    return create


def _comment(bench: Bench, names: Iterator[str]) -> Commands:
    def comment() -> Sequence[Argv]:
        return [(bench.world.tix, "comment", next(names), "-m", "Measured once more.")]

    return comment


def _move(bench: Bench, names: Iterator[str]) -> Commands:
    targets = itertools.cycle([*["doing"] * 20, *["open"] * 20])

    def move() -> Sequence[Argv]:
        return [(bench.world.tix, "move", next(names), next(targets))]

    return move


def _git(desk: Path, file: Path) -> Commands:
    """Return the two commands that commit one file after a line was added to it."""

    def commit() -> Sequence[Argv]:
        with file.open("a") as stream:
            stream.write("    # one more line\n")
        path = str(file.relative_to(desk))
        return [("git", "add", path), ("git", "commit", "-q", "-m", "measured")]

    return commit
