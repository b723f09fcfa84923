"""Other trackers with the same tickets, for the programs that are installed here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Case, World
from benchmarks.stores import Plan, tickets


@dataclass(frozen=True, slots=True)
class Peer:
    """A tracker: the variable that may name its program, how it is filled, how it lists."""

    name: str
    program: str
    fill: Callable[[str, Path, Plan, World], None]
    words: tuple[str, ...]
    settings: str = ""
    file: str = "settings"

    def find(self) -> str | None:
        """Return its program: what the environment names in capitals, else what is on PATH."""
        return os.environ.get(self.program.upper()) or shutil.which(self.program)

    def case(self, place: Path, plan: Plan, world: World) -> Case | None:
        """Fill a store and return the case that lists it; None where the program is missing."""
        program = self.find()
        if program is None:
            return None
        place.mkdir(parents=True, exist_ok=True)
        self.fill(program, place, plan, world)
        env = {self.settings: str(place / self.file)} if self.settings else {}
        return Case(self.name, place, lambda: [(program, *self.words)], env)


def _fields(plan: Plan) -> Iterator[dict[str, str]]:
    """Yield the first fields of tickets and their description, as plain texts."""
    for made in tickets(plan):
        text = made.content.decode()
        head, _, rest = text.partition("description: |\n")
        lines = (line.partition(": ") for line in head.splitlines() if line[0] != " ")
        found = {name: value for name, colon, value in lines if colon}
        tags = [
            line[4:] for line in head.splitlines() if line.startswith("  - ") and ":" not in line
        ]
        found["tags"] = ", ".join(tags)
        found["text"] = rest.partition("comments:")[0]
        yield found


def _fill_tk(_program: str, place: Path, plan: Plan, _world: World) -> None:
    folder = place / ".tickets"
    folder.mkdir(exist_ok=True)
    for ticket in _fields(plan):
        name = ticket["id"].lower()
        (folder / f"{name}.md").write_text(
            f"---\nid: {name}\nstatus: open\ndeps: []\nlinks: []\n"
            f"created: {ticket['created']}\ntype: {ticket['type']}\npriority: 2\n"
            f"assignee: {ticket['assignee']}\ntags: [{ticket['tags']}]\n---\n"
            f"# {ticket['title']}\n\n{ticket['text']}"
        )


def _fill_task(program: str, place: Path, plan: Plan, world: World) -> None:
    (place / "settings").write_text(f"data.location={place}/store\nconfirmation=off\n")
    (place / "store").mkdir(exist_ok=True)
    records = [
        {
            "description": ticket["title"],
            "status": "pending",
            "entry": ticket["created"].replace("-", "").replace(":", ""),
            "project": ticket["type"],
            "tags": ticket["tags"].split(", "),
        }
        for ticket in _fields(plan)
    ]
    _feed([program, "import", "-"], json.dumps(records), place, world, TASKRC="settings")


def _fill_todo(_program: str, place: Path, plan: Plan, _world: World) -> None:
    (place / "lists" / "desk").mkdir(parents=True, exist_ok=True)
    (place / "settings.py").write_text(
        f'path = "{place}/lists/*"\ncache_path = "{place}/cache.sqlite3"\n'
        'date_format = "%Y-%m-%d"\ntime_format = "%H:%M"\ndefault_list = "desk"\n'
    )
    for ticket in _fields(plan):
        moment = ticket["created"].replace("-", "").replace(":", "")
        (place / "lists" / "desk" / f"{ticket['id']}.ics").write_text(
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//benchmark//EN\nBEGIN:VTODO\n"
            f"UID:{ticket['id']}\nDTSTAMP:{moment}\nCREATED:{moment}\nSTATUS:NEEDS-ACTION\n"
            f"SUMMARY:{ticket['title']}\nCATEGORIES:{ticket['tags'].replace(', ', ',')}\n"
            "END:VTODO\nEND:VCALENDAR\n"
        )


def _fill_dstask(_program: str, place: Path, plan: Plan, world: World) -> None:
    folder = place / "settings" / "pending"
    folder.mkdir(parents=True, exist_ok=True)
    for number, ticket in enumerate(_fields(plan)):
        name = f"00000000-0000-4000-8000-{number:012d}"
        (folder / f"{name}.yml").write_text(
            f'summary: {json.dumps(ticket["title"])}\nnotes: ""\n'
            f"tags: [{ticket['tags']}]\nproject: {ticket['type']}\npriority: P2\n"
            f"created: {ticket['created']}\nresolved: 0001-01-01T00:00:00Z\n"
            "due: 0001-01-01T00:00:00Z\n"
        )
    git = ["git", "-C", str(place / "settings")]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "tasks"]):
        _feed([*git, *words], "", place, world)


def _feed(words: list[str], text: str, place: Path, world: World, **env: str) -> None:
    named = {name: str(place / value) for name, value in env.items()}
    subprocess.run(
        words,
        input=text.encode(),
        cwd=place,
        env={**world.environment, **named},
        capture_output=True,
        check=True,
    )


PEERS = (
    Peer("tk", "tk", _fill_tk, ("list",)),
    Peer("Taskwarrior", "task", _fill_task, ("rc.verbose=nothing", "list"), "TASKRC"),
    Peer("dstask", "dstask", _fill_dstask, ("next",), "DSTASK_GIT_REPO"),
    Peer("todoman", "todo", _fill_todo, ("list",), "TODOMAN_CONFIG", "settings.py"),
)
