"""Searching the words of tickets, the best first, with the place where they were found."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from tix.patterns import lazy_pattern
from tix.store.index import Index, Value
from tix.text import fold, phrase

#: A word in the title says more than one in the text.
TITLE_WEIGHT = 8.0

#: Of more hits than this only the newest are ranked: nobody reads further, and ranking all takes
#: longer than people wait.
MOST_RANKED = 2000

#: Characters of text around a hit.
_BEFORE, _AROUND = 30, 110

#: Likely duplicates share at least this part of their words.
ALIKE = 0.5


class Hit(NamedTuple):
    """A ticket found; `snippet` is its own text, `marks` where the words are in it."""

    id: str
    path: str
    status: str
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]


class Alike(NamedTuple):
    """A ticket that says nearly the same; `share` of the words, from 0 to 1."""

    id: str
    status: str
    title: str
    share: float


def match_expression(text: str) -> str:
    """Return the FTS5 expression for text of which every word must be found, "" for no words."""
    terms = []
    for word in text.split():
        words, is_prefix = phrase(word)
        if words:
            terms.append(f'"{words}"' + (" *" if is_prefix else ""))
    return " AND ".join(terms)


def search(
    index: Index, text: str, *, statuses: Collection[str] | None = None, limit: int = 20
) -> tuple[list[Hit], int]:
    """Return the best tickets that hold every word of `text`, and how many there are.

    Refresh the statuses that matter before.
    """
    condition, values = _in_statuses(statuses)
    words = [words for word in text.split() if (words := phrase(word)[0])]
    expression = match_expression(text)
    return search_expression(index, expression, words, condition, values, limit=limit)


def search_expression(
    index: Index,
    expression: str,
    words: Sequence[str],
    condition: str = "",
    values: Sequence[Value] = (),
    *,
    limit: int = 20,
) -> tuple[list[Hit], int]:
    """Return the best tickets that an FTS5 expression finds, and how many there are.

    `condition` is SQL over the table `ticket` that they must meet; `words` are marked in the text,
    one with a star at its end wherever a word begins so.
    """
    if not expression:
        return [], 0
    # The + has SQLite walk through the hits once instead of asking for each ticket.
    chosen = f"SELECT ticket.rowid FROM ticket WHERE {condition}"  # noqa: S608
    within = f" AND +words.rowid IN ({chosen})" if condition else ""
    rows = index.query(
        f"WITH best AS MATERIALIZED ({_RANKED}{within} ORDER BY words.rowid DESC LIMIT ?)"
        f" SELECT id, path, status, title, doc {_SHOWN}",
        [TITLE_WEIGHT, expression, *values, MOST_RANKED, limit, limit],
    )
    total = len(rows)
    if total == limit:  # there may be more
        found = f"SELECT count(*) FROM words WHERE words MATCH ?{within}"  # noqa: S608
        total = int(index.query(found, [expression, *values])[0][0])
    return [_hit(row, words) for row in rows], total


def similar(index: Index, title: str, *, limit: int = 5) -> list[Alike]:
    """Return tickets whose titles share most of their words with `title`, the closest first."""
    words = list(dict.fromkeys(fold(title).split()))
    if not words:
        return []
    chosen = sorted(words, key=len, reverse=True)[:_SOUGHT]
    expression = "title : (" + " OR ".join(f'"{word}"' for word in chosen) + ")"
    rows = index.query(
        f"SELECT id, status, title FROM ({_RANKED}"  # noqa: S608
        " ORDER BY words.rowid DESC LIMIT ?) AS best JOIN ticket ON ticket.rowid = best.number"
        " ORDER BY best.score LIMIT ?",
        [TITLE_WEIGHT, expression, MOST_RANKED, limit * 4],
    )
    found = [
        Alike(str(name), str(status), str(other), _share(words, str(other)))
        for name, status, other in rows
    ]
    close = [alike for alike in found if alike.share >= ALIKE]
    return sorted(close, key=lambda alike: (-alike.share, alike.id))[:limit]


_RANKED = (
    "SELECT words.rowid AS number, bm25(words, ?, 1.0) AS score FROM words WHERE words MATCH ?"
)

#: Only tickets that may be shown are looked up, not all that were ranked.
_SHOWN = (
    "FROM best JOIN ticket ON ticket.rowid = best.number"
    " WHERE best.score <= (SELECT max(score) FROM (SELECT score FROM best ORDER BY score LIMIT ?))"
    " ORDER BY best.score, ticket.created DESC, ticket.id LIMIT ?"
)

#: The longest words of a title are its rarest: so many are sought.
_SOUGHT = 6


def _in_statuses(statuses: Collection[str] | None) -> tuple[str, list[Value]]:
    if statuses is None:
        return "", []
    return f"ticket.status IN ({', '.join('?' * len(statuses))})", sorted(statuses)


def _share(words: Sequence[str], title: str) -> float:
    """Return the part of their words that two titles have in common."""
    others = set(fold(title).split())
    together = others.union(words)
    return len(others.intersection(words)) / len(together) if together else 0.0


def _hit(row: Sequence[Value], words: Sequence[str]) -> Hit:
    import json

    from tix.model.searched import body_texts

    name, path, status, title, doc = map(str, row)
    snippet, marks = title, find_words(title, words)
    for text in body_texts(json.loads(doc)):
        found = find_words(text, words)
        if found:
            snippet, marks = _cut(text, found, words)
            break
    return Hit(name, path, status, title, snippet, tuple(marks))


def find_words(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where folded words stand in text as it was written, as (start, end)."""
    found = []
    sought = [word.removesuffix("*").partition(" ")[0] for word in words]
    for piece in _PIECES.finditer(text):
        written = piece.group()
        if written.isascii() and not any(word in written.lower() for word in sought):
            continue  # folding would do no more to it than make it small
        folded = fold(written)
        if not any(_begins(folded, word) for word in words):
            continue
        found += _within(piece, words) if _is_run(folded) else [piece.span()]
    return found


def _begins(folded: str, word: str) -> bool:
    if word.endswith("*"):
        return f" {folded}".find(f" {word[:-1]}") >= 0
    return f" {word} " in f" {folded} " or (_is_run(folded) and word in folded)


def _is_run(folded: str) -> bool:
    """Tell whether folding cut a text into overlapping pairs."""
    return " " in folded


def _within(piece: re.Match[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of words inside a run of a script without spaces."""
    text, start = piece.group(), piece.start()
    parts = [word.removesuffix("*").split() for word in words]
    plain = ["".join(part[0] for part in pairs[:-1]) + pairs[-1] for pairs in parts if pairs]
    found = [(text.find(word), len(word)) for word in plain if word in text]
    return [(start + at, start + at + length) for at, length in sorted(found)]


_PIECES = lazy_pattern(r"\w+")


def _cut(
    text: str, marks: Sequence[tuple[int, int]], words: Sequence[str]
) -> tuple[str, list[tuple[int, int]]]:
    """Return the part of a text around its first hit on one line, and the hits in it."""
    start = max(0, marks[0][0] - _BEFORE)
    if start:
        space = text.find(" ", start, marks[0][0])
        start = space + 1 if space >= 0 else start
    part = " ".join(text[start : start + _AROUND].split())
    return part, find_words(part, words)
