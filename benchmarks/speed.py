"""How fast tix is: every figure that docs/benchmarks.md shows, against peers, Python and git.

python -m benchmarks.speed [--quick] [--peers] [--write] [--python VENV/bin/python]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import merging, quoted, reading, starting, writing
from benchmarks.measure import World
from benchmarks.sizes import FULL, QUICK, Bench
from benchmarks.table import Row, machine, markdown, missing

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- begin: {} -->", "<!-- end: {} -->"

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
    python = (words.python or _install(scratch / "venv")).absolute()
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
            _write(name, table)


def _rows(part: Part, bench: Bench) -> list[Row]:
    begun = time.monotonic()
    try:
        found = part(bench)
    except (OSError, subprocess.SubprocessError, RuntimeError) as error:
        found = [missing(part.__name__.replace("_", " "), str(error))]
    _tell(f"{part.__name__}: {time.monotonic() - begun:.0f} s")
    for row in found:
        _tell(row.line())
    return found


def _install(venv: Path) -> Path:
    """Install tix as a user would, into a new venv, and return its Python."""
    if not venv.exists():
        _tell(f"installing tix into {venv}")
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        env = {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        pip = [str(venv / "bin" / "pip"), "install", "-q", str(ROOT)]
        subprocess.run(pip, check=True, env=env, stderr=subprocess.DEVNULL)
    return venv / "bin" / "python"


def _write(name: str, table: str) -> None:
    """Put a table between its marks in the page."""
    opening, closing = BEGIN.format(name), END.format(name)
    before, begin, rest = PAGE.read_text().partition(opening)
    _, end, after = rest.partition(closing)
    if not (begin and end):
        sys.exit(f"{PAGE} lacks the lines {opening} and {closing}")
    PAGE.write_text(f"{before}{opening}\n\n{table}\n\n{closing}{after}")
    quoted.main()


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
