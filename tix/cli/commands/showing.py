"""Commands that show one ticket, or where it lies."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from tix.cli import complete, options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, say, write, write_json, write_page
from tix.errors import UsageError

if TYPE_CHECKING:
    from tix.cli.output import Json
    from tix.cli.ticketview import Eye
    from tix.neighbours import Neighbours
    from tix.store.tickets import Loaded


@command(
    "show",
    examples=(
        "tix show k7m",
        "tix show k7m --history",
        "tix show k7m --field description",
        "tix show k7m x2c --json",
    ),
)
@options.tickets
@click.option("--history", "with_history", is_flag=True, help="Every change, with who and when.")
@click.option(
    "--field",
    metavar="FIELD",
    shell_complete=complete.fields,
    help="Print the value of FIELD and nothing else.",
)
@options.value_form
@pass_session
def show(
    session: Session, *, tickets: tuple[str, ...], with_history: bool, field: str | None, form: Form
) -> None:
    """Show tickets whole.

    Fields, texts, steps, links from both ends, sub-tickets, files and what was said, with times by
    the clock of the reader. Without an ID, the ticket that the checked out branch is named after.
    `--field` prints a value as it stands in the file, sets one member a line; it knows `status`,
    `state` and `path` too.
    """
    if field is not None and (with_history or not form.is_text):
        raise UsageError("--field excludes --history and --json.", hint="give one")
    loaded = [session.tracker.load(name) for name in tickets or (".",)]
    if field is not None:
        from tix.cli.fieldvalue import field_text

        write("".join(field_text(session.tracker.config, one, field) for one in loaded))
    elif form.is_text:
        write_page(session, "\n".join(_text(session, one, with_history) for one in loaded))
    else:
        records = [_record(session, one, with_history) for one in loaded]
        write_json("ticket.show", {"total": len(records), "items": [*records]})


@command("path", examples=("tix path k7m", "tix path --query tag:login", "tix path k7m --relative"))
@options.tickets
@options.query
@click.option("--relative", is_flag=True, help="Relative to the current folder.")
@options.value_form
@pass_session
def path(
    session: Session, *, tickets: tuple[str, ...], query: str | None, relative: bool, form: Form
) -> None:
    """Print where the files of tickets are.

    Absolute paths, one a line; broken files are found as well.
    """
    from tix.selection import some_ids

    tracker = session.tracker
    ids = some_ids(tracker, tickets, query) if query is not None else list(tickets or (".",))
    places = []
    for name in ids:
        found = tracker.tickets.path_of(tracker.resolve(name))
        whole = str(tracker.root / found)
        places.append(os.path.relpath(whole) if relative else whole)
    if form.is_text:
        write("".join(f"{place}\n" for place in places))
    else:
        write_json("ticket.path", {"total": len(places), "items": [*places]})


def _text(session: Session, loaded: Loaded, with_history: bool) -> str:
    from tix.cli import terminal
    from tix.cli.ticketview import ticket_text
    from tix.neighbours import find_neighbours

    eye = eye_of(session)
    around = find_neighbours(session.tracker, loaded.ticket)
    _tell_unread(around)
    text = ticket_text(loaded.ticket, around, eye)
    if not with_history:
        return text
    from tix.cli.historyview import history_text

    events = session.tracker.history.timeline(loaded.ticket.id).events
    columns = eye.width - 2 if terminal.is_terminal("stdout") else 0
    told = history_text(events, columns=columns, utc=session.utc, paints=session.paints)
    lines = told.splitlines() or ["nothing is committed yet"]
    return f"{text}\n{eye.strong('History')}\n" + "".join(f"  {line}\n" for line in lines)


def _tell_unread(around: Neighbours) -> None:
    if around.unread:
        many = f"{around.unread:,} closed tickets were never read"
        say(f"{many}, and links from them are not shown: tix list -A -n 1 reads them")


def eye_of(session: Session) -> Eye:
    """Return how this session looks at tickets."""
    from tix.cli import terminal
    from tix.cli.ticketview import Eye

    width, _ = terminal.size()
    return Eye(session.tracker.config, session.tracker.now, width, session.paints, session.utc)


def _record(session: Session, loaded: Loaded, with_history: bool) -> dict[str, Json]:
    from tix.cli.ticketjson import ticket_json
    from tix.cli.ticketlist import custom_kinds
    from tix.cli.ticketview import links_json
    from tix.neighbours import find_neighbours

    tracker = session.tracker
    ticket = loaded.ticket
    state = str(tracker.config.category_of(ticket.status))
    kinds = custom_kinds(tracker.config)
    record = ticket_json(ticket, state=state, path=loaded.path, custom=kinds)
    around = find_neighbours(tracker, ticket)
    _tell_unread(around)
    record["linked_from"] = {kind: [*ids] for kind, ids in links_json(around).items()}
    if with_history:
        from tix.cli.historyview import event_json

        events = tracker.history.timeline(ticket.id).events
        record["history"] = [event_json(event) for event in events]
    return record
