"""Ids of tickets, comments and items: how they look, and how they are made."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Collection, Iterable

from tix.patterns import lazy_pattern

#: Crockford's base 32 in lower case: no i, l, o, u, so that no id is misread or spells a word.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LETTERS = "abcdefghjkmnpqrstvwxyz"
LENGTH = 6

KEY_PATTERN = lazy_pattern(r"[A-Z][A-Z0-9]{0,15}")
ID_PATTERN = lazy_pattern(rf"([A-Z][A-Z0-9]{{0,15}})-([{ALPHABET}]{{{LENGTH},16}})")
ITEM_PATTERN = lazy_pattern(rf"[a-z][0-9a-z]{{{LENGTH - 1},31}}")

#: What `ID_PATTERN` says, for the many that ask only whether: compiling it takes as long as a
#: thousand answers.
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_KEY_CHARACTERS = _CAPITALS | frozenset("0123456789")
_TAIL = frozenset(ALPHABET)
_LONGEST = 16

_Choice = Callable[[str], str]


def _choose(letters: str) -> str:
    """Return a random letter; `secrets` would do the same and takes 3 ms to import."""
    while True:
        number = os.urandom(1)[0] % len(ALPHABET)
        if number < len(letters):
            return letters[number]


def is_id(text: str) -> bool:
    """Tell whether `text` is a whole ticket id such as `OPS-k7m2qd`."""
    key, dash, tail = text.partition("-")
    is_key = key[:1] in _CAPITALS and len(key) <= _LONGEST and _KEY_CHARACTERS.issuperset(key)
    return bool(dash) and is_key and LENGTH <= len(tail) <= _LONGEST and _TAIL.issuperset(tail)


def mint(key: str, taken: Callable[[str], bool], choose: _Choice = _choose) -> str:
    """Return a random ticket id that is not `taken`."""
    while True:
        candidate = f"{key}-" + "".join(choose(ALPHABET) for _ in range(LENGTH))
        if not taken(candidate):
            return candidate


def mint_item(taken: Collection[str] = (), choose: _Choice = _choose) -> str:
    """Return a random id for a comment or an item; it begins with a letter, so YAML sees text."""
    while True:
        candidate = choose(LETTERS) + "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
        if candidate not in taken:
            return candidate


def _digits(parts: Iterable[str], count: int) -> str:
    import hashlib

    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return "".join(ALPHABET[byte % 32] for byte in digest[:count])


def hashed(key: str, *parts: str, length: int = LENGTH) -> str:
    """Return the ticket id that follows from `parts`, the same on every clone."""
    return f"{key}-{_digits(parts, length)}"


def hashed_item(*parts: str) -> str:
    """Return the comment or item id that follows from `parts`, the same on every clone."""
    digits = _digits(parts, LENGTH)
    return LETTERS[ALPHABET.index(digits[0]) % len(LETTERS)] + digits[1:]


def shorten(ids: Iterable[str]) -> dict[str, int]:
    """Return for each id the length of the shortest prefix that no other of `ids` shares.

    Prefixes are never shorter than `KEY-` and one character.
    """
    ordered = sorted(set(ids))
    lengths = {name: name.find("-") + 2 for name in ordered}
    for left, right in itertools.pairwise(ordered):
        shared = _shared(left, right) + 1
        lengths[left] = min(max(lengths[left], shared), len(left))
        lengths[right] = min(max(lengths[right], shared), len(right))
    return lengths


def _shared(left: str, right: str) -> int:
    for position, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return position
    return min(len(left), len(right))
