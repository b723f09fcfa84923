"""Reading many ticket files at once: in this process, or in parts by several."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO

from tix.errors import TixError
from tix.store import scan
from tix.store.index_rows import Read, Row, make_row
from tix.store.safeopen import OpenFolder

#: Fewer files than this are read faster than other processes start.
WORTH_FORKING = 1000
CHUNK = 250

#: Bytes in front of each part that tell its length.
_HEAD = 8


def read_rows(root: int, files: Sequence[Read]) -> Iterator[list[Row]]:
    """Yield the rows of files below the open folder `root`, some at a time, in their order."""
    parts = [files[start : start + CHUNK] for start in range(0, len(files), CHUNK)]
    workers = _workers() if len(files) >= WORTH_FORKING else 1
    if workers < 2:
        yield from (_read_part(root, part) for part in parts)
        return
    with _reading(root, parts, workers) as pipes:
        for number, part in enumerate(parts):
            rows = _receive(pipes[number % workers])
            yield _read_part(root, part) if rows is None else rows


def _workers() -> int:
    if not hasattr(os, "fork"):
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    return min(8, len(affinity(0)) if affinity else os.cpu_count() or 1)


@contextmanager
def _reading(root: int, parts: Sequence[Sequence[Read]], workers: int) -> Iterator[list[IO[bytes]]]:
    """Give a pipe for each of some processes, of which the n-th reads every n-th part.

    A pool of multiprocessing would take 30 ms to start and three threads to run, and wait for ever
    when one of its processes is killed.
    """
    pipes: list[IO[bytes]] = []
    children: list[int] = []
    try:
        for first in range(workers):
            pid, pipe = _fork(root, parts[first::workers])
            children.append(pid)
            pipes.append(pipe)
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()  # who still writes is ended by that
        for pid in children:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _fork(root: int, parts: Sequence[Sequence[Read]]) -> tuple[int, IO[bytes]]:
    from tix.git.pipes import widened

    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read)
            send(root, parts, write)
        finally:
            os._exit(0)  # whatever went wrong, the other process reads that part itself
    os.close(write)
    return pid, widened(os.fdopen(read, "rb"))


def send(root: int, parts: Sequence[Sequence[Read]], pipe: int) -> None:
    """Write the rows of all parts; marshal is twice as fast as pickle."""
    import gc
    import signal

    gc.disable()  # rows die with their part
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(pipe, "wb") as out:
        for part in parts:
            data = marshal.dumps([tuple(row) for row in _read_part(root, part)])
            out.write(len(data).to_bytes(_HEAD, "big") + data)


def _receive(pipe: IO[bytes]) -> list[Row] | None:
    """Return the next rows from a pipe, None when whoever writes to it was killed."""
    size = int.from_bytes(pipe.read(_HEAD), "big")
    data = pipe.read(size)
    if not size or len(data) < size:
        return None
    return [Row(*row) for row in marshal.loads(data)]  # noqa: S302 - our own fork's


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
