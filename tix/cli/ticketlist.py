"""Lists of tickets: the columns that settings name, broken tickets among them, JSON of the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tix.cli import terminal
from tix.cli.output import Form, Kind, Listing, say, write_listing
from tix.cli.tables import Column
from tix.frozen import replace

if TYPE_CHECKING:
    from tix.cli.context import Session
    from tix.cli.output import Json, Record
    from tix.cli.tables import Painter
    from tix.model import fields
    from tix.model.config import Config
    from tix.selection import Selection
    from tix.store.index import Rows

#: Columns that keep their whole width; all others give way when space is short.
_WHOLE = frozenset({"id", "status", "state", "priority", "type", "assignee", "due", "created"})
_COUNTS = frozenset({"comments", "checks", "checked"})
_MOMENTS = frozenset({"created", "commented"})

#: What the JSON of a ticket is made of.
RECORD_COLUMNS = ("id", "status", "state", "path", "broken", "doc")

#: Colours of the highest priorities where settings give none.
_URGENT = ("red", "yellow")


def write_tickets(
    session: Session,
    form: Form,
    selection: Selection,
    *,
    columns: Sequence[str] = (),
    limit: int | None = None,
    kind: str = "ticket.list",
) -> None:
    """Print the tickets of a selection; those whose files are broken are always among them.

    `columns` are fields; without any, those of the setting `list.columns`.
    """
    chosen = with_broken(selection)
    limit = limit or chosen.query.limit
    listing = _for_programs if form.kind not in (Kind.TEXT, Kind.IDS) else _for_people
    names = ("id",) if form.kind is Kind.IDS else tuple(columns) or _usual(selection)
    made = listing(session, chosen, names, limit)
    if limit is not None and len(made.rows) >= limit:
        made = replace(made, total=chosen.total)
    write_listing(session, form, replace(made, kind=kind))
    if _tells(form):
        _tell_snoozed(selection.snoozed)


def write_usual(session: Session, form: Form, limit: int | None) -> bool:
    """Print everything open and awake by the shortest way; tell whether that was possible."""
    import os

    from tix.usual import find_usual

    found = find_usual(session.directory or os.environ.get("TIX_DIR") or ".")
    if found is None:
        return False
    names, rows = found.columns[:-1], found.rows
    if form.kind is Kind.IDS:
        place = names.index("id")
        names, rows = ("id",), [(row[place], row[-1]) for row in rows]
    made = _listing_for_people(session, names, rows[:limit])
    write_listing(session, form, replace(made, kind="ticket.list", total=len(rows)))
    if _tells(form):
        _tell_snoozed(found.total - len(rows))
    return True


def _tells(form: Form) -> bool:
    """Tell whether somebody reads what is said beside a list."""
    return form.kind is Kind.TEXT and terminal.is_terminal("stderr")


def _tell_snoozed(count: int) -> None:
    if count:
        is_one = count == 1
        many = f"{count} snoozed ticket{' is' if is_one else 's are'}"
        say(f"{many} not shown: tix list is:snoozed")


def keep_usual(selection: Selection) -> None:
    """Remember the usual list for `write_usual`."""
    from tix import usual

    names = _usual(selection)
    if "id" in names:
        usual.keep_usual(with_broken(selection), (*names, "broken"))


def with_broken(selection: Selection) -> Selection:
    """Return the selection with the broken tickets of its statuses, whatever it asks for."""
    from tix.query.nodes import EVERYTHING, Broken, Or

    query = selection.query
    if query.node == EVERYTHING:
        return selection
    return replace(selection, query=replace(query, node=Or((query.node, Broken()))))


def ticket_records(config: Config, rows: Rows) -> list[Record]:
    """Return the JSON objects of rows of `RECORD_COLUMNS`; a broken one says what is wrong."""
    import json

    from tix.cli.ticketjson import ticket_json
    from tix.model.ticket import Ticket

    kinds = custom_kinds(config)
    records: list[Record] = []
    for name, status, state, path, broken, doc in (map(str, row) for row in rows):
        ticket = Ticket(status, {**json.loads(doc), "id": name})
        record: dict[str, Json] = ticket_json(ticket, state=state, path=path, custom=kinds)
        records.append(record | {"broken": broken} if broken else record)
    return records


def custom_kinds(config: Config) -> dict[str, fields.Kind]:
    """Return the kinds of the project's own fields."""
    return {name: field.kind for name, field in config.fields.items()}


