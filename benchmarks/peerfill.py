"""The same tickets for other trackers, each in its own format; every tenth ticket is open."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from benchmarks.stores import Plan, tickets, write_repository

INIT = ("init", "-q", "-b", "main")


@dataclass(frozen=True, slots=True)
class Issue:
    """What every tracker can keep of a ticket; `rank` counts the open ones from 1."""

    name: str
    number: int
    rank: int
    is_open: bool
    created: datetime
    title: str
    kind: str
    assignee: str
    tags: tuple[str, ...]
    text: str

    @property
    def when(self) -> str:
        """Return when it was created, as most formats have it."""
        return f"{self.created:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def compact(self) -> str:
        """Return when it was created, as calendars have it."""
        return f"{self.created:%Y%m%dT%H%M%SZ}"


@dataclass(frozen=True)
class Crowd:
    """The tickets of one size: the plan that tix gets, and what the others get of it."""

    plan: Plan

    @cached_property
    def issues(self) -> Sequence[Issue]:
        """Return all tickets in order of creation."""
        return list(_issues(self.plan))

    @property
    def open(self) -> Sequence[Issue]:
        """Return the tickets that are not closed."""
        return [issue for issue in self.issues if issue.is_open]

    @property
    def rare(self) -> str:
        """Return a number that stands in a title, and in one of a thousand others."""
        ends = (issue.title.split()[-1] for issue in self.issues)
        return next(end for end in ends if len(end) == 3)


@dataclass(frozen=True)
class Place:
    """Where a tracker's store is made, by which program and in which environment."""

    folder: Path
    program: str
    crowd: Crowd
    env: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, text: str = "") -> str:
        """Run a program in the store and return what it printed."""
        return subprocess.run(
            words,
            input=text.encode(),
            cwd=self.folder,
            env=dict(self.env),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        ).stdout.decode()

    def write(self, path: str, text: str) -> None:
        """Write a file of the store."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def repository(self) -> None:
        """Make the folder a git repository with a commit."""
        self.run("git", *INIT)
        self.run("git", "commit", "-q", "--allow-empty", "-m", "begin")


def _issues(plan: Plan) -> Iterator[Issue]:
    rank = 0
    for number, made in enumerate(tickets(plan), 1):
        head, _, rest = made.content.decode().partition("description: |\n")
        lines = [line for line in head.splitlines() if line[0] != " "]
        fields = dict(line.split(": ", 1) for line in lines if ": " in line)
        tags = head.partition("tags:\n")[2].partition("created:")[0]
        is_open = not made.path.startswith("done/")
        rank += is_open
        yield Issue(
            name=fields["id"].lower(),
            number=number,
            rank=rank if is_open else 0,
            is_open=is_open,
            created=made.created,
            title=fields["title"],
            kind=fields["type"],
            assignee=fields["assignee"],
            tags=tuple(tags.replace("- ", "").split()),
            text=rest.partition("comments:")[0].replace("\n  ", "\n").strip(),
        )


def fill_tix(place: Place) -> Sequence[str]:
    """Make a tracker of tix with both its indexes; return the names of open tickets, as all do."""
    write_repository(place.folder, place.crowd.plan)
    place.run(place.program, "list", "-q")
    place.run(place.program, "search", place.crowd.rare, "-q")
    return [issue.name.upper() for issue in place.crowd.open]


def fill_tk(place: Place) -> Sequence[str]:
    """Write tk's Markdown."""
    for issue in place.crowd.issues:
        status = "open" if issue.is_open else "closed"
        place.write(
            f".tickets/{issue.name}.md",
            f"---\nid: {issue.name}\nstatus: {status}\ndeps: []\nlinks: []\n"
            f"created: {issue.when}\ntype: {issue.kind}\npriority: 2\n"
            f"assignee: {issue.assignee}\ntags: [{', '.join(issue.tags)}]\n---\n"
            f"# {issue.title}\n\n{issue.text}\n",
        )
    return [issue.name for issue in place.crowd.open]


