"""From the text behind a colon to the node it asks for, one reader for each kind of value."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tix.errors import BadInput
from tix.model.ids import ALPHABET, is_id
from tix.model.statuses import Category
from tix.query.amounts import read_amount, read_day, read_length
from tix.query.conditions import MAX_STARS, Condition, Like, OneOf
from tix.query.context import Context
from tix.query.fields import PRESENT, Ask, Row, find_row, names, presence
from tix.query.lexer import Piece, Token
from tix.query.marks import MARKS, PERSONAL, in_states
from tix.query.nodes import NOTHING, Has, Node, Not, Status, Words, either
from tix.query.reading import Reading, pick, spellings
from tix.query.sources import Place, Source
from tix.text import phrase

Reader = Callable[[Row, str, Piece, Reading], Node]

ORDERED = frozenset({Ask.RANK, Ask.DAY, Ask.AMOUNT, Ask.LENGTH})


def read_term(row: Row, term: Token, reading: Reading) -> Node:
    """Return the node of `name:value,value`, `name>value` and so on."""
    operator = term.operator
    if operator not in (":", "!=") and row.ask not in ORDERED:
        raise reading.fail(
            term.position,
            f"{term.name} has no order, so {operator} says nothing.",
            f"write {term.name}:{term.pieces[0].text}",
        )
    denied = operator == "!="
    parts = [_read_piece(row, ":" if denied else operator, piece, reading) for piece in term.pieces]
    return Not(either(*parts)) if denied else either(*parts)


def _read_piece(row: Row, operator: str, piece: Piece, reading: Reading) -> Node:
    reading.spend(piece.position)
    if not piece.text and not piece.quoted:
        raise reading.fail(
            piece.position,
            f"{row.name} wants a value here.",
            f"write {row.example}" if row.example else f"write {row.name}:none for unset",
        )
    present = presence(row)
    if present and not piece.quoted and piece.text.lower() in ("any", "none"):
        return present if piece.text.lower() == "any" else Not(present)
    if not piece.text and present:
        return Not(present)
    return READERS[row.ask](row, operator, piece, reading)


def pattern(piece: Piece, reading: Reading) -> Like | None:
    """Return the pattern that an unquoted `*` makes of a value."""
    if piece.quoted or "*" not in piece.text:
        return None
    if piece.text.count("*") > MAX_STARS:
        raise reading.fail(
            piece.position, f"The pattern has more than {MAX_STARS} stars.", "name fewer parts"
        )
    return Like(piece.text)


def find(row: Row, condition: Condition) -> Node:
    """Return the node for tickets whose value in this row meets the condition."""
    return row.finds(condition) if row.finds else NOTHING


def _vocabulary(row: Row, reading: Reading) -> dict[str, tuple[str, ...]]:
    if row.choices:
        return {name: (name,) for name in row.choices}
    return spellings(getattr(reading.context.config, row.declared)) if row.declared else {}


def _value(row: Row, _: str, piece: Piece, reading: Reading) -> Node:
    like = pattern(piece, reading)
    if like:
        return find(row, like)
    known = _vocabulary(row, reading)
    name = pick(piece.text, known)
    return find(row, OneOf(known[name] if name is not None else (piece.text,)))


def _choice(row: Row, operator: str, piece: Piece, reading: Reading) -> Node:
    known = _vocabulary(row, reading)
    name = pick(piece.text, known)
    if known and name is None and not pattern(piece, reading):
        raise reading.unknown(piece, row.name, known)
    return _value(row, operator, piece, reading)


def _rank(row: Row, operator: str, piece: Piece, reading: Reading) -> Node:
    known = _vocabulary(row, reading)
    like = pattern(piece, reading)
    if like:
        return find(row, like)
    low, high = _ranks(operator, piece, known, reading)
    wanted = list(known)[low : high + 1]
    names = tuple(name for one in wanted for name in known[one])
    if default_of(row, reading.context) in wanted:
        names = (*names, "")
    return find(row, OneOf(names, exact=True))


def default_of(row: Row, context: Context) -> str:
    """Return the declared value that a ticket without one counts as, "" for none."""
    return context.config.default_priority if row.name == "priority" else ""


def _ranks(
    operator: str, piece: Piece, known: Mapping[str, tuple[str, ...]], reading: Reading
) -> tuple[int, int]:
    """Return the first and the last place in the order of priorities."""
    order, text, last = list(known), piece.text, len(known) - 1

    def place(word: str) -> int:
        name = pick(word, known)
        if name is None:
            raise reading.unknown(Piece(word, False, piece.position), "priority", known)
        return order.index(name)

    if operator != ":":
        at = place(text)
        return {"<": (0, at - 1), "<=": (0, at), ">": (at + 1, last), ">=": (at, last)}[operator]
    if pick(text, known) is None and not piece.quoted:
        first, dots, second = text.partition("..")
        if dots:
            return (place(first) if first else 0, place(second) if second else last)
        if text.endswith("+"):
            return place(text[:-1]), last
        if text.endswith("-"):
            return 0, place(text[:-1])
    return place(text), place(text)


def _person(row: Row, _: str, piece: Piece, reading: Reading) -> Node:
    like = pattern(piece, reading)
    if like:
        return find(row, like)
    name = piece.text.removeprefix("@")
    if name.lower() == "me" and not piece.quoted:
        name = known_me(piece.position, reading)
    return find(row, OneOf((name,)))


def known_me(position: int, reading: Reading) -> str:
    """Return the handle of who asks, or say how to set it."""
    if not reading.context.me:
        raise reading.fail(
            position,
            "Nobody knows who `me` is: git has no user.email.",
            "git config user.email you@example.com",
        )
    return reading.context.me


def _ticket(row: Row, _: str, piece: Piece, reading: Reading) -> Node:
    key, dash, rest = piece.text.rpartition("-")
    name = f"{key.upper() if dash else reading.context.config.key}-{rest.lower()}"
    if is_id(name):
        if not dash:
            return find(row, Like(f"{name}*"))
        return find(row, OneOf((name,), exact=True))
    like = pattern(piece, reading)
    if like:
        return find(row, like)
    if not set(rest.lower()) <= set(ALPHABET) or not rest:
        raise reading.fail(
            piece.position,
            f"{piece.text!r} is no ticket id.",
            f"write an id or how one begins, such as {reading.context.config.key}-k7m",
        )
    return find(row, Like(f"{name}*"))


def _status(_row: Row, _: str, piece: Piece, reading: Reading) -> Node:
    statuses = reading.context.config.statuses
    like = pattern(piece, reading)
    if like:
        return Status(tuple(name for name in statuses if like.accepts(name)))
    if not piece.quoted and piece.text.lower() == "any":
        return MARKS["any"].build(reading.context)
    known = {name: (name, one.folder, *one.was) for name, one in statuses.items()}
    name = pick(piece.text, known)
    if name is None:
        raise reading.unknown(piece, "status", known)
    return Status((name,))


def _state(_row: Row, _: str, piece: Piece, reading: Reading) -> Node:
    known = {state.value: (state.value,) for state in Category}
    state = pick(piece.text, known)
    if state is None:
        raise reading.unknown(piece, "kind of status", known)
    return in_states(reading.context.config, Category(state))


def _is(_row: Row, _: str, piece: Piece, reading: Reading) -> Node:
    name = piece.text.lower()
    if name not in MARKS:
        raise reading.unknown(piece, "mark", MARKS)
    if name in PERSONAL:
        known_me(piece.position, reading)
    return MARKS[name].build(reading.context)


def _has(_row: Row, _: str, piece: Piece, reading: Reading) -> Node:
    name, custom = piece.text.lower(), reading.context.config.fields
    if name in PRESENT:
        return PRESENT[name]
    row = find_row(name, custom)
    node = presence(row) if row else None
    if node is None:
        known = [*PRESENT, *(one for one in names(custom) if _can_be_present(one, reading))]
        raise reading.unknown(piece, "field", known, "has:due, has:comments, has:attachments …")
    return node


def _can_be_present(name: str, reading: Reading) -> bool:
    row = find_row(name, reading.context.config.fields)
    return row is not None and presence(row) is not None


def _words(row: Row, _: str, piece: Piece, reading: Reading) -> Node:
    return words(piece, reading, row.scope)


def words(piece: Piece, reading: Reading, scope: str = "") -> Node:
    """Return the node for words or a phrase; unquoted, the last word is matched by prefix."""
    text = piece.text if piece.quoted else piece.text.removesuffix("*")
    if "*" in text and not piece.quoted:
        raise reading.fail(
            piece.position + text.index("*"),
            "In text a * can stand at the end of a word only.",
            f'write {text.replace("*", "")}* or "{text}"',
        )
    wanted, unfinished = phrase(text)
    if not wanted:
        raise reading.fail(
            piece.position, f"There is no word in {piece.text!r} to look for.", "write a word"
        )
    found = Words(wanted, not piece.quoted or unfinished, scope)
    if not scope and not piece.quoted and is_id(text):
        return either(Has(Source(Place.COLUMN, "id"), OneOf((text,), exact=True)), found)
    return found


def _measured(read: Callable[[Row, str, Piece, Reading], Condition]) -> Reader:
    def reader(row: Row, operator: str, piece: Piece, reading: Reading) -> Node:
        try:
            return find(row, read(row, operator, piece, reading))
        except BadInput as error:
            raise reading.fail(piece.position, error.message, error.hint) from None

    return reader


READERS: dict[Ask, Reader] = {
    Ask.VALUE: _value,
    Ask.CHOICE: _choice,
    Ask.RANK: _rank,
    Ask.PERSON: _person,
    Ask.TICKET: _ticket,
    Ask.DAY: _measured(read_day),
    Ask.AMOUNT: _measured(read_amount),
    Ask.LENGTH: _measured(read_length),
    Ask.WORDS: _words,
    Ask.STATUS: _status,
    Ask.STATE: _state,
    Ask.IS: _is,
    Ask.HAS: _has,
}
