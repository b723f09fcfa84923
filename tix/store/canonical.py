"""Files that are just as tix writes them, read without a YAML parser.

Importing PyYAML takes longer than all else that a comment costs. What is read here is written again
and must be the very same bytes; since the emitter writes nothing that reads as something else, the
document is then the one that any YAML reader sees.
"""

from __future__ import annotations

import re
from typing import NoReturn

from tix.model.ticket import Node
from tix.store.emit import emit_document
from tix.store.yamlread import MAX_DEPTH, MAX_SIZE

_HEADER = re.compile(r"\|2?([-+]?)")
_ESCAPE = re.compile(r"\\(?:x(..)|u(....)|U(........)|(.))", re.DOTALL)
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"'}


def read_canonical(data: bytes) -> dict[str, Node] | None:
    """Return the document of a file that is as `emit_document` writes it, None for any other."""
    if len(data) > MAX_SIZE or not data.endswith(b"\n"):
        return None
    try:
        text = data.decode()
        lines = text.split("\n")[:-1]
        doc = _Lines(lines).mapping(0, 1)
        return doc if emit_document(doc) == text else None
    except (_Unusual, ValueError, KeyError, OverflowError):
        return None


class _Unusual(Exception):
    """Something that tix does not write so."""


class _Lines:
    """The lines of a file, and which of them is next."""

    __slots__ = ("_lines", "_next")

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._next = 0

    def mapping(self, indent: int, depth: int) -> dict[str, Node]:
        """Read the fields that begin at column `indent`."""
        if depth > MAX_DEPTH:
            raise _Unusual
        found: dict[str, Node] = {}
        pad = " " * indent
        while self._next < len(self._lines):
            line = self._lines[self._next]
            if not line.startswith(pad) or line.startswith(("- ", " "), indent):
                break
            key, colon, rest = line[indent:].partition(":")
            self._next += 1
            if not colon or not key or key in found:
                raise _Unusual
            if rest:
                found[key] = self._scalar(rest[1:], indent + 2)
            else:
                found[key] = self._nested(indent + 2, depth + 1)
        return found

    def _nested(self, indent: int, depth: int) -> Node:
        if self._next == len(self._lines):
            raise _Unusual
        if self._lines[self._next].startswith("- ", indent):
            return self._sequence(indent, depth)
        return self.mapping(indent, depth) or self._give_up()

    def _sequence(self, indent: int, depth: int) -> list[Node]:
        found: list[Node] = []
        pad = " " * indent
        while self._next < len(self._lines) and self._lines[self._next].startswith(pad + "- "):
            rest = self._lines[self._next][indent + 2 :]
            is_text = rest.startswith('"') or not (": " in rest or rest.endswith(":"))
            if is_text and not rest.startswith("- "):
                self._next += 1
                found.append(self._scalar(rest, indent + 2))
            else:
                # the dash only says that an item begins: its lines stand two further in
                self._lines[self._next] = f"{pad}  {rest}"
                found.append(self._nested(indent + 2, depth + 1))
        return found

    def _scalar(self, text: str, indent: int) -> str:
        if text.startswith('"'):
            return _ESCAPE.sub(_unescape, text[1:-1])
        if not text.startswith("|"):
            return text if text not in ("{}", "[]") else self._give_up()
        header = _HEADER.fullmatch(text)
        return self._block(indent, header[1]) if header else self._give_up()

    def _block(self, indent: int, chomp: str) -> str:
        pad = " " * indent
        body: list[str] = []
        while self._next < len(self._lines):
            line = self._lines[self._next]
            if line and not line.startswith(pad):
                break
            body.append(line[indent:])
            self._next += 1
        return "\n".join(body) + ("" if chomp == "-" else "\n")

    def _give_up(self) -> NoReturn:
        raise _Unusual


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    return chr(int(code, 16)) if code else _NAMED[found[4]]
