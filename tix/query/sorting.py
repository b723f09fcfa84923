"""The order of a list: `sort:-priority,due`."""

from __future__ import annotations

from dataclasses import replace

from tix.frozen import frozen
from tix.query.conditions import Present
from tix.query.context import Context
from tix.query.fields import Ask, find_row, names
from tix.query.lexer import Piece
from tix.query.nodes import Has
from tix.query.reading import Reading
from tix.query.sources import Place
from tix.query.sql import Sql, json_path


@frozen
class Sort:
    """One key: a field, the direction, and for declared values their order, the first first.

    `column` is false for custom fields, which only the document has; unset values come last
    whichever the direction.
    """

    field: str
    descending: bool = False
    order: tuple[str, ...] = ()
    column: bool = True
    numeric: bool = False
    length: bool = False

    def sql(self) -> Sql:
        """Return the terms for ORDER BY and their parameters."""
        value, params = _value(self)
        key, more = value, [*params]
        if self.order:
            cases = " ".join(f"WHEN ? THEN {place}" for place in range(len(self.order)))
            key, more = f"CASE {value} {cases} ELSE -1 END", [*params, *self.order]
        elif self.numeric:
            reader = "tix_seconds" if self.length else "tix_number"
            key = f"{reader}(CAST({value} AS TEXT))"
        elif self.field == "title":
            key = f"{value} COLLATE NOCASE"
        return f"{value} = '', {key}{' DESC' if self.descending else ''}", [*params, *more]


def _value(sort: Sort) -> Sql:
    if sort.column:
        return f'ticket."{sort.field}"', []
    return "ifnull(json_extract(ticket.doc, ?), '')", [json_path(sort.field)]


def read_sort(piece: Piece, reading: Reading) -> Sort:
    """Return the key that `due` or `-priority` means."""
    name = piece.text.removeprefix("-").lower()
    sort = _find(name, reading.context)
    if sort is None:
        known = [one for one in _names(reading.context) if _find(one, reading.context)]
        raise reading.unknown(Piece(name, piece.quoted, piece.position), "field to sort by", known)
    return replace(sort, descending=True) if piece.text.startswith("-") else sort


def _names(context: Context) -> list[str]:
    return ["title", *names(context.config.fields)]


def _find(name: str, context: Context) -> Sort | None:
    """Return the key for a field with one value, None for sets, links and words."""
    config = context.config
    if name == "title":
        return Sort(name)
    if name == "status":
        return Sort(name, order=tuple(config.statuses))
    row = find_row(name, config.fields)
    node = row.finds(Present()) if row and row.ask is not Ask.WORDS and row.finds else None
    if row is None or not isinstance(node, Has) or node.source.place not in _SINGLE:
        return None
    order = tuple(getattr(config, row.declared)) if row.ask is Ask.RANK else row.choices
    return Sort(
        node.source.name,
        order=order,
        column=node.source.place is Place.COLUMN,
        numeric=row.ask in (Ask.AMOUNT, Ask.LENGTH),
        length=row.ask is Ask.LENGTH,
    )


_SINGLE = (Place.COLUMN, Place.DOCUMENT)
