"""Two later versions of one text or list woven into one: line by line, and items in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

#: So many comparisons of lines are made for a text; a larger one counts as changed in one place.
_LIMIT = 4_000_000


class _Edit(NamedTuple):
    """Lines of the base, from `start` to before `end`, that became `lines`."""

    start: int
    end: int
    lines: list[str]


def weave_text(base: str, one: str, other: str) -> str | None:
    """Return a text with the changes of both, None where both changed the same lines."""
    if one == other or other == base:
        return one
    if one == base:
        return other
    lines = base.splitlines(keepends=True)
    edits, others = _edits(lines, one), _edits(lines, other)
    if edits is None or others is None:
        return None
    woven: list[_Edit] = []
    for edit in sorted({*map(_hashed, edits), *map(_hashed, others)}):
        last = woven[-1] if woven else None
        if last is not None and _collide(last, edit):
            return None
        woven.append(_Edit(edit[0], edit[1], [*edit[2]]))
    return _applied(lines, woven)


def weave_order(base: Sequence[str], one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return the items of both in the order of `other`, or of `one` where it alone moved any.

    Items that only the rest knows follow the item that they stood behind; none is taken away.
    """
    first, second = (one, other) if _stays(base, other) else (other, one)
    order = list(first)
    for place, item in enumerate(second):
        if item not in order:
            before = [near for near in second[:place] if near in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, item)
    return order


def _stays(base: Sequence[str], order: Sequence[str]) -> bool:
    """Tell whether the items of both stand in the same order."""
    return [item for item in base if item in order] == [item for item in order if item in base]


def _edits(base: list[str], text: str) -> list[_Edit] | None:
    from difflib import SequenceMatcher

    lines = text.splitlines(keepends=True)
    if len(base) * len(lines) > _LIMIT:
        return None
    matcher = SequenceMatcher(None, base, lines, autojunk=False)
    return [
        _Edit(start, end, lines[first:last])
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _hashed(edit: _Edit) -> tuple[int, int, tuple[str, ...]]:
    return edit.start, edit.end, tuple(edit.lines)


def _collide(last: _Edit, edit: tuple[int, int, tuple[str, ...]]) -> bool:
    """Tell whether two edits touch one line, or both add lines in one place."""
    return edit[0] < last.end or edit[0] == last.start


def _applied(base: list[str], edits: Sequence[_Edit]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, lines in edits:
        parts += [*base[position:start], *lines]
        position = end
    return "".join([*parts, *base[position:]])
