"""The order of a list: `sort:-priority,due`."""

from __future__ import annotations

from tix.frozen import frozen, replace
from tix.query.conditions import Present
from tix.query.context import Context
from tix.query.fields import Ask, find_row, names
from tix.query.lexer import Piece
from tix.query.nodes import Has
from tix.query.reading import Reading, spellings
from tix.query.sources import Place
from tix.query.sql import Sql, json_path
from tix.query.values import default_of


@frozen
class Sort:
    """One key: a field, the direction, and for declared values their order, with all names of each.

    `column` is false for custom fields, which only the document has. Unset values come last
    whichever the direction, unless they count as the one named by `default`.
    """

    field: str
    descending: bool = False
    order: tuple[tuple[str, ...], ...] = ()
    default: str = ""
    column: bool = True
    numeric: bool = False
    length: bool = False

    def sql(self) -> Sql:
        """Return the terms for ORDER BY and their parameters."""
        value, params = _value(self)
        key, more = value, [*params]
        if self.order:
            places = {name: at for at, names in enumerate(self.order) for name in names}
            cases = " ".join(f"WHEN ? THEN {place}" for place in places.values())
            other = places.get(self.default, -1)
            key, more = f"CASE {value} {cases} ELSE {other} END", [*params, *places]
        elif self.numeric:
            reader = "tix_seconds" if self.length else "tix_number"
            key = f"{reader}(CAST({value} AS TEXT))"
        elif self.field == "title":
            key = f"{value} COLLATE NOCASE"
        ordered = f"{key}{' DESC' if self.descending else ''}"
        if self.default:
            return ordered, more
        return f"{value} = '', {ordered}", [*params, *more]


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
        return Sort(name, order=tuple((status,) for status in config.statuses))
    row = find_row(name, config.fields)
    node = row.finds(Present()) if row and row.ask is not Ask.WORDS and row.finds else None
    if row is None or not isinstance(node, Has) or node.source.place not in _SINGLE:
        return None
    order: tuple[tuple[str, ...], ...] = tuple((choice,) for choice in row.choices)
    if row.ask is Ask.RANK:
        order = tuple(spellings(getattr(config, row.declared)).values())
    return Sort(
        node.source.name,
        order=order,
        default=default_of(row, context),
        column=node.source.place is Place.COLUMN,
        numeric=row.ask in (Ask.AMOUNT, Ask.LENGTH),
        length=row.ask is Ask.LENGTH,
    )


_SINGLE = (Place.COLUMN, Place.DOCUMENT)
