"""What a file of Backlog.md says: the fields of a task, its checklists and its comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tix.exchange.record import Account, Remark, Value
from tix.exchange.sources.dates import Dates
from tix.exchange.sources.frontmatter import Page, read_page
from tix.findings import Finding, Severity

#: Folders of tasks, and the status of those that lie in them whatever they say.
FOLDERS = {
    "tasks": "",
    "completed": "",
    "drafts": "Draft",
    "archive/tasks": "Archived",
    "archive/drafts": "Archived",
}
_PATH = re.compile(
    r"(?:.*?/)??(archive/tasks|archive/drafts|tasks|completed|drafts)/([^/]+)\.md", re.DOTALL
)
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9]*)-(\d+(?:\.\d+)*)(?:\s*-\s*|\b)(.*)", re.DOTALL)
_OVER = re.compile(r"done|closed|complete.*|cancell?ed|won'?t.*|rejected", re.IGNORECASE)
_SECTION = re.compile(r"^## +(.+?)[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"<!-- ?(?:SECTION:\w+|AC|DOD|COMMENTS|COMMENT):(?:BEGIN|END) ?-->\n?")
_BOX = re.compile(r"^\s*[-*] \[([ xX])\] (?:#\d+ )?(.+?)\s*$", re.MULTILINE)
_COMMENT = re.compile(
    r"^author: *(.*)\ncreated: *(.*)\n(?:\w+: .*\n)*---\n((?s:.*?))^---[ \t]*$", re.MULTILINE
)
#: Sections that are fields; the others stay in the description, under their heading.
_SECTIONS = {
    "Implementation Plan": "plan",
    "Implementation Notes": "notes",
    "Final Summary": "solution",
}
_LISTS = {"Acceptance Criteria": "", "Definition of Done": "Definition of Done: "}
#: What is read by itself; other fields of the front matter keep their name.
_APART = {
    "id", "title", "status", "assignee", "reporter", "labels", "priority", "parent_task_id",
    "dependencies", "created_date", "updated_date", "type", "parent", "createdDate", "subtasks",
    "ordinal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """One file as it was: its id in capitals, its fields without links, and its findings."""

    key: str
    path: str
    folder: str
    fields: dict[str, Value]
    remarks: tuple[Remark, ...]
    parent: str
    needs: tuple[str, ...]
    created: datetime | None
    dated: str
    updated: datetime | None
    findings: tuple[Finding, ...]

    @property
    def is_archived(self) -> bool:
        """Whether it lies in the archive."""
        return self.folder.startswith("archive")


@dataclass(frozen=True, slots=True)
class Name:
    """What the path of a task says: the folder, the number behind the prefix, the words."""

    folder: str
    prefix: str
    number: str
    words: str


def name_of(path: str) -> Name | None:
    """Return what a path says, None when it is no task's."""
    found = _PATH.fullmatch(path)
    parts = _NAME.fullmatch(found[2]) if found else None
    if not found or not parts:
        return None
    number = ".".join(str(int(part)) for part in parts[2].split("."))
    return Name(found[1], parts[1], number, parts[3].casefold())


def read_task(data: bytes, path: str, dates: Dates) -> Task:
    """Return the task of a file whose path is a task's."""
    page = read_page(data, path)
    name = name_of(path)
    assert name is not None  # noqa: S101 - the caller looked
    findings = list(page.findings)
    dated = page.text("created_date") or page.text("createdDate")
    created = dates.read(dated) if dated else None
    if dated and created is None:
        _tell(findings, path, f"created_date {dated!r} is no date")
    key = page.text("id").upper() or f"{name.prefix}-{name.number}".upper()
    needs = dict.fromkeys(each.upper() for each in page.items("dependencies"))
    if key in needs:
        _tell(findings, path, f"{key} depends on itself; that is left out")
    return Task(
        key=key,
        path=path,
        folder=name.folder,
        fields=_fields(page, name, path, findings),
        remarks=tuple(_remarks(page, dates)),
        parent=(page.text("parent_task_id") or page.text("parent")).upper(),
        needs=tuple(each for each in needs if each != key),
        created=created,
        dated=dated,
        updated=dates.read(page.text("updated_date")) if page.text("updated_date") else None,
        findings=tuple(findings),
    )


def _fields(page: Page, name: Name, path: str, findings: list[Finding]) -> dict[str, Value]:
    sections = _sections(page.body)
    fields: dict[str, Value] = {
        "title": page.text("title") or name.words.replace("-", " "),
        "status": _status(page, name, path, findings),
        "backlog_folder": name.folder.partition("/")[0],
        "assignee": _people(page, "assignee")[0],
        "coassignees": tuple(_people(page, "assignee")[1:]),
        "reporter": _people(page, "reporter")[0],
        "labels": tuple(dict.fromkeys(page.items("labels"))),
        "priority": page.text("priority").lower(),
        "issuetype": page.text("type"),
        "description": sections.pop("", ""),
        "checklist": tuple(dict.fromkeys(_boxes(sections))),
    }
    fields |= {field: sections.get(title, "") for title, field in _SECTIONS.items()}
    for key in page.fields.keys() - _APART:
        node = page.fields[key]
        fields[key] = tuple(page.items(key)) if isinstance(node, list) else page.text(key)
    return fields


def _status(page: Page, name: Name, path: str, findings: list[Finding]) -> str:
    """Return the status: drafts and the archive decide over what a task says, unless it is over."""
    told = page.text("status")
    if not told and page.fields:
        _tell(findings, path, "has no status")
    forced = FOLDERS[name.folder]
    if forced and not _OVER.fullmatch(told):
        return forced
    return told or "To Do"


def _people(page: Page, name: str) -> list[str]:
    people = [each.strip().lstrip("@") for each in page.items(name)]
    return [each for each in people if each] or [""]


def _sections(body: str) -> dict[str, str]:
    """Return the parts of a task that are fields, and the rest as the description, named ""."""
    first, *parts = _SECTION.split(body)
    found: dict[str, list[str]] = {"": [first.strip()]}
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        plain = _FENCE.sub("", text).strip()
        if title in _SECTIONS or title in _LISTS or title == "Comments":
            found.setdefault(title, []).append(plain)
        else:
            found[""].append(plain if title == "Description" else f"## {title}\n\n{plain}")
    return {title: "\n\n".join(filter(None, texts)) for title, texts in found.items()}


def _boxes(sections: dict[str, str]) -> Iterator[str]:
    """Yield the items of the checklists, `[x] done`, those of the second with its name."""
    for title, lead in _LISTS.items():
        for tick, words in _BOX.findall(sections.get(title, "")):
            yield f"[{tick.lower()}] {lead}{words}"


def _remarks(page: Page, dates: Dates) -> Iterator[Remark]:
    text = _sections(page.body).get("Comments", "")
    for number, (author, created, said) in enumerate(_COMMENT.findall(text + "\n"), 1):
        name = author.strip().lstrip("@") or "unknown"
        at = dates.read(created.strip())
        if at is not None:
            yield Remark(str(number), at, Account(name, name), said.strip())


def _tell(findings: list[Finding], path: str, told: str) -> None:
    findings.append(Finding(Severity.WARNING, "import-task", path, told))
