"""Text as people read it: cleaned for terminals, folded for search, measured in cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

#: The tokeniser for FTS5 tables that hold folded text: it splits at spaces and nowhere else.
TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"

ELLIPSIS = "…"

# Patterns are texts until they are needed: compiling them takes 4 ms, and most text is plain.
# Strings (OSC, DCS, …) with their end, then CSI, then any other two-byte sequence.
_ESCAPES = (
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b[ -/]*[0-~]?"
)
# Controls, bidi embeddings, overrides and isolates, lone surrogates, a stray byte order mark.
_UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
_BREAKS = "\r\n|[\n\r\v\f\x85\u2028\u2029]"
# What a spreadsheet takes for a formula when a cell begins with it, wide ones in East Asia.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

# Marks that are spelling, not meaning: Latin, Greek and Cyrillic accents, Hebrew and Arabic vowels.
_ACCENTS = "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]+"
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"}
)
# Scripts written without spaces: Thai and Lao, Myanmar, Khmer, Kana, Bopomofo, ideographs.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u312f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS = f"[{_UNSPACED}]+"
_ASCII = str.maketrans(
    {chr(code): chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
)


def clean(text: str, *, lines: bool = False) -> str:
    """Return text that is safe on a terminal: no escapes, controls or bidi overrides.

    With `lines` line breaks and tabs stay; without, each becomes a space.
    """
    if text.isprintable():
        return text
    text = re.sub(_BREAKS, "\n", re.sub(_ESCAPES, "", text))
    text = re.sub(_UNSAFE, "", text)
    return text if lines else text.replace("\n", " ").replace("\t", " ")


def as_cell(text: str) -> str:
    """Return clean text as a cell of a spreadsheet, which is told to run nothing of it."""
    plain = clean(text, lines=True)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def fold(text: str) -> str:
    """Return the words of a text as search compares them, one space between two.

    Case and accents are gone; runs without spaces are cut into overlapping pairs and their last
    character, so that any part of a run is a phrase of these: 登录页 gives 登录 录页 页.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    return " ".join(re.sub(_RUNS, _pairs, _plain(text)).split())


def phrase(text: str) -> tuple[str, bool]:
    """Return folded words to look for within folded text, and whether the last is unfinished.

    An unfinished last word, here one character of a script without spaces, matches by prefix.
    """
    words = fold(text).split()
    if len(words) > 1 and re.fullmatch(_RUNS, words[-1]) and words[-2][1:] == words[-1]:
        words.pop()
    unfinished = bool(words) and len(words[-1]) == 1 and bool(re.fullmatch(_RUNS, words[-1]))
    return " ".join(words), unfinished


def contains(folded: str, words: str, *, prefix: bool) -> bool:
    """Tell whether folded text holds the folded words side by side, the last as prefix or whole."""
    return f" {words}" + ("" if prefix else " ") in f" {folded} "


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold())
    text = unicodedata.normalize("NFC", re.sub(_ACCENTS, "", text).casefold()).translate(_LETTERS)
    return "".join(char if _is_word(char) else " " for char in text)


def _is_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _pairs(match: re.Match[str]) -> str:
    run = match.group()
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return " " + " ".join([*pairs, run[-1]]) + " "


def slug(text: str, *, limit: int = 48) -> str:
    """Return the text as part of a file or branch name: lower case, hyphens, limited length."""
    name = "-".join(_plain(text).split())
    if len(name) <= limit:
        return name
    cut = name[: limit + 1]
    return (cut.rpartition("-")[0] or cut[:limit]).strip("-")


def width(text: str) -> int:
    """Return how many terminal cells a cleaned line takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def truncate(text: str, cells: int) -> str:
    """Return the line cut to so many cells, with an ellipsis where something is missing."""
    if cells <= 0:
        return ""
    if width(text) <= cells:
        return text
    return _head(text, cells - 1).rstrip() + ELLIPSIS


def _head(text: str, cells: int) -> str:
    used = 0
    for at, char in enumerate(text):
        used += _cells(char)
        if used > cells:
            return text[:at]
    return text


def pad(text: str, cells: int) -> str:
    """Return the line filled with spaces to so many cells."""
    return text + " " * (cells - width(text))


def wrap(text: str, cells: int) -> list[str]:
    """Return the text as lines of at most so many cells; its own line breaks and indents stay."""
    return [line for source in text.split("\n") for line in _wrap_line(source, max(cells, 2))]


def _wrap_line(line: str, cells: int) -> Iterator[str]:
    if width(line) <= cells:
        yield line
        return
    body = line.lstrip(" ")
    indent = " " * min(len(line) - len(body), cells - 2)
    current = indent
    for word in body.split():
        lead = "" if current == indent else " "
        if width(current) + len(lead) + width(word) <= cells:
            current += lead + word
            continue
        if current != indent:
            yield current
        *full, rest = _split(word, cells - len(indent))
        yield from (indent + part for part in full)
        current = indent + rest
    yield current


def _split(word: str, cells: int) -> list[str]:
    parts = []
    while width(word) > cells:
        head = _head(word, cells) or word[0]
        parts.append(head)
        word = word[len(head) :]
    return [*parts, word]


def plural(count: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: `1 ticket`, `2 tickets`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def closest(word: str, candidates: Iterable[str]) -> str:
    """Return the candidate that `word` was probably meant to be, empty when none is near."""
    known = {name.casefold(): name for name in candidates}
    lower = word.casefold()
    if lower in known:
        return known[lower]
    from difflib import get_close_matches

    found = get_close_matches(lower[:64], known, n=1, cutoff=0.6)
    if found:
        return known[found[0]]
    starts = [name for key, name in known.items() if len(lower) > 1 and key.startswith(lower)]
    return starts[0] if len(starts) == 1 else ""