def _usual(selection: Selection) -> tuple[str, ...]:
    return selection.tracker.config.texts("list.columns")


def _for_programs(
    session: Session, selection: Selection, _names: Sequence[str], limit: int | None
) -> Listing:
    from tix.cli.ticketjson import ticket_fields

    config = session.tracker.config
    rows = selection.rows(RECORD_COLUMNS, limit)
    return Listing(
        kind="",
        columns=(Column("id"),),
        rows=[(str(row[0]),) for row in rows],
        records=lambda: ticket_records(config, rows),
        fields=ticket_fields(custom_kinds(config)),
    )


def _for_people(
    session: Session, selection: Selection, names: Sequence[str], limit: int | None
) -> Listing:
    return _listing_for_people(session, names, selection.rows((*names, "broken"), limit))


def _listing_for_people(session: Session, names: Sequence[str], rows: Rows) -> Listing:
    texts = as_texts(session, names, rows)
    painters = Painters(session, names, texts).all() if session.paints else {}
    return Listing(
        kind="",
        columns=[
            Column(name, grow=name not in _WHOLE, right=name in _COUNTS, paint=painters.get(name))
            for name in names
        ],
        rows=texts,
        records=list,
    )


def as_texts(session: Session, names: Sequence[str], rows: Rows) -> Sequence[Sequence[str]]:
    """Return rows, whose last column says what is broken, as texts for people."""
    found: list[Sequence[str]] = [row[:-1] for row in rows]  # type: ignore[misc]  # mostly text
    place = names.index("title") if "title" in names else len(names) - 1
    for at, row in enumerate(rows):
        if row[-1] and names[place] != "id":
            cells = [*found[at]]
            cells[place] = f"BROKEN: {row[-1]}"
            found[at] = cells
    for column in (at for at, name in enumerate(names) if name in _COUNTS | _MOMENTS):
        show = _moment(session) if names[column] in _MOMENTS else str
        found = [(*row[:column], show(row[column]), *row[column + 1 :]) for row in found]
    return found


def _moment(session: Session) -> Callable[[str], str]:
    """Return what makes times local for people; programs get them as they are."""
    from tix.cli import terminal
    from tix.cli.times import clock
    from tix.model.ticket import BadTime, parse_time

    if not terminal.is_terminal("stdout"):
        return str

    def show(text: str) -> str:
        try:
            return clock(parse_time(text), utc=session.utc) if text else ""
        except BadTime:
            return text

    return show


class Painters:
    """What colours the columns of a list of tickets."""

    def __init__(
        self, session: Session, names: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        self.tracker = session.tracker
        self.names = names
        self.rows = rows

    def all(self) -> dict[str, Painter]:
        """Return the painters by column."""
        return dict(self._each())

    def _each(self) -> Iterator[tuple[str, Painter]]:
        from tix.cli.colour import by_prefix, by_value
        from tix.store.index_find import shortest

        config = self.tracker.config
        if "id" in self.names:
            ids = self._column("id")
            lengths = shortest(self.tracker.index, ids)
            yield "id", by_prefix([lengths[name] for name in ids])
        for name, colours in (("status", status_colours(config)), ("priority", urgency(config))):
            if name in self.names:
                yield name, by_value(self._column(name), colours)
        if "title" in self.names:
            marks = ["broken" if text.startswith("BROKEN: ") else "" for text in self._titles()]
            yield "title", by_value(marks, {"broken": "red"})

    def _titles(self) -> list[str]:
        return self._column("title")

    def _column(self, name: str) -> list[str]:
        place = self.names.index(name)
        return [row[place] for row in self.rows]


def status_colours(config: Config) -> Mapping[str, str]:
    """Return the colours of statuses that settings give."""
    return {name: status.colour for name, status in config.statuses.items()}


def urgency(config: Config) -> Mapping[str, str]:
    """Return the colours of priorities: those of settings, else the highest two stand out."""
    if any(value.colour for value in config.priorities.values()):
        return {name: value.colour for name, value in config.priorities.items()}
    names = [*config.priorities][::-1]
    return dict(zip(names, _URGENT, strict=False)) if len(names) > len(_URGENT) else {}
