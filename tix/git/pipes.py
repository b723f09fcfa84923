"""Pipes with much room: a program and its reader seldom wait for each other."""

from __future__ import annotations

import fcntl
from contextlib import suppress
from io import BufferedReader
from typing import IO

#: As much as anybody may ask for on Linux. Every read of a smaller one lets another thread go on,
#: and Python takes up to 5 ms to come back.
ROOM = 1 << 20


def widened(pipe: IO[bytes]) -> IO[bytes]:
    """Return a reader of a pipe, from which nothing was read yet, that takes much at once."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # this user has many pipes already
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, ROOM)
    return BufferedReader(pipe.detach(), ROOM) if isinstance(pipe, BufferedReader) else pipe
