"""Commands that find tickets."""

from __future__ import annotations

import click

from tix.cli import options
from tix.cli.command import Dashes, command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Kind

columns_option = click.option(
    "--columns", metavar="FIELDS", help="Show these fields, with commas, instead of the usual."
)


@command(
    "list",
    examples=(
        "tix list assignee:me due:..7d",
        "tix list -s doing,review -p high+ --sort due",
        "tix list -tag:ui login --json",
        "tix list -A resolution:wontfix -n 20",
    ),
    dashes=Dashes.QUERY,
)
@options.words
@options.fields(
    "assignee",
    "status",
    "priority",
    "tags",
    "type",
    "category",
    "reporter",
    "team",
    "milestone",
    "customer",
    "flags",
    "parent",
)
@options.everything
@columns_option
@options.limit
@options.sort
@options.list_form
@pass_session
def list_tickets(
    session: Session,
    /,
    *,
    words: tuple[str, ...],
    everything: bool,
    columns: str | None,
    limit: int | None,
    sort: str | None,
    form: Form,
    **filters: str | tuple[str, ...] | None,
) -> None:
    """List tickets that match a query.

    Without a query, all that are open and awake. Closed and snoozed tickets are left out unless
    the query asks for them (`status:done`, `is:snoozed`) or -A is given. Options are conditions as
    well: `-s open,doing` is `status:open,doing`. Tickets whose files are broken are always shown.

    Columns and order come from the settings `list.columns` and `list.sort`.
    """
    from tix.cli.filters import filter_words
    from tix.cli.ticketlist import keep_usual, write_tickets, write_usual

    query = [*words, *filter_words(filters)]
    is_usual = not (query or everything or columns or sort)
    if is_usual and form.kind in (Kind.TEXT, Kind.IDS) and write_usual(session, form, limit):
        return
    from tix.selection import select  # only now: half of the time goes into reading queries

    found = select(session.tracker, query, everything=everything, sort=sort or "")
    write_tickets(session, form, found, columns=_names(session, columns), limit=limit)
    if is_usual:
        keep_usual(found)


@command(
    "mine",
    examples=("tix mine", "tix mine due:..today", "tix mine --json"),
    dashes=Dashes.QUERY,
)
@options.words
@options.everything
@columns_option
@options.limit
@options.sort
@options.list_form
@pass_session
def mine(
    session: Session,
    *,
    words: tuple[str, ...],
    everything: bool,
    columns: str | None,
    limit: int | None,
    sort: str | None,
    form: Form,
) -> None:
    """List what is assigned to me.

    Open and awake tickets, all with -A; a query narrows them. Who I am is git's user.email, by the
    handle that the people file gives it.
    """
    from tix.cli.filters import within
    from tix.cli.ticketlist import write_tickets
    from tix.selection import select

    query = within("is:mine", words)
    found = select(session.tracker, query, everything=everything, sort=sort or "")
    write_tickets(session, form, found, columns=_names(session, columns), limit=limit)


def _names(session: Session, given: str | None) -> tuple[str, ...]:
    """Return the columns asked for; a name that is no field is refused."""
    if given is None:
        return ()
    from tix.cli.columns import read_columns

    return read_columns(session.tracker.config, given)
