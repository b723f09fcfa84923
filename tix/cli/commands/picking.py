"""Commands that say what can be done, what cannot, and what to take next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tix.cli import options, terminal
from tix.cli.command import Dashes, command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Listing, say, write, write_listing
from tix.cli.tables import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tix.cli.output import Json, Record
    from tix.picking import Blocker, Picked

#: How many `next` offers unless told otherwise.
_OFFERED = 5


@command(
    "ready",
    examples=("tix ready", "tix ready tag:login -n 10", "tix ready --json"),
    dashes=Dashes.QUERY,
)
@options.words
@options.limit
@options.list_form
@pass_session
def ready(session: Session, *, words: tuple[str, ...], limit: int | None, form: Form) -> None:
    """List tickets that can be worked on, the most pressing first.

    Those in a queue or active that no open ticket blocks and nobody snoozed, by the rank that
    `tix next` explains.
    """
    from tix.cli.filters import within
    from tix.picking import ranked
    from tix.selection import select

    selection = select(session.tracker, within("is:ready", words))
    found = ranked(selection)
    shown = found[: limit or selection.query.limit]
    _write_picked(session, form, shown, total=len(found), kind="ticket.ready", reasons=False)


@command(
    "next",
    examples=("tix next", "tix next -n 1 -q", "tix next type:bug --anyone"),
    dashes=Dashes.QUERY,
)
@options.words
@click.option("--anyone", is_flag=True, help="What others work on, too.")
@options.limit
@options.list_form
@pass_session
def next_(
    session: Session, *, words: tuple[str, ...], anyone: bool, limit: int | None, form: Form
) -> None:
    """Suggest what to take next, and say why.

    Of the tickets that are ready and mine or nobody's, the first five by points: 10 for each level
    of priority, up to 30 for a due date, 8 when begun, 5 when mine, 4 for each ticket that waits
    for it, and 1 for each week of age, up to 6.
    """
    from tix.cli.filters import within
    from tix.picking import desk_of, ranked
    from tix.selection import select

    tracker = session.tracker
    me = desk_of(tracker).me
    fixed = "is:ready" if anyone else "is:ready (is:unassigned or is:mine)"
    selection = select(tracker, within(fixed if me or anyone else "is:ready is:unassigned", words))
    found = ranked(selection)
    shown = found[: limit or selection.query.limit or _OFFERED]
    if form.is_text and not found:
        say("Nothing is ready for you; `tix next --anyone` looks at what others have.")
    if form.is_text and terminal.is_terminal("stdout"):
        from tix.cli.commands.showing import eye_of
        from tix.cli.pickview import picked_text

        write(picked_text(shown, eye_of(session)))
        if len(shown) < len(found):
            say(f"showing {len(shown)} of {len(found)} tickets")
        return
    _write_picked(session, form, shown, total=len(found), kind="ticket.next", reasons=True)


@command(
    "blocked",
    examples=("tix blocked", "tix blocked assignee:me", "tix blocked --json"),
    dashes=Dashes.QUERY,
)
@options.words
@options.limit
@options.sort
@options.list_form
@pass_session
def blocked(
    session: Session, *, words: tuple[str, ...], limit: int | None, sort: str | None, form: Form
) -> None:
    """List tickets that wait for others, with what blocks them.

    An open ticket is blocked while a ticket that is open has a link `blocks` to it.
    """
    from tix.cli.filters import within
    from tix.cli.ticketlist import RECORD_COLUMNS, ticket_records
    from tix.picking import find_blockers
    from tix.selection import select

    tracker = session.tracker
    selection = select(tracker, within("is:blocked", words), sort=sort or "")
    rows = selection.rows(("title", "assignee", *RECORD_COLUMNS), limit)
    blockers = find_blockers(tracker.index, [str(row[2]) for row in rows])

    def records() -> Sequence[Record]:
        plain = ticket_records(tracker.config, [row[2:] for row in rows])
        return [{**one, "blocked_by": _ids(blockers[str(one["id"])])} for one in plain]

    write_listing(
        session,
        form,
        Listing(
            kind="ticket.blocked",
            columns=(
                Column("id"),
                Column("status"),
                Column("assignee"),
                Column("title", grow=True),
                Column("blocked by", grow=True),
            ),
            rows=[
                (str(row[2]), str(row[3]), str(row[1]), str(row[0]), _named(blockers[str(row[2])]))
                for row in rows
            ],
            records=records,
            fields=[*_fields(session), "blocked_by"],
            total=selection.total if limit or selection.query.limit else len(rows),
        ),
    )


def _ids(blockers: Sequence[Blocker]) -> list[Json]:
    return [one.id for one in blockers]


def _named(blockers: Sequence[Blocker]) -> str:
    return ", ".join(f"{one.id} {one.title} ({one.status})" for one in blockers)


def _fields(session: Session) -> list[str]:
    from tix.cli.ticketjson import ticket_fields
    from tix.cli.ticketlist import custom_kinds

    return ticket_fields(custom_kinds(session.tracker.config))


def _write_picked(
    session: Session,
    form: Form,
    picked: Sequence[Picked],
    *,
    total: int,
    kind: str,
    reasons: bool,
) -> None:
    from tix.cli.colour import by_value
    from tix.cli.ticketjson import ticket_json
    from tix.cli.ticketlist import custom_kinds, urgency

    config = session.tracker.config
    priorities = [one.ticket.text("priority") for one in picked]
    columns = [
        Column("id"),
        Column("status"),
        Column("priority", paint=by_value(priorities, urgency(config))),
        Column("assignee"),
        Column("title", grow=True),
    ]
    columns += [Column("points", right=True), Column("why", grow=True)] if reasons else []

    def records() -> Sequence[Record]:
        kinds = custom_kinds(config)
        return [
            {
                **ticket_json(one.ticket, state=one.state, path=one.path, custom=kinds),
                "points": one.rank.points,
                "why": [term.reason for term in one.rank.terms],
            }
            for one in picked
        ]

    write_listing(
        session,
        form,
        Listing(
            kind=kind,
            columns=columns,
            rows=[_row(one)[: len(columns)] for one in picked],
            records=records,
            fields=[*_fields(session), "points", "why"],
            total=total,
        ),
    )


def _row(one: Picked) -> tuple[str, ...]:
    ticket = one.ticket
    known = (ticket.id, ticket.status, ticket.text("priority"), ticket.assignee, ticket.title)
    return (*known, f"{one.rank.points:g}", one.rank.reason)
