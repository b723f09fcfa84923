"""Start a program with pipes to it: the little of `subprocess` that git needs.

Its imports alone take 5 ms, and each start of a program 1 ms: a write has five.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from signal import SIGPIPE, SIGXFSZ
from typing import IO, Any

from tix.frozen import frozen

#: What Python ignores and programs expect to be ended by.
_DEFAULTS = (SIGPIPE, SIGXFSZ)


@frozen
class Child:
    """A program under way; `stdin` is None when it reads nothing."""

    pid: int
    stdin: IO[bytes] | None
    stdout: IO[bytes]


def start(
    command: list[str],
    env: Mapping[str, str],
    *,
    errors: int,
    feeds: bool,
    apart: bool = False,
    held: int | None = None,
) -> Child:
    """Start a program from PATH; raise OSError when it cannot be.

    `errors` is the descriptor that its stderr goes to, `feeds` opens a pipe to its stdin; `apart`
    gives it a process group of its own, out of the terminal's reach; `held` is a descriptor that
    stays open in it.
    """
    read, output = os.pipe()
    input, write = os.pipe() if feeds else (os.open(os.devnull, os.O_RDONLY), None)
    ends = [input, output, errors]
    if held is not None:
        # Onto its own number it would stay marked as closed on exec where POSIX is old.
        ends += [held] if held != len(ends) else [held, held]
    files = [(os.POSIX_SPAWN_DUP2, end, number) for number, end in enumerate(ends)]
    group: dict[str, Any] = {"setpgroup": 0} if apart else {}
    try:
        pid = os.posix_spawnp(
            command[0], command, env, file_actions=files, setsigdef=_DEFAULTS, **group
        )
    except BaseException:
        for end in (read, write):
            if end is not None:
                os.close(end)
        raise
    finally:
        os.close(input)
        os.close(output)
    return Child(pid, None if write is None else os.fdopen(write, "wb"), os.fdopen(read, "rb"))


def wait(pid: int) -> int:
    """Wait for a program to end and return its exit code, or minus the signal that ended it."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:  # whoever started us has children's ends thrown away
        return 0
