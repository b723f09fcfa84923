"""Checks of a ticket against the format and the settings of its tracker, as findings."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping

from tix.findings import Finding, Severity
from tix.frozen import frozen
from tix.model.config import Config
from tix.model.declared import CustomField
from tix.model.fields import CORE, Field, Kind, Shape, problem_with
from tix.model.records import CLOSED, RECORDS, REQUIRED
from tix.model.ticket import Node, Ticket

#: Fields that no ticket can be without.
NEEDED = ("id", "title", "created")
ALWAYS = "always"
#: The rule of a value that its section does not declare.
UNDECLARED = "value-undeclared"

#: How alike a word must be to a known one to be taken for a slip: `duee` is, `notes` is not.
_MISTYPED = 0.8

#: Tells whether a ticket answers a query such as `type:bug`.
Answers = Callable[[str, Ticket], bool]


@frozen
class Fault:
    """One thing wrong with a ticket, at a path of fields such as `("comments", "0", "at")`."""

    path: tuple[str, ...]
    rule: str
    message: str
    severity: Severity = Severity.ERROR
    fix: str = ""

    def finding(self, file: str, place: tuple[int, int] = (0, 0)) -> Finding:
        """Return the finding for this fault in a file."""
        return Finding(self.severity, self.rule, file, self.message, *place, fix=self.fix)


def check_ticket(
    ticket: Ticket, config: Config, file: str = "", answers: Answers | None = None
) -> list[Finding]:
    """Return what is wrong with a ticket; see `find_faults` for places within the file."""
    return [fault.finding(file) for fault in find_faults(ticket, config, answers)]


def find_faults(ticket: Ticket, config: Config, answers: Answers | None = None) -> Iterator[Fault]:
    """Yield what is wrong with a ticket, in the order of its fields, then what is missing.

    `answers` decides `required_when`; without it only fields with `always` are asked for.
    """
    for name, node in ticket.doc.items():
        custom = config.fields.get(name)
        if name in CORE:
            yield from _core(CORE[name], node, config)
        elif custom is not None:
            yield from _custom(custom, node)
        else:
            yield _unknown(name, config)
    for name in NEEDED:
        if not ticket.text(name):
            yield Fault((name,), "field-missing", f"{name} is missing")
    for custom in config.fields.values():
        if custom.name not in ticket.doc and _is_required(custom, ticket, answers):
            message = f"{custom.name} is required" + (
                f" here ({custom.required_when})" if custom.required_when != ALWAYS else ""
            )
            fix = f"tix set {ticket.id} {custom.name}=…"
            yield Fault((custom.name,), "field-required", message, fix=fix)


def _is_required(custom: CustomField, ticket: Ticket, answers: Answers | None) -> bool:
    if custom.required_when == ALWAYS:
        return True
    return bool(custom.required_when and answers and answers(custom.required_when, ticket))


def _core(field: Field, node: Node, config: Config) -> Iterator[Fault]:
    path = (field.name,)
    if field.shape is Shape.ONE:
        yield from _one(field.name, field.kind, node, path)
        if isinstance(node, str):
            yield from _declared(field, node, path, config)
    elif field.shape is Shape.SET:
        if not isinstance(node, list):
            yield Fault(path, "field-shape", f"{field.name} must be a list, one item a line")
            return
        for number, item in enumerate(node):
            inner = (*path, str(number))
            yield from _one(field.name, field.kind, item, inner)
            if isinstance(item, str):
                yield from _declared(field, item, inner, config)
    else:
        yield from _SHAPES[field.shape](field, node)


def _one(name: str, kind: Kind, node: Node, path: tuple[str, ...]) -> Iterator[Fault]:
    if not isinstance(node, str):
        yield Fault(path, "field-shape", f"{name} must be one value, not a list or a mapping")
    elif problem := problem_with(kind, node):
        yield Fault(path, "field-value", f"{name} {_sentence(problem)}")


def _sentence(problem: str) -> str:
    return problem if problem.startswith(("has ", "is ")) else f"is wrong: {problem}"


def _custom(custom: CustomField, node: Node) -> Iterator[Fault]:
    if custom.many and not isinstance(node, list):
        message = f"{custom.name} must be a list, one item a line"
        yield Fault((custom.name,), "field-shape", message)
        return
    items = enumerate(node) if custom.many and isinstance(node, list) else [(-1, node)]
    for number, item in items:
        path = (custom.name,) if number < 0 else (custom.name, str(number))
        yield from _one(custom.name, custom.kind, item, path)
        if custom.kind is Kind.ENUM and isinstance(item, str) and item not in custom.values:
            message = f"{custom.name} is {item!r}; it can be {', '.join(custom.values)}"
            yield Fault(path, "field-value", message + _near(item, custom.values))


def _declared(field: Field, value: str, path: tuple[str, ...], config: Config) -> Iterator[Fault]:
    """Yield a fault for a value that its section does not declare, as bad as `strict` says."""
    if field.kind is Kind.PERSON:
        yield from _person(field, value, path, config)
        return
    declared = config.declared_for(field.name)
    strict = config.strict.get(field.declared, "off")
    if not declared or value in declared or strict == "off":
        return
    present = config.canonical(field.declared, value)
    if present in declared:
        message = f"{value!r} is now called {present!r}"
        fix = f"tix set … {field.name}={present}"
        yield Fault(path, "value-old", message, Severity.INFO, fix)
        return
    message = f"{value!r} is not declared in {field.declared}{_near(value, tuple(declared))}"
    yield Fault(path, UNDECLARED, message, Severity(strict))


def _person(field: Field, value: str, path: tuple[str, ...], config: Config) -> Iterator[Fault]:
    people = config.people
    strict = config.strict.get("people", "off")
    if strict == "off" or not people.people or value in people.people or "@" in value:
        return
    close = people.close(value)
    hint = f"; did you mean {close[0]}?" if close else ""
    message = f"{field.name} {value!r} is nobody in people{hint}"
    yield Fault(path, UNDECLARED, message, Severity(strict))


def _links(field: Field, node: Node) -> Iterator[Fault]:
    from tix.model.fields import LINK_KINDS

    if not isinstance(node, dict):
        yield Fault((field.name,), "field-shape", "links must map each kind to a list of ids")
        return
    for kind, ids in node.items():
        path = (field.name, kind)
        if kind not in LINK_KINDS:
            known = ", ".join(LINK_KINDS)
            yield Fault(path, "field-value", f"{kind!r} is no kind of link; there are {known}")
        elif not isinstance(ids, list):
            yield Fault(path, "field-shape", f"links.{kind} must be a list of ids")
        else:
            for number, item in enumerate(ids):
                yield from _one(f"links.{kind}", field.kind, item, (*path, str(number)))


def _records(field: Field, node: Node) -> Iterator[Fault]:
    if not isinstance(node, list):
        yield Fault((field.name,), "field-shape", f"{field.name} must be a list of entries")
        return
    seen: set[str] = set()
    for number, item in enumerate(node):
        path = (field.name, str(number))
        yield from _record(field.name, item, path)
        key = item.get("id", "") if isinstance(item, dict) else ""
        if isinstance(key, str) and key and key in seen:
            message = f"{field.name} has the id {key!r} twice"
            yield Fault(path, "field-twice", message, fix="give the later one another id")
        seen.add(str(key))


def _single_record(field: Field, node: Node) -> Iterator[Fault]:
    yield from _record(field.name, node, (field.name,))


def _record(name: str, node: Node, path: tuple[str, ...]) -> Iterator[Fault]:
    if not isinstance(node, dict):
        yield Fault(path, "field-shape", f"each of {name} must be a mapping")
        return
    kinds: Mapping[str, Kind] = RECORDS.get(name, {})
    for key, value in node.items():
        kind = kinds.get(key)
        if kind is None:
            message = f"{name} has no key {key!r}; it stays as it is{_near(key, tuple(kinds))}"
            yield Fault((*path, key), "field-unknown", message, Severity.INFO)
        elif key != "id" and key != "re":
            yield from _one(f"{name}.{key}", kind, value, (*path, key))
            words = CLOSED.get((name, key), ())
            if words and isinstance(value, str) and value not in words:
                message = f"{name}.{key} is {value!r}; it can be {', '.join(words)}"
                yield Fault((*path, key), "field-value", message)
        elif not isinstance(value, str):
            yield Fault((*path, key), "field-shape", f"{name}.{key} must be one word")
    for key in REQUIRED.get(name, ()):
        if not node.get(key):
            yield Fault(path, "field-missing", f"{name} has an entry without {key}")


def _unknown(name: str, config: Config) -> Fault:
    known = (*CORE, *config.fields)
    severity = Severity.WARNING if _near(name, known, _MISTYPED) else Severity.INFO
    message = f"{name} is no field of this tracker; it stays as it is{_near(name, known)}"
    return Fault((name,), "field-unknown", message, severity)


@functools.lru_cache(maxsize=256)
def _near(word: str, known: tuple[str, ...], likeness: float = 0.6) -> str:
    """Return the nearest known word as the end of a sentence, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, 1, likeness)
    return f"; did you mean {close[0]}?" if close else ""


_SHAPES: dict[Shape, Callable[[Field, Node], Iterator[Fault]]] = {
    Shape.LINKS: _links,
    Shape.RECORDS: _records,
    Shape.RECORD: _single_record,
}
