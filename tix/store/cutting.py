"""The text of a file cut into its top-level fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from tix.patterns import lazy_pattern

#: The end of a line whose next one is neither indented nor an item, a comment or blank.
_BREAK = lazy_pattern(rb"\n(?=[^ \n#-])")
_NAME = lazy_pattern(rb"[A-Za-z][A-Za-z0-9_-]*")
#: What a line begins with that belongs to the field above it.
_GOES_ON = (b" ", b"\n", b"#", b"-")
_NEWLINE = 10
_AFTER_COLON = (b" ", b"\n", b"")
#: What may be a line break or the mark of a byte order.
_ODD = lazy_pattern(rb"\xc2\x85|\xe2\x80|\xef\xbb\xbf")
_LARGE = 1024 * 1024


def cut(data: bytes) -> dict[str, bytes] | None:
    """Return the lines of each top-level field, or None where only a whole reading can tell.

    A text that falls into blocks which each read as one field by themselves reads as those fields
    together, since nothing in YAML's block style reaches over the next key of the same level.
    """
    if len(data) > _LARGE or _is_odd(data):
        return None
    return _cut(data) or None


def cut_again(data: bytes, known: Mapping[str, bytes]) -> dict[str, bytes] | None:
    """Return what `cut` does, where `known` are the fields of an earlier version of the text.

    Only what stands between the fields at the beginning and at the end that are the same is cut.
    """
    blocks = list(known.items())
    first, start = _same_start(data, blocks)
    last, end = _same_end(data, blocks, first, start)
    middle = data[start:end]
    if len(data) > _LARGE or _is_odd(middle):
        return None
    found = dict(blocks[:first])
    between = _cut(middle) if middle else {}
    if between is None:
        return None
    found.update(between)
    found.update(blocks[last:])
    whole = len(found) == first + len(between) + len(blocks) - last
    return found if whole and found else None


def _same_start(data: bytes, blocks: list[tuple[str, bytes]]) -> tuple[int, int]:
    """Return how many blocks the text begins with, and where they end."""
    place = 0
    for number, (_, block) in enumerate(blocks):
        after = place + len(block)
        is_whole = block[-1:] == b"\n" or after == len(data)
        if not (is_whole and data.startswith(block, place)) or data[after : after + 1] in _GOES_ON:
            return number, place
        place = after
    return len(blocks), place


def _same_end(
    data: bytes, blocks: list[tuple[str, bytes]], first: int, start: int
) -> tuple[int, int]:
    """Return the first of the blocks that the text ends with, and where it begins."""
    place, number = len(data), len(blocks)
    while number > first:
        block = blocks[number - 1][1]
        before = place - len(block)
        if before < start or not data.startswith(block, before):
            break
        if before > start and data[before - 1] != _NEWLINE:
            break
        place, number = before, number - 1
    return number, place


def _cut(data: bytes) -> dict[str, bytes] | None:
    parts = _BREAK.split(data)
    if parts[0].startswith(b"#") and not _is_preamble(parts.pop(0)):
        return None
    blocks: dict[str, bytes] = {}
    last = len(parts) - 1
    for number, part in enumerate(parts):
        name, _, rest = part.partition(b":")
        key = _key(name)
        if key is None or key in blocks or rest[:1] not in _AFTER_COLON:
            return None
        blocks[key] = part if number == last else part + b"\n"
    return blocks


def _is_odd(data: bytes) -> bool:
    """Tell whether there may be breaks of lines or documents that are not plain line feeds."""
    if b"\r" in data or b"\n---" in data:
        return True
    return not data.isascii() and _ODD.search(data) is not None


def _is_preamble(data: bytes) -> bool:
    """Tell whether there is nothing but comments and blank lines."""
    return all(not line or line.startswith(b"#") for line in data.split(b"\n"))


@lru_cache(maxsize=1024)
def _key(name: bytes) -> str | None:
    return name.decode() if _NAME.fullmatch(name) else None
