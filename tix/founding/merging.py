"""What a clone's git needs to merge tickets by register: a driver, and where it fits a strategy."""

from __future__ import annotations

import os
from pathlib import Path

from tix.git.repo import Repo
from tix.git.worktrees import read_setting, write_setting

STRATEGY = "git-merge-tix"
#: For two heads and for more: the second so that such merges are refused, not done by guesses.
STRATEGY_KEYS = ("pull.twohead", "pull.octopus")
DRIVER_KEY = "merge.tix.driver"
#: Git pulls into a branch with commits of its own only when one of these says how.
PULL_KEYS = ("pull.rebase", "pull.ff")
#: Git takes "ours" in silence from a driver that dies, so whatever is no answer of tix (0 merged,
#: 7 conflicts marked) ends in git's own merge of texts; a clone without tix comes there, too.
DRIVER = (
    "tix merge-driver %O %A %B %P %L; case $? in 0) exit 0;; 7) exit 1;; esac; "
    "git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B"
)
_OURS = "tix"
#: The scope of `git config` that looks at all of them.
_ANYWHERE = "--includes"


def register_driver(repo: Repo) -> list[str]:
    """Let git merge the content of a ticket's file by register; return what was done."""
    if not write_setting(repo, DRIVER_KEY, DRIVER):
        return []
    return ["merge.tix is the driver: git merges a ticket's file field by field"]


def choose_strategy(repo: Repo) -> list[str]:
    """Let merges, pulls, rebases and picks in this work tree go through tix, if git finds it.

    A setting of somebody else stays.
    """
    if find_strategy(repo) is None:
        return []
    scope = scope_of(repo)
    free = [key for key in STRATEGY_KEYS if not read_setting(repo, key, _ANYWHERE)]
    done = [write_setting(repo, key, _OURS, scope) for key in free]
    where = " in this folder" if scope == "--worktree" else ""
    return [f"{', '.join(free)} = tix: merges{where} never stop at a ticket"] * any(done)


def let_pull_merge(repo: Repo) -> list[str]:
    """Let `git pull` merge what both sides did where nobody said how; return what was done."""
    if not has_strategy(repo) or any(read_setting(repo, key, _ANYWHERE) for key in PULL_KEYS):
        return []
    write_setting(repo, PULL_KEYS[0], "false", scope_of(repo))
    return ["pull.rebase is false: git pull merges what both sides did"]


def take_back(repo: Repo) -> list[str]:
    """Undo all of the above in the clone; return what was done."""
    keys = [key for key in STRATEGY_KEYS if read_setting(repo, key) == _OURS]
    if keys and read_setting(repo, PULL_KEYS[0]) == "false":
        keys.append(PULL_KEYS[0])
    if read_setting(repo, DRIVER_KEY) == DRIVER:
        keys.append(DRIVER_KEY)
    return [f"{key} is unset" for key in keys if write_setting(repo, key, None)]


def has_driver(repo: Repo) -> bool:
    """Tell whether git knows the driver that a tracker's .gitattributes names."""
    return bool(read_setting(repo, DRIVER_KEY, _ANYWHERE))


def has_strategy(repo: Repo) -> bool:
    """Tell whether git merges through tix in this work tree."""
    return read_setting(repo, STRATEGY_KEYS[0], _ANYWHERE).partition(" ")[0] == _OURS


def find_strategy(repo: Repo) -> Path | None:
    """Return the executable that git would run for the strategy."""
    folders = [*os.environ.get("PATH", os.defpath).split(os.pathsep), repo.git.text("--exec-path")]
    places = (Path(folder) / STRATEGY for folder in folders if folder)
    return next((place for place in places if os.access(place, os.X_OK)), None)


def missing_strategy(repo: Repo) -> str:
    """Return what to tell where git could merge through tix and does not find it, else ""."""
    if repo.prefix or has_strategy(repo) or find_strategy(repo):
        return ""
    return f"{STRATEGY} is not on PATH, so that git merge may stop at tickets; tix sync does not"


def scope_of(repo: Repo) -> str:
    """Return where a setting of this work tree alone is kept."""
    stands_alone = repo.is_linked and read_setting(repo, "extensions.worktreeConfig") == "true"
    return "--worktree" if stands_alone else "--local"
