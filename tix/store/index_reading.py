"""Reading many ticket files at once: in this process, or cut into parts for several."""

from __future__ import annotations

import marshal
import os
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tix.errors import TixError
from tix.store import scan
from tix.store.index_rows import Read, Row, make_row
from tix.store.safeopen import OpenFolder

if TYPE_CHECKING:
    from multiprocessing.pool import AsyncResult, Pool

#: Fewer files than this are read faster than other processes start.
WORTH_FORKING = 1500
CHUNK = 250

#: The tracker that a forked process reads from; set before the fork, so it need not be sent.
_root = -1


def read_rows(root: int, files: Sequence[Read]) -> Iterator[list[Row]]:
    """Yield the rows of files below the open folder `root`, some at a time, in their order."""
    workers = _workers() if len(files) >= WORTH_FORKING else 1
    parts = (files[start : start + CHUNK] for start in range(0, len(files), CHUNK))
    if workers < 2:
        for part in parts:
            yield _read_part(root, part)
        return
    with _pool(root, workers) as pool:
        waiting: deque[AsyncResult[bytes]] = deque()
        for part in islice(parts, workers * 3):
            waiting.append(pool.apply_async(_read_from_root, (part,)))
        while waiting:
            rows = marshal.loads(waiting.popleft().get())  # noqa: S302 - our own fork's
            yield [Row(*row) for row in rows]
            for part in islice(parts, 1):
                waiting.append(pool.apply_async(_read_from_root, (part,)))


def _workers() -> int:
    if not hasattr(os, "fork"):
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    return min(8, len(affinity(0)) if affinity else os.cpu_count() or 1)


def _pool(root: int, workers: int) -> Pool:
    import multiprocessing

    return multiprocessing.get_context("fork").Pool(workers, _begin, (root,))


def _begin(root: int) -> None:
    """Prepare a forked process: rows die with their part, so there is nothing to collect."""
    import gc
    import signal

    global _root
    _root = root
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_from_root(files: Sequence[Read]) -> bytes:
    """Return rows for the other process; marshal is twice as fast as the pool's pickle."""
    return marshal.dumps([tuple(row) for row in _read_part(_root, files)])


def _read_part(root: int, files: Sequence[Read]) -> list[Row]:
    """Read files that stand folder by folder, each folder opened once."""
    rows = []
    opened = OpenFolder(-1, "")
    try:
        for file in files:
            here, _, name = file.path.rpartition("/")
            if here != opened.name:
                _close(opened)
                opened = OpenFolder(_open_folder(root, here), here)
            rows.append(_read_one(opened, name, file))
    finally:
        _close(opened)
    return rows


def _open_folder(root: int, folder: str) -> int:
    try:
        return scan.open_folder(root, folder)
    except OSError:
        return -1


def _close(folder: OpenFolder) -> None:
    if folder.descriptor >= 0:
        os.close(folder.descriptor)


def _read_one(folder: OpenFolder, name: str, file: Read) -> Row:
    if file.problem:
        return make_row(file, None)
    try:
        return make_row(file, folder.read(name))
    except TixError as error:
        return make_row(file._replace(problem=error.message), None)
