"""JSON lines: one object a line, each a new ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tix.findings import Finding, Severity
from tix.model.ticket import Node


class Line(NamedTuple):
    """One line: its number from 1, and its fields in text."""

    number: int
    fields: Mapping[str, Node]


def read_lines(text: str, source: str) -> tuple[list[Line], list[Finding]]:
    """Return the objects of all lines but empty ones, and what is wrong with the others."""
    found: list[Line] = []
    findings: list[Finding] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        read = _read(line)
        if isinstance(read, str):
            findings.append(fault(source, number, "json-syntax", read))
        else:
            found.append(Line(number, read))
    return found, findings


def fault(source: str, line: int, rule: str, message: str, fix: str = "") -> Finding:
    """Return the finding that a line is wrong."""
    return Finding(Severity.ERROR, rule, source, message, line, 1, fix)


def _read(line: str) -> dict[str, Node] | str:
    import json

    try:
        value = json.loads(line, parse_constant=_refuse, object_pairs_hook=_unique)
    except RecursionError:
        return "is nested too deep"
    except ValueError as error:
        return f"is no JSON: {error}"
    if not isinstance(value, dict):
        return 'is no object such as {"title": "Login page is slow"}'
    return {name: _node(item) for name, item in value.items()}


def _refuse(word: str) -> Any:  # noqa: ANN401  # json's own signature
    raise ValueError(f"{word} is no number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ValueError(f"{twice[0]!r} stands in it twice")
    return dict(pairs)


def _node(value: Any) -> Node:  # noqa: ANN401  # whatever JSON holds
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [_node(item) for item in value]
    if isinstance(value, dict):
        return {name: _node(item) for name, item in value.items()}
    return str(value)
