"""Functions that the SQL of queries calls, for connections to the index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from tix.patterns import lazy_pattern

_NUMBER = lazy_pattern(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?")


class Connection(Protocol):
    """What is needed of an SQLite connection."""

    def create_function(  # noqa: D102
        self, name: str, narg: int, func: Callable[..., Any], /, *, deterministic: bool
    ) -> None: ...


def register(connection: Connection) -> None:
    """Give a connection the functions that conditions on the index call."""
    for name, (count, function) in _FUNCTIONS.items():
        connection.create_function(name, count, function, deterministic=True)


def number(text: str) -> float | None:
    """Return the number that a value is, None when it is none."""
    return float(text) if _NUMBER.fullmatch(text) else None


def seconds(text: str) -> float | None:
    """Return how long a duration is, None when it is none."""
    from tix.errors import BadInput
    from tix.model.durations import parse_duration

    try:
        return parse_duration(text).total_seconds()
    except BadInput:
        return None


def says(doc: str, scope: str, words: str, prefix: int) -> bool:
    """Tell whether one field of a ticket, whose document is JSON here, has words in it."""
    import json

    from tix.model.searched import field_texts
    from tix.text import contains, fold

    texts = field_texts(scope, json.loads(doc).get(scope, ""))
    return any(contains(fold(text), words, prefix=bool(prefix)) for text in texts)


_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "tix_number": (1, number),
    "tix_seconds": (1, seconds),
    "tix_says": (4, says),
}
