"""Find a repository, and say what it is and what state it is in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from tix.errors import GitFailed, NotATracker
from tix.git.gitconfig import Author, Settings, identity, parse_settings
from tix.git.refs import Head, read_head
from tix.git.run import Git, Running


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


class Repo:
    """One work tree (or bare repository) and its git directories.

    `git_dir` belongs to this work tree alone, `common_dir` to all work trees of the clone.
    """

    def __init__(
        self,
        work_tree: Path | None,
        git_dir: Path,
        common_dir: Path,
        *,
        prefix: str = "",
        keep_env: bool = False,
    ) -> None:
        self.work_tree = work_tree
        self.git_dir = git_dir
        self.common_dir = common_dir
        self.prefix = prefix
        self.keep_env = keep_env
        self._listing: Running | None = None

    @classmethod
    def discover(cls, start: Path | str, *, keep_env: bool = False) -> Repo:
        """Return the repository around `start`; raise NotATracker when there is none.

        With `keep_env` (in hooks) git's own variables decide, else only the place does.
        """
        place = Path(os.path.realpath(start))
        if keep_env and "GIT_DIR" in os.environ:
            return _asked(place, keep_env=True)
        for folder in (place, *place.parents):
            found = _look(folder, place)
            if found is not None:
                return found
        raise NotATracker(f"{start} is in no git repository.", hint="git init")

    @cached_property
    def git(self) -> Git:
        """Git bound to the work tree, or to a bare repository's directory."""
        return Git(self.work_tree or self.git_dir, keep_env=self.keep_env)

    @property
    def is_bare(self) -> bool:
        """Tell whether there is no work tree."""
        return self.work_tree is None

    @property
    def is_linked(self) -> bool:
        """Tell whether this is a linked work tree (`git worktree add`)."""
        return self.git_dir != self.common_dir

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
        return Path(text) if (text := self.git.text(*_SUPER)) else None

    @property
    def own_dir(self) -> Path:
        """Return the directory for lock, journal and index of this work tree."""
        return self.git_dir / "tix"

    @property
    def hooks_path(self) -> Path:
        """Return the directory that git runs hooks from."""
        configured = self.settings.get("core.hookspath")
        if not configured:
            return self.common_dir / "hooks"
        return (self.work_tree or self.git_dir) / Path(configured).expanduser()

    def head(self) -> Head:
        """Return HEAD as it is now."""
        return read_head(self.git_dir, self.common_dir)

    def state(self) -> State:
        """Return what git is in the middle of."""
        for sign, state in _SIGNS:
            if (self.git_dir / sign).exists():
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


def _look(folder: Path, start: Path) -> Repo | None:
    """Return the repository whose work tree or bare directory `folder` is."""
    dot = folder / ".git"
    if dot.is_file():
        return _linked(dot, folder, start)
    if _is_git_dir(dot):
        if _mentions(dot, b"worktree", b"bare = true", b"bare=true"):
            return _asked(start)
        return Repo(folder, dot, dot, prefix=_prefix(folder, start))
    if _is_git_dir(folder):
        return _asked(start)
    return None


def _linked(dot: Path, folder: Path, start: Path) -> Repo:
    """Return the repository behind a `.git` file: linked work tree, submodule, separate dir."""
    text = dot.read_text("utf-8", "surrogateescape")
    git_dir = (folder / text.removeprefix("gitdir:").strip()).resolve()
    if not text.startswith("gitdir:") or not (git_dir / "HEAD").exists():
        raise NotATracker(f"{dot} points to no git repository.", hint="git worktree repair")
    common = git_dir / "commondir"
    common_dir = (git_dir / common.read_text().strip()).resolve() if common.exists() else git_dir
    return Repo(folder, git_dir, common_dir, prefix=_prefix(folder, start))


def _is_git_dir(path: Path) -> bool:
    exists: Callable[[str], bool] = os.path.exists
    base = str(path)
    return exists(base + "/HEAD") and exists(base + "/objects") and exists(base + "/refs")


def _mentions(git_dir: Path, *words: bytes) -> bool:
    """Tell whether the repository's own settings speak of a work tree elsewhere."""
    try:
        text = (git_dir / "config").read_bytes().lower()
    except OSError:
        return True
    return any(word in text for word in words)


def _prefix(folder: Path, start: Path) -> str:
    inside = start.relative_to(folder).as_posix()
    return "" if inside == "." else inside + "/"


def _asked(start: Path, *, keep_env: bool = False) -> Repo:
    """Return the repository as git finds it."""
    git = Git(start, keep_env=keep_env)
    try:
        bare, inside, git_dir, common = git.text(*_WHERE).split("\n")
    except GitFailed as error:
        raise NotATracker(f"{start} is in no git repository.", hint="git init") from error
    folder = None
    if bare == "false" and inside == "true":
        folder = Path(git.text("rev-parse", "--show-toplevel"))
    return Repo(
        folder,
        Path(git_dir),
        Path(common),
        prefix=_prefix(folder, start) if folder else "",
        keep_env=keep_env,
    )


_WHERE = (
    "rev-parse",
    "--path-format=absolute",
    "--is-bare-repository",
    "--is-inside-work-tree",
    "--absolute-git-dir",
    "--git-common-dir",
)
