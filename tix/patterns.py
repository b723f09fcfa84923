"""Patterns that are compiled when they are first used, not when their module is imported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr

_METHODS = ("fullmatch", "match", "search", "sub", "split", "findall", "finditer")


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what behaves as `re.compile(pattern, flags)`.

    One command uses a few of the patterns of the modules that it imports; compiling all of them
    takes 10 to 20 ms, those with ranges of Unicode most of all.
    """
    made = _Lazy(pattern, flags)
    if TYPE_CHECKING:
        return re.compile(pattern, flags)
    return made


class _Lazy:
    """A pattern that is compiled when something is asked of it."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        compiled = re.compile(self.pattern, self._flags)
        if name in _METHODS:  # from now on they are found without coming here
            self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)
