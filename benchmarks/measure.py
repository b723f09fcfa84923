"""Time whole processes: warm, interleaved, so that a ratio within one run means something."""

from __future__ import annotations

import math
import os
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Timer

Argv = Sequence[str | Path]

#: Laps that a slow case has at the least.
LEAST = 3


@dataclass(frozen=True)
class World:
    """Where measured processes live: an environment in which nothing of the user's own counts.

    A process that takes longer than `patience`, in seconds, is ended, with all that it started.
    """

    scratch: Path
    python: Path
    tix: Path
    patience: float | None = None

    @cached_property
    def environment(self) -> dict[str, str]:
        """Return the environment of every measured process; bytecode is cached as for users."""
        home = self.scratch / "home"
        home.mkdir(exist_ok=True)
        settings = home / ".gitconfig"
        settings.write_text("[user]\n\tname = Ana\n\temail = ana@example.com\n")
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        return kept | {
            "HOME": str(home),
            "GIT_CONFIG_GLOBAL": str(settings),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }

    def run(self, argv: Argv, cwd: Path, env: Mapping[str, str] | None = None) -> Lap:
        """Run one process and return how long it took and the most memory it held."""
        with (self.scratch / "stderr").open("w+b") as complaints:
            begun = time.perf_counter()
            process = subprocess.Popen(
                [str(word) for word in argv],
                cwd=cwd,
                env={**self.environment, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                start_new_session=self.patience is not None,
            )
            with self._watched(process.pid):
                _, status, usage = os.wait4(process.pid, 0)
            taken = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
            complaints.seek(0)
            said = complaints.read().decode("utf-8", "replace").strip()
        failure = (said or f"exit {process.returncode}") if process.returncode else ""
        if self.patience is not None and taken >= self.patience:
            failure = f"more than {self.patience:g} s"
        return Lap(taken * 1000, usage.ru_maxrss / 1024, failure)

    @contextmanager
    def _watched(self, session: int) -> Iterator[None]:
        """End a session of processes when it takes too long."""
        if self.patience is None:
            yield
            return
        timer = Timer(self.patience, os.killpg, (session, signal.SIGKILL))
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


@dataclass(frozen=True, slots=True)
class Lap:
    """One run of one case: milliseconds, megabytes, and why it failed."""

    ms: float
    mb: float
    failure: str = ""


@dataclass(frozen=True)
class Case:
    """One thing to time; `commands` gives the processes of a lap, which are timed together."""

    name: str
    cwd: Path
    commands: Callable[[], Sequence[Argv]]
    env: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, cwd: Path, *words: str | Path, **env: str) -> Case:
        """Return a case of one process that is the same in every lap."""
        return cls(name, cwd, lambda: [words], env)

    def lap(self, world: World) -> Lap:
        """Run the processes of one lap."""
        laps = [world.run(argv, self.cwd, self.env) for argv in self.commands()]
        failures = [lap.failure for lap in laps if lap.failure]
        most = max(lap.mb for lap in laps)
        return Lap(sum(lap.ms for lap in laps), most, failures[0] if failures else "")


@dataclass(frozen=True)
class Result:
    """All laps of one case."""

    laps: Sequence[Lap]

    @property
    def failure(self) -> str:
        """Return why a lap failed, in one line, or nothing."""
        said = next((lap.failure for lap in self.laps if lap.failure), "")
        return said.splitlines()[0] if said else ""

    @property
    def ms(self) -> float:
        """Return the median of the times."""
        return statistics.median(lap.ms for lap in self.laps)

    @property
    def mb(self) -> float:
        """Return the most memory that any process held."""
        return max(lap.mb for lap in self.laps)


def race(
    world: World,
    cases: Sequence[Case],
    rounds: int,
    *,
    warm: int = 1,
    seconds: float = math.inf,
) -> dict[str, Result]:
    """Run the cases in turn, A B C A B C, after `warm` rounds that do not count.

    A case that failed is not run again, nor one whose laps took `seconds` together, but three laps
    it has all the same, or what of them fits into four times that. A lap that took as long counts
    at once.
    """
    laps: dict[str, list[Lap]] = {case.name: [] for case in cases}
    for number in range(warm + rounds):
        for case in cases:
            found = laps[case.name]
            if has_enough(found, seconds):
                continue
            lap = case.lap(world)
            if number >= warm or lap.failure or lap.ms >= seconds * 1000:
                found.append(lap)
    return {name: Result(found) for name, found in laps.items()}


def has_enough(laps: Sequence[Lap], seconds: float) -> bool:
    """Return whether a case with these laps is left out of further rounds."""
    spent = sum(lap.ms for lap in laps) / 1000
    few = len(laps) < LEAST
    return any(lap.failure for lap in laps) or spent >= (4 * seconds if few else seconds)
