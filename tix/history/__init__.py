"""History: commits become events, events fold to states."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.history.reader import History

__all__ = ["History"]


def __getattr__(name: str) -> object:
    """Import `History` when it is asked for: the fold alone needs neither git nor SQLite."""
    if name == "History":
        from tix.history.reader import History

        return History
    raise AttributeError(name)
