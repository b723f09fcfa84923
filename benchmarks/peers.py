"""Other trackers doing the same work as tix, in one run: the table of docs/benchmarks.md.

python -m benchmarks.peers [--quick] [--write] [--only NAME] [--size N] [--python VENV/bin/python]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import World, race
from benchmarks.page import install, tell, write_table
from benchmarks.peerfill import Crowd
from benchmarks.peerlist import PEERS, TIX, Peer, Store, Work
from benchmarks.peertable import Times, absence, markdown
from benchmarks.stores import Plan
from benchmarks.table import machine

#: Seconds after which a process is ended, and after which a case has had laps enough.
PATIENCE, ENOUGH = 10.0, 1.0
ROUNDS = 7
SIZES, QUICK = (1_000, 10_000, 100_000), (1_000,)
#: So many tickets, of which a tenth is open, have one for each lap.
FEWEST = 200
#: A tracker that lists in longer than this is not tried with ten times as many tickets.
HOPELESS = 1.0


@dataclass
class Race:
    """Who is still in it, and what was measured."""

    world: World
    programs: dict[str, str]
    peers: list[Peer]

    def sizes(self, sizes: Sequence[int]) -> Iterator[Times]:
        """Measure all works at each size, and leave out who cannot keep up."""
        for size in sizes:
            times = self._measure(size)
            yield times
            self.peers = [peer for peer in self.peers if _keeps_up(times, peer)]

    def _measure(self, size: int) -> Times:
        times = Times(size)
        crowd = Crowd(Plan(size // 10, size - size // 10))
        scratch = self.world.scratch / str(size)
        stores = [
            store for peer in self.peers if (store := self._store(peer, scratch, crowd, times))
        ]
        for work in Work:
            begun = time.monotonic()
            cases = [case for store in stores if (case := store.case(work))]
            times.found[work] = race(self.world, cases, ROUNDS, seconds=ENOUGH)
            tell(f"{size:,}: {work}, {time.monotonic() - begun:.0f} s")
        return times

    def _store(self, peer: Peer, scratch: Path, crowd: Crowd, times: Times) -> Store | None:
        begun = time.monotonic()
        folder = scratch / str(self.peers.index(peer))
        try:
            store = peer.store(folder, crowd, self.world, self.programs[peer.name])
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            times.failures[peer.name] = f"could not be filled: {error}"
            return None
        tell(f"{peer.name}: filled in {time.monotonic() - begun:.0f} s")
        return store


def _keeps_up(times: Times, peer: Peer) -> bool:
    """Return whether a tracker may be tried with ten times as many tickets."""
    work = Work.LIST if Work.LIST in peer.works else Work.CHANGE
    result = times.found[work].get(peer.name)
    return bool(result and not result.failure and result.ms < HOPELESS * 1000)


def main() -> None:
    """Measure, print the table, and write it into the page where asked to."""
    words = _arguments()
    with tempfile.TemporaryDirectory(prefix="tix-peers-") as folder:
        scratch = Path(folder)
        python = (words.python or install(scratch / "venv")).absolute()
        world = World(scratch, python, python.parent / "tix", PATIENCE)
        asked = [peer for peer in PEERS if words.only in peer.name]
        programs = {peer.name: found for peer in asked if (found := peer.find())}
        there = [TIX, *(peer for peer in asked if peer.name in programs)]
        contest = Race(world, {**programs, TIX.name: str(world.tix)}, there)
        measured = list(contest.sizes(words.size or (QUICK if words.quick else SIZES)))
        missing = [peer for peer in asked if peer.name not in programs]
        said = f"{machine(python)}\n\n{markdown(measured)}\n\n{absence(measured, missing)}".rstrip()
        print(said, flush=True)
        if words.write:
            write_table("peers", said)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 tickets alone")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--size", type=int, nargs="+", help="so many tickets instead")
    parser.add_argument("--only", default="", help="only trackers whose names hold this word")
    parser.add_argument(
        "--python", type=Path, help="of a venv that has tix; without it one is made"
    )
    words = parser.parse_args()
    if words.size and min(words.size) < FEWEST:
        parser.error(f"{FEWEST} tickets are the least, since each change is of another open one")
    return words


if __name__ == "__main__":
    main()
