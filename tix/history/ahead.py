"""Read a stream ahead of whoever uses it, so that the program that feeds it never waits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")

_PATIENCE = 0.1


def ahead(items: Iterator[Item], *, piece: int = 500, pieces: int = 100) -> Iterator[Item]:
    """Yield `items` in order while a thread takes the next ones, up to `pieces` of `piece`."""
    queue: Queue[list[Item] | BaseException] = Queue(pieces)
    stopped = Event()
    thread = Thread(target=_feed, args=(items, piece, queue, stopped), daemon=True)
    thread.start()
    try:
        while taken := queue.get():
            if isinstance(taken, BaseException):
                raise taken
            yield from taken
    finally:
        stopped.set()
        thread.join()


def _feed(
    items: Iterator[Item], size: int, queue: Queue[list[Item] | BaseException], stopped: Event
) -> None:
    """Pass on pieces, an empty one at the end, and what went wrong."""
    last: list[Item] | BaseException = []
    try:
        while piece := list(islice(items, size)):
            if not _put(piece, queue, stopped):
                break
    except BaseException as error:
        last = error
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()
    _put(last, queue, stopped)


def _put(
    piece: list[Item] | BaseException,
    queue: Queue[list[Item] | BaseException],
    stopped: Event,
) -> bool:
    """Wait for room; return False when the reader has gone."""
    while not stopped.is_set():
        try:
            queue.put(piece, timeout=_PATIENCE)
        except Full:
            continue
        return True
    return False
