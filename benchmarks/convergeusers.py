"""A world as users have it: clones with work trees, the command line, `tix sync` and plain git."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.convergeclones import CONFIG, SETTINGS, Diverged
from benchmarks.convergedeeds import drawn
from benchmarks.convergemodel import Words, registers
from benchmarks.convergeworld import FIRST, Ground, chosen_ids, workers
from tix.cli.main import run
from tix.model.ticket import Ticket, format_time
from tix.store.layout import folder_and_id
from tix.store.ticketfile import parse_ticket

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Seat:
    """A clone with a work tree, and who sits there; the number is that of its clock."""

    folder: Path
    person: str
    place: int

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return self.git("rev-parse", "HEAD")

    def git(self, *words: str) -> str:
        """Run git; that it stops is never right here."""
        done = subprocess.run(
            ["git", *words], cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Diverged(f"git {' '.join(words)} stopped: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def tix(self, *words: str) -> str:
        """Run a command of tix in this process."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(["-C", str(self.folder), *words])
        if code:
            raise Diverged(f"tix {' '.join(words)} ended with {code}: {err.getvalue()}")
        return out.getvalue().strip()

    def tickets(self) -> dict[str, Ticket]:
        """Return the tickets in the work tree, which must be as it was committed."""
        if changed := self.git("status", "--porcelain"):
            raise Diverged(f"{self.folder.name} has changes that nobody made: {changed}")
        found: dict[str, Ticket] = {}
        for line in self.git("ls-files", "-z").split("\0"):
            named = folder_and_id(line)
            if named is None:
                continue
            if named[1] in found:
                raise Diverged(f"{named[1]} lies in two places")
            status = CONFIG.status_of_folder(named[0])
            found[named[1]] = parse_ticket((self.folder / line).read_bytes(), line, status)
        return found


