"""Read Taskwarrior: what `task export` writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tix.errors import BadInput
from tix.exchange.jsonstream import elements
from tix.exchange.mapping import Mapping
from tix.exchange.record import Edit, Event, Record, Remark, Value, exporter
from tix.exchange.sources.needs import PARENT, Dependency, Links
from tix.exchange.sources.packed import files
from tix.exchange.sources.places import alias_of
from tix.findings import Finding, Severity
from tix.model.statuses import Category

#: The words of Taskwarrior that are too near to others of tix.
_STATUSES = {"pending": "open"}
_PRIORITIES = {"H": "high", "M": "medium", "L": "low"}
_TIMES = {"due": "duedate", "wait": "snoozed"}
#: What is read on its own, or what Taskwarrior computes.
_APART = {
    "uuid", "id", "description", "status", "entry", "modified", "end", "start", "urgency", "mask",
    "imask", "priority", "project", "tags", "depends", "annotations", "parent", *_TIMES,
}  # fmt: skip
_SHORT = 8
CATEGORIES = {
    "open": Category.QUEUE,
    "started": Category.ACTIVE,
    "waiting": Category.WAITING,
    "recurring": Category.WAITING,
    "completed": Category.CLOSED,
    "deleted": Category.CLOSED,
}


class Taskwarrior:
    """An export of Taskwarrior; see `Source`."""

    system = "taskwarrior"
    categories = CATEGORIES

    def __init__(self, path: Path) -> None:
        self.path = path
        self.alias = alias_of(path)
        self.findings: list[Finding] = []

    def records(self) -> Iterator[Record]:
        """Yield every task; who needs whom is looked up in a first pass."""
        self.findings = []
        links, seen = Links(), set[str]()
        for node, name, line in self._tasks():
            try:
                links.put(_key(node), tuple(_needs(node)))
            except (ValueError, TypeError) as error:
                told = f"is no task of Taskwarrior: {error}"
                self._find(Severity.ERROR, "import-no-issue", name, line, told)
        if not links.own and not self.findings:
            raise BadInput(f"{self.path} holds no task.", hint="task export > tasks.json")
        for node, name, line in self._tasks(quietly=True):
            try:
                record = _record(node, links, name, line)
            except (ValueError, TypeError, KeyError) as error:
                if _has_key(node):
                    told = f"{_key(node)} is no task of Taskwarrior: {error}"
                    self._find(Severity.ERROR, "import-no-issue", name, line, told)
                continue
            if record.key in seen:
                told = f"{record.key} stands here again; the first one counts"
                self._find(Severity.WARNING, "import-duplicate", name, line, told)
                continue
            seen.add(record.key)
            yield record

    def _tasks(self, *, quietly: bool = False) -> Iterator[tuple[Any, str, int]]:
        findings: list[Finding] = [] if quietly else self.findings
        for name, place in files(self.path, (".json", ".jsonl", ".data"), findings):
            try:
                for line, node in elements(place, name=name):
                    yield node, name, line
            except BadInput as error:
                findings.append(Finding(Severity.ERROR, "import-json", name, error.message))

    def _find(self, severity: Severity, rule: str, name: str, line: int, told: str) -> None:
        self.findings.append(Finding(severity, rule, name, told, line=line))


@contextmanager
def open_taskwarrior(path: Path, _chosen: Mapping | None = None) -> Iterator[Taskwarrior]:
    """Give the export at `path`."""
    yield Taskwarrior(path)


def _key(node: Any) -> str:  # noqa: ANN401 - JSON
    if not _has_key(node):
        raise ValueError("there is no `uuid`")
    return str(node["uuid"])[:_SHORT]


def _has_key(node: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(node, dict) and isinstance(node.get("uuid"), str) and bool(node["uuid"])


def _needs(node: dict[str, Any]) -> Iterator[Dependency]:
    listed = node.get("depends") or []
    for other in listed.split(",") if isinstance(listed, str) else listed:
        yield Dependency(_key(node), str(other).strip()[:_SHORT], "blocks")
    if node.get("parent"):
        yield Dependency(_key(node), str(node["parent"])[:_SHORT], PARENT)


def _moment(text: Any) -> datetime:  # noqa: ANN401 - JSON
    """Return a time such as `20260105T100000Z`, also in the way others write it."""
    at = datetime.fromisoformat(str(text))
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _record(node: dict[str, Any], links: Links, name: str, line: int) -> Record:
    author = exporter(Taskwarrior.system)
    key, status = _key(node), str(node.get("status") or "pending")
    created = _moment(node.get("entry") or node.get("modified") or node["end"])
    status = _STATUSES.get(status, status)
    is_over = CATEGORIES.get(status) is Category.CLOSED
    if node.get("start") and not is_over:
        status = "started"
    fields = _fields(node) | {"status": status} | links.fields(key)
    events: list[Event] = []
    if status != "open":
        at = node.get("end") if is_over else node.get("start")
        when = _moment(at or node.get("modified") or created.isoformat())
        events.append(Event("end", when, author, (Edit("status", "open", status),)))
    return Record(
        key=key,
        created=created,
        author=author,
        fields=fields,
        lists=frozenset(each for each, value in fields.items() if isinstance(value, tuple)),
        events=tuple(events),
        remarks=tuple(
            Remark(f"{each['entry']} {place}", _moment(each["entry"]), author, each["description"])
            for place, each in enumerate(node.get("annotations") or [])
        ),
        path=name,
        line=line,
    )


def _fields(node: dict[str, Any]) -> dict[str, Value]:
    priority = str(node.get("priority") or "")
    fields: dict[str, Value] = {
        "title": str(node.get("description") or ""),
        "priority": _PRIORITIES.get(priority, priority),
        "project": str(node.get("project") or "").replace(".", "/"),
        "labels": tuple(map(str, node.get("tags") or ())),
    }
    fields |= {
        to: _moment(node[name]).date().isoformat() for name, to in _TIMES.items() if node.get(name)
    }
    for name in node.keys() - _APART:
        if isinstance(node[name], str | int | float) and node[name] != "":
            fields[name] = str(node[name])
    return fields
