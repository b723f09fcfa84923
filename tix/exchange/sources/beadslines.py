"""Read the lines of beads: each one an issue, and each broken one a finding with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tix.exchange.jsonstream import decode
from tix.exchange.sources.beadsissue import Issue, read_issue
from tix.findings import Finding, Severity

_MARKER = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")


def issues(lines: Iterable[bytes], path: str, findings: list[Finding]) -> Iterator[Issue]:
    """Yield the issue of every line that has one; `lines` are those of the file `path`."""
    for number, line in enumerate(lines, 1):
        if found := issue(line, path, number, findings):
            yield found


def issue(line: bytes, path: str, number: int, findings: list[Finding]) -> Issue | None:
    """Return the issue of one line; an empty line has none."""
    text, encoding = decode(line)
    text = text.strip()
    if not text:
        return None
    if encoding != "utf-8":
        told = "is not UTF-8; read as Windows 1252"
        findings.append(Finding(Severity.WARNING, "import-encoding", path, told, line=number))
    try:
        return read_issue(_node(text), path, number)
    except RecursionError:
        told = "is nested too deeply"
    except ValueError as error:
        told = f"is no issue of beads: {error}"
    rule = "import-no-issue"
    if _MARKER.match(text):
        rule, told = "import-conflict", "is a conflict marker; both sides were read"
    findings.append(Finding(Severity.ERROR, rule, path, told, line=number))
    return None


def _node(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at column {error.colno}") from None
