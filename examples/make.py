"""Make the example trackers from their stories: the files beside this script, or with history.

    python examples/make.py                            # write the tickets of all four anew
    python examples/make.py support-desk /tmp/desk     # a repository of one, with its history

A story (`story.txt`) is a list of tickets. Each begins with a line without indent: local time,
who opens it, and the title. Indented below it stand fields (`name=value …`), lines of the
description (`| text`), and what happened, each so much later than the line before it:

    2026-03-02 09:10 jana: Login page rejects umlauts
      type=bug priority=high tags=login,unicode
      | Reset works, but the next login fails.
      +20m ana status=doing assignee=ana
      +1h ana: Reproduced, thanks.              (a reply)
      +1d ana note: The password is encoded twice.
      +2d ana status=done resolution=fixed

Links name tickets by their place in the story: `links=blocks:3`.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tix.config.load import load_config
from tix.exchange.importer import run_import
from tix.exchange.mapping import LINKS, STATUS, Face, Mapping, StatusTarget, Target
from tix.exchange.record import Account, Edit, Event, Record, Remark, Value
from tix.exchange.rewind import step
from tix.findings import Finding
from tix.git.fastimport import Put
from tix.git.gitconfig import Author
from tix.git.repo import Repo
from tix.git.run import Git
from tix.model.config import Config
from tix.model.fields import CORE, LINK_KINDS, Shape
from tix.store.landing import importing
from tix.store.layout import ATTRIBUTES, ATTRIBUTES_TEXT, keep_path

HERE = Path(__file__).parent
NAMES = ("software-team", "support-desk", "one-person", "public-office")
STORY, README = "story.txt", "README.md"

_TICKET = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d) (\S+): (.+)")
_LATER = re.compile(r"\+(\d+)([mhd]) (\S+?)(?: (note|call|decision))?(?:: (.*)| (.*=.*))")
_WORD = re.compile(r"([a-z_]+)=(?:\"([^\"]*)\"|(\S*))")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass
class Tale:
    """One ticket of a story as its lines are read."""

    number: int
    created: datetime
    author: str
    fields: dict[str, Value]
    state: dict[str, Value] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


@dataclass
class Story:
    """A story as a source to import from; see `tix.exchange.record.Source`."""

    text: str
    config: Config
    system: str
    alias: str = ""
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        fields = {**CORE, **self.config.fields}
        self.lists = frozenset(
            name for name in fields if name in CORE and CORE[name].shape is not Shape.ONE
        )

    def records(self) -> Iterator[Record]:
        """Yield every ticket."""
        for tale in self._tales():
            final = dict(tale.fields)
            for event in tale.events:
                for edit in event.edits:
                    step(final, edit, self.lists)
            yield Record(
                key=str(tale.number),
                created=tale.created,
                author=self._account(tale.author),
                fields=final,
                lists=self.lists,
                events=tuple(tale.events),
                remarks=tuple(tale.remarks),
                people={name: self._account(name) for name in self.config.people.people},
            )

    def _tales(self) -> Iterator[Tale]:
        tale: Tale | None = None
        clock = datetime.now(UTC)
        for number, line in enumerate(self.text.splitlines(), 1):
            plain = line.strip()
            if begun := _TICKET.fullmatch(line):
                if tale:
                    yield tale
                clock = self._moment(begun[1])
                tale = self._begin((tale.number if tale else 0) + 1, clock, begun)
            elif tale is None or not plain or plain.startswith("#"):
                continue
            elif plain.startswith("|"):
                held = str(tale.fields.get("description", ""))
                tale.fields["description"] = f"{held}{plain[1:].strip()}\n"
            elif later := _LATER.fullmatch(plain):
                clock += timedelta(**{_UNITS[later[2]]: int(later[1])})
                self._happen(tale, clock, later)
            elif _WORD.match(plain):
                tale.fields.update(self._fields(plain))
                tale.state = dict(tale.fields)
            else:
                raise SystemExit(f"{STORY}:{number}: {plain!r} is no line of a story")
        if tale:
            yield tale

    def _begin(self, number: int, clock: datetime, begun: re.Match[str]) -> Tale:
        first = next(iter(self.config.statuses))
        fields: dict[str, Value] = {"title": begun[3], "status": first}
        if begun[2] in self.config.people.people:
            fields["reporter"] = begun[2]
        return Tale(number, clock, begun[2], fields, dict(fields))

    def _happen(self, tale: Tale, clock: datetime, later: re.Match[str]) -> None:
        who, kind, said = self._account(later[3]), later[4] or "reply", later[5]
        if said:
            tale.remarks.append(Remark(str(len(tale.remarks)), clock, who, said, kind))
            return
        edits = []
        for name, value in self._fields(later[6]).items():
            before = tale.state.get(name, "")
            if isinstance(value, tuple):
                edits += [Edit(name, "", member) for member in value if member not in before]
            else:
                edits.append(Edit(name, str(before), value))
        for edit in edits:
            step(tale.state, edit, self.lists)
        tale.events.append(Event(str(len(tale.events)), clock, who, tuple(edits)))

    def _fields(self, line: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, quoted, word in _WORD.findall(line):
            text = quoted or word
            members = tuple(member.replace(":", " ") for member in text.split(","))
            found[name] = members if name in self.lists else text
        return found

    def _account(self, handle: str) -> Account:
        person = self.config.people.people.get(handle)
        if person is None:
            return Account(handle, handle, f"{handle}@example.org")
        return Account(handle, person.name, person.emails[0])

    def _moment(self, text: str) -> datetime:
        local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(self.config.timezone))
        return local.astimezone(UTC)


def mapping_of(config: Config) -> Mapping:
    """Return the mapping of a story, which speaks its tracker's own words."""
    core = {
        name: Target(name, each.kind, each.shape is not Shape.ONE)
        for name, each in CORE.items()
        if name not in ("id", "created", "comments", "status")
    }
    custom = {name: Target(name, each.kind, each.many) for name, each in config.fields.items()}
    return Mapping(
        fields={**core, **custom, "status": Target(STATUS), "links": Target(LINKS)},
        statuses={
            name: StatusTarget(name, each.category) for name, each in config.statuses.items()
        },
        values={
            name: {word: word for word in config.declared_for(name)}
            for name in ("type", "priority", "resolution", "category", "channel", "flags")
        },
        links={kind: kind for kind in LINK_KINDS},
        people={
            handle: Face(handle, person.name, person.emails[0])
            for handle, person in config.people.people.items()
        },
    )


