"""Make trackers of any size from a fixed seed: the same numbers give the same bytes."""

from __future__ import annotations

import argparse
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
EPOCH = datetime(2022, 1, 3, 8, tzinfo=UTC)
END = datetime(2026, 11, 20, 18, tzinfo=UTC)
PEOPLE = ["ana", "ben", "chen", "dmitri", "eva", "farid"]
TYPES = ["support", "request", "bug", "feature", "incident", "task"]
PRIORITIES = ["low", "normal", "normal", "normal", "high", "critical"]
TAGS = ["login", "unicode", "billing", "mail", "mobile", "search", "export", "slow", "ui", "api"]
OPEN_FOLDERS = ["open", "open", "doing", "waiting", "review"]
FOLDERS = ["open", "doing", "waiting", "review", "done"]
OPENERS = ["Login page", "Invoice", "Search", "Export", "Mobile app", "Mail gateway", "登录页面"]
TROUBLES = ["rejects", "loses", "duplicates", "shows late", "cannot find", "rounds", "truncates"]
OBJECTS = ["passwords with umlauts", "the second page", "attachments", "Straße and café", "totals"]
VOCABULARY = (
    "after the update every user sees an error while saving changes because our server answers "
    "too late and nobody notices until a customer calls about missing orders reports backups "
    "printers calendars tokens sessions caches queues timeouts certificates proxies zürich 失败"
)
WORDS = VOCABULARY.split()

CONFIG = """\
format: 1
key: OPS
name: Benchmark desk
timezone: UTC
statuses:
  open: {{category: queue, folder: open, shelf: {shelf}}}
  doing: {{category: active, folder: doing}}
  waiting: {{category: waiting, folder: waiting}}
  review: {{category: active, folder: review}}
  done: {{category: closed, folder: done, shelf: month/c}}
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: how many tickets are open and closed, where open ones lie, and the seed.

    `spread` puts the open tickets into all open folders instead of `open` alone.
    """

    open: int
    closed: int = 0
    seed: int = 1
    shelf: str = "flat"
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """One ticket: its path in the tracker, when it was created, and its bytes."""

    path: str
    created: datetime
    content: bytes


def tickets(plan: Plan) -> Iterator[Made]:
    """Yield the tickets of a plan in order of creation."""
    rng = random.Random(plan.seed)
    total = plan.open + plan.closed
    ids = _ids(rng, total)
    is_open = [True] * plan.open + [False] * plan.closed
    rng.shuffle(is_open)
    step = (END - EPOCH) / max(total, 1)
    for number, name in enumerate(ids):
        created = (EPOCH + step * number).replace(microsecond=0)
        folder = _open_folder(plan, rng) if is_open[number] else "done"
        path = _path(folder, created, name, plan.shelf if folder == "open" else "flat")
        yield Made(path, created, _content(rng, name, created, ids).encode())


def write(root: Path, plan: Plan) -> None:
    """Write the files of a plan into `root`, without git."""
    _write_file(root / "tix.yaml", CONFIG.format(shelf=plan.shelf).encode())
    for folder in FOLDERS:
        _write_file(root / folder / ".gitkeep", b"")
    made: set[Path] = set()
    for ticket in tickets(plan):
        path = root / ticket.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(ticket.content)


def write_repository(root: Path, plan: Plan, *, each: bool = False) -> None:
    """Make a git repository with a plan's tickets, in one commit or in one commit for each."""
    root.mkdir(parents=True, exist_ok=True)
    _git(root, "init", "-q", "-b", "main")
    with subprocess.Popen(
        ["git", "fast-import", "--quiet"], cwd=root, stdin=subprocess.PIPE
    ) as importer:
        assert importer.stdin is not None
        _stream(importer.stdin, plan, each=each)
        importer.stdin.close()
    if importer.returncode:
        raise SystemExit("git fast-import failed")
    _git(root, "reset", "-q", "--hard", "main")


