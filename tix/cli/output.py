"""What commands print: one list or one value, in the form that was asked for."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

import click

from tix.cli import terminal
from tix.frozen import field, frozen

if TYPE_CHECKING:
    from tix.cli.context import Session
    from tix.cli.tables import Column

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Record: TypeAlias = "Mapping[str, Json]"

#: What JSON may hold as it is and a terminal obeys: C1 controls, bidi marks, halves of pairs.
_UNSAFE = "[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"

#: The number of the promised JSON interface; changes inside it only add.
VERSION = 1


class Kind(StrEnum):
    """The forms of output."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    TEMPLATE = "template"
    IDS = "ids"


@frozen
class Form:
    """The form that the options asked for; `template` is what --format said."""

    kind: Kind = Kind.TEXT
    template: str = ""

    @property
    def is_text(self) -> bool:
        """Whether people read it."""
        return self.kind is Kind.TEXT


@frozen
class Listing:
    """Rows to show, as text for people and, when a program asks, as records.

    `rows` hold one text a column; `records` is called only for --json, --csv and --format and
    yields the same rows as JSON objects, whose keys are `fields`. `total` counts the rows there
    are besides a limit; 0 means as many as shown.
    """

    kind: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    records: Callable[[], Sequence[Record]]
    fields: Sequence[str] = ()
    total: int = 0
    noun: str = "tickets"
    extra: Record = field(default_factory=dict)


def write(text: str) -> None:
    """Print data to stdout; control characters must be gone already."""
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")


def say(text: str) -> None:
    """Tell people what was done, on stderr, cleaned of control characters."""
    from tix.text import clean

    click.echo(clean(text, lines=True), err=True)


def write_json(kind: str, body: Record) -> None:
    """Print a promised JSON document in its envelope."""
    write(json_text({"tix": VERSION, "kind": kind, **body}, indent=2))


def json_text(value: Json, *, indent: int | None = None) -> str:
    """Return JSON that is safe to show: what a terminal would obey is escaped."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}", text)


def write_listing(session: Session, form: Form, listing: Listing) -> None:
    """Print a list in the form asked for, and on stderr how many of how many it shows."""
    _WRITERS[form.kind](session, form, listing)
    total = listing.total or len(listing.rows)
    if form.is_text and len(listing.rows) < total:
        say(f"showing {len(listing.rows)} of {total} {listing.noun}")
    elif (
        form.is_text and not total and listing.noun == "tickets" and terminal.is_terminal("stdout")
    ):
        say(f"no {listing.noun}")


def write_done(form: Form, text: str, ids: Sequence[str], **body: Json) -> None:
    """Say what a command changed: a sentence, the ids alone, or JSON of kind `change`."""
    if form.kind is Kind.JSON:
        write_json("change", {"ids": list(ids), "message": text, **body})
    elif form.kind is Kind.IDS:
        write("\n".join(ids))
    else:
        from tix.text import clean

        write(clean(text, lines=True))


def write_page(session: Session, text: str) -> None:
    """Print text for people, through their pager when it is longer than the terminal."""
    from tix.cli.pager import page

    _, lines = terminal.size()
    if terminal.is_terminal("stdout") and not session.no_input and text.count("\n") >= lines:
        page(session, text)
    else:
        write(text)


def _write_text(session: Session, _form: Form, listing: Listing) -> None:
    from tix.cli.tables import fitted, tab_separated

    if not terminal.is_terminal("stdout"):
        write(tab_separated(listing.rows))
    else:
        width, _ = terminal.size()
        write(fitted(listing.columns, listing.rows, width, paint=session.paints))


def _write_json(_session: Session, _form: Form, listing: Listing) -> None:
    """Print the envelope with one item a line: quick to write, easy to read, grep and compare."""
    items = [json_text(dict(record)) for record in listing.records()]
    total = listing.total or len(items)
    head = json_text({"tix": VERSION, "kind": listing.kind, "total": total, **listing.extra})
    body = ",\n".join(items)
    write(f'{head[:-1]}, "items": [\n{body}\n]}}' if items else f'{head[:-1]}, "items": []}}')


def _write_csv(_session: Session, _form: Form, listing: Listing) -> None:
    from tix.cli.csvform import to_csv

    records = listing.records()
    write(to_csv(_names(listing, records), records))


def _write_template(_session: Session, form: Form, listing: Listing) -> None:
    from tix.cli.template import Template

    records = listing.records()
    template = Template.parse(form.template, _names(listing, records))
    write("".join(template.fill(record) + "\n" for record in records))


def _write_ids(_session: Session, _form: Form, listing: Listing) -> None:
    write("".join(f"{row[0]}\n" for row in listing.rows))


def _names(listing: Listing, records: Sequence[Record]) -> list[str]:
    names = dict.fromkeys(listing.fields)
    for record in records:
        names.update(dict.fromkeys(record))
    return list(names)


_WRITERS: dict[Kind, Callable[[Session, Form, Listing], None]] = {
    Kind.TEXT: _write_text,
    Kind.JSON: _write_json,
    Kind.CSV: _write_csv,
    Kind.TEMPLATE: _write_template,
    Kind.IDS: _write_ids,
}