def make(name: str, folder: Path) -> Path:
    """Make a repository of an example with its whole history in `folder`, and return it."""
    source = HERE / name
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty.")
    git = Git(folder)
    git.run("init", "-q", "-b", "main")
    config = load_config(source)
    story = Story((source / STORY).read_text(), config, name)
    records = list(story.records())
    me = Author(records[0].author.display, records[0].author.email)
    git.run("config", "user.name", me.name)
    git.run("config", "user.email", me.email)
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in settings(source)}
    files[ATTRIBUTES] = ATTRIBUTES_TEXT.encode()
    files |= {keep_path(status.folder): b"" for status in config.statuses.values()}
    begun = min(record.created for record in records) - timedelta(days=1)
    repo = Repo.discover(folder)
    with importing(repo) as work:
        puts = [Put(path, work.stream.blob(data)) for path, data in files.items()]
        work.stream.commit(me, int(begun.timestamp()), "tix: a tracker begins", puts)
    run_import(repo, "", story, importer=me, now=begun, chosen=mapping_of(config))
    return folder


def settings(source: Path) -> list[Path]:
    """Return the files of an example that people wrote: everything but the tickets."""
    inside = [source / "tix.yaml", source / README, source / STORY]
    return [
        path for path in (*inside, *sorted((source / "tix.d").rglob("*.yaml"))) if path.exists()
    ]


def write_files(name: str) -> None:
    """Write the tickets of an example beside its story, as they are at the end of it."""
    with tempfile.TemporaryDirectory() as folder:
        made = make(name, Path(folder) / name)
        config = load_config(made)
        for status in config.statuses.values():
            target = HERE / name / status.folder
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(made / status.folder, target)
        shutil.copy(made / ATTRIBUTES, HERE / name / ATTRIBUTES)


def main(words: list[str]) -> None:
    """Do what the command line says."""
    if not words:
        for name in NAMES:
            write_files(name)
    elif len(words) == 2 and words[0] in NAMES:
        made = make(words[0], Path(words[1]))
        sys.stdout.write(f"{made} is a tracker with history: cd there, and try tix log.\n")
    else:
        raise SystemExit(f"usage: make.py [{'|'.join(NAMES)} NEW-FOLDER]")


if __name__ == "__main__":
    main(sys.argv[1:])
