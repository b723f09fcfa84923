"""Pieces of issues, put down on disk as they come and taken up again by the issue."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

#: The role of the issue itself, and of what is none and becomes no ticket.
ISSUE, LEFT_OUT = "issue", "left out"


class Piece(NamedTuple):
    """A part of an export: the `role` that it has for the issue `key`, and its JSON.

    Roles besides the two above are what hangs on an issue: comments, events, notes.
    """

    role: str
    key: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Found:
    """An issue as often as the export holds it, what hangs on it by role, and where it stands."""

    key: str
    versions: list[dict[str, Any]]
    sides: Mapping[str, list[Any]]
    path: str
    line: int
    is_left_out: bool = False


class _Spot(NamedTuple):
    role: str
    offset: int
    size: int
    path: str
    line: int


class Pile:
    """Keeps where each piece lies in a temporary file: a hundred bytes each, however long it is."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="tix-import-")  # noqa: SIM115  # see close
        self._spots: dict[str, list[_Spot]] = {}

    def close(self) -> None:
        """Forget everything."""
        self._file.close()

    def add(self, piece: Piece, path: str, line: int) -> None:
        """Put a piece down; `path` and `line` say where it was found."""
        data = json.dumps(piece.value).encode()
        offset = self._file.seek(0, 2)
        self._file.write(data)
        spot = _Spot(piece.role, offset, len(data), path, line)
        self._spots.setdefault(piece.key, []).append(spot)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all pieces, in the order in which they were found."""
        return iter(self._spots)

    def find(self, key: str) -> Found:
        """Return all that was put down for an issue."""
        sides: dict[str, list[Any]] = {}
        for spot in self._spots[key]:
            sides.setdefault(spot.role, []).append(self._read(spot))
        first = next((s for s in self._spots[key] if s.role == ISSUE), self._spots[key][0])
        left_out = sides.pop(LEFT_OUT, None) is not None
        return Found(key, sides.pop(ISSUE, []), sides, first.path, first.line, left_out)

    def _read(self, spot: _Spot) -> Any:  # noqa: ANN401  # any JSON value
        self._file.seek(spot.offset)
        return json.loads(self._file.read(spot.size))
