"""Edits within a list of items: the lines of unchanged items stay, comments among them too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tix.model.ticket import Node
from tix.store.emit import emit_item
from tix.store.outline import Mark


class Edit(NamedTuple):
    """The characters from `start` to `end` give way to `text`, whose lines end with a line feed."""

    start: int
    end: int
    text: str


def edit_items(text: str, mark: Mark, field: str, old: Node | None, new: Node) -> list[Edit] | None:
    """Return the edits that make the list `old` into `new`, or None where they share lines."""
    lines = mark.items
    if lines is None or not isinstance(old, list) or not isinstance(new, list):
        return None
    if not new or not old or len(lines) != len(old):
        return None
    indent = text[lines[0].start : text.index("-", lines[0].start)]
    edits: list[Edit] = []
    for first, last, items in _changed(old, new):
        added = "".join(_indented(emit_item(field, item), indent) for item in items)
        if first == last:
            place = lines[first - 1].end if first else lines[0].start
            edits.append(Edit(place, place, added))
            continue
        edits.append(Edit(*lines[first], added))
        edits += [Edit(*gone, "") for gone in lines[first + 1 : last]]
    return edits


def _indented(item: str, indent: str) -> str:
    return "".join(
        indent + line if line != "\n" else line for line in item.splitlines(keepends=True)
    )


def _changed(old: list[Node], new: list[Node]) -> Iterator[tuple[int, int, Sequence[Node]]]:
    """Yield which of the old items, `first` to `last`, give way to which new ones."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if not left or not right:
        if left or right:
            yield start, start + len(left), right
        return
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, [*map(repr, left)], [*map(repr, right)], autojunk=False)
    for tag, first, last, begin, stop in matcher.get_opcodes():
        if tag != "equal":
            yield start + first, start + last, right[begin:stop]
