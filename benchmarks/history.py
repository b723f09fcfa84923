"""How long history takes: 100,000 one-file commits over 20,000 tickets, then ten more.

python benchmarks/history.py [--commits 100000] [--tickets 20000] [--profile]
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tix.model.ids import ALPHABET

FOLDERS = ("open", "doing", "waiting", "review", "done")
VOCABULARY = "login page rejects the umlauts printer slow invoice missing backup network mail"
WORDS = VOCABULARY.split()
BEGIN = 1_600_000_000
CHILD = """
import sys, time
begun = time.perf_counter()
from tix.git.repo import Repo
from tix.history.reader import History
class Names:
    from tix.model.people import People
    people = People()
    def status_of_folder(self, folder): return folder
history = History(Repo.discover(sys.argv[1]), Names())
events = history.timeline(sys.argv[2]).events
print(len(events), time.perf_counter() - begun)
"""


class Desk:
    """Makes commits about tickets, the same for the same seed."""

    def __init__(self, tickets: int, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.tickets = tickets
        self.places: dict[str, str] = {}
        self.texts: dict[str, dict[str, str]] = {}
        self.ids: list[str] = []
        self.clock = BEGIN

    def commits(self, count: int) -> Iterator[bytes]:
        """Yield commits as fast-import reads them."""
        share = max(count // self.tickets, 1)
        for number in range(count):
            self.clock += self.random.randint(30, 900)
            create = len(self.ids) < self.tickets and number % share == 0
            lines = self.create() if create or not self.ids else self.change()
            who = f"P{self.random.randint(1, 40)} <p{self.random.randint(1, 40)}@example.com>"
            yield (
                f"commit refs/heads/main\ncommitter {who} {self.clock} +0000\ndata 1\nx\n".encode()
                + lines
            )

    def create(self) -> bytes:
        """Return a new ticket."""
        ticket = "OPS-" + "".join(self.random.choice(ALPHABET) for _ in range(6))
        moment = datetime.fromtimestamp(self.clock, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.texts[ticket] = {
            "id": f"id: {ticket}\n",
            "title": f"title: {' '.join(self.random.choices(WORDS, k=6))}\n",
            "type": "type: bug\n",
            "priority": "priority: normal\n",
            "reporter": "reporter: jane@example.com\n",
            "tags": "tags:\n  - login\n  - unicode\n",
            "created": f"created: {moment}\n",
            "description": f"description: |\n  {' '.join(self.random.choices(WORDS, k=40))}\n",
            "comments": "",
        }
        self.ids.append(ticket)
        self.places[ticket] = path_of("open", ticket)
        return self.write(ticket)

    def change(self) -> bytes:
        """Return a change of a ticket: a move, a field or a comment."""
        ticket = self.random.choice(self.ids)
        text = self.texts[ticket]
        kind = self.random.random()
        removal = b""
        if kind < 0.35:
            removal = f"D {self.places[ticket]}\n".encode()
            self.places[ticket] = path_of(self.random.choice(FOLDERS), ticket)
        elif kind < 0.65:
            text["priority"] = f"priority: {self.random.choice(('low', 'normal', 'high'))}\n"
            text["type"] = f"type: {self.random.choice(('bug', 'task', 'request'))}\n"
        else:
            item = "c" + "".join(self.random.choice(ALPHABET) for _ in range(5))
            moment = datetime.fromtimestamp(self.clock, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            head = "" if text["comments"] else "comments:\n"
            text["comments"] += (
                f"{head}  - id: {item}\n    at: {moment}\n    by: ana\n    kind: reply\n"
                f"    text: |\n      {' '.join(self.random.choices(WORDS, k=20))}\n"
            )
        return removal + self.write(ticket)

    def write(self, ticket: str) -> bytes:
        """Return the whole file as fast-import takes it."""
        body = "".join(self.texts[ticket].values()).encode()
        return b"M 100644 inline %s\ndata %d\n%s\n" % (
            self.places[ticket].encode(),
            len(body),
            body,
        )


def path_of(folder: str, ticket: str) -> str:
    """Return the path on a shelf of one character."""
    return f"{folder}/{ticket[4]}/{ticket}.yaml"


def load(folder: Path, commits: Iterator[bytes], onto: bool) -> None:
    """Feed commits to fast-import."""
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--force"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        for number, commit in enumerate(commits):
            head, _, rest = commit.partition(b"\ndata 1\nx\n")
            first = b"from refs/heads/main^0\n" if onto and number == 0 else b""
            importer.stdin.write(head + b"\ndata 1\nx\n" + first + rest)
        importer.stdin.close()
    if importer.returncode:
        sys.exit("fast-import failed")


def timed(folder: Path, ticket: str) -> tuple[float, str]:
    """Run one process that shows a ticket's timeline; return its wall time and what it said."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), ticket],
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - begun, done.stdout.strip()


def main() -> None:
    """Print a small table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=100_000)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="make the repository here and keep it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch) / "desk"
        subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
        desk = Desk(arguments.tickets)
        begun = time.perf_counter()
        load(folder, desk.commits(arguments.commits), onto=False)
        print(f"made {arguments.commits} commits in {time.perf_counter() - begun:.1f} s")
        ticket = desk.ids[0]
        taken, said = timed(folder, ticket)
        print(f"first      {taken:.2f} s  (events, in process: {said})")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"memory     {memory:.0f} MB at most")
        for _ in range(3):
            load(folder, desk.commits(10), onto=True)
            taken, said = timed(folder, ticket)
            print(f"ten more   {taken:.3f} s  ({said})")
        taken, said = timed(folder, ticket)
        print(f"unchanged  {taken:.3f} s  ({said})")
        size = (folder / ".git/tix/history.db").stat().st_size / 1e6
        print(f"cache      {size:.1f} MB")


if __name__ == "__main__":
    main()
