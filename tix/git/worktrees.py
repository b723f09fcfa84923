"""Linked work trees: which there are, and making one that stands by itself."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tix.git.repo import Repo


class Worktree(NamedTuple):
    """One work tree of a clone; `branch` is a full name, empty when HEAD is detached.

    `is_missing` tells that its folder is gone, `is_bare` that the clone itself has no files.
    """

    path: Path
    branch: str
    is_missing: bool
    is_bare: bool


def list_worktrees(repo: Repo) -> list[Worktree]:
    """Return the work trees of a clone, its main one first."""
    found: list[Worktree] = []
    for block in repo.git.text("worktree", "list", "--porcelain", "-z").split("\0\0"):
        words = dict(line.partition(" ")[::2] for line in block.split("\0") if line)
        if "worktree" in words:
            path = Path(words["worktree"])
            is_missing = "bare" not in words and not (path / ".git").exists()
            found.append(Worktree(path, words.get("branch", ""), is_missing, "bare" in words))
    return found


def find_linked(repo: Repo, branch: str) -> Worktree | None:
    """Return the linked work tree that has a branch (full name) checked out."""
    if not (repo.common_dir / "worktrees").is_dir():
        return None
    return next((tree for tree in list_worktrees(repo)[1:] if tree.branch == branch), None)


def add_worktree(repo: Repo, folder: Path, branch: str) -> Repo:
    """Check a branch out in a folder, without the hooks of others; return the new work tree.

    A registered work tree whose folder is gone gives way.
    """
    repo.git.run(
        *("-c", "core.hooksPath=/dev/null"),
        *("worktree", "add", "--quiet", "--force", "--", str(folder), branch),
    )
    return Repo.discover(folder)


def give_own_hooks(worktree: Repo) -> bool:
    """Let hooks of a linked work tree come from its own git dir; tell whether that was new.

    Git keeps settings of one work tree apart only after an extension is switched on; what would
    then hold for all, and must not, moves into the main work tree's settings first.
    """
    own = str(worktree.git_dir / "hooks")
    if read_setting(worktree, "core.hooksPath", "--worktree") == own and _has_extension(worktree):
        return False
    if not _has_extension(worktree):
        _keep_for_main(worktree)
    worktree.git.run("config", "--worktree", "core.hooksPath", own)
    return True


def read_setting(repo: Repo, key: str, scope: str = "--local") -> str:
    """Return a setting as it is written now, empty when it is not set there."""
    if scope == "--worktree" and not _has_extension(repo):
        return ""
    command = repo.git.start("config", scope, "--get", key)
    return command.communicate()[1].decode("utf-8", "surrogateescape").rstrip("\n")


def write_setting(repo: Repo, key: str, value: str | None, scope: str = "--local") -> bool:
    """Set a setting of this clone, or take it out; tell whether that changed anything."""
    present = read_setting(repo, key, scope)
    if present == (value or ""):
        return False
    if value is None:
        repo.git.run("config", scope, "--unset-all", key)
    else:
        repo.git.run("config", scope, key, value)
    return True


def _has_extension(repo: Repo) -> bool:
    return read_setting(repo, "extensions.worktreeConfig") == "true"


def _keep_for_main(repo: Repo) -> None:
    main = str(repo.common_dir / "config.worktree")
    place = read_setting(repo, "core.worktree")
    is_bare = read_setting(repo, "core.bare") == "true"
    repo.git.run("config", "--local", "extensions.worktreeConfig", "true")
    if place:
        repo.git.run("config", "--file", main, "core.worktree", place)
        repo.git.run("config", "--local", "--unset-all", "core.worktree")
    if is_bare:
        repo.git.run("config", "--file", main, "core.bare", "true")
        repo.git.run("config", "--local", "--unset-all", "core.bare")
