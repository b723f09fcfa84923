"""What the parts of the parser share: the text, the context, and how to say what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tix.errors import QueryError
from tix.frozen import frozen, replace
from tix.query.context import Context
from tix.query.lexer import Piece
from tix.text import closest

if TYPE_CHECKING:
    from tix.model.declared import Declared

#: More terms than this, those of views counted each time, are refused: SQLite has such limits too.
MAX_TERMS = 300


class Budget:
    """Counts the terms of a query and of all views in it."""

    def __init__(self) -> None:
        self.left = MAX_TERMS


@frozen
class Reading:
    """One query text being read, and the views that led to it."""

    text: str
    context: Context
    budget: Budget
    views: tuple[str, ...] = ()

    def fail(self, position: int, problem: str, hint: str | None = None) -> QueryError:
        """Return the error for a place in the text."""
        return QueryError(self.text, position, problem, hint=hint)

    def unknown(self, piece: Piece, noun: str, known: Iterable[str], also: str = "") -> QueryError:
        """Return the error for a word that is not among the known ones."""
        known = list(known)
        near = closest(piece.text, known)
        hint = f"did you mean {near}?" if near else also or "use one of " + ", ".join(known[:12])
        return self.fail(piece.position, f"There is no {noun} {piece.text!r}.", hint)

    def spend(self, position: int) -> None:
        """Count one term; too many are an error."""
        self.budget.left -= 1
        if self.budget.left < 0:
            raise self.fail(
                position, f"The query has more than {MAX_TERMS} terms.", "name fewer, or use *"
            )

    def inside(self, view: str, text: str) -> Reading:
        """Return the reading of the query that a view stands for."""
        return replace(self, text=text, views=(*self.views, view))


def spellings(declared: Mapping[str, Declared]) -> dict[str, tuple[str, ...]]:
    """Return for each declared value all the names that files may hold, the present one first."""
    return {name: (name, *value.was) for name, value in declared.items()}


def pick(word: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the present name of a declared value, found by any spelling in any case."""
    if word in known:
        return word
    low = word.lower()
    for name, names in known.items():
        if low in (other.lower() for other in names):
            return name
    return None
