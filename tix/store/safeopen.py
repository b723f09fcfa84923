"""Files opened without being led astray: no links, no pipes, no devices, none too large."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike

from tix.errors import BadInput, NotFound, TixError
from tix.frozen import frozen
from tix.model.formats import MAX_SIZE

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_ROOT = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
#: Without O_NONBLOCK, opening a pipe would wait for a writer for ever.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY

_KINDS = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


Place = str | PathLike[str]


@frozen
class OpenFolder:
    """A folder held open: each file in it costs four system calls, and none can lead elsewhere."""

    descriptor: int
    name: str

    def read(self, name: str, *, limit: int = MAX_SIZE) -> bytes:
        """Return the content of the file `name` in this folder.

        Raises NotFound when it is not there, BadInput for anything but a regular file of at most
        `limit` bytes.
        """
        return self.read_stat(name, limit=limit)[0]

    def read_stat(self, name: str, *, limit: int = MAX_SIZE) -> tuple[bytes, os.stat_result]:
        """Return the content of a file and the stat data that it had when it was opened."""
        _check_name(name, self.name)
        try:
            opened = os.open(name, _FILE, dir_fd=self.descriptor)
        except OSError as error:
            raise self._failed(name, error) from None
        try:
            found = os.fstat(opened)
            if not stat.S_ISREG(found.st_mode):
                raise _wrong(self.path(name), found.st_mode, "file")
            if found.st_size > limit:
                raise _too_large(self.path(name), found.st_size, limit)
            return self._content(opened, name, found.st_size, limit), found
        except OSError as error:  # a disk or a network that fails
            raise self._failed(name, error) from None
        finally:
            os.close(opened)

    def path(self, name: str) -> str:
        """Return the path of `name` as messages show it."""
        return f"{self.name}/{name}" if self.name else name

    def _content(self, opened: int, name: str, size: int, limit: int) -> bytes:
        data = os.read(opened, size + 1)
        if len(data) == size:
            return data
        while len(data) <= limit and (more := os.read(opened, limit + 1 - len(data))):
            data += more
        if len(data) > limit:
            raise _too_large(self.path(name), len(data), limit)
        return data

    def _failed(self, name: str, error: OSError) -> TixError:
        path = self.path(name)
        if error.errno == errno.ENOENT:
            return NotFound(f"{path} is not there.")
        return _unreadable(path, name, self.descriptor, error, "file")


@contextmanager
def open_folder(root: Place, folder: str) -> Iterator[OpenFolder]:
    """Hold open the folder at the relative path `folder` below `root`, checking each one passed.

    `root` itself may be reached through links. Raises NotFound and BadInput.
    """
    descriptor = _open_root(root)
    try:
        passed = ""
        for name in _parts(folder):
            passed = f"{passed}/{name}" if passed else name
            inner = _open_inner(descriptor, name, passed)
            os.close(descriptor)
            descriptor = inner
        yield OpenFolder(descriptor, passed)
    finally:
        os.close(descriptor)


def read_file(path: Place, root: Place, *, limit: int = MAX_SIZE) -> bytes:
    """Return the content of the file at `path`, which lies below `root` or is relative to it.

    Raises NotFound when it is not there, BadInput for links, folders, pipes, devices, files of
    more than `limit` bytes, and paths that leave `root`.
    """
    relative = os.fspath(path)
    if relative.startswith("/"):
        top = f"{os.fspath(root).rstrip('/')}/"
        if not relative.startswith(top):
            raise BadInput(f"{path} lies outside {root}.")
        relative = relative.removeprefix(top)
    folder, _, name = relative.rstrip("/").rpartition("/")
    with open_folder(root, folder) as opened:
        return opened.read(name, limit=limit)


def _parts(folder: str) -> list[str]:
    parts = [part for part in folder.split("/") if part not in ("", ".")]
    for part in parts:
        _check_name(part, folder)
    return parts


def _check_name(name: str, folder: str) -> None:
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        place = f"{folder}/{name}" if folder else name
        raise BadInput(f"{place!r} is no name of a file in the tracker.")


def _open_root(root: Place) -> int:
    try:
        return os.open(root, _ROOT)
    except (OSError, ValueError) as error:
        raise NotFound(f"The folder {root} cannot be opened: {error}.") from None


def _open_inner(parent: int, name: str, passed: str) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except FileNotFoundError:
        raise NotFound(f"The folder {passed} is not there.") from None
    except OSError as error:
        raise _unreadable(passed, name, parent, error, "folder") from None


def _unreadable(path: str, name: str, parent: int, error: OSError, wanted: str) -> TixError:
    """Return the error for what could not be opened, saying what it is instead."""
    try:
        mode = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    except OSError:
        mode = 0
    if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP):
        return _wrong(path, mode, wanted)
    return BadInput(f"{path} cannot be read: {error.strerror}.")


def _wrong(path: str, mode: int, wanted: str) -> BadInput:
    kind = next((words for is_kind, words in _KINDS if is_kind(mode)), "something else")
    return BadInput(
        f"{path} is {kind}, not a plain {wanted}.",
        hint="put a plain one in its place, or remove it",
    )


def _too_large(path: str, size: int, limit: int) -> BadInput:
    return BadInput(
        f"{path} has {size:,} bytes; the limit is {limit:,}.",
        hint="keep long logs as attachments: tix attach ID FILE",
    )
