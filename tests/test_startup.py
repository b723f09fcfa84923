from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"git", "yaml", "_yaml", "tabulate", "dateutil", "sqlite3"}
#: What the first moments need not have either; click imports none of these by itself.
SLOW = {"subprocess", "pathlib", "json", "importlib.metadata", "tempfile", "shutil", "logging"}

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
