"""Read Backlog.md: a folder of tasks, or its history in a repository or bundle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Record, Value, exporter
from tix.exchange.settle import ended
from tix.exchange.sources.backloglinks import Links, keys_of
from tix.exchange.sources.backlogpast import Life, lives
from tix.exchange.sources.backlogtask import Task, name_of, read_task
from tix.exchange.sources.dates import Dates
from tix.exchange.sources.kept import Kept
from tix.exchange.sources.packed import files
from tix.exchange.sources.places import repository
from tix.exchange.sources.trunk import Deed
from tix.exchange.sources.versions import Version, with_versions
from tix.findings import Finding, Severity
from tix.git.run import Git
from tix.model.ticket import format_time

DAY = timedelta(days=1)
EPOCH, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
#: The status of a task whose file was removed.
_GONE = "Deleted"
#: The status in which Backlog.md makes a task.
_FIRST = "To Do"


class Backlog(Kept):
    """An export of Backlog.md; see `Source`."""

    system = "backlog"

    def __init__(self, path: Path, git: Git | None, zone: str) -> None:
        super().__init__(path, git)
        self.dates = Dates(zone)

    def _read(self) -> Iterator[Record]:
        past = lives(self.git, self.dates) if self.git else []
        if past:
            yield from self._with_past(
                sorted(past, key=lambda life: (life.is_gone, life.last.is_archived))
            )
            return
        tasks = self._tasks()
        keys = self._keys(tasks)
        links = Links(keys)
        for key, task in zip(keys, tasks, strict=True):
            links.put(key, task)
        oldest = min((task.created for task in tasks if task.created), default=EPOCH)
        for key, task in zip(keys, tasks, strict=True):
            yield self._with_ends(task, key, task.fields | links.fields(key, task), oldest)

    def _tasks(self) -> list[Task]:
        """Return the tasks of a folder or archive, the oldest first."""
        tasks: list[Task] = []
        is_bundle = self.path.is_file() and self.git is not None
        for name, place in () if is_bundle else files(self.path, (".md",), self.findings):
            # The folder given may be the one that tasks lie in.
            rooted = name if name_of(name) else f"{self.path.absolute().name}/{name}"
            if name_of(rooted):
                tasks.append(read_task(place.read_bytes(), rooted, self.dates))
        if not tasks:
            hint = "tix import backlog FOLDER-WITH-tasks/"
            raise BadInput(f"{self.path} holds no tasks of Backlog.md.", hint=hint)
        return sorted(tasks, key=lambda task: (task.is_archived, task.created or LATEST, task.path))

    def _keys(self, tasks: list[Task]) -> list[str]:
        keys = keys_of(tasks)
        first = {task.key: task.path for task in reversed(tasks)}
        for key, task in zip(keys, tasks, strict=True):
            self.findings += task.findings
            if key != task.key:
                told = f"{task.key} is also the id of {first[task.key]}; here it is {key}"
                self._find(Severity.WARNING, "import-duplicate", task.path, told)
        return keys

    def _with_past(self, past: list[Life]) -> Iterator[Record]:
        """Yield every task with an event for each commit that changed it."""
        keys = self._keys([life.last for life in past])
        versions = _versions(past, keys)
        for key, life in zip(keys, past, strict=True):
            first = life.states[0].deed
            if life.is_gone:
                told = f"{key} was removed in commit {life.states[-1].deed.id[:10]}"
                self._find(Severity.INFO, "import-removed", life.last.path, told)
            created = _created(life.last, first.at)
            record = _record(life.last, key, created, first.author)
            yield with_versions(record, versions[key])

    def _with_ends(
        self, task: Task, key: str, fields: dict[str, Value], oldest: datetime
    ) -> Record:
        created = task.created or task.updated or oldest
        if not task.created:
            told = f"{key} has no created_date; it is taken as created {format_time(created)}"
            self._find(Severity.WARNING, "import-task", task.path, told)
        reporter = str(task.fields["reporter"])
        author = Account(reporter, reporter) if reporter else exporter(self.system)
        record = replace(_record(task, key, created, author), fields=fields, lists=_lists(fields))
        began = {"status": _FIRST} if fields["status"] != "Draft" else {}
        return ended(record, began, task.updated or created, None, self.system)

    def _find(self, severity: Severity, rule: str, path: str, told: str) -> None:
        self.findings.append(Finding(severity, rule, path, told))


@contextmanager
def open_backlog(path: Path, chosen: Mapping) -> Iterator[Backlog]:
    """Give the export at `path`, a bundle unpacked for as long as it is read."""
    with repository(path) as git:
        yield Backlog(path, git, chosen.timezone)


def _versions(past: list[Life], keys: list[str]) -> dict[str, list[Version]]:
    """Return the versions of each task; a dependency is one of both of its ends."""
    links = Links(keys)
    tasks: dict[str, Task] = {}
    versions: dict[str, list[Version]] = {key: [] for key in keys}
    dead: set[str] = set()
    for deed, changed in _by_deed(past, keys):
        touched: dict[str, None] = {}
        gone = {key for key, task in changed.items() if task is None}
        dead |= gone
        for key, task in changed.items():
            tasks[key] = task or tasks[key]
            touched |= dict.fromkeys([key, *sorted(links.put(key, task))])
        for key in touched:
            if key in tasks and (key in gone or key not in dead):
                fields = tasks[key].fields | links.fields(key, tasks[key])
                fields |= {"status": _GONE} if key in gone else {}
                versions[key].append(Version(deed.id, deed.at, deed.author, fields))
    return versions


def _by_deed(past: list[Life], keys: list[str]) -> Iterator[tuple[Deed, dict[str, Task | None]]]:
    """Yield every commit with the tasks that it changed, by key, the oldest first."""
    changed: dict[int, tuple[Deed, dict[str, Task | None]]] = {}
    for key, life in zip(keys, past, strict=True):
        for state in life.states:
            changed.setdefault(state.deed.place, (state.deed, {}))[1][key] = state.task
    for place in sorted(changed):
        yield changed[place]


def _created(task: Task, committed: datetime) -> datetime:
    """Return when a task was made: what it says, or its first commit where that is nearer."""
    if task.created is None:
        return committed
    is_day = ":" not in task.dated
    return committed if is_day and abs(committed - task.created) < DAY else task.created


def _record(task: Task, key: str, created: datetime, author: Account) -> Record:
    """Return a task without its links and its history."""
    names = (task.fields["assignee"], task.fields["reporter"], *task.fields["coassignees"])
    people = {name: Account(name, name) for name in names if isinstance(name, str) and name}
    return Record(
        key=key,
        created=created,
        author=author,
        fields=task.fields,
        remarks=task.remarks,
        people=people,
        updated=task.updated,
        path=task.path,
    )


def _lists(fields: dict[str, Value]) -> frozenset[str]:
    return frozenset(name for name, value in fields.items() if isinstance(value, tuple))
