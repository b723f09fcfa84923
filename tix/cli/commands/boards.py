"""Commands that show many tickets at a glance: board, tree, stats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from tix.cli import complete, options, terminal
from tix.cli.command import Dashes, command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Kind, Listing, write, write_json, write_listing, write_page
from tix.cli.tables import Column

if TYPE_CHECKING:
    from tix.cli.board import Card
    from tix.cli.output import Json, Record
    from tix.store.index import Rows

#: How many cards of a column a board shows, unless told otherwise.
_CARDS = 10
#: How many values of a field stats counts one by one on a terminal, unless told otherwise.
_VALUES = 15
#: What is read of a ticket behind the field of the columns: for cards, and for programs besides.
_CARD = ("broken", "priority", "assignee", "title", "id")
_REST = ("status", "state", "path", "broken", "doc")
_RECORD = slice(5, None)


@command(
    "board",
    examples=(
        "tix board",
        "tix board assignee:me -n 20",
        "tix board --by priority",
        "tix board --by assignee type:bug --json",
    ),
    dashes=Dashes.QUERY,
)
@options.words
@click.option(
    "--by",
    metavar="FIELD",
    shell_complete=complete.fields,
    help="A column for each value of FIELD instead of each status.",
)
@options.everything
@options.limit
@options.sort
@options.list_form
@pass_session
def board(
    session: Session,
    *,
    words: tuple[str, ...],
    by: str | None,
    everything: bool,
    limit: int | None,
    sort: str | None,
    form: Form,
) -> None:
    """Show tickets in columns, by status or by another field.

    Open statuses in the order of the settings, closed ones with -A or where the query asks for
    them. A column shows its first ten tickets, or N with -n, and says how many more there are.
    `board.by` and `board.columns` of the settings change what is shown without --by.
    """
    from tix.cli.ticketlist import with_broken
    from tix.lanes import board_field, lane_names, lane_values, placed, sort_into
    from tix.selection import select

    tracker = session.tracker
    field = board_field(tracker.config, by or tracker.config.text("board.by") or "status")
    found = select(tracker, words, everything=everything, sort=sort or "")
    more = () if form.kind in (Kind.TEXT, Kind.IDS) else _REST
    rows = placed(tracker.config, field, with_broken(found).rows((field, *_CARD, *more)))
    values = {value for row in rows for value in lane_values(field, str(row[0]))}
    names = lane_names(tracker, field, found.statuses, values)
    lanes = sort_into(names, field, rows)
    if form.kind is Kind.JSON:
        _write_json(session, field, lanes, limit)
    elif form.is_text and terminal.is_terminal("stdout"):
        _write_board(session, field, lanes, limit or _CARDS)
    else:
        cut = {name: some[:limit] for name, some in lanes.items()}
        write_listing(session, form, _flat(session, cut, len(rows)))


def _write_board(session: Session, field: str, lanes: dict[str, Rows], most: int) -> None:
    from tix.cli.board import Lane, Look, board_text
    from tix.cli.ticketlist import status_colours, urgency
    from tix.store.index_find import shortest

    config = session.tracker.config
    ids = [str(row[5]) for rows in lanes.values() for row in rows[:most]]
    lengths = shortest(session.tracker.index, ids) if session.paints else {}
    colours = status_colours(config) if field == "status" else {}
    made = [
        Lane(name, [_card(row, lengths) for row in rows[:most]], len(rows), colours.get(name, ""))
        for name, rows in lanes.items()
    ]
    width, _ = terminal.size()
    write_page(session, board_text(made, Look(width, most, session.paints, urgency(config))))


def _card(row: Sequence[object], lengths: dict[str, int]) -> Card:
    from tix.cli.board import Card

    _, broken, priority, assignee, title, name, *_ = map(str, row)
    shown = f"BROKEN: {broken}" if broken else title
    return Card(name, priority, assignee, shown, lengths.get(name, 0), bool(broken))


def _write_json(session: Session, field: str, lanes: dict[str, Rows], most: int | None) -> None:
    from tix.cli.ticketlist import ticket_records

    config = session.tracker.config
    columns: list[Json] = [
        {
            "name": name,
            "total": len(rows),
            "items": [
                dict(one) for one in ticket_records(config, [row[_RECORD] for row in rows[:most]])
            ],
        }
        for name, rows in lanes.items()
    ]
    write_json("board", {"by": field, "columns": columns})


def _flat(session: Session, lanes: dict[str, Rows], total: int) -> Listing:
    from tix.cli.ticketjson import ticket_fields
    from tix.cli.ticketlist import custom_kinds, ticket_records

    config = session.tracker.config

    def records() -> Sequence[Record]:
        return [
            {"column": name, **one}
            for name, rows in lanes.items()
            for one in ticket_records(config, [row[_RECORD] for row in rows])
        ]

    cards = [
        (card.id, name, card.priority, card.assignee, card.title)
        for name, rows in lanes.items()
        for card in (_card(row, {}) for row in rows)
    ]
    return Listing(
        kind="board",
        columns=tuple(map(Column, ("id", "column", "priority", "assignee", "title"))),
        rows=cards,
        records=records,
        fields=["column", *ticket_fields(custom_kinds(config))],
        total=min(total, len(cards)),
    )


@command("tree", examples=("tix tree", "tix tree k7m", "tix tree -A --json"))
@click.argument("ticket", metavar="[ID]", required=False, shell_complete=complete.tickets)
@options.everything
@options.list_form
@pass_session
def tree(session: Session, *, ticket: str | None, everything: bool, form: Form) -> None:
    """Show tickets with their sub-tickets, and how much is done.

    Without an ID, everything that has sub-tickets and is not finished, or all with -A. Numbers
    count all tickets below, closed ones as done.
    """
    from tix.cli.treeview import tree_listing, tree_text
    from tix.overview import find_branches

    root = session.tracker.resolve(ticket) if ticket else None
    branches = find_branches(session.tracker, root, everything=everything)
    if form.is_text and terminal.is_terminal("stdout"):
        from tix.cli.commands.showing import eye_of

        write_page(session, tree_text(branches, eye_of(session)))
    else:
        write_listing(session, form, tree_listing(branches))


@command(
    "stats",
    examples=("tix stats", "tix stats assignee:me", "tix stats -A created:2026-01-01.. --json"),
    dashes=Dashes.QUERY,
)
@options.words
@options.everything
@options.limit
@options.value_form
@pass_session
def stats(
    session: Session,
    *,
    words: tuple[str, ...],
    everything: bool,
    limit: int | None,
    form: Form,
) -> None:
    """Count tickets by status, priority, assignee, type and age.

    Open and awake ones, or whatever the query asks for; closed ones too with -A. On a terminal each
    count shows its first fifteen values, or N with -n; pipes and JSON have all.
    """
    from tix.overview import count_tickets
    from tix.selection import select

    selection = select(session.tracker, words, everything=everything)
    total, counts = count_tickets(replace(selection, query=replace(selection.query, sort=())))
    if not form.is_text:
        body: dict[str, Json] = {field: {**values} for field, values in counts.items()}
        write_json("stats", {"total": total, **body})
        return
    from tix.cli.treeview import counts_text

    most = limit or (_VALUES if terminal.is_terminal("stdout") else None)
    write(counts_text(total, counts, paints=session.paints, most=most))
