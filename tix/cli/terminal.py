"""What is known of the terminal: whether there is one, its size, its colours, its pager."""

from __future__ import annotations

import os
import sys
from typing import Literal

Stream = Literal["stdin", "stdout", "stderr"]
NARROWEST = 40


def is_terminal(stream: Stream) -> bool:
    """Tell whether a standard stream is a terminal."""
    file = getattr(sys, stream)
    return file is not None and not file.closed and bool(file.isatty())


def wants_colour(choice: str, *, error: bool) -> bool:
    """Tell whether to colour stdout (or stderr): the option, NO_COLOR, FORCE_COLOR, terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal("stderr" if error else "stdout")


def size() -> tuple[int, int]:
    """Return columns and lines of the terminal; COLUMNS and LINES win over what it says."""
    columns, lines = _number("COLUMNS"), _number("LINES")
    if columns and lines:
        return max(columns, NARROWEST), lines
    try:
        seen = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (OSError, ValueError):
        seen = os.terminal_size((80, 24))
    return max(columns or seen.columns or 80, NARROWEST), lines or seen.lines or 24


def _number(name: str) -> int:
    text = os.environ.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else 0
