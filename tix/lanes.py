"""The columns of a board: which there are, and which tickets stand in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tix.errors import UsageError
from tix.model.fields import CORE, Shape
from tix.text import closest

if TYPE_CHECKING:
    from tix.model.config import Config
    from tix.store.index import Rows
    from tix.tracker import Tracker

NONE = "none"
_PRIORITY_LIKE = frozenset({"priority", "impact", "urgency"})
_SHORT = {"tag": "tags", "label": "tags", "flag": "flags"}


def board_field(config: Config, name: str) -> str:
    """Return the field that columns are made of; raise UsageError for one that cannot be."""
    name = _SHORT.get(name, name)
    known = ["status", "state", *_core(), *config.fields]
    if name in known:
        return name
    near = closest(name, known)
    hint = f"did you mean {near}?" if near else "fields are " + " ".join(known)
    raise UsageError(f"A board cannot have columns by {name!r}.", hint=hint)


def _core() -> list[str]:
    return [
        name
        for name, field in CORE.items()
        if field.shape in (Shape.ONE, Shape.SET) and field.kind not in ("block", "id", "time")
    ]


def lane_names(tracker: Tracker, field: str, shown: frozenset[str], values: set[str]) -> list[str]:
    """Return the names of columns in order: declared ones, then others that tickets have."""
    config = tracker.config
    if field == "status":
        chosen = config.texts("board.columns") if config.text("board.by") == "status" else ()
        usual = chosen or [name for name in config.statuses if name in shown]
        return [*usual, *sorted(values - {*usual} - {""})]
    declared = [*config.declared_for(field)]
    if field in _PRIORITY_LIKE:
        declared.reverse()
    if field in config.fields:
        declared = [*config.fields[field].values]
    if field == config.text("board.by"):
        declared = [*config.texts("board.columns")] or declared
    used = [name for name in declared if name in values]
    others = sorted(values - {*declared} - {""})
    return [*used, *others, *([NONE] if "" in values else [])]


def lane_values(field: str, value: str) -> list[str]:
    """Return the columns that a ticket stands in: several for sets such as tags."""
    if field in CORE and CORE[field].shape is Shape.SET:
        return value.split(",") if value else [""]
    return [value]


def placed(config: Config, field: str, rows: Rows) -> Rows:
    """Return rows with the value that places each first: without a priority, the default one."""
    if field != "priority":
        return rows
    return [row if row[0] or row[1] else (config.default_priority, *row[1:]) for row in rows]


def sort_into(names: Sequence[str], field: str, rows: Rows) -> dict[str, Rows]:
    """Return the rows of each column in order, broken tickets first.

    The first value of a row is that of `field`, the second says what is broken.
    """
    lanes: dict[str, Rows] = {name: [] for name in names}
    for row in sorted(rows, key=lambda row: not row[1]):
        for value in lane_values(field, str(row[0])):
            lanes[value or NONE].append(row)
    return lanes
