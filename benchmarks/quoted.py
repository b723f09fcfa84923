"""Copy some of the measured figures into the README: `python -m benchmarks.quoted`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- begin: compared -->", "<!-- end: compared -->"

#: How the work of a quoted row begins.
QUOTED = (
    "`tix --help`",
    "`list` of 10,000",
    "tk, ",
    "Taskwarrior, ",
    "todoman, ",
    "dstask, ",
    "`list`, 200 open",
    "`board`, 200 open",
    "`create` at",
    "`comment` at",
    "objects of a commit at 100,000",
    "history of 100,000",
)


def quoted(readme: str, page: str) -> str:
    """Return the README with the figures that the page has between its marks."""
    machine = re.search(r"^\d{4}-\d\d-\d\d: .*$", page, re.MULTILINE)
    rows = [
        (work, measured, bar)
        for work, measured, bar, _ in re.findall(
            r"^\| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", page, re.MULTILINE
        )
        if work.startswith(QUOTED) and not measured.startswith("not measured")
    ]
    lines = ["| work | measured | goal |", "|---|---|---|"]
    lines += [f"| {work} | {measured} | {bar} |" for work, measured, bar in rows]
    text = "\n".join([*lines, "", machine[0] if machine else ""])
    before, _, rest = readme.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Write the README."""
    README.write_text(quoted(README.read_text(), PAGE.read_text()))


if __name__ == "__main__":
    main()
