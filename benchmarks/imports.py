"""Move real trackers in whole, time it, and compare what git then holds with the sources' figures.

python -m benchmarks.imports ../shared/data [--write docs/import.md] [--only uci]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import importfigures as figures
from benchmarks.table import machine
from tests.real.figures import lives

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- measured imports -->", "<!-- end of measured imports -->"
#: Times in git are whole seconds, and sources round their figures to four digits.
CLOSE = {"hours": 1.1 / 3600, "minutes": 1.1 / 60}


@dataclass(frozen=True, slots=True)
class Case:
    """One real export: how it is imported, and what its true figures are."""

    name: str
    form: str
    path: str
    words: str = ""
    truth: str = ""
    found: figures.Figures | None = None
    #: How far a time may be off because the source's own are that rough.
    rough: float = 0.0


CASES = (
    Case(
        "ServiceNow's incidents (UCI)",
        "eventlog",
        "helpdesk/uci_servicenow/incident_event_log_A.csv.xz",
        "servicenow.yaml",
        "uci_incident_A",
        figures.incidents,
    ),
    Case(
        "a Jira's log of states (AEA)",
        "eventlog",
        "helpdesk/aea_jira/jira_history_2024.csv.xz",
        "states.yaml",
        "aea_jira_2024",
        figures.states,
    ),
    Case(
        "a support desk's table",
        "csv",
        "helpdesk/technical_support/technical_support_A.csv",
        "helpdesk.yaml",
        "technical_support_A",
        figures.support,
    ),
    Case(
        "customers' tickets, a table",
        "csv",
        "helpdesk/customer_support_tickets/customer_support_tickets.csv.xz",
        truth="customer_support_tickets",
        found=figures.customers,
    ),
    Case(
        "Apache's Jira, its CSV",
        "jira",
        "trackers/jira_apache/jira_apache_derived_server_export.csv.xz",
        truth="jira_apache",
        found=figures.jira_table,
        rough=1 / 60,
    ),
    Case("Apache's Jira, REST", "jira", "trackers/jira_apache/jira_apache_rest_json.tar.xz"),
    Case("bitcoin-core/gui", "github", "trackers/github_bitcoin-core-gui/issues_timeline.tar.xz"),
    Case("git-bug's own bugs", "git-bug", "trackers/git-bug/git-bug_refs.bundle"),
    Case("beads, a repository", "beads", "trackers/beads_locdoc/locdoc_history.bundle"),
    Case("Backlog.md's own", "backlog", "trackers/backlogmd_MrLesk/backlogmd_history.bundle"),
)


@dataclass(frozen=True, slots=True)
class Lap:
    """One import: how long it took, with git's part of it, what it held, and what it said."""

    seconds: float
    cpu: float
    megabytes: float
    said: dict[str, Any]
    root: Path


def main() -> None:
    """Run the imports and print the table, or write it into a page between its marks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    cases = [case for case in CASES if args.only in case.name and (args.data / case.path).exists()]
    with tempfile.TemporaryDirectory() as folder:
        # all are timed before any is compared: a child is said to hold what its parent did
        laps = [_run(case, (args.data / case.path).resolve(), Path(folder)) for case in cases]
        rows = [_row(*pair, args.data) for pair in zip(cases, laps, strict=True)]
    head = "| export | format | tickets | commits | seconds | of CPU | MB | compared | differ |"
    lines = [head, "|---|---|---|---|---|---|---|---|---|", *rows]
    text = "\n".join([*lines, "", f"Measured on {machine(Path(sys.executable))}"])
    if args.write:
        page = args.write.read_text()
        before, _, rest = page.partition(BEGIN)
        args.write.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")
    else:
        print(text)


def _row(case: Case, lap: Lap, data: Path) -> str:
    differ: list[str] = []
    compared = 0
    if case.found:
        truth = json.loads((data / "expected" / f"{case.truth}.json").read_text())
        pairs = [*_pairs(case.found(lives(lap.root)), truth, "", CLOSE, case.rough)]
        compared = len(pairs)
        differ = [name for name, is_same in pairs if not is_same]
    for name in differ:
        print(f"{case.name}: {name}", file=sys.stderr)
    count = f"{compared:,}" if compared else "by the tests"
    return (
        f"| {case.name} | {case.form} | {lap.said['created']:,} | {lap.said['commits']:,}"
        f" | {lap.seconds:.1f} | {lap.cpu:.1f} | {lap.megabytes:.0f} | {count}"
        f" | {len(differ) if compared else ''} |"
    )


def _run(case: Case, path: Path, folder: Path) -> Lap:
    """Import into a new tracker with a process of its own."""
    root = Path(tempfile.mkdtemp(dir=folder))
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TZ": "UTC", "GIT_CONFIG_NOSYSTEM": "1"}
    for name, value in (("NAME", "Ada"), ("EMAIL", "ada@example.com")):
        env |= {f"GIT_AUTHOR_{name}": value, f"GIT_COMMITTER_{name}": value}
    (root / "tix.yaml").write_text("format: 1\nkey: T\n")
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "init"]):
        subprocess.run(["git", *words], cwd=root, env=env, check=True)
    words = ["--map", str(ROOT / "docs" / "import" / case.words)] if case.words else []
    with (root / ".git" / "said").open("w+b") as out:
        argv = [sys.executable, "-m", "tix", "import", case.form, str(path), "--json", *words]
        begun = time.perf_counter()
        process = subprocess.Popen(argv, cwd=root, env=env, stdout=out)
        _, _, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - begun
        process.returncode = 0
        out.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        return Lap(taken, cpu, usage.ru_maxrss / 1024, json.load(out), root)


def _pairs(
    got: Any,  # noqa: ANN401  # JSON
    truth: Any,  # noqa: ANN401
    name: str,
    close: dict[str, float],
    rough: float,
) -> Iterator[tuple[str, bool]]:
    """Yield each figure with whether it is the source's; words may be spelled another way."""
    if not isinstance(got, dict):
        limit = max(close.get("", 0.0), rough) + 0.00006
        is_same = abs(got - truth) <= limit if isinstance(got, int | float) else got == truth
        yield f"{name}: {got} here, {truth} there", is_same
        return
    near = {**close, "": close.get(str(got.get("unit", "")), 0.0)}
    spelled = {figures.letters(str(key)): key for key in truth}
    for key, value in got.items():
        there = truth.get(key, truth.get(spelled.get(figures.letters(key), ""), 0))
        if name.endswith("_top") and not there:
            continue  # the source's figures have the most frequent ones only
        if key in truth or not isinstance(value, dict):
            yield from _pairs(value, there, f"{name} {key}".strip(), near, rough)


if __name__ == "__main__":
    main()