def _stream(out: IO[bytes], plan: Plan, *, each: bool) -> None:
    first = {"tix.yaml": CONFIG.format(shelf=plan.shelf).encode()}
    first |= {f"{folder}/.gitkeep": b"" for folder in FOLDERS}
    _commit(out, EPOCH, "tix: init")
    for path, content in first.items():
        _file(out, path, content)
    if not each:
        _commit(out, END, "tix: import")
    for ticket in tickets(plan):
        if each:
            _commit(out, ticket.created, f"{Path(ticket.path).stem}: create")
        _file(out, ticket.path, ticket.content)


def _commit(out: IO[bytes], when: datetime, message: str) -> None:
    text = message.encode()
    moment = int(when.timestamp())
    out.write(f"commit refs/heads/main\ncommitter Ana <ana@example.com> {moment} +0000\n".encode())
    out.write(b"data %d\n%s\n" % (len(text), text))


def _file(out: IO[bytes], path: str, content: bytes) -> None:
    out.write(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content))


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True)


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _ids(rng: random.Random, count: int) -> list[str]:
    seen: dict[str, None] = {}
    while len(seen) < count:
        seen["OPS-" + "".join(rng.choices(ALPHABET, k=6))] = None
    return list(seen)


def _open_folder(plan: Plan, rng: random.Random) -> str:
    return rng.choice(OPEN_FOLDERS) if plan.spread else "open"


def _path(folder: str, created: datetime, name: str, shelf: str) -> str:
    first = name.partition("-")[2][0]
    if folder == "done":
        return f"{folder}/{created:%Y-%m}/{first}/{name}.yaml"
    return f"{folder}/{first}/{name}.yaml" if shelf == "c" else f"{folder}/{name}.yaml"


def _content(rng: random.Random, name: str, created: datetime, ids: list[str]) -> str:
    """Return a ticket of some 40 lines and 1 KB."""
    title = f"{rng.choice(OPENERS)} {rng.choice(TROUBLES)} {rng.choice(OBJECTS)}"
    lines = [
        f"id: {name}",
        f"title: {title} {rng.randrange(1000)}",
        f"type: {rng.choice(TYPES)}",
        f"priority: {rng.choice(PRIORITIES)}",
        f"reporter: {rng.choice(PEOPLE)}@example.com",
        f"assignee: {rng.choice(PEOPLE)}",
        "tags:",
        *(f"  - {tag}" for tag in sorted(rng.sample(TAGS, 2))),
        f"created: {_time(created)}",
        f"due: {created + timedelta(days=rng.randrange(3, 90)):%Y-%m-%d}",
        "links:",
        f"  {rng.choice(['blocks', 'relates'])}:",
        f"    - {rng.choice(ids)}",
        "checklist:",
    ]
    for _ in range(2):
        done = ["    done: true"] if rng.random() < 0.5 else []
        lines += [f"  - id: {_item(rng)}", f"    text: {_sentence(rng, 4)}", *done]
    lines += ["description: |", *(f"  {_sentence(rng, 8)}" for _ in range(5)), "comments:"]
    for number in range(2):
        lines += [
            f"  - id: {_item(rng)}",
            f"    at: {_time(created + timedelta(hours=number + 1))}",
            f"    by: {rng.choice(PEOPLE)}",
            "    kind: reply",
            "    text: |",
            *(f"      {_sentence(rng, 7)}" for _ in range(2)),
        ]
    return "\n".join(lines) + "\n"


def _sentence(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(WORDS, k=words))


def _item(rng: random.Random) -> str:
    return rng.choice(ALPHABET[10:]) + "".join(rng.choices(ALPHABET, k=5))


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def main() -> None:
    """Make a store from the words of the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--open", type=int, default=200)
    parser.add_argument("--closed", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shelf", choices=["flat", "c"], default="flat")
    parser.add_argument("--spread", action="store_true", help="use all open folders")
    parser.add_argument("--git", choices=["none", "one", "each"], default="none")
    words = parser.parse_args()
    plan = Plan(words.open, words.closed, words.seed, words.shelf, words.spread)
    if words.git == "none":
        write(words.path, plan)
    else:
        write_repository(words.path, plan, each=words.git == "each")


if __name__ == "__main__":
    main()
