"""Columns of lists by the names that people give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tix.errors import UsageError
from tix.model.fields import CORE, Shape
from tix.text import closest

if TYPE_CHECKING:
    from tix.model.config import Config

#: Columns that are no fields.
DERIVED = ("status", "state", "path", "comments", "commented", "checks", "checked")
_SHORT = {"tag": "tags", "label": "tags", "flag": "flags", "watcher": "watchers"}


def column_names(config: Config) -> list[str]:
    """Return every name that a list can show."""
    core = [name for name, field in CORE.items() if field.shape in (Shape.ONE, Shape.SET)]
    return list(dict.fromkeys([*core, *DERIVED, *config.fields]))


def read_columns(config: Config, text: str) -> tuple[str, ...]:
    """Return the columns that a list of names with commas means; raise UsageError for another."""
    known = column_names(config)
    chosen: list[str] = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        name = _SHORT.get(word, word)
        if name not in known:
            near = closest(word, known)
            hint = f"did you mean {near}?" if near else "columns are " + " ".join(known)
            raise UsageError(f"There is no column {word!r}.", hint=hint)
        chosen.append(name)
    return tuple(dict.fromkeys(chosen))
