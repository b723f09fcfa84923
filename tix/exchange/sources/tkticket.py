"""What a file of tk says: front matter, title, sections, and notes with their times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from tix.exchange.record import NOBODY, Remark, Value
from tix.exchange.sources.dates import Dates
from tix.exchange.sources.frontmatter import Page, read_page
from tix.exchange.sources.needs import PARENT, Dependency
from tix.findings import Finding

_TITLE = re.compile(r"\s*# +(.+?)[ \t]*\n", re.MULTILINE)
_SECTION = re.compile(r"^## +(.+?)[ \t]*$", re.MULTILINE)
_NOTE = re.compile(r"^\*\*(\d{4}-\d\d-\d\dT[^*\s]+)\*\*[ \t]*$", re.MULTILINE)
#: Sections that are fields; the others stay in the description, under their heading.
_SECTIONS = {"Design": "design", "Acceptance Criteria": "acceptance_criteria"}
_NOTES = "Notes"
#: What is read by itself; other fields of the front matter keep their name.
_APART = {"id", "status", "deps", "links", "created", "type", "priority", "assignee", "parent",
          "tags"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TkTicket:
    """One file as it was: its fields without links, and its findings."""

    key: str
    path: str
    is_ticket: bool
    fields: dict[str, Value]
    remarks: tuple[Remark, ...]
    needs: tuple[Dependency, ...]
    created: datetime | None
    findings: tuple[Finding, ...]


def read_ticket(data: bytes, path: str, dates: Dates) -> TkTicket:
    """Return the ticket of a file; without front matter it is none."""
    page = read_page(data, path)
    key = "-".join(page.text("id").split()) or PurePosixPath(path).stem
    return TkTicket(
        key=key,
        path=path,
        is_ticket=bool(page.fields),
        fields=_fields(page, key),
        remarks=tuple(_remarks(page, dates)),
        needs=tuple(_needs(page, key)),
        created=dates.read(page.text("created")) if page.text("created") else None,
        findings=tuple(page.findings),
    )


def _fields(page: Page, key: str) -> dict[str, Value]:
    title = _TITLE.match(page.body)
    sections = _sections(page.body[title.end() :] if title else page.body)
    priority = page.text("priority")
    fields: dict[str, Value] = {
        "title": title[1] if title else key,
        "status": page.text("status") or "open",
        "issuetype": page.text("type"),
        "priority": f"P{priority}" if priority.isdigit() else priority,
        "assignee": page.text("assignee"),
        "labels": tuple(dict.fromkeys(page.items("tags"))),
        "description": sections.get("", ""),
    }
    fields |= {name: sections.get(heading, "") for heading, name in _SECTIONS.items()}
    for name in page.fields.keys() - _APART:
        node = page.fields[name]
        fields[name] = tuple(page.items(name)) if isinstance(node, list) else page.text(name)
    return fields


def _sections(body: str) -> dict[str, str]:
    first, *parts = _SECTION.split(body)
    found: dict[str, list[str]] = {"": [first.strip()]}
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        if heading in _SECTIONS or heading == _NOTES:
            found.setdefault(heading, []).append(text.strip())
        else:
            found[""].append(f"## {heading}\n\n{text.strip()}")
    return {heading: "\n\n".join(filter(None, texts)) for heading, texts in found.items()}


def _remarks(page: Page, dates: Dates) -> Iterator[Remark]:
    """Yield the notes; what stands above the first time is not one."""
    _, *parts = _NOTE.split(_sections(page.body).get(_NOTES, ""))
    for number, (when, text) in enumerate(zip(parts[::2], parts[1::2], strict=True), 1):
        at = dates.read(when)
        if at is not None:
            yield Remark(f"{when} {number}", at, NOBODY, text.strip())


def _needs(page: Page, key: str) -> Iterator[Dependency]:
    for kind, name in (("blocks", "deps"), ("related", "links"), (PARENT, "parent")):
        for other in dict.fromkeys(page.items(name)):
            if other != key:
                yield Dependency(key, "-".join(other.split()), kind)
