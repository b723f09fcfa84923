"""The command that looks for words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tix.cli import options, terminal
from tix.cli.command import Dashes, command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Listing, say, write_listing, write_page
from tix.cli.tables import Column
from tix.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tix.cli.output import Record
    from tix.store.search import Hit

#: How many hits are shown unless told otherwise.
_SHOWN = 20


@command(
    "search",
    examples=(
        "tix search umlaut login",
        "tix search printer status:done -n 5",
        "tix search 登录 --json",
    ),
    dashes=Dashes.QUERY,
)
@options.words
@options.limit
@options.list_form
@pass_session
def search(session: Session, *, words: tuple[str, ...], limit: int | None, form: Form) -> None:
    """Search what tickets say, the best first, closed ones too.

    Every word must be in the ticket: its title, its texts, its steps or its talk; case and accents
    do not matter. Conditions such as `status:open` or `-tag:ui` narrow the search. The place where
    the words were found is shown under each ticket. Twenty are shown, more with -n.
    """
    from tix.finding import search_tickets

    found = search_tickets(session.tracker, words, limit or _SHOWN)
    if found is None:
        raise UsageError("There is no word to search for.", hint="tix search umlaut login")
    hits, total = found
    if form.is_text and terminal.is_terminal("stdout"):
        from tix.cli.hits import hits_text

        width, _ = terminal.size()
        write_page(session, hits_text(hits, width, paints=session.paints))
        if not hits:
            say("no tickets")
        if len(hits) < total:
            say(f"showing {len(hits)} of {total} tickets")
        return
    listing = Listing(
        kind="ticket.search",
        columns=tuple(map(Column, ("id", "status", "title", "snippet"))),
        rows=[(hit.id, hit.status, hit.title, hit.snippet) for hit in hits],
        records=lambda: _records(hits),
        fields=("id", "status", "path", "title", "snippet", "marks"),
        total=total,
    )
    write_listing(session, form, listing)


def _records(hits: Sequence[Hit]) -> list[Record]:
    return [
        {
            "id": hit.id,
            "status": hit.status,
            "path": hit.path,
            "title": hit.title,
            "snippet": hit.snippet,
            "marks": [[*mark] for mark in hit.marks],
        }
        for hit in hits
    ]
