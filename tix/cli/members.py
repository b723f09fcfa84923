"""Words such as `k7m x2c +login -ui`: which are tickets, and which are members of a set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING

import click

from tix.cli import complete
from tix.cli.complete import Completer
from tix.cli.options import AnyFunction
from tix.errors import NotFound

if TYPE_CHECKING:
    from tix.cli.changing import How
    from tix.cli.context import Session

Words = tuple[str, ...]


def split_members(
    session: Session,
    words: Sequence[str],
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    has_query: bool = False,
) -> tuple[list[str], tuple[str, ...]]:
    """Return the names of tickets, and the members with their signs.

    Where a sign or an option says what the members are, every other word names a ticket. Else the
    first one does (unless a query says which tickets), and words that name none are members.
    """
    signed = [word for word in words if word[:1] in ("+", "-") and len(word) > 1]
    bare = [word for word in words if word not in signed]
    members = [*signed, *(f"+{word}" for word in add), *(f"-{word}" for word in remove)]
    if members:
        return bare, tuple(members)
    count = 0 if has_query else _count_tickets(session, bare)
    return bare[:count], tuple(f"+{word}" for word in bare[count:])


def _count_tickets(session: Session, words: Sequence[str]) -> int:
    """Return how many words at the beginning name tickets; the first one always does."""
    for position, word in enumerate(words[1:], start=1):
        try:
            session.tracker.resolve(word)
        except NotFound:
            return position
    return len(words)


def signed_members(
    kind: str, each: Completer, signed: Completer
) -> Callable[[AnyFunction], AnyFunction]:
    """Give a command ids and behind them signed members, as `names` and `members`."""

    def decorate(function: AnyFunction) -> AnyFunction:
        @wraps(function)
        def call(session: Session, *, words: Words, add: Words, remove: Words, how: How) -> None:
            split = split_members(
                session, words, add=add, remove=remove, has_query=how.query is not None
            )
            function(session, names=split[0], members=split[1], how=how)

        metavar = kind.upper()
        for flag, verb in (("--remove", "Remove"), ("--add", "Add")):
            option = click.option(
                flag,
                multiple=True,
                metavar=metavar,
                shell_complete=each,
                help=f"{verb} {metavar}.",
            )
            call = option(call)
        shown = f"ID... [+{metavar}|-{metavar}]..."
        complete_words = complete.then(signed)
        words = click.argument("words", metavar=shown, nargs=-1, shell_complete=complete_words)
        return words(call)

    return decorate
