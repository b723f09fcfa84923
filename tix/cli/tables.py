"""Columns of text: fast ones for lists, fitted to the terminal, and tabulate for small tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tix.text import clean, pad, truncate, width

GAP = "  "
#: A growing column never gets narrower than this, whatever the terminal.
NARROWEST = 12

#: Colours one padded cell; gets the number of the row and the cell.
Painter = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, whether it gives way when space is short, how it is coloured."""

    name: str
    grow: bool = False
    right: bool = False
    paint: Painter | None = None


def tab_separated(rows: Sequence[Sequence[str]]) -> str:
    """Return rows for programs: whole texts, tabs between them, nothing cut."""
    body = "\n".join(["\t".join(row) for row in rows])
    if not _is_plain(body, allowed=len(rows)):
        body = "\n".join(["\t".join([clean(cell) for cell in row]) for row in rows])
    return body + "\n" if rows else ""


def fitted(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], cells: int, *, paint: bool
) -> str:
    """Return a heading and rows as columns, the growing ones cut so that lines fit `cells`."""
    if not rows:
        return ""
    kept = [at for at, column in enumerate(columns) if column.grow or any(row[at] for row in rows)]
    shown = [columns[at] for at in kept]
    texts = [
        _cleaned([column.name.upper(), *(row[at] for row in rows)])
        for at, column in zip(kept, shown, strict=True)
    ]
    plain = [all(map(str.isascii, column)) for column in texts]
    widths = _widths(shown, texts, plain, cells)
    padded = [
        _padded(column, text, limit, is_ascii)
        for column, text, limit, is_ascii in zip(shown, texts, widths, plain, strict=True)
    ]
    if paint:
        padded = [_painted(column, text) for column, text in zip(shown, padded, strict=True)]
    lines = [GAP.join(cells).rstrip() for cells in zip(*padded, strict=True)]
    return "\n".join(lines) + "\n"


def small_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a short table such as counts by status; numbers stay the texts they are."""
    from tabulate import tabulate

    cleaned = [_cleaned(row) for row in rows]
    return tabulate(cleaned, headers=list(headings), tablefmt="simple", disable_numparse=True)


def _is_plain(text: str, *, allowed: int) -> bool:
    """Tell whether only tabs and `allowed` line breaks keep the text from being printable."""
    return text.count("\n") < allowed + 1 and text.replace("\n", "").replace("\t", "").isprintable()


def _cleaned(column: Sequence[str]) -> list[str]:
    if "".join(column).isprintable():
        return list(column)
    return [clean(cell) for cell in column]


def _widths(
    columns: Sequence[Column], texts: Sequence[list[str]], plain: Sequence[bool], cells: int
) -> list[int]:
    widths = [
        max(map(len if is_ascii else width, text))
        for text, is_ascii in zip(texts, plain, strict=True)
    ]
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - cells
    growing = [at for at, column in enumerate(columns) if column.grow]
    for at in sorted(growing, key=lambda at: -widths[at]):
        if excess > 0:
            cut = min(excess, max(widths[at] - NARROWEST, 0))
            widths[at] -= cut
            excess -= cut
    return widths


def _padded(column: Column, texts: list[str], limit: int, is_ascii: bool) -> list[str]:
    if not is_ascii:
        cut = [truncate(text, limit) for text in texts]
        return [
            " " * (limit - width(text)) + text if column.right else pad(text, limit) for text in cut
        ]
    if column.grow:
        texts = [text if len(text) <= limit else truncate(text, limit) for text in texts]
    return [text.rjust(limit) if column.right else text.ljust(limit) for text in texts]


def _painted(column: Column, texts: list[str]) -> list[str]:
    heading, *cells = texts
    if column.paint:
        cells = [column.paint(at, cell) for at, cell in enumerate(cells)]
    return [f"\x1b[2m{heading}\x1b[22m", *cells]
