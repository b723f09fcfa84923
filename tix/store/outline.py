"""Where the parts of a YAML file lie: the lines of each top-level key, the place of each value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tix.frozen import frozen

SCALAR: Final = "scalar"
LIST: Final = "list"
MAP: Final = "map"
END: Final = "end"

#: A place within a file: line and column, from 1.
Place = tuple[int, int]


class Token(NamedTuple):
    """One parser event: what it is, its offsets in characters, and how it was written.

    `style` is the quote or block sign of a scalar, and `[` or `{` of a collection in brackets.
    """

    kind: str
    start: int
    end: int
    line: int
    column: int
    style: str = ""
    text: str = ""


class Span(NamedTuple):
    """Offsets in characters, end excluded."""

    start: int
    end: int


@frozen
class Mark:
    """Where one top-level key lies, in characters of the text without its byte order mark.

    `lines` runs from the start of the key's line to the end of the value's last line; comments and
    blank lines that follow are not in it. `value` is the text of a value on the key's line, empty
    where there is none yet, or None. `items` are the lines of each item of a block list, or None.
    """

    line: int
    column: int
    lines: Span
    value: Span | None = None
    items: tuple[Span, ...] | None = None


@frozen
class Outline:
    """The marks of the top-level keys, and the place of every value by its path of keys.

    `spliceable` tells whether each top-level key begins a line of its own.
    """

    marks: dict[str, Mark]
    places: dict[tuple[str, ...], Place]
    spliceable: bool


class _Walk:
    """The state of one pass over the tokens."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: dict[tuple[str, ...], Place] = {}
        self.end = 0

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return where the line of the last thing seen ends, its line break included."""
        if offset and self.text[offset - 1] == "\n":
            return offset
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1

    def close(self, token: Token) -> None:
        """Note where the content of a scalar ends.

        libyaml counts the blank lines after a block scalar to it; they are part of its text only
        where it keeps them (`|+`), or where they hold more spaces than its indent.
        """
        end = token.end
        text = token.text.rstrip("\n")
        kept = token.text.endswith("\n\n") or not text or text[-1] in " \t"
        if token.style in ("|", ">") and not kept:
            end = len(self.text[:end].rstrip(" \n\r\t"))
        self.end = max(self.end, end)


def outline(text: str, tokens: Iterable[Token]) -> Outline:
    """Return the outline of a file whose root is a mapping; `tokens` begin with that mapping."""
    stream = iter(tokens)
    root = next(stream)
    walk = _Walk(text)
    marks: dict[str, Mark] = {}
    spliceable = root.style != "{"
    for key in stream:
        if key.kind == END:
            break
        spliceable = spliceable and key.column == 1
        marks[key.text] = _mark(walk, key, stream)
    return Outline(marks, walk.places, spliceable)


def _mark(walk: _Walk, key: Token, stream: Iterator[Token]) -> Mark:
    walk.end = key.end
    start = walk.line_start(key.start)
    walk.places[(key.text,)] = (key.line, key.column)
    token = next(stream)
    if token.kind == LIST and token.style != "[":
        items = _items(walk, stream, (key.text,))
    else:
        items = None
        _value(walk, token, stream, (key.text,))
    inline = token.kind == SCALAR and token.line == key.line and token.style not in ("|", ">")
    value = Span(token.start, token.end) if inline else None
    lines = Span(start, walk.line_end(walk.end))
    return Mark(key.line, key.column, lines, value, items)


def _value(walk: _Walk, token: Token, stream: Iterator[Token], path: tuple[str, ...]) -> None:
    """Pass over one value, noting the places in it."""
    if token.kind == SCALAR:
        walk.close(token)
    elif token.kind == LIST:
        for number, item in enumerate(_until_end(walk, token, stream)):
            inner = (*path, str(number))
            walk.places[inner] = (item.line, item.column)
            _value(walk, item, stream, inner)
    else:
        for key in _until_end(walk, token, stream):
            walk.close(key)
            inner = (*path, key.text)
            walk.places[inner] = (key.line, key.column)
            _value(walk, next(stream), stream, inner)


def _until_end(walk: _Walk, opening: Token, stream: Iterator[Token]) -> Iterator[Token]:
    for token in stream:
        if token.kind == END:
            if opening.style:  # a closing bracket is text; the end of a block is not
                walk.end = max(walk.end, token.end)
            return
        yield token


def _items(walk: _Walk, stream: Iterator[Token], path: tuple[str, ...]) -> tuple[Span, ...] | None:
    """Return the lines of each item of a block list, or None where an item shares its lines."""
    spans: list[Span] = []
    plain = True
    for number, item in enumerate(stream):
        if item.kind == END:
            break
        start = walk.line_start(item.start)
        dash = walk.text[start : item.start]
        plain = plain and dash.strip(" ") == "-" and start >= (spans[-1].end if spans else 0)
        walk.end = item.start
        inner = (*path, str(number))
        walk.places[inner] = (item.line, item.column)
        _value(walk, item, stream, inner)
        spans.append(Span(start, walk.line_end(walk.end)))
    return tuple(spans) if plain else None
