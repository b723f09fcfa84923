"""Tickets found by words, each with the place where the words were found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tix.cli.colour import BOLD, DIM, OFF
from tix.text import clean, truncate

if TYPE_CHECKING:
    from tix.store.search import Hit

#: Around a word that was found: bold yellow on a terminal with colour, brackets on one without.
_LOUD = ("\x1b[1;33m", OFF)
_PLAIN = ("[", "]")


def hits_text(hits: Sequence[Hit], width: int, *, paints: bool) -> str:
    """Return two lines for each hit: what it is, and the text around the words."""
    return "".join(f"{line}\n" for hit in hits for line in _lines(hit, width, paints=paints))


def _lines(hit: Hit, width: int, *, paints: bool) -> Iterator[str]:
    room = width - len(hit.id) - len(hit.status) - 6
    in_title = hit.snippet == hit.title
    around = _LOUD if paints else _PLAIN
    title = truncate(clean(hit.title), max(room, 12))
    if in_title and hit.marks:
        title = _marked(hit, max(room, 12), around)
    if paints:
        yield f"{BOLD}{hit.id}{OFF}  {title}  {DIM}({hit.status}){OFF}"
    else:
        yield f"{hit.id}  {title}  ({hit.status})"
    if hit.snippet and not in_title:
        yield "    " + _marked(hit, width - 6, around)


def _marked(hit: Hit, cells: int, around: tuple[str, str]) -> str:
    """Return the text of a hit, cut to so many cells, with its words marked."""
    parts: list[str] = []
    room, at = cells, 0
    for start, end in (*sorted(hit.marks), (len(hit.snippet), len(hit.snippet))):
        if start < at:
            continue
        for text, is_mark in ((hit.snippet[at:start], False), (hit.snippet[start:end], True)):
            shown = truncate(clean(text), room)
            room -= len(shown)
            if shown:
                parts.append(f"{around[0]}{shown}{around[1]}" if is_mark else shown)
        at = end
    return "".join(parts).rstrip()