def fill_committed_tk(place: Place) -> Sequence[str]:
    """Write tk's Markdown and commit it."""
    names = fill_tk(place)
    place.repository()
    place.run("git", "add", ".")
    place.run("git", "commit", "-q", "-m", "tickets")
    return names


def fill_task(place: Place) -> Sequence[str]:
    """Let Taskwarrior import."""
    place.write("settings", f"data.location={place.folder}/store\nconfirmation=off\n")
    (place.folder / "store").mkdir()
    records = [
        {
            "description": issue.title,
            "status": "pending" if issue.is_open else "completed",
            "entry": issue.compact,
            "project": issue.kind,
            "tags": issue.tags,
            "annotations": [{"entry": issue.compact, "description": issue.text}],
            **({} if issue.is_open else {"end": issue.compact}),
        }
        for issue in place.crowd.issues
    ]
    place.run(place.program, "import", "-", text=json.dumps(records))
    place.run(place.program, "rc.verbose=nothing", "count")
    return [str(issue.rank) for issue in place.crowd.open]


def fill_backlog(place: Place) -> Sequence[str]:
    """Write the Markdown of Backlog.md."""
    place.repository()
    place.run(place.program, "init", "Desk", "--defaults")
    for setting in ("checkActiveBranches", "remoteOperations"):
        place.run(place.program, "config", "set", setting, "false")
    for issue in place.crowd.issues:
        status = "To Do" if issue.is_open else "Done"
        tags = "".join(f"\n  - {tag}" for tag in issue.tags)
        slug = issue.title.replace(" ", "-")
        place.write(
            f"backlog/tasks/task-{issue.number} - {slug}.md",
            f"---\nid: TASK-{issue.number}\ntitle: {issue.title}\nstatus: {status}\n"
            f"assignee:\n  - '@{issue.assignee}'\n"
            f"created_date: '{issue.created:%Y-%m-%d %H:%M}'\nlabels:{tags}\n"
            f"dependencies: []\npriority: medium\nordinal: {issue.number * 1000}\n---\n\n"
            "## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\n"
            f"{issue.text}\n<!-- SECTION:DESCRIPTION:END -->\n",
        )
    return [str(issue.number) for issue in place.crowd.open]


def fill_microbeads(place: Place) -> Sequence[str]:
    """Write the JSON of microbeads."""
    place.repository()
    place.run(place.program, "init")
    for issue in place.crowd.issues:
        record: dict[str, object] = {
            "acceptance_criteria": "",
            "closed_at": None if issue.is_open else issue.when,
            "closed_reason": None if issue.is_open else "done",
            "created_at": issue.when,
            "dependencies": [],
            "description": issue.text,
            "design": "",
            "id": issue.name,
            "labels": issue.tags,
            "notes": "",
            "priority": 2,
            "status": "open" if issue.is_open else "closed",
            "title": issue.title,
            "type": "task",
            "updated_at": issue.when,
        }
        folder = "active" if issue.is_open else "closed"
        place.write(
            f".git/microbeads-worktree/.microbeads/issues/{folder}/{issue.name}.json",
            json.dumps(record, indent=2) + "\n",
        )
    return [issue.name for issue in place.crowd.open]


