"""Colours, always beside a word, never alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tix.cli.tables import Painter

BOLD, DIM, OFF = "\x1b[1m", "\x1b[2m", "\x1b[0m"
CODES = {
    "black": 30,
    "red": 31,
    "green": 32,
    "yellow": 33,
    "blue": 34,
    "magenta": 35,
    "cyan": 36,
    "white": 37,
    "grey": 90,
    "gray": 90,
}


def coloured(text: str, colour: str) -> str:
    """Return the text in a colour by name; a name that no terminal has leaves it plain."""
    code = CODES.get(colour)
    return f"\x1b[{code}m{text}{OFF}" if code else text


def by_value(values: Sequence[str], colours: Mapping[str, str]) -> Painter:
    """Return a painter that colours each cell as its row's value says."""
    return lambda row, cell: coloured(cell, colours.get(values[row], ""))


def by_prefix(lengths: Sequence[int]) -> Painter:
    """Return a painter of ids: what must be typed is bold, the rest is dim."""
    return lambda row, cell: f"{BOLD}{cell[: lengths[row]]}{OFF}{DIM}{cell[lengths[row] :]}{OFF}"
