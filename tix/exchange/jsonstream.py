"""JSON from disk: one document whatever its encoding, or a long array one element at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from tix.errors import BadInput

#: Read at once. What is taken of it moves the rest, so that small elements want small steps.
CHUNK = 1 << 16
#: No single issue is larger; a file that goes on longer without an end of its element is broken.
LIMIT = 256 << 20

#: What stands beside the array of issues lies this near to the end of a file, if not before it.
TAIL = 4 << 20

#: Names that an array of issues has in the answers of most trackers.
ARRAYS = frozenset({"issues"})

_SPACE = re.compile(r"\s*")
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
        return json.loads(text, strict=False, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}:{error.lineno}:{error.colno}: {error.msg}") from None
    except RecursionError:
        raise BadInput(f"{path}: nested too deeply to be an issue") from None


def elements(
    path: Path, *, name: str = "", arrays: frozenset[str] = ARRAYS
) -> Iterator[tuple[int, Any]]:
    """Yield line number and value of each element of a file, without holding the file.

    The file is an array, an object with an array of one of the names `arrays`, several of those
    one after the other (the pages of an answer), or objects one after the other. Errors call the
    file `name`.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        yield from _Elements(stream, name or path.name, arrays)


def beside(path: Path, name: str, arrays: frozenset[str] = ARRAYS) -> Any:  # noqa: ANN401  # JSON
    """Return what an object with one of the arrays says of `name`, before or after it, or None."""
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as stream:
        found = _Elements(stream, path.name, arrays)
        if not found.open() or found.beside is None:
            return None
        if name in found.beside:
            return found.beside[name]
    with path.open("rb") as binary:
        binary.seek(max(path.stat().st_size - TAIL, 0))
        return _in_tail(binary.read().decode("utf-8", errors="replace"), name)


def _in_tail(text: str, name: str) -> Any:  # noqa: ANN401  # any JSON value
    """Return the value of a key behind which nothing but other keys of the same object stands."""
    decoder = json.JSONDecoder(strict=False, parse_int=_whole)
    places = [found.end() for found in re.finditer(rf'"{re.escape(name)}"\s*:\s*', text)]
    for place in reversed(places):
        try:
            value, end = decoder.raw_decode(text, place)
            json.loads('{"": 0' + text[end:], strict=False, parse_int=_whole)
        except (json.JSONDecodeError, RecursionError):
            continue
        return value
    return None


def encoding_of(path: Path) -> str:
    """Return how a file is read: UTF-8 or -16, else Windows 1252 as old exports have."""
    with path.open("rb") as stream:
        pending = stream.read(2)
        if pending in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
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


def _whole(digits: str) -> int | str:
    """Return a number; one of thousands of digits, which Python refuses, stays text."""
    return int(digits) if len(digits) < 1000 else digits


class _Elements:
    """A window on the text that moves on as elements are taken from it."""

    def __init__(self, stream: TextIO, name: str, arrays: frozenset[str] = ARRAYS) -> None:
        self.stream = stream
        self.name = name
        self.arrays = arrays
        self.window = ""
        self.line = 1
        self.decoder = json.JSONDecoder(strict=False, parse_int=_whole)
        #: What an object with an array `issues` says before it; None for any other file.
        self.beside: dict[str, Any] | None = None

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        while self.open():
            while self._at_element():
                yield self.line, self._take()
            self._close()
        while self._at_element():
            yield self.line, self._take()
        if self.window:
            raise BadInput(f"{self.name}:{self.line}: {self.window[0]!r} closes nothing")

    def open(self) -> bool:
        """Move to the first element; tell whether the file is one array, by itself or in an object.

        Objects one after the other are elements themselves, and stay where they are.
        """
        self._grow()
        start = self._over_space(0)
        if self.window.startswith("[", start):
            self.beside = None
            self._drop(start + 1)
            return True
        end = self._array_in_object(start + 1) if self.window.startswith("{", start) else None
        if end is None:
            self.beside = None
            return False
        self._drop(end)
        return True

    def _array_in_object(self, place: int) -> int | None:
        """Return where the elements of `issues` begin, None in an issue or anything else."""
        self.beside = {}
        while True:
            try:
                place = self._over_space(place)
                key, place = self._value(place)
                place = self._over_space(place)
                if key == "fields" or not self.window.startswith(":", place):
                    return None
                place = self._over_space(place + 1)
                if key in self.arrays and self.window.startswith("[", place):
                    return place + 1
                value, end = self._value(place)
                self.beside[str(key)] = value
                place = self._over_space(end)
                if not self.window.startswith(",", place):
                    return None
                place += 1
            except (json.JSONDecodeError, RecursionError):
                return None

    def _close(self) -> None:
        """Move behind the end of an array, and of the object that it stands in."""
        if not self.window:
            problem = "ends in the middle of a list; the export was cut off"
            raise BadInput(f"{self.name}:{self.line}: {problem}")
        self._drop(1)
        if self.beside is not None:
            self._drop(self._object_end())

    def _object_end(self) -> int:
        place = self._over_space(0)
        while self.window.startswith(",", place):
            try:
                _, place = self._value(self._over_space(place + 1))
                place = self._over_space(place)
                _, place = self._value(self._over_space(place + 1))
            except json.JSONDecodeError as error:
                line = self.line + error.lineno - 1
                raise BadInput(f"{self.name}:{line}:{error.colno}: {error.msg}") from None
            place = self._over_space(place)
        return place + 1

    def _value(self, place: int) -> tuple[Any, int]:
        """Return the value at a place and its end, reading on while it is cut off."""
        while True:
            try:
                value, end = self.decoder.raw_decode(self.window, place)
            except json.JSONDecodeError:
                if len(self.window) < LIMIT and self._grow():
                    continue
                raise
            if end < len(self.window) or not self._grow():
                return value, end

    def _over_space(self, place: int) -> int:
        while True:
            found = _SPACE.match(self.window, place)
            end = found.end() if found else place
            if end < len(self.window) or not self._grow():
                return end

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