def fill_dogcat(place: Place) -> Sequence[str]:
    """Write the lines of dogcat."""
    place.repository()
    place.run(place.program, "init")
    (place.folder / ".dogcats/config.toml").write_text('namespace = "ops"\n')
    lines = [
        {
            "record_type": "issue",
            "namespace": "ops",
            "id": issue.name.removeprefix("ops-"),
            "title": issue.title,
            "description": issue.text,
            "status": "open" if issue.is_open else "closed",
            "priority": 2,
            "issue_type": "task",
            "owner": f"{issue.assignee}@example.com",
            "labels": issue.tags,
            "created_at": issue.when,
            "updated_at": issue.when,
            "closed_at": None if issue.is_open else issue.when,
        }
        for issue in place.crowd.issues
    ]
    place.write(".dogcats/issues.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    return [issue.name for issue in place.crowd.open]


def fill_seeds(place: Place) -> Sequence[str]:
    """Write the lines of seeds."""
    place.repository()
    place.run(place.program, "init")
    lines = [
        {
            "id": issue.name,
            "title": issue.title,
            "status": "open" if issue.is_open else "closed",
            "type": "task",
            "priority": 2,
            "createdAt": issue.when,
            "updatedAt": issue.when,
            "description": issue.text,
            "assignee": issue.assignee,
            "labels": issue.tags,
            **({} if issue.is_open else {"closedAt": issue.when}),
        }
        for issue in place.crowd.issues
    ]
    place.write(".seeds/issues.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    return [issue.name for issue in place.crowd.open]


def fill_tisket(place: Place) -> Sequence[str]:
    """Write the Markdown of tisket."""
    place.repository()
    place.run(place.program, "init")
    place.write(".tisket/default/project.yml", "name: default\n")
    for issue in place.crowd.issues:
        status, folder = ("todo", "") if issue.is_open else ("done", ".closed/")
        tags = "".join(f"\n- {tag}" for tag in issue.tags)
        place.write(
            f".tisket/default/{folder}{_slug(issue)}.md",
            f"---\ntitle: {issue.title}\nstatus: {status}\npriority: null\n"
            f"assignee: {issue.assignee}\ndue_date: null\nlabels:{tags}\ndepends_on: []\n"
            f"created: {issue.when}\nupdated: {issue.when}\n---\n\n{issue.text}\n",
        )
    return [_slug(issue) for issue in place.crowd.open]


def _slug(issue: Issue) -> str:
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in issue.title.lower())
    return "-".join([issue.name.removeprefix("ops-"), *words.split()])


def fill_todoman(place: Place) -> Sequence[str]:
    """Write the calendar files of todoman, and ask it for its numbers."""
    place.write(
        "settings.py",
        f'path = "{place.folder}/lists/*"\ncache_path = "{place.folder}/cache.sqlite3"\n'
        'date_format = "%Y-%m-%d"\ntime_format = "%H:%M"\ndefault_list = "desk"\n',
    )
    for issue in place.crowd.issues:
        state = "NEEDS-ACTION" if issue.is_open else f"COMPLETED\nCOMPLETED:{issue.compact}"
        place.write(
            f"lists/desk/{issue.name}.ics",
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//benchmark//EN\nBEGIN:VTODO\n"
            f"UID:{issue.name}\nDTSTAMP:{issue.compact}\nCREATED:{issue.compact}\n"
            f"STATUS:{state}\nSUMMARY:{issue.title}\nCATEGORIES:{','.join(issue.tags)}\n"
            f"DESCRIPTION:{' '.join(issue.text.split())}\nEND:VTODO\nEND:VCALENDAR\n",
        )
    return [str(todo["id"]) for todo in json.loads(place.run(place.program, "--porcelain", "list"))]


def fill_todo_txt(place: Place) -> Sequence[str]:
    """Write todo.txt, and what is done to done.txt."""
    files: dict[bool, list[str]] = {True: [], False: []}
    for issue in place.crowd.issues:
        tags = "".join(f" @{tag}" for tag in issue.tags)
        done = "" if issue.is_open else f"x {issue.created:%Y-%m-%d} "
        files[issue.is_open].append(f"{done}{issue.created:%Y-%m-%d} {issue.title}{tags}\n")
    place.write("todo.txt", "".join(files[True]))
    place.write("done.txt", "".join(files[False]))
    names = {"TODO_FILE": "todo.txt", "DONE_FILE": "done.txt", "REPORT_FILE": "report.txt"}
    settings = [f"export TODO_DIR={place.folder}"]
    settings += [f"export {name}={place.folder}/{file}" for name, file in names.items()]
    place.write("settings", "\n".join(settings) + "\n")
    return [str(issue.rank) for issue in place.crowd.open]
