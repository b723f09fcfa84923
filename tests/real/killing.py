"""Processes that end at any step of a write, and all that a user could miss afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from tix.cli.main import _stop
from tix.store import journal


def git(root: Path, *args: str) -> str:
    done = subprocess.run(["git", "-C", root, *args], check=True, capture_output=True, text=True)
    return done.stdout


def at_work(root: Path) -> Path:
    """Commit what lies there; then work on notes.txt and code.py is half staged, edited and new."""
    git(root, "add", ".")
    git(root, "commit", "-qm", "start")
    (root / "notes.txt").write_text("staged\n")
    git(root, "add", "notes.txt")
    (root / "notes.txt").write_text("staged, then edited\n")
    (root / "code.py").write_text("edited\n")
    (root / "draft.txt").write_text("untracked\n")
    return root


def picture(root: Path) -> dict[str, object]:
    """Everything a user could miss: files, what each commit and the index hold, the state."""
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }
    folders = sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_dir() and ".git" not in path.relative_to(root).parts
    )
    return {
        "files": files,
        "folders": folders,
        "tree": git(root, "ls-tree", "-r", "HEAD"),
        "index": git(root, "ls-files", "-s"),
        "subjects": git(root, "log", "--format=%s"),
    }


def run_and_die_at(number: int, action: Callable[[], object]) -> bool:
    """Run `action` in a child that kills itself at its n-th step; tell whether it got there."""
    child = os.fork()
    if child == 0:
        passed = 0

        def count(_name: str) -> None:
            nonlocal passed
            passed += 1
            if passed == number:
                os.kill(os.getpid(), signal.SIGKILL)

        journal.step = count
        try:
            action()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def was_python_starting(said: str) -> bool:
    """Tell whether Ctrl-C came before the program could hear it; Python then tells it its way."""
    return said.rstrip().endswith("KeyboardInterrupt") and f"in {_stop.__name__}\n" not in said
