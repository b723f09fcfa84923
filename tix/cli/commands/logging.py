"""Commands that tell what happened, and who set what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tix.cli import complete, options, terminal
from tix.cli.command import Dashes, command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Kind, Listing, say, write_listing, write_page
from tix.cli.tables import Column
from tix.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tix.lookback.log import Entry, Wanted


@command(
    "log",
    examples=(
        "tix log",
        "tix log k7m",
        "tix log --by ana --since monday",
        "tix log tag:login assignee:me -n 20",
        "tix log --since 2026-11-01 --until 2026-11-30 --json",
    ),
    dashes=Dashes.QUERY,
)
@click.argument("words", metavar="[ID|QUERY]...", nargs=-1, shell_complete=complete.tickets)
@click.option(
    "--ticket",
    "tickets",
    multiple=True,
    metavar="ID",
    shell_complete=complete.tickets,
    help="On this ticket (several times).",
)
@click.option("--by", metavar="PERSON", shell_complete=complete.people, help="Done by PERSON.")
@click.option("--since", metavar="DATE", help="Not before DATE: 2026-11-01, monday, 7d.")
@click.option("--until", metavar="DATE", help="Not after DATE.")
@options.limit
@click.option("--reverse", is_flag=True, help="The oldest first.")
@options.list_form
@pass_session
def log(
    session: Session,
    *,
    words: tuple[str, ...],
    tickets: tuple[str, ...],
    by: str | None,
    since: str | None,
    until: str | None,
    limit: int | None,
    reverse: bool,
    form: Form,
) -> None:
    """Tell what happened to tickets, the newest first.

    Everything in the tracker, or what happened to tickets named, or to the tickets that a query
    matches now, closed ones too. What one command did to one ticket stays together; -n counts
    that as one. A change whose author did not know of another, earlier one is marked: (over
    another change). In JSON it is `superseded`.
    """
    from tix.lookback.log import Wanted, find_actors, find_entries

    tracker = session.tracker
    start, end = _bounds(session, since, until)
    wanted = Wanted(
        _tickets(session, words, tickets), find_actors(tracker, by) if by else None, start, end
    )
    entries = find_entries(
        tracker.history, wanted, newest=None if form.kind is Kind.JSON else limit
    )
    shown = entries if limit is None else entries[:limit]
    _write(session, form, shown[::-1] if reverse else shown, entries, wanted)
    _tell_limits(session, wanted)
    if limit is not None and len(entries) > limit and form.is_text:
        say(f"showing the newest {limit}; there is more")


@command(
    "blame",
    examples=("tix blame k7m", "tix blame k7m status assignee", "tix blame k7m --json"),
)
@options.ticket
@click.argument("fields", metavar="[FIELD]...", nargs=-1, shell_complete=complete.fields)
@options.list_form
@pass_session
def blame(session: Session, *, ticket: str, fields: tuple[str, ...], form: Form) -> None:
    """Tell who set each field of a ticket, when, and in which commit.

    Members of sets, links, comments and steps have a line each. What was changed by hand and is
    not committed yet is said.
    """
    from tix.cli.blameview import blame_listing
    from tix.lookback.blame import find_blame

    rows = find_blame(session.tracker, ticket, fields)
    write_listing(session, form, blame_listing(session, rows))
    _tell_shallow(session)


def _bounds(
    session: Session, since: str | None, until: str | None
) -> tuple[datetime | None, datetime | None]:
    from datetime import timedelta

    from tix.model.dates import parse_moment

    tracker = session.tracker
    now, zone = tracker.now, tracker.config.zone
    start = parse_moment(since, now, zone) if since else None
    end = parse_moment(until, now, zone, end=True) - timedelta(seconds=1) if until else None
    if start and end and end < start:
        raise UsageError(
            f"--until {until} lies before --since {since}.",
            hint=f"tix log --since {until} --until {since}",
        )
    return start, end


def _tickets(
    session: Session, words: tuple[str, ...], named: tuple[str, ...]
) -> Sequence[str] | None:
    """Return the tickets that are asked for, None for all."""
    from tix.lookback.log import find_tickets, get_ticket
    from tix.selection import select

    tracker = session.tracker
    found = find_tickets(tracker, words) if words else []
    if found is None:
        found = select(tracker, words, everything=True).ids()
    elif not words and not named:
        return None
    return [*found, *(get_ticket(tracker, name) for name in named)]


def _write(
    session: Session, form: Form, shown: Sequence[Entry], found: Sequence[Entry], wanted: Wanted
) -> None:
    from tix.cli.logview import COLUMNS, log_fields, log_records, log_rows, log_text

    if form.is_text and not shown:
        say("Nothing happened.")
        return
    if form.is_text and terminal.is_terminal("stdout"):
        width, _ = terminal.size()
        titled = wanted.tickets is None or len(wanted.tickets) != 1
        now = session.tracker.now
        text = log_text(shown, now, width, utc=session.utc, paints=session.paints, titled=titled)
        write_page(session, text)
        return
    rows = log_rows(shown)
    if form.kind is Kind.IDS:
        rows = [(name,) for name in dict.fromkeys(row[0] for row in rows)]
    listing = Listing(
        kind="event.list",
        columns=tuple(map(Column, COLUMNS)),
        rows=rows,
        records=lambda: log_records(shown),
        fields=log_fields(),
        total=sum(len(entry.events) for entry in found) if form.kind is Kind.JSON else len(rows),
        noun="changes",
    )
    write_listing(session, form, listing)


def _tell_limits(session: Session, wanted: Wanted) -> None:
    """Say what the log cannot know."""
    _tell_shallow(session)
    if wanted.tickets is None or len(wanted.tickets) != 1:
        return
    name = next(iter(wanted.tickets))
    for gap in session.tracker.history.gaps():
        if name in gap.path:
            say(f"warning: {gap.path}: {gap.message}")


def _tell_shallow(session: Session) -> None:
    if session.tracker.history.is_shallow:
        say("History is cut off here: what is older is missing.\nhint: git fetch --unshallow")
