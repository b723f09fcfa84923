"""The index as it will be: prepared aside, put in place as `index.lock`, renamed."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH103, PTH104, PTH108, PTH116, PTH121, PTH123

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from os import PathLike

from tix.errors import Refused
from tix.git.repo import Repo
from tix.git.run import Running
from tix.git.trees import TreeFile

_PATIENCE = 5.0

Place = str | PathLike[str]


class NextIndex:
    """The user's index with some paths set anew.

    It is made from the index itself, so what is staged stays staged; git writes it, so every
    version and extension is kept. `index.lock` is a second name of the finished file: that
    is how a lock left behind is known to be ours.
    """

    def __init__(self, repo: Repo) -> None:
        self._git = repo.git
        self.index = f"{repo.places.git}/index"
        self.lock = f"{repo.places.git}/index.lock"
        self._own = repo.places.own
        self.aside = f"{self._own}/index"
        self._seen: tuple[int, ...] | None = None
        self._update: Running | None = None

    def start(self, *, held: int | None = None) -> None:
        """Let git read the index; what to change in it is told to `change`.

        Ctrl-C does not reach git here: with SIGINT ignored, as in the background of a script, git
        closes its files and goes on, and so fails.
        """
        _remove(self.aside)
        self._seen = signature(self.index)
        if self._seen:
            link_or_copy(self.index, self.aside)
        self._update = self._git.start(
            *("update-index", "-z", "--index-info"),
            env={"GIT_INDEX_FILE": self.aside},
            pipe=True,
            shielded=True,
            held=held,
        )

    @property
    def is_started(self) -> bool:
        """Tell whether git is at it."""
        return self._update is not None

    def reserve(self) -> None:
        """Stand for an index that is prepared elsewhere, so that its lock can be taken."""
        os.makedirs(self._own, exist_ok=True)
        _remove(self.aside)
        _write(self.aside, b"tix")
        self._seen = signature(self.index)

    def change(self, changes: Mapping[str, TreeFile | None]) -> None:
        """Tell git what to change; it writes the next index while we go on."""
        if self._update:
            self._update.feed(index_info(changes))

    def finish(self) -> None:
        """Wait until the next index is written."""
        update, self._update = self._update, None
        if update:
            update.finish()
        if signature(self.aside) == self._seen and self._seen:
            # Nothing changed: two names of one file cannot be renamed over each other.
            os.unlink(self.aside)
            _write(self.aside, _content(self.index))

    def take_lock(self, patience: float | None = None) -> bool:
        """Take git's index lock; tell whether the index is still what this one was made from."""
        deadline = time.monotonic() + (_PATIENCE if patience is None else patience)
        pause = 0.005
        while not _link_new(self.aside, self.lock):
            if time.monotonic() > deadline:
                raise Refused(
                    f"Another git command holds {self.lock}.",
                    hint=f"wait for it; if none is running: rm {self.lock}",
                )
            time.sleep(pause)
            pause = min(pause * 2, 0.2)
        if signature(self.index) == self._seen:
            return True
        self.release()
        return False

    def publish(self, prepared: Place | None = None) -> None:
        """Make the next index the index: the one made here, or one prepared elsewhere."""
        if prepared:
            os.rename(prepared, self.index)
            self.release()
        else:
            os.rename(self.lock, self.index)
        _remove(self.aside)

    def release(self) -> None:
        """Give git's index lock back, if it is ours."""
        if self.holds_lock():
            os.unlink(self.lock)

    def holds_lock(self) -> bool:
        """Tell whether `index.lock` is ours."""
        try:
            return os.path.samefile(self.lock, self.aside) or _same_bytes(self.lock, self.aside)
        except FileNotFoundError:
            return False

    def drop_update(self) -> None:
        """Wait for git to be done with a next index that is not needed."""
        update, self._update = self._update, None
        if update:
            update.communicate()
            _remove(self.aside)

    def drop(self) -> None:
        """Forget the next index."""
        self.drop_update()
        self.release()
        _remove(self.aside)
        _remove(f"{self.aside}.lock")


def index_info(changes: Mapping[str, TreeFile | None]) -> bytes:
    """Return rows for `update-index -z --index-info`; removals first, so that names may move."""
    width = max((len(file.id) for file in changes.values() if file), default=40)
    rows = [_row(path, TreeFile("0", "0" * width)) for path, file in changes.items() if not file]
    rows += [_row(path, file) for path, file in changes.items() if file]
    return b"".join(rows)


def signature(path: Place) -> tuple[int, ...] | None:
    """Return what tells one version of a file that is only ever replaced from the next."""
    try:
        stat = os.stat(path)
    except FileNotFoundError:
        return None
    return (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)


def _row(path: str, file: TreeFile) -> bytes:
    return f"{file.mode} {file.id} 0\t{path}\0".encode("utf-8", "surrogateescape")


def link_or_copy(source: Place, target: Place) -> None:
    """Give a file a second name, or copy it where the file system has no such links.

    git never writes into an index, it replaces it, so that the two names part by themselves.
    """
    try:
        os.link(source, target)
    except OSError:
        _write(target, _content(source))


def _link_new(source: str, target: str) -> bool:
    """Make `target` a second name of `source` unless it exists; say whether it was made."""
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    except PermissionError:
        return _copy_new(source, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _copy_new(source, target)
    return True


def _copy_new(source: str, target: str) -> bool:
    try:
        with open(target, "xb") as file:
            file.write(_content(source))
    except FileExistsError:
        return False
    return True


def _same_bytes(one: str, other: str) -> bool:
    return os.stat(one).st_size == os.stat(other).st_size and _content(one) == _content(other)


def _content(path: Place) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _write(path: Place, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)


_NO_LINKS = frozenset({38, 45, 95})  # ENOSYS and EOPNOTSUPP on Linux and macOS