class Users(Ground):
    """Clones of a bare repository; everything goes through the doors that users have."""

    def __init__(self, scratch: Path, clones: int, seed: int) -> None:
        super().__init__(clones, seed)
        self.scratch = scratch
        self.hub = scratch / "hub.git"
        people = enumerate(workers(clones))
        self.seats = [Seat(scratch / f"seat{n}", who, n) for n, who in people]
        self._sources: dict[tuple[str, str], int] = {}
        self._moments: set[datetime] = set()

    def run(self, commands: int) -> None:
        """Do as many commands with all that git and tix do in between, then bring all together."""
        with chosen_ids(self.random), _programs(self.scratch / "bin"):
            self._begin()
            while self.tally["commands"] < commands:
                drawn(self.random, ACTIONS)(self, self.random.choice(self.seats))
            self._end()

    def _begin(self) -> None:
        _git(self.scratch, "init", "-q", "--bare", "-b", "main", str(self.hub))
        for seat in self.seats:
            _git(self.scratch, "clone", "-q", str(self.hub), str(seat.folder))
            seat.git("config", "user.name", seat.person.title())
            seat.git("config", "user.email", f"{seat.person}@example.com")
            if seat is self.seats[0]:
                self._found(seat)
            seat.tix("setup")
        for _ in range(FIRST):
            self.work(self.seats[0])

    def _found(self, seat: Seat) -> None:
        for path, text in SETTINGS.items():
            place = seat.folder / path
            place.parent.mkdir(exist_ok=True)
            place.write_text(text)
        self._set_clock(seat)
        seat.git("add", "-A")
        seat.git("commit", "-q", "-m", "settings")
        seat.git("push", "-q", "-u", "origin", "HEAD:main")
        self.keep(seat.head, self.model.commit(None, 0, {}))

    def _end(self) -> None:
        """Let everybody merge with everybody else, each in an order of their own."""
        heads = {seat: seat.head for seat in self.seats}
        for seat in self.seats:
            others = [other for other in self.seats if other is not seat]
            self.random.shuffle(others)
            self._set_clock(seat)
            for other in others:
                seat.git("fetch", "-q", str(other.folder), heads[other])
                seat.git("merge", "-q", "--no-edit", "FETCH_HEAD")
                self._follow(seat)
        if len({seat.git("rev-parse", "HEAD^{tree}") for seat in self.seats}) != 1:
            raise Diverged("the clones do not end in one tree")
        for seat in self.seats:
            _git(seat.folder, "fsck", "--no-dangling", "--no-progress")

    def work(self, seat: Seat) -> None:
        """Type one command, which makes one commit."""
        now, tickets = self._set_clock(seat), seat.tickets()
        parent, ids = self.numbers[seat.head], sorted(tickets)
        words = Words()
        if len(ids) < FIRST:
            title = f"Title {self.chance.word()}"
            name = seat.tix("create", title, "-t", "ui", "-q")
            after = seat.tickets()[name]
            set_now = registers(after.status, after.doc)
        else:
            name = self.chance.choose(ids)
            deed = self.chance.deed(tickets[name], ids, seat.person)
            seat.tix(*deed.argv)
            set_now, words = deed.effect(seat.tickets()[name]), deed.words
        deeds = {(name, register): value for register, value in set_now.items()}
        number = self.model.commit(parent, int(now.timestamp()), deeds, words)
        self.tally["commands"] += 1
        self._know(seat, seat.head, number)

    def sync(self, seat: Seat) -> None:
        """Go through `tix sync`."""
        self._set_clock(seat)
        seat.tix("sync")
        self._follow(seat)
        self.tally["syncs"] += 1

    def pull(self, seat: Seat) -> None:
        """Pull and push with git alone, by a merge or by a rebase."""
        self._set_clock(seat)
        how = self.random.choice(("--no-rebase", "--no-rebase", "--rebase"))
        seat.git("pull", "-q", "--no-edit", how, "origin", "main")
        self._follow(seat)
        seat.git("push", "-q", "origin", "HEAD:main")
        self.tally["pulls"] += 1

    def merge(self, seat: Seat) -> None:
        """Merge what another clone has, past the hub, or rebase onto it."""
        self._set_clock(seat)
        other = self._other(seat)
        seat.git("fetch", "-q", str(other.folder), "HEAD")
        if self.random.random() < 0.3:
            seat.git("rebase", "-q", "FETCH_HEAD")
        else:
            seat.git("merge", "-q", "--no-edit", "FETCH_HEAD")
        self._follow(seat)

    def pick(self, seat: Seat) -> None:
        """Cherry-pick a commit of another clone."""
        self._set_clock(seat)
        other = self._other(seat)
        ours, theirs = self.numbers[seat.head], self.numbers[other.head]
        names = {number: commit for commit, number in self.numbers.items()}
        tickets = seat.tickets()
        choices = [n for n in self.model.lone(theirs, ours) if self.fits(n, tickets)]
        if choices:
            seat.git("fetch", "-q", str(other.folder), "HEAD")
            seat.git("cherry-pick", "--keep-redundant-commits", names[self.random.choice(choices)])
            self._follow(seat)
            self.tally["picks"] += 1

    def _follow(self, seat: Seat) -> None:
        """Let the model do what git and tix did, and compare."""
        log = seat.git("log", "--reverse", "--topo-order", "--format=%H %at %an%x09%P", "HEAD")
        for line in log.splitlines():
            about, _, parents = line.partition("\t")
            commit, authored, name = about.split(" ", 2)
            if commit not in self.numbers:
                numbers = [self.numbers[parent] for parent in parents.split()]
                self._know(seat, commit, self._repeated(numbers, (authored, name)))
        self.check(seat.head, seat.tickets())

    def _repeated(self, parents: list[int], source: tuple[str, str]) -> int:
        if len(parents) == 2:
            self.tally["merges"] += 1
            return self.model.merge(*parents)
        self.tally["repeated commits"] += 1
        return self.model.pick(self._sources[source], parents[0])

    def _know(self, seat: Seat, commit: str, number: int) -> None:
        self.keep(commit, number)
        authored, name = seat.git("log", "-1", "--format=%at %an", commit).split(" ", 1)
        self._sources.setdefault((authored, name), self.numbers[commit])

    def _other(self, seat: Seat) -> Seat:
        return self.random.choice([other for other in self.seats if other is not seat])

    def _set_clock(self, seat: Seat) -> datetime:
        """Set the clock of whoever acts, to a second that no other commit has."""
        now = self.tick(seat.place)
        while now in self._moments:
            now += timedelta(seconds=1)
        self._moments.add(now)
        date = format_time(now)
        os.environ |= {"TIX_NOW": date, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        return now


#: How often each kind of thing happens.
ACTIONS = {
    Users.work: 60,
    Users.sync: 12,
    Users.pull: 8,
    Users.merge: 6,
    Users.pick: 4,
}


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)


@contextlib.contextmanager
def _programs(folder: Path) -> Iterator[None]:
    """Put what an installation of tix has into PATH."""
    folder.mkdir()
    shutil.copy(ROOT / "tix" / "merge" / "git-merge-tix", folder)
    program = folder / "tix"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m tix "$@"\n')
    program.chmod(0o755)
    before = dict(os.environ)
    os.environ["PATH"] = f"{folder}{os.pathsep}{before['PATH']}"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
