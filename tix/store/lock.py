"""One writer at a time in a work tree: flock on a file in the git dir."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH103, PTH120

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import PathLike

from tix.errors import Refused
from tix.store.atomic import explained

#: Seconds to wait for another writer; a write takes some 50 ms.
PATIENCE = 30.0
_FIRST_PAUSE = 0.002
_LONGEST_PAUSE = 0.05
_SILENCE = 1.0


@contextmanager
def locked(
    path: str | PathLike[str],
    *,
    patience: float = PATIENCE,
    on_wait: Callable[[str], None] | None = None,
) -> Iterator[int]:
    """Hold the lock at `path` and give its descriptor.

    The kernel frees it whenever and however this process ends.
    `on_wait` is told once who holds it when that takes longer than a second.
    """
    with explained(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _wait(descriptor, path, patience, on_wait)
        with explained(path):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _wait(
    descriptor: int,
    path: str | PathLike[str],
    patience: float,
    on_wait: Callable[[str], None] | None,
) -> None:
    begin = time.monotonic()
    pause = _FIRST_PAUSE
    while not _try(descriptor):
        waited = time.monotonic() - begin
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace") or "unknown"
        if waited > patience:
            raise Refused(
                f"Another tix (process {holder}) has been writing here for {waited:.0f} s.",
                hint=f"try again; the lock is {path} and ends with that process",
            )
        if on_wait and waited > _SILENCE:
            on_wait(f"waiting for another tix (process {holder}) to finish writing")
            on_wait = None
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
