"""The tree of a query as a parameterised condition for the index.

It calls the functions of `tix.model.indexed`. Only names of the field table are put into the text
of a condition; values are parameters.
"""

# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tix.query.conditions import (
    Amount,
    Between,
    Condition,
    Like,
    OneOf,
    Present,
)
from tix.query.nodes import And, Broken, Has, Node, Not, Or, Pointed, Status, Words
from tix.query.sources import Place, Source

Sql = tuple[str, list[object]]


def where(node: Node) -> Sql:
    """Return a condition on the table `ticket` and its parameters; it is never NULL."""
    return _NODES[type(node)](node)


def _all(node: And) -> Sql:
    return _join(node.parts, " AND ", "1")


def _any(node: Or) -> Sql:
    return _join(node.parts, " OR ", "0")


def _join(parts: tuple[Node, ...], word: str, empty: str) -> Sql:
    if not parts:
        return empty, []
    compiled = [where(part) for part in parts]
    return (
        "(" + word.join(sql for sql, _ in compiled) + ")",
        [param for _, params in compiled for param in params],
    )


def _not(node: Not) -> Sql:
    sql, params = where(node.part)
    return f"NOT {sql}", params


def _status(node: Status) -> Sql:
    return f"ticket.status IN ({_marks(node.names)})", [*node.names]


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


def _broken(_: Broken) -> Sql:
    return "ticket.broken <> ''", []


def _has(node: Has) -> Sql:
    return _PLACES[node.source.place](node.source, node.condition)


def _in_column(source: Source, condition: Condition) -> Sql:
    return _meets(f'ticket."{source.name}"', condition)


def _in_members(source: Source, condition: Condition) -> Sql:
    sql, params = _meets("member.value", condition)
    return (
        f"ticket.rowid IN (SELECT member.ticket FROM member WHERE member.field = ? AND {sql})",
        [source.name, *params],
    )


def _in_document(source: Source, condition: Condition) -> Sql:
    sql, params = _meets("entry.value", condition)
    return (
        f"EXISTS (SELECT 1 FROM json_each(ticket.doc, ?) AS entry WHERE {sql})",
        [json_path(source.name), *params],
    )


def _in_speakers(source: Source, condition: Condition) -> Sql:
    sql, params = _meets("ifnull(json_extract(entry.value, '$.by'), '')", condition)
    return (
        "EXISTS (SELECT 1 FROM json_each(ticket.doc, ?) AS entry"
        f" WHERE json_extract(entry.value, '$.deleted') IS NOT 'true' AND {sql})",
        [json_path(source.name), *params],
    )


def json_path(name: str) -> str:
    """Return the place of a field in the JSON of a ticket."""
    return f'$."{name}"'


def _pointed(node: Pointed) -> Sql:
    sql, params = _meets("other.id", node.condition)
    if node.except_in:
        sql += f" AND other.status NOT IN ({_marks(node.except_in)})"
        params = [*params, *node.except_in]
    if node.kind == "parent":
        select = "SELECT other.parent FROM ticket AS other WHERE other.parent <> '' AND "
        return f"ticket.id IN ({select}{sql})", params
    select = (
        "SELECT member.value FROM member JOIN ticket AS other ON other.rowid = member.ticket"
        " WHERE member.field = ? AND "
    )
    return f"ticket.id IN ({select}{sql})", [f"links.{node.kind}", *params]


def _words(node: Words) -> Sql:
    column = {"": "", "title": "title : "}.get(node.scope, "body : ")
    match = f'{column}"{node.words}"' + (" *" if node.prefix else "")
    sql = "ticket.rowid IN (SELECT words.rowid FROM words WHERE words MATCH ?)"
    if node.scope in ("", "title"):
        return sql, [match]
    return (
        f"({sql} AND tix_says(ticket.doc, ?, ?, ?))",
        [match, node.scope, node.words, int(node.prefix)],
    )


def _meets(value: str, condition: Condition) -> Sql:
    return _CONDITIONS[type(condition)](value, condition)


def _present(value: str, _: Present) -> Sql:
    return f"{value} <> ''", []


def _one_of(value: str, condition: OneOf) -> Sql:
    collate = "" if condition.exact else " COLLATE NOCASE"
    return f"{value}{collate} IN ({_marks(condition.values)})", [*condition.values]


def _like(value: str, condition: Like) -> Sql:
    pattern = condition.pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{value} LIKE ? ESCAPE '\\'", [pattern.replace("*", "%")]


def _between(value: str, condition: Between) -> Sql:
    days, day_params = _within(value, condition.start_day, condition.end_day)
    times, time_params = _within(value, condition.start, condition.end)
    zoned, _ = _within(f"strftime('%Y-%m-%dT%H:%M:%SZ', {value})", condition.start, condition.end)
    return (
        f"CASE length({value}) WHEN 0 THEN 0 WHEN 10 THEN {days} WHEN 20 THEN {times}"
        f" ELSE ifnull({zoned}, 0) END",
        [*day_params, *time_params, *time_params],
    )


def _within(value: str, start: str, end: str) -> Sql:
    if not end:
        return f"{value} >= ?", [start]
    return f"({value} >= ? AND {value} < ?)", [start, end]


def _amount(value: str, condition: Amount) -> Sql:
    read = f"tix_{'seconds' if condition.length else 'number'}(CAST({value} AS TEXT))"
    tests, params = [f"{read} IS NOT NULL"], []
    if condition.low is not None:
        tests.append(f"{read} {'>' if condition.above else '>='} ?")
        params.append(condition.low)
    if condition.high is not None:
        tests.append(f"{read} {'<' if condition.below else '<='} ?")
        params.append(condition.high)
    return "(" + " AND ".join(tests) + ")", [*params]


_NODES: Mapping[type, Callable[[Any], Sql]] = {
    And: _all,
    Or: _any,
    Not: _not,
    Has: _has,
    Status: _status,
    Pointed: _pointed,
    Words: _words,
    Broken: _broken,
}
_PLACES: Mapping[Place, Callable[[Source, Condition], Sql]] = {
    Place.COLUMN: _in_column,
    Place.MEMBER: _in_members,
    Place.DOCUMENT: _in_document,
    Place.SPEAKER: _in_speakers,
}
_CONDITIONS: Mapping[type, Callable[[str, Any], Sql]] = {
    Present: _present,
    OneOf: _one_of,
    Like: _like,
    Between: _between,
    Amount: _amount,
}
