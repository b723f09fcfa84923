"""Write files so that each is there whole or not at all."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH105, PTH108, PTH118

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike

from tix.errors import GitFailed, Refused

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


Place = str | PathLike[str]


class CannotWrite(Refused):
    """A place that takes no files: full, read-only, not ours."""


def write_new(
    path: Place, content: bytes, *, mode: int | None = None, durable: bool = True
) -> None:
    """Write a file that must not exist yet; `mode` are its permission bits (None: as umask says).

    `durable` waits until it is on the disk.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        file.write(content)
        file.flush()
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        if durable:
            os.fsync(file.fileno())


def create(path: Place, content: bytes) -> None:
    """Write a file that must not exist yet, whole or not at all; raise FileExistsError."""
    try:
        write_new(path, content, durable=False)
    except FileExistsError:
        raise
    except BaseException:
        with suppress(OSError):
            os.unlink(path)
        raise


def replace(path: Place, content: bytes, *, durable: bool = True) -> None:
    """Write a file anew in one step: a reader sees the old content or the new."""
    folder, name = os.path.split(path)
    aside = os.path.join(folder, f".{name}.{os.getpid()}")
    remove(aside)
    try:
        write_new(aside, content, durable=durable)
        os.replace(aside, path)
    except BaseException:
        remove(aside)
        raise


def remove(path: Place) -> None:
    """Remove a file if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(path)


@contextmanager
def explained(place: Place) -> Iterator[None]:
    """Turn what the operating system says about writing into one sentence and a hint."""
    try:
        yield
    except OSError as error:
        raise explain(error, place) from error


def explain(error: OSError, place: Place) -> CannotWrite:
    """Return the error to show for a write that the system refused."""
    where = error.filename or place
    if error.errno in _FULL:
        return CannotWrite(
            f"{where} was not written: the disk is full. Nothing was changed.",
            hint="df -h, make room, then run the command again",
        )
    if error.errno in _FORBIDDEN:
        return CannotWrite(
            f"{where} cannot be written: {error.strerror}. Nothing was changed.",
            hint=f"ls -ld {place}",
        )
    return CannotWrite(f"{where} was not written: {error.strerror}. Nothing was changed.")


def explain_git(error: GitFailed) -> GitFailed | CannotWrite:
    """Return the error to show for a command of git that could not write."""
    if "No space left on device" in error.stderr:
        return CannotWrite(
            "git could not write: the disk is full. Nothing was changed.",
            hint="df -h, make room, then run the command again",
        )
    if "insufficient permission" in error.stderr or "Permission denied" in error.stderr:
        return CannotWrite(
            f"git could not write: {error.stderr.strip().splitlines()[-1]}. Nothing was changed.",
            hint="ls -ld .git .git/objects",
        )
    return error
