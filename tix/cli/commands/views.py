"""The command for saved queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tix.cli import complete, options
from tix.cli.command import Dashes, command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Listing, write_done, write_listing
from tix.cli.tables import Column
from tix.errors import NotFound, UsageError
from tix.text import closest

if TYPE_CHECKING:
    from tix.model.declared import View
    from tix.tracker import Tracker

_EDITS = ("save", "remove")


@command(
    "view",
    examples=(
        "tix view",
        "tix view late",
        "tix view late assignee:me --json",
        "tix view save late 'is:overdue sort:due'",
        "tix view remove late",
    ),
    dashes=Dashes.QUERY,
)
@click.argument("words", metavar="[NAME [QUERY]...]", nargs=-1, shell_complete=complete.views)
@options.everything
@options.limit
@options.sort
@options.dry_run
@options.list_form
@pass_session
def view(
    session: Session,
    *,
    words: tuple[str, ...],
    everything: bool,
    limit: int | None,
    sort: str | None,
    dry_run: bool,
    form: Form,
) -> None:
    """List saved queries, run one, save one or remove one.

    Without a name, those there are. With one, its tickets; more words narrow them. `view save NAME
    QUERY` keeps a query in the settings for everybody, in place of an earlier one of that name, and
    `view remove NAME` takes it away; each is one commit. Any query may use `view:NAME`.
    """
    if not words:
        _write_views(session, form)
    elif words[0] in _EDITS:
        _edit(session, words, form, dry_run=dry_run)
    else:
        from tix.cli.filters import within
        from tix.cli.ticketlist import write_tickets
        from tix.selection import select

        chosen = _get(session.tracker, words[0])
        query = within(f'view:"{chosen.name}"', words[1:])
        order = sort or ("" if any("sort:" in word for word in words[1:]) else chosen.sort)
        found = select(session.tracker, query, everything=everything, sort=order)
        write_tickets(session, form, found, columns=chosen.columns, limit=limit)


def _get(tracker: Tracker, name: str) -> View:
    views = tracker.config.views
    if name not in views:
        near = closest(name, views)
        hint = f"tix view {near}" if near else f"tix view save {name} QUERY"
        raise NotFound(f"There is no view {name!r}.", hint=hint)
    return views[name]


def _write_views(session: Session, form: Form) -> None:
    views = [*session.tracker.config.views.values()]
    listing = Listing(
        kind="view.list",
        columns=(Column("name"), Column("query", grow=True), Column("meaning", grow=True)),
        rows=[(one.name, one.query, one.meaning) for one in views],
        records=lambda: [
            {
                "name": one.name,
                "query": one.query,
                "columns": [*one.columns],
                "sort": one.sort or None,
                "meaning": one.meaning or None,
            }
            for one in views
        ],
        fields=("name", "query", "columns", "sort", "meaning"),
        noun="views",
    )
    if not views and form.is_text:
        from tix.cli.output import say

        say("No query is saved yet: tix view save late 'is:overdue sort:due'")
    write_listing(session, form, listing)


def _edit(session: Session, words: tuple[str, ...], form: Form, *, dry_run: bool) -> None:
    from tix.saved import remove_view, save_view

    verb, name, query = words[0], words[1] if len(words) > 1 else "", " ".join(words[2:])
    if not name or bool(query) is not (verb == "save") or name in _EDITS:
        raise UsageError(
            f"`view {verb}` takes a name{' and a query' if verb == 'save' else ''}.",
            hint="tix view save late 'is:overdue sort:due'" if verb == "save" else "tix view",
        )
    tracker = session.tracker
    if verb == "remove":
        _get(tracker, name)
        outcome = remove_view(tracker, name, dry_run=dry_run)
        done = f"view {name} removed"
    else:
        outcome = save_view(tracker, name, query, dry_run=dry_run)
        done = f"view {name} saved: {query}"
    if not outcome.commit and not dry_run:
        done = f"view {name} is so already"
    write_done(form, f"would be: {done}" if dry_run else done, [], commit=outcome.commit or None)
