"""Bring index and work tree from one commit to another, also when that was cut off before."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from pathlib import Path

from tix.errors import GitFailed, Refused
from tix.git.halfway import what_is_left
from tix.git.nextindex import NextIndex, index_info, link_or_copy
from tix.git.repo import Repo
from tix.git.run import Git

_WRITE = ("checkout-index", "-q", "-u", "-z", "--stdin")


class Checkout:
    """The step of index and work tree from `old` to `new` (None: no commit at all).

    Git works on a copy of the index; the user's own is replaced at the end, under its lock, so that
    whatever a crash leaves behind is known to be ours. `held` is the descriptor of a lock that
    lasts as long as git is at work.
    """

    def __init__(
        self, repo: Repo, old: str | None, new: str | None, *, held: int | None = None
    ) -> None:
        self._git = Git(repo.work_tree or repo.git_dir, keep_env=repo.keep_env)
        self._root = repo.work_tree or repo.git_dir
        self._next = NextIndex(repo)
        self._index = repo.own_dir / "checkout"
        self._held = held
        self._old = old or self._no_tree()
        self._new = new or self._no_tree()

    def check(self) -> None:
        """See that nothing is in the way; raise Refused when something is.

        The index is not locked: no journal knows of this, so that a crash would leave it so.
        """
        self.drop()
        self._copy_index()
        self._check_way()

    def prepare(self) -> None:
        """Lock the index and see that nothing is in the way; raise Refused when something is."""
        self._lock_index()
        self._check_way()

    def run(self) -> None:
        """Write and remove files as a checkout would, keeping other work."""
        self._read_tree("-q")

    def publish(self) -> None:
        """Let the index be that of the files, and end its lock."""
        self._next.publish(self._index)

    def resume(self) -> None:
        """Do what is left of a step that was cut off anywhere; files edited since stay."""
        self.drop()
        left = what_is_left(self._git, self._root, self._old, self._new, self._index)
        for path in left.outdated:
            (self._root / path).unlink()
        self._lock_index()
        if left.entries:
            self._on_copy("update-index", "-z", "--index-info", input=index_info(left.entries))
        if left.unwritten:
            names = "".join(f"{path}\0" for path in left.unwritten)
            self._on_copy(*_WRITE, input=names.encode("utf-8", "surrogateescape"))
        for folder in sorted({posixpath.dirname(path) for path in left.entries}, reverse=True):
            self._remove_emptied(folder)
        self._refresh()
        self.publish()

    def drop(self) -> None:
        """Remove what is left of a step that did not end."""
        self._next.drop()
        for path in (self._index, _lock(self._index)):
            path.unlink(missing_ok=True)

    def _lock_index(self) -> None:
        """Lock the index, and make the copy of it to work on."""
        self.drop()
        self._next.reserve()
        if not self._next.take_lock():
            raise Refused("Another command changed git's index meanwhile.", hint="run it again")
        self._copy_index()

    def _copy_index(self) -> None:
        if Path(self._next.index).exists():
            link_or_copy(self._next.index, self._index)

    def _check_way(self) -> None:
        self._refresh()
        try:
            self._read_tree("-n")
        except GitFailed as error:
            raise Refused(
                f"Files with changes of yours are in the way: {error.stderr.strip() or error}.",
                hint="git status",
            ) from None

    def _remove_emptied(self, folder: str) -> None:
        """Remove a folder that has nothing in it any more, and those around it, as git does."""
        with suppress(OSError):
            while folder:
                (self._root / folder).rmdir()
                folder = posixpath.dirname(folder)

    def _read_tree(self, option: str) -> None:
        # out of the terminal's reach: half a checkout is neither the old state nor the new
        self._on_copy("read-tree", "-m", "-u", option, self._old, self._new)

    def _refresh(self) -> None:
        """Note the times of files: without them every copied file counts as changed."""
        env = {"GIT_INDEX_FILE": str(self._index)}
        self._git.start("update-index", "-q", "--refresh", env=env).communicate()

    def _on_copy(self, *args: str, input: bytes | None = None) -> None:
        env = {"GIT_INDEX_FILE": str(self._index)}
        self._git.start(*args, input=input, env=env, shielded=True, held=self._held).finish()

    def _no_tree(self) -> str:
        return self._git.text("hash-object", "-t", "tree", "--stdin", input=b"")


def _lock(index: Path) -> Path:
    return index.with_name(f"{index.name}.lock")
