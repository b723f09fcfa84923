"""How fast tix is: every figure that docs/benchmarks.md shows, against peers, Python and git.

python -m benchmarks.speed [--quick] [--peers] [--write] [--python VENV/bin/python]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import merging, reading, starting, writing
from benchmarks.measure import World
from benchmarks.page import install, tell, write_table
from benchmarks.quoted import PAGE, ROOT
from benchmarks.sizes import FULL, QUICK, Bench
from benchmarks.table import Row, machine, markdown, missing

Part = Callable[[Bench], list[Row]]
#: The tables of the page, by the word of their marks, and the parts that fill them.
TABLES: dict[str, tuple[Part, ...]] = {
    "measured": (
        starting.starts,
        starting.lists,
        reading.first_index,
        reading.archive,
        reading.search,
        writing.writes,
        reading.history,
    ),
    "merging": (merging.merge_tickets, merging.merge_code),
}


def main() -> None:
    """Measure, print the table, and write it into the page where asked to."""
    words = _arguments()
    if words.keep:
        words.keep.mkdir(parents=True, exist_ok=True)
        return _measure(words, words.keep)
    with tempfile.TemporaryDirectory(prefix="tix-speed-") as scratch:
        _measure(words, Path(scratch))
    return None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the sizes, few rounds")
    parser.add_argument("--peers", action="store_true", help="all peers, not only tk")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--only", help="run only the parts whose names hold this word")
    parser.add_argument("--keep", type=Path, help="make the trackers here and keep them")
    parser.add_argument(
        "--python", type=Path, help="of a venv that has tix; without it one is made"
    )
    return parser.parse_args()


def _measure(words: argparse.Namespace, scratch: Path) -> None:
    python = (words.python or install(scratch / "venv")).absolute()
    world = World(scratch, python, python.parent / "tix")
    bench = Bench(world, QUICK if words.quick else FULL, peers=words.peers)
    for name, parts in TABLES.items():
        chosen = [part for part in parts if not words.only or words.only in part.__name__]
        if not chosen:
            continue
        rows = [row for part in chosen for row in _rows(part, bench)]
        table = f"{machine(python)}\n\n{markdown(rows)}"
        print(table)
        if words.write and len(chosen) == len(parts):
            write_table(name, table)


def _rows(part: Part, bench: Bench) -> list[Row]:
    begun = time.monotonic()
    try:
        found = part(bench)
    except (OSError, subprocess.SubprocessError, RuntimeError) as error:
        found = [missing(part.__name__.replace("_", " "), str(error))]
    tell(f"{part.__name__}: {time.monotonic() - begun:.0f} s")
    for row in found:
        tell(row.line())
    return found


if __name__ == "__main__":
    main()
