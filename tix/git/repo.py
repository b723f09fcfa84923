"""Find a repository, and say what it is and what state it is in."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH110, PTH111, PTH113, PTH118, PTH120, PTH123

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING

from tix.errors import GitFailed, NotATracker
from tix.frozen import frozen
from tix.git.gitconfig import Author, Settings, identity, parse_settings
from tix.git.refs import Head, read_head
from tix.git.run import Git, Running

if TYPE_CHECKING:
    from pathlib import Path


class State(StrEnum):
    """What git is in the middle of."""

    NONE = "none"
    MERGE = "merge"
    REBASE = "rebase"
    AM = "am"
    CHERRY_PICK = "cherry-pick"
    REVERT = "revert"
    BISECT = "bisect"


#: The file in the git dir that tells a state, in the order in which one hides another.
_SIGNS = (
    ("rebase-merge", State.REBASE),
    ("rebase-apply/applying", State.AM),
    ("rebase-apply", State.REBASE),
    ("MERGE_HEAD", State.MERGE),
    ("CHERRY_PICK_HEAD", State.CHERRY_PICK),
    ("REVERT_HEAD", State.REVERT),
    ("BISECT_LOG", State.BISECT),
)


@frozen
class Places:
    """Directories as text: of the work tree, of git, of git for all work trees, and of our own."""

    work_tree: str | None
    git: str
    common: str
    own: str


class Repo:
    """One work tree (or bare repository) and its git directories.

    `git_dir` belongs to this work tree alone, `common_dir` to all work trees of the clone.
    """

    def __init__(
        self,
        work_tree: str | PathLike[str] | None,
        git_dir: str | PathLike[str],
        common_dir: str | PathLike[str],
        *,
        prefix: str = "",
        keep_env: bool = False,
    ) -> None:
        work = None if work_tree is None else os.fspath(work_tree)
        git, common = os.fspath(git_dir), os.fspath(common_dir)
        self.places = Places(work, git, common, f"{git}/tix")
        self.prefix = prefix
        self.keep_env = keep_env
        self._listing: Running | None = None

    @classmethod
    def discover(cls, start: Path | str, *, keep_env: bool = False) -> Repo:
        """Return the repository around `start`; raise NotATracker when there is none.

        With `keep_env` (in hooks) git's own variables decide, else only the place does.
        """
        place = os.path.realpath(start)
        if keep_env and "GIT_DIR" in os.environ:
            return _asked(place, keep_env=True)
        for folder in _upwards(place):
            found = _look(folder, place)
            if found is not None:
                return found
        raise NotATracker(f"{start} is in no git repository.", hint="git init")

    @cached_property
    def work_tree(self) -> Path | None:
        """The folder of the files, None for a bare repository."""
        return _path(self.places.work_tree) if self.places.work_tree else None

    @cached_property
    def git_dir(self) -> Path:
        """The directory of git for this work tree."""
        return _path(self.places.git)

    @cached_property
    def common_dir(self) -> Path:
        """The directory of git for all work trees."""
        return _path(self.places.common)

    @cached_property
    def own_dir(self) -> Path:
        """The directory for lock, journal and index of this work tree."""
        return _path(self.places.own)

    @cached_property
    def git(self) -> Git:
        """Git bound to the work tree, or to a bare repository's directory."""
        return Git(self.places.work_tree or self.places.git, keep_env=self.keep_env)

    @property
    def is_bare(self) -> bool:
        """Tell whether there is no work tree."""
        return self.places.work_tree is None

    @property
    def is_linked(self) -> bool:
        """Tell whether this is a linked work tree (`git worktree add`)."""
        return self.places.git != self.places.common

    @property
    def is_shallow(self) -> bool:
        """Tell whether history is cut off."""
        return (self.common_dir / "shallow").exists()

    @property
    def is_partial(self) -> bool:
        """Tell whether objects may be missing until they are fetched."""
        return any(
            key.endswith((".promisor", ".partialclonefilter")) or key == "extensions.partialclone"
            for key in self.settings.values
        )

    @property
    def is_sparse(self) -> bool:
        """Tell whether a part of the files is left out of the work tree."""
        return self.settings.is_on("core.sparsecheckout")

    @property
    def superproject(self) -> Path | None:
        """Return the work tree that this one is a submodule of."""
        if not self.work_tree or "modules" not in self.git_dir.parts:
            return None
        return _path(text) if (text := self.git.text(*_SUPER)) else None

    @property
    def hooks_place(self) -> str:
        """Return the directory that git runs hooks from."""
        configured = self.settings.get("core.hookspath")
        if not configured:
            return f"{self.places.common}/hooks"
        base = self.places.work_tree or self.places.git
        return os.path.join(base, os.path.expanduser(configured))

    def head(self) -> Head:
        """Return HEAD as it is now."""
        return read_head(self.places.git, self.places.common)

    def state(self) -> State:
        """Return what git is in the middle of."""
        for sign, state in _SIGNS:
            if os.path.exists(f"{self.places.git}/{sign}"):
                return state
        return State.NONE

    @contextmanager
    def warmed(self) -> Iterator[None]:
        """Let git list its settings in the background, for the first that asks for one."""
        if "settings" not in self.__dict__ and self._listing is None:
            self._listing = self.git.start("config", "--list", "-z", "--includes")
        try:
            yield
        finally:
            listing, self._listing = self._listing, None
            if listing:
                listing.communicate()

    @cached_property
    def settings(self) -> Settings:
        """Git's settings, read once."""
        listing, self._listing = self._listing, None
        return parse_settings(
            listing.finish() if listing else self.git.run("config", "--list", "-z", "--includes")
        )

    def identity(self, role: str = "author") -> Author:
        """Return who would author (or commit) now; raise NoIdentity when nobody is set."""
        return identity(self.settings, role)


