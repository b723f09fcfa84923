"""The trackers that tix is compared with: where they come from, and how they do the same work."""

from __future__ import annotations

import itertools
import os
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from benchmarks import peerfill
from benchmarks.measure import Argv, Case, World


class Work(StrEnum):
    """What is asked of every tracker, in the order in which it is measured."""

    LIST = "list"
    SHOW = "show"
    SEARCH = "search"
    CHANGE = "change"
    CREATE = "create"


@dataclass(frozen=True)
class Peer:
    """A tracker and its command lines.

    In them `{id}` is an open ticket, for a change another one each time, `{word}` what is searched,
    and `{count}` grows. `package` says what installs it; `{place}`, there and in the environment,
    is the folder of its store.
    """

    name: str
    program: str
    package: str
    fill: Callable[[peerfill.Place], Sequence[str]]
    works: Mapping[Work, str]
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def variable(self) -> str:
        """Return the variable of the environment that may name its program."""
        return self.program.upper().replace("-", "_")

    def find(self) -> str | None:
        """Return its program: what the environment names, else what is on PATH."""
        return os.environ.get(self.variable) or shutil.which(self.program)

    def store(self, folder: Path, crowd: peerfill.Crowd, world: World, program: str) -> Store:
        """Make its store."""
        folder.mkdir(parents=True)
        env = {name: value.format(place=folder) for name, value in self.env.items()}
        place = peerfill.Place(folder, program, crowd, {**world.environment, **env})
        return Store(self, place, env, iter(self.fill(place)))


@dataclass(frozen=True)
class Store:
    """A tracker with its tickets, and the names of open ones that were not changed yet."""

    peer: Peer
    place: peerfill.Place
    env: Mapping[str, str]
    names: Iterator[str]

    def case(self, work: Work) -> Case | None:
        """Return what times a work; None where the tracker cannot do it."""
        line = self.peer.works.get(work)
        if line is None:
            return None
        always = next(self.names)
        counts, word = itertools.count(1), self.place.crowd.rare

        def commands() -> Sequence[Argv]:
            name = next(self.names) if work is Work.CHANGE else always
            filled = line.format(id=name, place=self.place.folder, word=word, count=next(counts))
            return [self._argv(part) for part in filled.split(" && ")]

        return Case(self.peer.name, self.place.folder, commands, self.env)

    def _argv(self, line: str) -> Argv:
        first, *rest = shlex.split(line)
        return [self.place.program if first == self.peer.program else first, *rest]


def _works(**lines: str) -> dict[Work, str]:
    return {Work(name): line for name, line in lines.items()}


TIX = Peer(
    "tix",
    "tix",
    "",
    peerfill.fill_tix,
    _works(
        create="tix create 'Measured number {count}'",
        list="tix list",
        show="tix show {id}",
        change="tix move {id} doing",
        search="tix search {word} -n 1000",
    ),
)
_TK = _works(
    create="tk create 'Measured number {count}'",
    list="tk list --status=open",
    show="tk show {id}",
    change="tk status {id} in_progress",
)
_COMMIT = " && git add .tickets && git commit -q -m measured"

PEERS = (
    Peer("tk", "tk", "its two scripts", peerfill.fill_tk, _TK),
    Peer(
        "tk, `git commit`",
        "tk",
        "its two scripts",
        peerfill.fill_committed_tk,
        {work: _TK[work] + _COMMIT for work in (Work.CREATE, Work.CHANGE)},
    ),
    Peer(
        "Taskwarrior",
        "task",
        "apt taskwarrior",
        peerfill.fill_task,
        _works(
            create="task add 'Measured number {count}'",
            list="task rc.verbose=nothing list",
            show="task {id} information",
            change="task {id} start",
            search="task rc.verbose=nothing /{word}/ all",
        ),
        {"TASKRC": "{place}/settings"},
    ),
    Peer(
        "Backlog.md",
        "backlog",
        "npm backlog.md",
        peerfill.fill_backlog,
        _works(
            create="backlog task create 'Measured number {count}' --plain",
            list="backlog task list --exclude-status Done --plain",
            show="backlog task {id} --plain",
            change="backlog task edit {id} -s 'In Progress' --plain",
            search="backlog search {word} --plain",
        ),
    ),
    Peer(
        "microbeads",
        "mb",
        "pip microbeads",
        peerfill.fill_microbeads,
        _works(
            create="mb create 'Measured number {count}'",
            list="mb list -s open",
            show="mb show {id}",
            change="mb update {id} -s blocked",
        ),
    ),
    Peer(
        "dogcat",
        "dcat",
        "pip dogcat",
        peerfill.fill_dogcat,
        _works(
            create="dcat create 'Measured number {count}'",
            list="dcat list",
            show="dcat show {id}",
            change="dcat update {id} -s in_progress",
            search="dcat search {word}",
        ),
    ),
    Peer(
        "seeds",
        "sd",
        "npm @os-eco/seeds-cli bun",
        peerfill.fill_seeds,
        _works(
            create="sd create --title 'Measured number {count}'",
            list="sd list --limit 1000000",
            show="sd show {id}",
            change="sd update {id} --status in_progress",
            search="sd search {word} --limit 1000000",
        ),
    ),
    Peer(
        "tisket",
        "tisket",
        "pip tisket",
        peerfill.fill_tisket,
        _works(
            create="tisket issue create 'Measured number {count}'",
            list="tisket issue list",
            show="tisket issue show {id}",
            change="tisket issue edit {id} -s in_progress",
            search="tisket search {word}",
        ),
    ),
    Peer(
        "todoman",
        "todo",
        "pip todoman",
        peerfill.fill_todoman,
        _works(
            create="todo new 'Measured number {count}'",
            list="todo list",
            show="todo show {id}",
            change="todo done {id}",
            search="todo list --status ANY --grep {word}",
        ),
        {"TODOMAN_CONFIG": "{place}/settings.py"},
    ),
    Peer(
        "topydo",
        "topydo",
        "pip topydo",
        peerfill.fill_todo_txt,
        _works(
            create="topydo -t todo.txt -d done.txt add 'Measured number {count}'",
            list="topydo -t todo.txt -d done.txt ls",
            change="topydo -a -t todo.txt -d done.txt do {id}",
            search="topydo -t todo.txt -d done.txt ls {word}",
        ),
    ),
    Peer(
        "todo.txt",
        "todo-txt",
        "apt todotxt-cli",
        peerfill.fill_todo_txt,
        _works(
            create="todo-txt -d {place}/settings add 'Measured number {count}'",
            list="todo-txt -d {place}/settings -p ls",
            change="todo-txt -d {place}/settings -a do {id}",
            search="todo-txt -d {place}/settings -p listall {word}",
        ),
    ),
)
