"""What is wrong with the fields of a ticket, as far as the format alone can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tix.findings import Finding, Severity
from tix.frozen import frozen
from tix.model.fields import CORE, LINK_KINDS, Field, Kind, Shape, problem_with
from tix.model.ids import ITEM_PATTERN
from tix.model.records import CLOSED, RECORDS, REQUIRED
from tix.model.ticket import Node, Ticket

#: Fields without which a file is no ticket.
REQUIRED_FIELDS = ("id", "title", "created")

#: Finds line and column of a key or item by its path of keys, such as ("comments", 0, "at").
Locate = Callable[..., tuple[int, int]]


@frozen
class _Problem:
    """What is wrong, by which rule, and the path of keys at which it is."""

    rule: str
    message: str
    where: tuple[str | int, ...] = ()
    severity: Severity = Severity.ERROR


def problems(
    ticket: Ticket,
    path: str = "",
    *,
    locate: Locate | None = None,
    custom: Mapping[str, Field] | None = None,
) -> list[Finding]:
    """Return what is wrong with the values and shapes of a ticket's fields.

    `locate` is a document's `place`, for lines and columns; `custom` describes declared custom
    fields. Whether values are declared, and links real, is judged elsewhere.
    """
    found = [*_missing(ticket), *_fields(ticket.doc, {**CORE, **(custom or {})})]
    return [_finding(problem, path, locate) for problem in found]


def _finding(problem: _Problem, path: str, locate: Locate | None) -> Finding:
    line, column = locate(*problem.where) if locate and problem.where else (0, 0)
    return Finding(problem.severity, problem.rule, path, problem.message, line, column)


def _missing(ticket: Ticket) -> Iterator[_Problem]:
    for name in REQUIRED_FIELDS:
        if not ticket.doc.get(name):
            yield _Problem("field-required", f"{name} is missing")


def _fields(doc: Mapping[str, Node], fields: Mapping[str, Field]) -> Iterator[_Problem]:
    for name, node in doc.items():
        field = fields.get(name)
        if field:
            yield from _SHAPES[field.shape](field, node)


def _one(field: Field, node: Node) -> Iterator[_Problem]:
    if not isinstance(node, str):
        yield _shape(field, "one value")
        return
    yield from _value(field.kind, node, field.name, (field.name,))


def _set(field: Field, node: Node) -> Iterator[_Problem]:
    if not isinstance(node, list):
        yield _shape(field, "a list of values")
        return
    yield from _members(field.kind, node, field.name, (field.name,))


def _members(
    kind: Kind, members: list[Node], name: str, where: tuple[str | int, ...]
) -> Iterator[_Problem]:
    seen: set[str] = set()
    for number, member in enumerate(members):
        place = (*where, number)
        if not isinstance(member, str):
            yield _Problem("field-shape", f"{name} may hold only single values", place)
            continue
        if member in seen:
            message = f"{name} has {member} twice"
            yield _Problem("set-duplicate", message, place, Severity.WARNING)
        seen.add(member)
        yield from _value(kind, member, name, place)


def _links(field: Field, node: Node) -> Iterator[_Problem]:
    if not isinstance(node, dict):
        yield _shape(field, "a mapping from kinds of links to lists of ids")
        return
    for kind, targets in node.items():
        where = (field.name, kind)
        if kind not in LINK_KINDS:
            known = ", ".join(LINK_KINDS)
            message = f"{kind!r} is no kind of link ({known})"
            yield _Problem("link-kind", message, where, Severity.WARNING)
        if isinstance(targets, list):
            yield from _members(field.kind, targets, f"links {kind}", where)
        else:
            yield _Problem("field-shape", f"links {kind} must be a list of ids", where)


def _records(field: Field, node: Node) -> Iterator[_Problem]:
    if not isinstance(node, list):
        yield _shape(field, "a list of records")
        return
    seen: set[str] = set()
    for number, item in enumerate(node):
        where = (field.name, number)
        if not isinstance(item, dict):
            yield _Problem("field-shape", f"{field.name} may hold only records with an id", where)
            continue
        name = item.get("id")
        if isinstance(name, str):
            if name in seen:
                yield _Problem("record-id", f"{field.name} has the id {name} twice", where)
            seen.add(name)
        yield from _record_keys(field.name, item, where)


def _record(field: Field, node: Node) -> Iterator[_Problem]:
    if not isinstance(node, dict):
        yield _shape(field, "one record")
        return
    yield from _record_keys(field.name, node, (field.name,))


def _record_keys(
    field: str, item: Mapping[str, Node], where: tuple[str | int, ...]
) -> Iterator[_Problem]:
    """Yield what is wrong within one record."""
    for key in REQUIRED.get(field, ()):
        if not item.get(key):
            yield _Problem("record-required", f"a record of {field} has no {key}", where)
    for key, kind in RECORDS.get(field, {}).items():
        node = item.get(key)
        if node is None:
            continue
        place, name = (*where, key), f"{field} {key}"
        if not isinstance(node, str):
            yield _Problem("field-shape", f"{name} must be one value", place)
        elif kind is Kind.ID:
            if not ITEM_PATTERN.fullmatch(node):
                yield _Problem("record-id", f"{name}: {node!r} is no id such as c7f2kq", place)
        else:
            yield from _value(kind, node, name, place)
            words = CLOSED.get((field, key))
            if words and node not in words:
                message = f"{name}: {node!r} is none of {', '.join(words)}"
                yield _Problem("field-value", message, place)
    if field == "attachments" and "/" in str(item.get("file", "")):
        yield _Problem("attachment-path", "attachments file must be a name without /", where)


def _value(kind: Kind, text: str, name: str, where: tuple[str | int, ...]) -> Iterator[_Problem]:
    problem = problem_with(kind, text)
    if problem:
        yield _Problem("field-value", f"{name} {problem}", where)


def _shape(field: Field, wanted: str) -> _Problem:
    return _Problem("field-shape", f"{field.name} must be {wanted}", (field.name,))


_SHAPES: dict[Shape, Callable[[Field, Node], Iterator[_Problem]]] = {
    Shape.ONE: _one,
    Shape.SET: _set,
    Shape.LINKS: _links,
    Shape.RECORDS: _records,
    Shape.RECORD: _record,
}
