"""What a run measures: sizes and rounds, and the trackers that its parts share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Case, Result, World, race
from benchmarks.stores import Plan, write_repository

#: How many tickets are open on a busy desk, whatever lies in the archive.
OPEN = 200


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of tickets, commits and rounds."""

    listed: int
    desks: tuple[int, ...]
    commits: int
    history_tickets: int
    rounds: int


FULL = Sizes(10_000, (1_000, 10_000, 100_000), 100_000, 20_000, 11)
QUICK = Sizes(2_000, (1_000, 10_000), 5_000, 1_000, 5)


@dataclass
class Bench:
    """One run: where it happens, how big it is, and what it has made so far."""

    world: World
    sizes: Sizes
    peers: bool
    made: dict[str, Path] = field(default_factory=dict)

    @property
    def largest(self) -> int:
        """How many tickets the largest desk has."""
        return self.sizes.desks[-1]

    def crowd(self) -> Path:
        """Return a repository in which every ticket is open, in one flat folder."""
        return self._repository(f"crowd{self.sizes.listed}", Plan(self.sizes.listed))

    def desk(self, total: int) -> Path:
        """Return a repository of `total` tickets of which 200 are open."""
        return self._repository(f"desk{total}", Plan(OPEN, total - OPEN, spread=True))

    def race(self, cases: list[Case], rounds: int | None = None) -> dict[str, Result]:
        """Run cases in turn."""
        return race(self.world, cases, rounds or self.sizes.rounds)

    def tix(self, name: str, cwd: Path, *words: str, **env: str) -> Case:
        """Return the case of one tix command."""
        return Case.of(name, cwd, self.world.tix, *words, **env)

    def forget(self, cwd: Path) -> None:
        """Remove what tix remembers of a repository."""
        for path in sorted((cwd / ".git" / "tix").glob("*")):
            if path.is_file():
                path.unlink()

    def _repository(self, name: str, plan: Plan) -> Path:
        path = self.made.get(name) or self.world.scratch / name
        if not (path / "tix.yaml").exists():
            write_repository(path, plan)
        self.made[name] = path
        return path
