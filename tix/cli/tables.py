"""Columns of text: fast ones for lists, fitted to the terminal, and tabulate for small tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tix.frozen import frozen
from tix.text import ELLIPSIS, clean, pad, truncate, width

GAP = "  "
#: A growing column never gets narrower than this, whatever the terminal.
NARROWEST = 12

#: Colours one padded cell; gets the number of the row and the cell.
Painter = Callable[[int, str], str]


@frozen
class Column:
    """One column: its heading, whether it gives way when space is short, how it is coloured."""

    name: str
    grow: bool = False
    right: bool = False
    paint: Painter | None = None


def tab_separated(rows: Sequence[Sequence[str]]) -> str:
    """Return rows for programs: whole texts, tabs between them, nothing cut."""
    columns = [_cleaned(column) for column in zip(*rows, strict=True)]
    return "".join(["\t".join(row) + "\n" for row in zip(*columns, strict=True)])


def fitted(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], cells: int, *, paint: bool
) -> str:
    """Return a heading and rows as columns, the growing ones cut so that lines fit `cells`.

    A column without any text is left out.
    """
    cleaned = [_cleaned(texts) for texts in zip(*rows, strict=True)]
    shown = [
        (column, [column.name.upper(), *texts])
        for column, texts in zip(columns, cleaned, strict=bool(rows))
        if any(texts)
    ]
    widths = _fit([column for column, _ in shown], [_widest(texts) for _, texts in shown], cells)
    padded = [
        _padded(column, texts, limit) for (column, texts), limit in zip(shown, widths, strict=True)
    ]
    if paint:
        pairs = zip(shown, padded, strict=True)
        padded = [_painted(column, texts) for (column, _), texts in pairs]
    return "".join([GAP.join(line).rstrip() + "\n" for line in zip(*padded, strict=True)])


def small_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a short table such as counts by status; numbers stay the texts they are."""
    from tabulate import tabulate

    cleaned = [_cleaned(row) for row in rows]
    return tabulate(cleaned, headers=list(headings), tablefmt="simple", disable_numparse=True)


def _cleaned(texts: Sequence[str]) -> list[str]:
    return list(texts) if "".join(texts).isprintable() else [clean(text) for text in texts]


def _widest(texts: list[str]) -> int:
    return max(map(len if "".join(texts).isascii() else width, texts))


def _fit(columns: Sequence[Column], widths: list[int], cells: int) -> list[int]:
    """Return the widths with the growing columns cut, the widest first, until lines fit."""
    fitting = list(widths)
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - cells
    growing = [at for at, column in enumerate(columns) if column.grow]
    for at in sorted(growing, key=lambda at: -widths[at]):
        cut = max(0, min(excess, widths[at] - NARROWEST))
        fitting[at] -= cut
        excess -= cut
    return fitting


def _padded(column: Column, texts: list[str], limit: int) -> list[str]:
    """Return the cells cut and padded; ASCII, nearly all there is, takes the short way."""
    cut = [_cut(text, limit) for text in texts] if column.grow else texts
    if "".join(cut).replace(ELLIPSIS, "").isascii():
        return [text.rjust(limit) if column.right else text.ljust(limit) for text in cut]
    if column.right:
        return [" " * (limit - width(text)) + text for text in cut]
    return [pad(text, limit) for text in cut]


def _cut(text: str, limit: int) -> str:
    if not text.isascii():
        return truncate(text, limit)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def _painted(column: Column, texts: list[str]) -> list[str]:
    heading, *cells = texts
    if column.paint:
        cells = [column.paint(at, cell) for at, cell in enumerate(cells)]
    return [f"\x1b[2m{heading}\x1b[22m", *cells]
