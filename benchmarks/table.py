"""The table of what was measured: bar, verdict, machine."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was done, what came out, what was hoped for; `passed` None has no verdict."""

    work: str
    measured: str
    bar: str = ""
    passed: bool | None = None

    def line(self) -> str:
        """Return the row in Markdown."""
        verdict = {True: "yes", False: "**no**", None: ""}[self.passed]
        return f"| {self.work} | {self.measured} | {self.bar} | {verdict} |"


def under(work: str, value: float, most: float, unit: str, note: str = "") -> Row:
    """Return a row whose value must not exceed `most`."""
    return Row(work, f"{number(value)} {unit}{note}", f"<= {number(most)} {unit}", value <= most)


def ratio(work: str, value: float, reference: float, most: float, told: str) -> Row:
    """Return a row of a time against a reference; `told` says what the reference is."""
    share = value / reference
    measured = f"{share:.2f} x ({number(value)} against {number(reference)} ms)"
    return Row(work, measured, f"<= {most:g} x {told}", share <= most)


def number(value: float) -> str:
    """Return a number with as many digits as mean something."""
    return f"{value:,.0f}" if value >= 20 or value == int(value) else f"{value:.1f}"


def missing(work: str, why: str) -> Row:
    """Return a row of what could not be measured."""
    return Row(work, f"not measured: {why.replace('|', '/')}")


def markdown(rows: Iterable[Row]) -> str:
    """Return the table."""
    head = ["| work | measured | bar | met |", "|---|---|---|---|"]
    return "\n".join([*head, *(row.line() for row in rows)])


def machine(python: Path) -> str:
    """Return what it was measured on, and when."""
    version = _said(str(python), "-c", "import platform; print(platform.python_version())")
    library = _said(str(python), "-c", "import sqlite3; print(sqlite3.sqlite_version)")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d}: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release().partition('-')[0]}, Python {version}, "
        f"git {_said('git', 'version').split()[2]}, SQLite {library or sqlite3.sqlite_version}; "
        f"load at the end {os.getloadavg()[0]:.1f}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _said(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip()
