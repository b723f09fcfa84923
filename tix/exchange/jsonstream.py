"""JSON from disk: one document whatever its encoding, or a long array one element at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from tix.errors import BadInput

CHUNK = 1 << 20
#: No single issue is larger; a file that goes on longer without an end of its element is broken.
LIMIT = 256 << 20

#: What stands before the first issue; a field named `issues` deep in an issue is not meant.
_OPENING = re.compile(r"""\s*(?:\[|\{(?:(?!"fields").){0,4096}?"issues"\s*:\s*\[)""", re.DOTALL)
_GAP = re.compile(r"[\s,]*")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding: UTF-8, else Windows 1252 as old exports have."""
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def parse(text: str, path: str) -> Any:  # noqa: ANN401  # any JSON value
    """Return the JSON document `text`; errors name `path` and the line."""
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}:{error.lineno}:{error.colno}: {error.msg}") from None
    except RecursionError:
        raise BadInput(f"{path}: nested too deeply to be an issue") from None


def elements(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield line number and value of each element of a file, without holding the file.

    The file is an array, an object with an array `issues`, or objects one after the other.
    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        yield from _Elements(stream, path.name)


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        pending = b""
        while chunk := stream.read(CHUNK):
            pending += chunk
            try:
                pending.decode("utf-8")
                pending = b""
            except UnicodeDecodeError as error:
                if len(pending) - error.start > 3:
                    return "cp1252"
                pending = pending[error.start :]
    return "cp1252" if pending else "utf-8-sig"


class _Elements:
    """A window on the text that moves on as elements are taken from it."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self.stream = stream
        self.name = name
        self.window = ""
        self.line = 1
        self.decoder = json.JSONDecoder(strict=False)

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        self._grow()
        opening = _OPENING.match(self.window)
        if opening:
            self._drop(opening.end())
        while self._at_element():
            yield self.line, self._take()

    def _at_element(self) -> bool:
        while True:
            gap = _GAP.match(self.window)
            self._drop(gap.end() if gap else 0)
            if self.window:
                return not self.window.startswith(("]", "}"))
            if not self._grow():
                return False

    def _take(self) -> Any:  # noqa: ANN401  # any JSON value
        while True:
            try:
                value, end = self.decoder.raw_decode(self.window)
            except json.JSONDecodeError as error:
                if len(self.window) < LIMIT and self._grow():
                    continue
                line = self.line + error.lineno - 1
                raise BadInput(f"{self.name}:{line}:{error.colno}: {error.msg}") from None
            except RecursionError:
                raise BadInput(f"{self.name}:{self.line}: nested too deeply") from None
            self._drop(end)
            return value

    def _drop(self, count: int) -> None:
        self.line += self.window.count("\n", 0, count)
        self.window = self.window[count:]

    def _grow(self) -> bool:
        # Doubling keeps the work linear when one element is much longer than a chunk.
        more = self.stream.read(max(CHUNK, len(self.window)))
        self.window += more
        return bool(more)
