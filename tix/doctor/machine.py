"""Checks of this machine and this clone: programs, settings of git, leftovers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tix.discovery import BRANCH
from tix.errors import BadInput, TixError
from tix.findings import Finding, Severity
from tix.founding.clone import RENAMES
from tix.founding.merging import STRATEGY, find_strategy, has_driver, has_strategy
from tix.git.gitconfig import NoIdentity
from tix.git.repo import State
from tix.git.run import OLDEST, Git, GitMissing
from tix.git.worktrees import read_setting
from tix.settings import settings_left_out
from tix.store.yamlread import read_node
from tix.text import plural

if TYPE_CHECKING:
    from tix.doctor.examination import Examination
    from tix.git.repo import Repo

_PYTHON = (3, 11)
_SHOWN = 3
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def check_machine() -> Iterator[Finding]:
    """Yield what is missing on this machine, with or without a tracker."""
    try:
        version = Git(".").version()
        if version < OLDEST:
            message = f"git is version {'.'.join(map(str, version))}"
            yield Finding(ERROR, "git-version", "git", message, fix="install git 2.39 or newer")
    except GitMissing as error:
        yield Finding(ERROR, "git-version", "git", error.message, fix=error.hint or "")
    if sys.version_info < _PYTHON:
        message = f"Python is version {sys.version_info[0]}.{sys.version_info[1]}"
        yield Finding(ERROR, "python-version", "python", message, fix="install Python 3.11")
    try:
        read_node(b"key: value\n", "check")
    except BadInput as error:
        yield Finding(ERROR, "libyaml", "PyYAML", error.message, fix=error.hint or "")


def check_clone(exam: Examination) -> Iterator[Finding]:
    """Yield what is wrong with this clone and its settings."""
    repo = exam.tracker.repo
    yield from _settings(repo)
    yield from _state(repo)
    yield from settings_left_out(exam.tracker)
    yield from _leftovers(exam)
    if exam.uncommitted:
        message = (
            f"{plural(len(exam.uncommitted), 'file')} not committed: {_some(exam.uncommitted)}"
        )
        yield Finding(WARNING, "uncommitted", exam.uncommitted[0], message, fix="tix commit")


def check_index(exam: Examination) -> Iterator[Finding]:
    """Yield a finding when the index does not agree with the files."""
    tracker = exam.tracker
    path = str(tracker.index_path)
    try:
        tracker.refresh()
        rows = int(tracker.index.query("SELECT count(*) FROM ticket")[0][0])
        health = str(tracker.index.query("PRAGMA quick_check")[0][0])
    except TixError as error:
        yield Finding(
            WARNING, "index", str(tracker.index_path), error.message, fix=error.hint or ""
        )
        return
    wanted = len(exam.sheets) + len(exam.odd)
    if health != "ok" or (rows != wanted and not tracker.repo.is_sparse):
        message = f"the index has {rows} rows for {plural(wanted, 'file')} ({health})"
        yield Finding(WARNING, "index", path, message, fix=f"rm {path}")


def _settings(repo: Repo) -> Iterator[Finding]:
    try:
        repo.identity()
    except NoIdentity as error:
        yield Finding(WARNING, "git-identity", "git", error.message, fix=error.hint or "")
    if read_setting(repo, RENAMES) != "false":
        message = f"{RENAMES} is not false: a merge may move tickets after a folder"
        fix = f"git config {RENAMES} false"
        yield Finding(WARNING, "git-renames", ".git/config", message, fix=fix)
    yield from _merging(repo)
    stands_alone = repo.is_linked and repo.head().ref == f"refs/heads/{BRANCH}"
    own = str(repo.git_dir / "hooks")
    if stands_alone and read_setting(repo, "core.hooksPath", "--worktree") != own:
        message = "hooks of the code run for tickets"
        yield Finding(WARNING, "git-hooks", ".git/config", message, fix="tix setup")


def _merging(repo: Repo) -> Iterator[Finding]:
    if not has_driver(repo):
        message = "git does not know the driver tix: it merges the content of tickets as text"
        yield Finding(WARNING, "git-driver", ".git/config", message, fix="tix setup")
    present = find_strategy(repo)
    if has_strategy(repo) and present is None:
        message = f"{STRATEGY} is not on PATH, and pull.twohead is tix: git cannot merge here"
        fix = "put it on PATH, or tix setup --undo"
        yield Finding(ERROR, "git-strategy", ".git/config", message, fix=fix)
    elif not has_strategy(repo) and not repo.prefix and repo.git.run("remote"):
        message = "git merge and git pull may stop at tickets; tix sync does not"
        fix = "tix setup" if present else f"put {STRATEGY} on PATH, then tix setup"
        yield Finding(INFO, "git-strategy", ".git/config", message, fix=fix)


def _state(repo: Repo) -> Iterator[Finding]:
    state = repo.state()
    if state is not State.NONE:
        fix = f"git {state} --continue, or git {state} --abort"
        yield Finding(WARNING, "git-state", ".git", f"git is in the middle of a {state}", fix=fix)
    elif repo.head().ref is None:
        message = "HEAD is detached: nothing can be written"
        yield Finding(WARNING, "git-state", ".git", message, fix="git switch BRANCH")
    if repo.is_shallow:
        message = "history is cut off: reports and the log begin where it does"
        yield Finding(INFO, "git-shallow", ".git", message, fix="git fetch --unshallow")
    if repo.is_partial:
        message = "a partial clone: history is fetched when it is asked for"
        yield Finding(INFO, "git-partial", ".git", message)
    if repo.is_sparse:
        message = "a sparse checkout: only the files here were looked at"
        yield Finding(INFO, "git-sparse", ".git", message)


def _leftovers(exam: Examination) -> Iterator[Finding]:
    repo = exam.tracker.repo
    if (repo.own_dir / "journal").exists():
        message = "a write was cut off and could not be settled"
        yield Finding(ERROR, "leftover", str(repo.own_dir / "journal"), message, fix="git status")
    lock = repo.git_dir / "index.lock"
    if lock.exists():
        message = "git's lock is there: a git is running, or one was cut off"
        yield Finding(WARNING, "leftover", str(lock), message, fix=f"if none runs: rm {lock}")
    for path in exam.leftovers:
        message = "left behind by a write that was cut off"
        yield Finding(WARNING, "leftover", path, message, fix=f"rm {path}")


def _some(paths: list[str]) -> str:
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return ", ".join(paths[:_SHOWN]) + more
