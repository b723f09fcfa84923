"""How long merging takes: many tickets, tickets that one side alone changed, and code alone."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Argv, Case, Result
from benchmarks.sizes import OPEN, Bench
from benchmarks.stores import Plan, write_repository
from benchmarks.table import Row, missing, number, ratio, under

#: Tickets in the tracker, changed on the two branches together, and changed on both of them.
TICKETS, CHANGED, BOTH = 20_000, 1_000, 300
#: Commits of each such branch, and of the branch of code that is rebased.
COMMITS, CODE = 25, 60
#: Seconds for the first, and how much of git's own time the others may take.
SECONDS, ALONE, REBASED = 2, 1.5, 1.2
#: Lets git merge by itself in a clone that has the strategy set.
PLAIN = ("-c", "pull.twohead=ort")
ATTRIBUTES = "*.yaml text eol=lf merge=tix\n/files/** -text\n"

Files = Mapping[str, str]


@dataclass(frozen=True)
class Fork:
    """A repository whose branches go apart at `main`."""

    folder: Path
    env: Mapping[str, str]

    def git(self, *words: str, date: str = "") -> None:
        """Run git, which must do what it is told."""
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date} if date else {}
        subprocess.run(
            ["git", "-c", "gc.auto=0", *words],
            cwd=self.folder,
            env={**self.env, **dates},
            check=True,
        )

    def branch(self, name: str, start: str, commits: Iterator[Files], day: int) -> None:
        """Make a branch with commits of these files, one a minute."""
        self.git("checkout", "-q", "-B", name, start)
        for minute, files in enumerate(commits):
            for path, text in files.items():
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / path).write_text(text)
            self.git("add", "--", *files)
            self.git("commit", "-q", "-m", name, date=f"2026-11-{day}T10:{minute:02d}:00Z")

    def case(self, name: str, start: str, *words: str) -> Case:
        """Return the case of a git command on a branch, which every lap finds as it was."""

        def lap() -> Sequence[Argv]:
            self.git("checkout", "-q", "-f", "-B", "work", start)
            return [("git", *words)]

        return Case(name, self.folder, lap, self.env)


def merge_tickets(bench: Bench) -> list[Row]:
    """Measure merges of two branches that changed many tickets."""
    share = 1 if bench.largest >= 100_000 else 10
    total, changed, both = TICKETS // share, CHANGED // share, BOTH // share
    fork = _fork(bench, "merging", total)
    tickets = sorted(path.relative_to(fork.folder) for path in fork.folder.glob("*/**/*-*.yaml"))
    chosen = [str(path) for path in random.Random(1).sample(tickets, changed)]
    half = (changed - both) // 2
    for name, mine, hers in (
        ("some", chosen[: half + both], chosen[half:]),
        ("none", chosen[: changed // 2], chosen[changed // 2 :]),
    ):
        fork.branch(f"mine-{name}", "main", _batches(fork, mine, _claimed), 20)
        fork.branch(f"hers-{name}", "main", _batches(fork, hers, _raised), 21)
    merge = ("merge", "-q", "--no-edit")
    times = bench.race(
        [
            fork.case("some", "mine-some", *merge, "hers-some"),
            fork.case("none", "mine-none", *merge, "hers-none"),
            fork.case("git", "mine-none", *PLAIN, *merge, "hers-none"),
            Case.of("pass", fork.folder, bench.world.python, "-c", "pass"),
        ]
    )
    work = f"`git merge`, {changed:,} tickets of {total:,} differ"
    return [
        _unless_failed(
            f"{work}, {both} changed on both sides",
            times,
            ("some",),
            lambda name: under(name, times["some"].ms / 1000, SECONDS, "s"),
        ),
        _unless_failed(
            f"{work}, none on both",
            times,
            ("none", "git", "pass"),
            lambda name: _alone(name, times),
        ),
    ]


def merge_code(bench: Bench) -> list[Row]:
    """Measure a rebase of code beside a tracker, with the strategy set and without."""
    fork = _fork(bench, "coding", 1_000)
    code = ({f"src/part{n}.py": f"answer = {n}\n" * 20} for n in range(CODE))
    fork.branch("mine", "main", code, 20)
    fork.branch("hers", "main", iter([{"src/other.py": "answer = 42\n"}]), 21)
    # A rebase takes the first pull.twohead that it reads, which no `-c` comes before.
    rebase, plain = ("rebase", "-q", "hers"), ("rebase", "-q", "-s", "ort", "hers")
    times = bench.race([fork.case("tix", "mine", *rebase), fork.case("git", "mine", *plain)])
    return [
        _unless_failed(
            f"`git rebase` of {CODE} commits of code, the strategy set",
            times,
            ("tix", "git"),
            lambda name: ratio(name, times["tix"].ms, times["git"].ms, REBASED, "of git's own"),
        )
    ]


def _alone(name: str, times: Mapping[str, Result]) -> Row:
    taken, git, start = (times[case].ms for case in ("none", "git", "pass"))
    return Row(
        name,
        f"{number(taken)} ms (git's own {number(git)}, Python's start {number(start)})",
        f"<= {ALONE:g} x of git's own and Python's start",
        taken <= ALONE * git + start,
    )


def _unless_failed(
    work: str, times: Mapping[str, Result], cases: Sequence[str], row: Callable[[str], Row]
) -> Row:
    failure = next((times[case].failure for case in cases if times[case].failure), "")
    return missing(work, failure) if failure else row(work)


def _fork(bench: Bench, name: str, total: int) -> Fork:
    """Make a tracker that is set up to be merged by tix, whatever lies beside it."""
    folder = bench.world.scratch / name
    path = f"{bench.world.tix.parent}{os.pathsep}{bench.world.environment['PATH']}"
    fork = Fork(folder, {**bench.world.environment, "PATH": path})
    shutil.rmtree(folder, ignore_errors=True)
    write_repository(folder, Plan(OPEN, total - OPEN, spread=True))
    fork.branch("main", "main", iter([{".gitattributes": ATTRIBUTES}]), 19)
    subprocess.run(
        [str(bench.world.tix), "setup", "--strategy"],
        cwd=folder,
        env=fork.env,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return fork


def _batches(fork: Fork, paths: Sequence[str], change: Callable[[str], str]) -> Iterator[Files]:
    size = -(-len(paths) // COMMITS)
    for start in range(0, len(paths), size):
        some = paths[start : start + size]
        yield {path: change((fork.folder / path).read_text()) for path in some}


def _claimed(text: str) -> str:
    return _said(text.replace("\nassignee: ", "\nassignee: not-"), "cmine0", "20")


def _raised(text: str) -> str:
    return _said(text.replace("\npriority: ", "\npriority: very-"), "chers0", "21")


def _said(text: str, name: str, day: str) -> str:
    """Return a ticket with one more comment at its end, where the other branch has its own."""
    return (
        f"{text}  - id: {name}\n    at: 2026-11-{day}T10:00:00Z\n    by: ana\n    kind: reply\n"
        "    text: |\n      Measured.\n"
    )
