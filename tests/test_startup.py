from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tix.cli.registry import COMMANDS
from tix.tracker import Tracker

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"git", "yaml", "_yaml", "tabulate", "dateutil", "sqlite3"}
#: What the first moments need not have either; click imports none of these by itself.
SLOW = {"subprocess", "pathlib", "json", "importlib.metadata", "tempfile", "shutil", "logging"}

WHO = {"TIX_AUTHOR": "Ada <ada@example.com>", "GIT_COMMITTER_NAME": "Ada"} | {
    "GIT_COMMITTER_EMAIL": "ada@example.com"
}

SCRIPT = """
import sys
from tix.cli.main import run
code = run(sys.argv[1:])
print("\\n".join(["modules:", *sys.modules]))
"""


def modules_after(*args: str, folder: Path, **env: str) -> set[str]:
    """Return the modules that one run of the program has imported in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", SCRIPT, *args],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join([str(ROOT), *sys.path]), **env},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.partition("modules:\n")[2].split("\n"))


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["version"], []], ids=str)
def test_first_contact_imports_nothing_heavy_and_no_command(args, tmp_path):
    modules = modules_after(*args, folder=tmp_path)

    assert modules & HEAVY == set()
    assert modules & SLOW == set()
    assert {name for name in modules if name.startswith("tix.cli.commands.")} <= {
        "tix.cli.commands.meta"
    }
    assert {name for name in modules if name.startswith(("tix.model", "tix.store"))} == set()


def test_completing_a_command_imports_nothing_heavy(tmp_path):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tix"],
        cwd=tmp_path,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join([str(ROOT), *sys.path]),
            "_TIX_COMPLETE": "bash_complete",
            "COMP_WORDS": "tix comp",
            "COMP_CWORD": "1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}

    assert done.stdout == "plain,completion\n"
    assert modules & HEAVY == set()
    assert {name for name in modules if name.startswith("tix.cli.commands.")} == set()


COMPLETE = """
import sys
import click
from tix.cli import complete
from tix.cli.context import Session
context = click.Context(click.Command("show"), obj=Session())
found = complete.tickets(context, click.Argument(["ticket"]), "k7")
print([(item.value, item.help) for item in found])
print("\\n".join(["modules:", *sys.modules]))
"""


def test_completing_an_id_reads_the_cache_and_nothing_else(tracker):
    opened = Tracker.open(tracker)
    opened.index.refresh()
    done = subprocess.run(
        [sys.executable, "-c", COMPLETE],
        cwd=tracker,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    said, _, modules = done.stdout.partition("modules:\n")

    assert said == "[('OPS-k7m2qd', 'Login page rejects passwords with umlauts')]\n"
    assert {*modules.split("\n")} & ((HEAVY - {"sqlite3"}) | {"subprocess", "tix.config"}) == set()


@pytest.mark.parametrize("args", [["list"], ["show", "k7m"], ["mine"], ["board"]], ids=str)
def test_daily_reading_starts_neither_gitpython_nor_tables_nor_date_words(args, tracker):
    if args[0] not in COMMANDS:
        pytest.skip(f"there is no command {args[0]}")
    modules = modules_after(*args, folder=tracker)

    assert modules & {"git", "tabulate", "dateutil", "importlib.metadata"} == set()


@pytest.mark.parametrize(
    "args",
    [
        ["create", "One", "-q"],
        ["comment", "OPS-k7m2qd", "-m", "x"],
        ["move", "OPS-k7m2qd", "doing"],
    ],
    ids=str,
)
def test_a_write_of_one_ticket_needs_neither_yaml_nor_index_once_settings_are_known(args, tracker):
    modules_after("create", "The first", folder=tracker, **WHO)
    modules = modules_after(*args, folder=tracker, **WHO)

    assert modules & (HEAVY | SLOW | {"dataclasses", "difflib", "tix.store.index"}) == set()