_SUPER = ("rev-parse", "--show-superproject-working-tree")


def _path(place: str) -> Path:
    from pathlib import Path

    return Path(place)


def _upwards(place: str) -> Iterator[str]:
    yield place
    while (parent := os.path.dirname(place)) != place:
        place = parent
        yield place


def _look(folder: str, start: str) -> Repo | None:
    """Return the repository whose work tree or bare directory `folder` is."""
    dot = os.path.join(folder, ".git")
    if os.path.isfile(dot):
        return _linked(dot, folder, start)
    if _is_git_dir(dot):
        if _mentions(dot, b"worktree", b"bare = true", b"bare=true"):
            return _asked(start)
        return Repo(folder, dot, dot, prefix=_prefix(folder, start))
    if _is_git_dir(folder):
        return _asked(start)
    return None


def _linked(dot: str, folder: str, start: str) -> Repo:
    """Return the repository behind a `.git` file: linked work tree, submodule, separate dir."""
    text = _read(dot)
    named = text.removeprefix("gitdir:").strip()
    git_dir = os.path.realpath(os.path.join(folder, named))
    if not text.startswith("gitdir:") or not os.path.exists(f"{git_dir}/HEAD"):
        raise NotATracker(f"{dot} points to no git repository.", hint="git worktree repair")
    common = f"{git_dir}/commondir"
    common_dir = git_dir
    if os.path.exists(common):
        common_dir = os.path.realpath(os.path.join(git_dir, _read(common).strip()))
    return Repo(folder, git_dir, common_dir, prefix=_prefix(folder, start))


def _read(place: str) -> str:
    with open(place, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def _is_git_dir(base: str) -> bool:
    exists: Callable[[str], bool] = os.path.exists
    return exists(base + "/HEAD") and exists(base + "/objects") and exists(base + "/refs")


def _mentions(git_dir: str, *words: bytes) -> bool:
    """Tell whether the repository's own settings speak of a work tree elsewhere."""
    try:
        with open(f"{git_dir}/config", "rb") as file:
            text = file.read().lower()
    except OSError:
        return True
    return any(word in text for word in words)


def _prefix(folder: str, start: str) -> str:
    inside = start.removeprefix(folder).strip("/")
    return f"{inside}/" if inside else ""


def _asked(start: str, *, keep_env: bool = False) -> Repo:
    """Return the repository as git finds it."""
    git = Git(start, keep_env=keep_env)
    try:
        bare, inside, git_dir, common = git.text(*_WHERE).split("\n")
    except GitFailed as error:
        raise NotATracker(f"{start} is in no git repository.", hint="git init") from error
    folder = None
    if bare == "false" and inside == "true":
        folder = git.text("rev-parse", "--show-toplevel")
    prefix = _prefix(folder, start) if folder else ""
    return Repo(folder, git_dir, common, prefix=prefix, keep_env=keep_env)


_WHERE = (
    "rev-parse",
    "--path-format=absolute",
    "--is-bare-repository",
    "--is-inside-work-tree",
    "--absolute-git-dir",
    "--git-common-dir",
)
