"""The grammar: terms side by side, `or`, `not`, brackets, views and directives."""

from __future__ import annotations

from collections.abc import Sequence

from tix.errors import QueryError
from tix.query.context import Context
from tix.query.fields import Ask, Row, find_row, names
from tix.query.lexer import Mark, Piece, Token, tokens
from tix.query.nodes import EVERYTHING, Node, Not, both, either
from tix.query.query import Query
from tix.query.reading import Budget, Reading
from tix.query.sorting import Sort, read_sort
from tix.query.values import read_term, words
from tix.text import closest

#: Brackets deeper than this are refused.
MAX_DEPTH = 40


def parse(query: str | Sequence[str], context: Context) -> Query:
    """Return the query that a text, or the words of a command line, mean.

    No words at all mean every ticket. Raises QueryError with the place of the fault.
    """
    text = query if isinstance(query, str) else " ".join(query)
    return _Parser(Reading(text, context, Budget())).parse()


def parse_sort(text: str, context: Context) -> tuple[Sort, ...]:
    """Return the order that `-priority,due` means, as settings and `--sort` have it."""
    reading, sorts, position = Reading(text, context, Budget()), [], 0
    for part in text.split(","):
        sorts.append(read_sort(Piece(part.strip(), False, position), reading))
        position += len(part) + 1
    return tuple(sorts)


class _Parser:
    """Reads one text from left to right; directives are kept aside."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tokens = list(tokens(reading.text))
        self.at = 0
        self.depth = 0
        self.sort: tuple[Sort, ...] = ()
        self.limit: int | None = None

    def parse(self) -> Query:
        node = self._alternatives() if self.tokens else EVERYTHING
        left = self._peek()
        if left:
            raise self.reading.fail(left.position, "This bracket was never opened.", "take it out")
        return Query(self.reading.text, node, self.sort, self.limit)

    def _peek(self, *marks: Mark) -> Token | None:
        if self.at < len(self.tokens) and (not marks or self.tokens[self.at].mark in marks):
            return self.tokens[self.at]
        return None

    def _alternatives(self) -> Node:
        parts = [self._side()]
        while self._peek(Mark.OR):
            self.at += 1
            parts.append(self._side())
        return either(*parts)

    def _side(self) -> Node:
        """Read one side of `or`: terms that all must hold."""
        parts: list[Node] = []
        begin = self.at
        while token := self._peek(Mark.TERM, Mark.NOT, Mark.OPEN, Mark.AND):
            if token.mark is Mark.AND:
                if self.at == begin:
                    raise self._missing(token)
                self.at += 1
                if not self._peek(Mark.TERM, Mark.NOT, Mark.OPEN):
                    raise self._missing(token)
                continue
            parts.extend(self._factor())
        if self.at == begin:
            raise self._missing(self._peek() or self.tokens[-1])
        return both(*parts) if parts else EVERYTHING

    def _missing(self, token: Token) -> QueryError:
        joining = token.mark in (Mark.AND, Mark.OR, Mark.NOT)
        problem = (
            f"Something is missing beside `{token.mark}`." if joining else "Something is missing."
        )
        hint = f'to search for the word, write "{token.mark}"' if joining else "write a term here"
        return self.reading.fail(token.position, problem, hint)

    def _factor(self) -> list[Node]:
        """Read one term or bracket, with any `not` before it; a directive is no node."""
        negative, begin = False, self.tokens[self.at]
        while self._peek(Mark.NOT):
            negative = not negative
            self.at += 1
        token = self._peek(Mark.TERM, Mark.OPEN)
        if not token:
            raise self._missing(begin)
        self.at += 1
        nodes = [self._bracket(token)] if token.mark is Mark.OPEN else self._term(token)
        if begin.mark is Mark.NOT and not nodes:
            raise self.reading.fail(begin.position, f"`{token.name}:` cannot be denied.")
        return [Not(both(*nodes))] if negative else nodes

    def _bracket(self, opening: Token) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.reading.fail(opening.position, "Brackets are nested too deep.")
        node = self._alternatives()
        if not self._peek(Mark.CLOSE):
            raise self.reading.fail(opening.position, "This bracket is never closed.", "add a )")
        self.at += 1
        self.depth -= 1
        return node

    def _term(self, token: Token) -> list[Node]:
        if not token.operator:
            self.reading.spend(token.position)
            return [words(token.pieces[0], self.reading)]
        row = find_row(token.name, self.reading.context.config.fields)
        if row is None:
            raise self._unknown(token)
        if row.ask is Ask.LATER:
            raise self.reading.fail(
                token.position,
                f"`{row.name}:` is kept for service levels, which this version does not compute.",
                "due:..today finds what is due",
            )
        if row.ask in (Ask.SORT, Ask.LIMIT):
            self._directive(row, token)
            return []
        if row.ask is Ask.VIEW:
            return [self._view(token)]
        return [read_term(row, token, self.reading)]

    def _unknown(self, token: Token) -> QueryError:
        near = closest(token.name, names(self.reading.context.config.fields))
        written = token.name + token.operator + ",".join(piece.text for piece in token.pieces)
        hint = f"did you mean {near}:?" if near else f'to search for the text, write "{written}"'
        return self.reading.fail(token.position, f"There is no field {token.name!r}.", hint)

    def _directive(self, row: Row, token: Token) -> None:
        if self.depth:
            raise self.reading.fail(
                token.position, f"`{row.name}:` stands outside brackets.", "put it at the end"
            )
        if token.operator != ":":
            raise self.reading.fail(token.position, f"`{row.name}` takes a colon.", row.example)
        if row.ask is Ask.SORT:
            self.sort = tuple(read_sort(piece, self.reading) for piece in token.pieces)
            return
        count = token.pieces[0].text
        if not (count.isascii() and count.isdecimal() and int(count[:9]) > 0 and len(count) < 10):
            raise self.reading.fail(
                token.pieces[0].position, f"{count!r} is no number of tickets.", "limit:20"
            )
        self.limit = int(count)

    def _view(self, token: Token) -> Node:
        """Read the query of a view; its sorting counts while this query has none."""
        parts = [self._one_view(piece) for piece in token.pieces]
        if token.operator not in (":", "!="):
            raise self.reading.fail(token.position, "`view` takes a colon.", "view:mine")
        return Not(either(*parts)) if token.operator == "!=" else either(*parts)

    def _one_view(self, piece: Piece) -> Node:
        self.reading.spend(piece.position)
        views = self.reading.context.config.views
        view = views.get(piece.text)
        if view is None:
            also = "" if views else "views are declared under `views:` in tix.yaml"
            raise self.reading.unknown(piece, "view", views, also)
        if view.name in self.reading.views:
            circle = " -> ".join((*self.reading.views, view.name))
            raise self.reading.fail(piece.position, f"The view asks for itself: {circle}.")
        try:
            inner = _Parser(self.reading.inside(view.name, view.query)).parse()
        except QueryError as error:
            raise self.reading.fail(
                piece.position, f"In view {view.name}: {error.problem}", error.hint
            ) from None
        self.sort = self.sort or inner.sort
        return inner.node
