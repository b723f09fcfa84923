"""Cuts a query into tokens that know where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from tix.errors import QueryError
from tix.frozen import frozen
from tix.patterns import lazy_pattern

#: A query longer than this is a mistake; it also bounds what SQLite is asked to compile.
MAX_LENGTH = 10_000

_NAME = lazy_pattern(r"([^\W\d][\w.-]*)(:(?:[<>]=?|!=|=)?|[<>]=?|!=|=)")
_UNREADABLE = lazy_pattern("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_SPACE = lazy_pattern(r"\s*")
_PLAIN = lazy_pattern(r'[^\s",()]+')


class Mark(StrEnum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    AND = "and"
    OR = "or"
    NOT = "not"
    TERM = "term"


@frozen
class Piece:
    """One of the values of a term, between commas; quoted text is taken as it stands."""

    text: str
    quoted: bool
    position: int


@frozen
class Token:
    """A bracket, a joining word, or a term: `name`, operator and values.

    A term without name is a word or phrase to search for; its operator is empty.
    """

    mark: Mark
    position: int
    name: str = ""
    operator: str = ""
    pieces: tuple[Piece, ...] = ()


_JOINING = {"and": Mark.AND, "or": Mark.OR, "not": Mark.NOT}


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query; `:=` and `=` come out as `:`."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            text[:60], 0, f"The query is longer than {MAX_LENGTH:,} characters.", hint="shorten it"
        )
    if bad := _UNREADABLE.search(text):
        raise QueryError(
            _UNREADABLE.sub("\ufffd", text),
            bad.start(),
            "The query has a character that is no text.",
            hint="take it out",
        )
    at = _skip(text, 0)
    while at < len(text):
        at, token = _token(text, at)
        yield token
        at = _skip(text, at)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _token(text: str, at: int) -> tuple[int, Token]:
    char = text[at]
    if char in "()":
        return at + 1, Token(Mark(char), at)
    if char == "-" and text[at + 1 : at + 2].strip():
        return at + 1, Token(Mark.NOT, at)
    match = _NAME.match(text, at)
    if match and not (match[2] == ":" and text.startswith("//", match.end())):
        end, pieces = _values(text, match.end(), listed=True)
        operator = match[2].removeprefix(":") or ":"
        return end, Token(
            Mark.TERM, at, match[1].lower(), ":" if operator == "=" else operator, pieces
        )
    end, pieces = _values(text, at, listed=False)
    word = pieces[0]
    if not word.quoted and word.text.lower() in _JOINING:
        return end, Token(_JOINING[word.text.lower()], at)
    return end, Token(Mark.TERM, at, pieces=pieces)


def _values(text: str, at: int, *, listed: bool) -> tuple[int, tuple[Piece, ...]]:
    """Read values up to a space or a bracket that they did not open."""
    pieces: list[Piece] = []
    start, parts, quoted, depth = at, "", False, 0
    while at < len(text) and not text[at].isspace():
        char = text[at]
        if char == '"':
            at, more = _quoted(text, at)
            parts, quoted = parts + more, True
            continue
        if char == "," and listed:
            pieces.append(Piece(parts, quoted, start))
            start, parts, quoted = at + 1, "", False
        elif char == ")" and not depth:
            break
        else:
            depth += (char == "(") - (char == ")")
            match = _PLAIN.match(text, at)
            char = match.group() if match else char
            parts += char
        at += len(char)
    return at, (*pieces, Piece(parts, quoted, start))


def _quoted(text: str, at: int) -> tuple[int, str]:
    parts, start = [], at
    at += 1
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 2] in ('"', "\\"):
            parts.append(text[at + 1])
            at += 2
        elif text[at] == '"':
            return at + 1, "".join(parts)
        else:
            parts.append(text[at])
            at += 1
    raise QueryError(text, start, "This quote is never closed.", hint='end the phrase with a "')
