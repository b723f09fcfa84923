"""Copy some of the measured figures into the README: `python -m benchmarks.quoted`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- begin: {} -->", "<!-- end: {} -->"

#: How the work of a quoted row begins.
QUOTED = (
    "`tix --help`",
    "`list` of 10,000",
    "tk, list",
    "`list`, 200 open",
    "`board`, 200 open",
    "`create` at",
    "`comment` at",
    "objects of a commit at 100,000",
    "history of 100,000",
)

#: Of how many tickets the README shows what other trackers take.
SIZE = "10,000"


def quoted(readme: str, page: str) -> str:
    """Return the README with the figures that the page has between its marks."""
    return _between(_between(readme, "peers", _peers(page)), "compared", _compared(page))


def _peers(page: str) -> str:
    """Return the rows of one size, without the column of the size, and the machine."""
    table = _part(page, "peers")
    rows = [line.split(" | ", 1) for line in table.splitlines() if line.startswith("| ")]
    kept = ("tickets", "---:", SIZE)
    lines = [f"| {rest}" for size, rest in rows if size.removeprefix("| ") in kept]
    return "\n".join([*lines, "", _machine(table)])


def _compared(page: str) -> str:
    """Return the rows that are quoted, and the machine."""
    rows = [
        (work, measured, bar)
        for work, measured, bar, _ in re.findall(
            r"^\| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", page, re.MULTILINE
        )
        if work.startswith(QUOTED) and not measured.startswith("not measured")
    ]
    lines = ["| work | measured | goal |", "|---|---|---|"]
    lines += [f"| {work} | {measured} | {bar} |" for work, measured, bar in rows]
    return "\n".join([*lines, "", _machine(page)])


def _machine(text: str) -> str:
    """Return the first line that says when and on what was measured."""
    found = re.search(r"^\d{4}-\d\d-\d\d: .*$", text, re.MULTILINE)
    return found[0] if found else ""


def _part(text: str, name: str) -> str:
    """Return what stands between two marks."""
    return text.partition(BEGIN.format(name))[2].partition(END.format(name))[0]


def _between(text: str, name: str, part: str) -> str:
    """Return a text with another part between two marks."""
    opening, closing = BEGIN.format(name), END.format(name)
    before, _, rest = text.partition(opening)
    return f"{before}{opening}\n\n{part}\n\n{closing}{rest.partition(closing)[2]}"


def main() -> None:
    """Write the README."""
    README.write_text(quoted(README.read_text(), PAGE.read_text()))


if __name__ == "__main__":
    main()
