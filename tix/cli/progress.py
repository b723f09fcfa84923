"""Progress of long work, on stderr, only on a terminal and only when it takes a while."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tix.cli import terminal

if TYPE_CHECKING:
    from threading import Timer

#: Seconds before the first line and between two.
PATIENCE, BEAT = 0.4, 0.1

#: Called with how much was done since the last call, and the total when it becomes known.
Step = Callable[[int], None]


@contextmanager
def progress(label: str, total: int = 0) -> Iterator[Step]:
    """Yield a function that counts steps; what it drew is gone at the end."""
    if not terminal.is_terminal("stderr"):
        yield lambda _count: None
        return
    line = _Line(label, total)
    try:
        yield line.step
    finally:
        line.clear()


class _Line:
    def __init__(self, label: str, total: int) -> None:
        self.label, self.total = label, total
        self.done, self.due = 0, time.monotonic() + PATIENCE
        self.drawn = False

    def step(self, count: int) -> None:
        self.done += count
        moment = time.monotonic()
        if moment < self.due:
            return
        self.due = moment + BEAT
        self.drawn = True
        share = f" {self.done * 100 // self.total} %" if self.total else ""
        sys.stderr.write(f"\r\x1b[K{self.label}: {self.done:,}{share}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self.drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class Meter:
    """What a tracker tells its progress to: one line, begun anew for each kind of work."""

    def __init__(self) -> None:
        self._label = ""
        self._line: _Line | None = None

    def __call__(self, label: str, done: int, total: int) -> None:
        """Show how much is done of `total` (0: nobody knows); all or 0 done ends it."""
        if not terminal.is_terminal("stderr"):
            return
        if self._line is None or label != self._label:
            self._end()
            self._label, self._line = label, _Line(label, total)
        self._line.total = total
        self._line.step(done - self._line.done)
        if not done or done == total:
            self._end()

    def _end(self) -> None:
        if self._line is not None:
            self._line.clear()
        self._line = None


class Waiting:
    """Tells what is waited for when it takes a while, in one line that goes again.

    A timer draws it: whoever waits for the network has nothing to count.
    """

    def __init__(self) -> None:
        self._timer: Timer | None = None
        self._drawn = False

    def __enter__(self) -> Waiting:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def __call__(self, text: str) -> None:
        """Begin to wait for something else."""
        self._end()
        if terminal.is_terminal("stderr"):
            from threading import Timer

            self._timer = Timer(PATIENCE, self._draw, [text])
            self._timer.daemon = True
            self._timer.start()

    def _draw(self, text: str) -> None:
        self._drawn = True
        sys.stderr.write(f"\r\x1b[K{text} …")
        sys.stderr.flush()

    def _end(self) -> None:
        timer, self._timer = self._timer, None
        if timer:
            timer.cancel()
            timer.join()
        if self._drawn:
            self._drawn = False
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
