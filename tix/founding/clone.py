"""What a clone needs beside the tracker's files: settings of git, and the tracker's own folder."""

from __future__ import annotations

from tix.discovery import USUAL_FOLDER
from tix.founding import merging
from tix.git.exclude import exclude, include
from tix.git.repo import Repo
from tix.git.worktrees import give_own_hooks, read_setting, write_setting

#: With it git would guess that a status folder that lost all its files was renamed.
RENAMES = "merge.directoryRenames"
FOLDER = "tix.dir"


def hold_folder_renames(repo: Repo) -> list[str]:
    """Keep merges from guessing that folders were renamed; return what was done."""
    if not write_setting(repo, RENAMES, "false"):
        return []
    return [f"{RENAMES} is false: a merge moves no tickets on its own"]


def teach_merging(repo: Repo, *, is_own: bool, strategy: bool = False) -> list[str]:
    """Let git merge tickets by register; return what was done.

    `is_own` tells that the work tree is there for the tracker: then all its merges go through tix.
    Beside code a clone chooses that (`strategy`), since git cannot merge at all where it is gone.
    """
    done = [*hold_folder_renames(repo), *merging.register_driver(repo)]
    if is_own or strategy:
        done += merging.choose_strategy(repo)
    return [*done, *merging.let_pull_merge(repo)] if is_own else done


def remember_folder(repo: Repo, folder: str) -> list[str]:
    """Let this clone find a tracker whose folder is not the usual one; return what was done."""
    if folder in ("", USUAL_FOLDER) or not write_setting(repo, FOLDER, folder):
        return []
    return [f"{FOLDER} is {folder}: every command finds the tracker there"]


def leave_out(repo: Repo, folder: str) -> list[str]:
    """Let git status of the code overlook the tracker's folder, best before it is there."""
    if not folder or not exclude(repo, folder):
        return []
    return [f"{folder}/ is in info/exclude: git status of the code leaves it out"]


def equip(repo: Repo, worktree: Repo, folder: str) -> list[str]:
    """Make the work tree of the tracker's branch stand by itself; return what was done."""
    done = leave_out(repo, folder)
    if give_own_hooks(worktree):
        done.append("hooks of the code do not run for tickets")
    return done


def strip(repo: Repo, folder: str) -> list[str]:
    """Take back what `teach_merging`, `remember_folder` and `equip` set in the clone."""
    done = []
    if read_setting(repo, RENAMES) == "false" and write_setting(repo, RENAMES, None):
        done.append(f"{RENAMES} is unset")
    done += merging.take_back(repo)
    if write_setting(repo, FOLDER, None):
        done.append(f"{FOLDER} is unset")
    if folder and include(repo, folder):
        done.append(f"{folder}/ is no longer in info/exclude")
    return done
