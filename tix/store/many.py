"""Many files at once: small waits side by side, and one flush to disk for all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from threading import Lock, Thread
from typing import TypeVar

T = TypeVar("T")

#: So few are done one after the other, each flushed by itself.
FEW = 16

#: Disks answer several requests at once, and freeing blocks is mostly waiting.
_HANDS = 8

#: So many are done between two tellings.
_BEAT = 64

#: Of sync_file_range(2): begin to write what is not on its way, and wait until it is there.
_BEGIN, _WAIT = 2, 1 | 2 | 4


class Ticks:
    """Counts what is done, from any thread, and tells it now and then: so much, of so much."""

    def __init__(self, tell: Callable[[int, int], None] | None, total: int) -> None:
        self._tell = tell
        self._total = total
        self._done = 0
        self._lock = Lock()

    def __call__(self) -> None:
        """Count one."""
        if self._tell is None:
            return
        with self._lock:
            self._done += 1
            if self._done % _BEAT == 0 and self._done < self._total:
                self._tell(self._done, self._total)

    def end(self) -> None:
        """Have what was drawn cleared away."""
        if self._tell is not None:
            self._tell(0, 0)


class Flush:
    """Files on their way to the disk while something else goes on."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._errors: list[OSError] = []
        self._thread = Thread(target=self._run, args=(paths,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when they are there; raise OSError when one cannot be."""
        self._thread.join()
        if self._errors:
            raise self._errors[0]

    def _run(self, paths: Sequence[str]) -> None:
        try:
            for path in paths:
                _flushed(path, _fsync)
        except OSError as error:
            self._errors.append(error)


def for_each(items: Sequence[T], work: Callable[[T], object]) -> None:
    """Do `work` for every item, in no order when there are many; raise what one of them raised.

    When it returns or raises, nothing is under way any more.
    """
    if len(items) <= FEW:
        for item in items:
            work(item)
        return
    from concurrent.futures import ThreadPoolExecutor

    share = -(-len(items) // _HANDS)
    parts = [items[start : start + share] for start in range(0, len(items), share)]

    def work_through(part: Sequence[T]) -> None:
        for item in part:
            work(item)

    with ThreadPoolExecutor(_HANDS) as pool:
        list(pool.map(work_through, parts))


def flush_together(paths: Sequence[str]) -> None:
    """Bring the bytes of new files to the disk; they count once the next fsync has returned.

    As `core.fsyncMethod=batch` of git does it: all bytes first, then one flush of the file system's
    journal, by whoever writes the next file that lasts.
    """
    write_out = _sync_file_range()
    if write_out is None:
        for_each(paths, lambda path: _flushed(path, _fsync))
        return
    for_each(paths, lambda path: _flushed(path, lambda number: write_out(number, 0, 0, _BEGIN)))

    def wait(number: int) -> None:
        if write_out(number, 0, 0, _WAIT):
            os.fsync(number)  # a file system that cannot do it in parts

    for_each(paths, lambda path: _flushed(path, wait))


def _flushed(path: str, flush: Callable[[int], object]) -> None:
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        flush(number)
    finally:
        os.close(number)


def _fsync(number: int) -> None:
    os.fsync(number)


@cache
def _sync_file_range() -> Callable[[int, int, int, int], int] | None:
    """Return the system call, None where there is none."""
    if sys.platform != "linux":
        return None
    import ctypes

    try:
        call = ctypes.CDLL(None).sync_file_range
    except (OSError, AttributeError):
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    call.restype = ctypes.c_int
    return call
