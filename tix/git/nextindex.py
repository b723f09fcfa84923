"""The index as it will be: prepared aside, put in place as `index.lock`, renamed."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from tix.errors import Refused
from tix.git.repo import Repo
from tix.git.run import Running
from tix.git.trees import TreeFile

_PATIENCE = 5.0


class NextIndex:
    """The user's index with some paths set anew.

    It is made from the index itself, so what is staged stays staged; git writes it, so every
    version and extension is kept. `index.lock` is a second name of the finished file: that
    is how a lock left behind is known to be ours.
    """

    def __init__(self, repo: Repo) -> None:
        self._git = repo.git
        self.index = repo.git_dir / "index"
        self.lock = repo.git_dir / "index.lock"
        self.aside = repo.own_dir / "index"
        self._seen: tuple[int, ...] | None = None
        self._update: Running | None = None

    def start(self, *, held: int | None = None) -> None:
        """Let git read the index; what to change in it is told to `change`."""
        self.aside.unlink(missing_ok=True)
        self._seen = signature(self.index)
        if self._seen:
            link_or_copy(self.index, self.aside)
        self._update = self._git.start(
            *("update-index", "-z", "--index-info"),
            env={"GIT_INDEX_FILE": str(self.aside)},
            pipe=True,
            held=held,
        )

    def reserve(self) -> None:
        """Stand for an index that is prepared elsewhere, so that its lock can be taken."""
        self.aside.parent.mkdir(exist_ok=True)
        self.aside.unlink(missing_ok=True)
        self.aside.write_bytes(b"tix")
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
            self.aside.unlink()
            self.aside.write_bytes(self.index.read_bytes())

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

    def publish(self, prepared: Path | None = None) -> None:
        """Make the next index the index: the one made here, or one prepared elsewhere."""
        if prepared:
            prepared.rename(self.index)
            self.release()
        else:
            self.lock.rename(self.index)
        self.aside.unlink(missing_ok=True)

    def release(self) -> None:
        """Give git's index lock back, if it is ours."""
        if self.holds_lock():
            self.lock.unlink()

    def holds_lock(self) -> bool:
        """Tell whether `index.lock` is ours."""
        try:
            return self.lock.samefile(self.aside) or _same_bytes(self.lock, self.aside)
        except FileNotFoundError:
            return False

    def drop_update(self) -> None:
        """Wait for git to be done with a next index that is not needed."""
        update, self._update = self._update, None
        if update:
            update.communicate()
            self.aside.unlink(missing_ok=True)

    def drop(self) -> None:
        """Forget the next index."""
        self.drop_update()
        self.release()
        self.aside.unlink(missing_ok=True)
        self.aside.with_name("index.lock").unlink(missing_ok=True)


def index_info(changes: Mapping[str, TreeFile | None]) -> bytes:
    """Return rows for `update-index -z --index-info`; removals first, so that names may move."""
    width = max((len(file.id) for file in changes.values() if file), default=40)
    rows = [_row(path, TreeFile("0", "0" * width)) for path, file in changes.items() if not file]
    rows += [_row(path, file) for path, file in changes.items() if file]
    return b"".join(rows)


def signature(path: Path) -> tuple[int, ...] | None:
    """Return what tells one version of a file that is only ever replaced from the next."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)


def _row(path: str, file: TreeFile) -> bytes:
    return f"{file.mode} {file.id} 0\t{path}\0".encode("utf-8", "surrogateescape")


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system has no such links.

    git never writes into an index, it replaces it, so that the two names part by themselves.
    """
    try:
        os.link(source, target)
    except OSError:
        target.write_bytes(source.read_bytes())


def _link_new(source: Path, target: Path) -> bool:
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


def _copy_new(source: Path, target: Path) -> bool:
    try:
        with target.open("xb") as file:
            file.write(source.read_bytes())
    except FileExistsError:
        return False
    return True


def _same_bytes(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


_NO_LINKS = frozenset({38, 45, 95})  # ENOSYS and EOPNOTSUPP on Linux and macOS
