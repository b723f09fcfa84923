"""Read todo.txt: a line for each task, its creation and its end by their dates."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from tix.errors import BadInput
from tix.exchange.jsonstream import decode
from tix.exchange.mapping import Mapping
from tix.exchange.record import Record, Value, exporter
from tix.exchange.settle import ended
from tix.exchange.sources.packed import files
from tix.exchange.sources.places import alias_of
from tix.findings import Finding, Severity
from tix.text import clean

_DAY = r"(\d{4}-\d\d-\d\d) +"
_LINE = re.compile(rf"(x +)?(?:\(([A-Z])\) +)?(?:{_DAY})?(?:{_DAY})?(?:\(([A-Z])\) +)?(.+)")
_WORD = re.compile(r"(?:^|(?<=\s))(?:([+@])(\S+)|(due|t|pri|rec):(\S+))(?=\s|$)")
#: The names of the priorities that a letter stands for; all further letters are low.
_PRIORITIES = {"A": "urgent", "B": "high", "C": "medium"}
_FIELDS = {"due": "duedate", "t": "snoozed", "rec": "repeats"}


@dataclass(frozen=True, slots=True)
class Line:
    """A task as its line says it."""

    number: int
    is_done: bool
    priority: str
    done: str
    created: str
    text: str


class TodoTxt:
    """A todo.txt, or a folder of them; see `Source`."""

    system = "todotxt"

    def __init__(self, path: Path, zone: str) -> None:
        self.path = path
        self.zone = ZoneInfo(zone or "UTC")
        self.alias = alias_of(path)
        self.findings: list[Finding] = []

    def records(self) -> Iterator[Record]:
        """Yield every task."""
        self.findings = []
        seen: Counter[str] = Counter()
        found = False
        for name, place in files(self.path, (".txt",), self.findings):
            found = True
            oldest = datetime.fromtimestamp(int(place.stat().st_mtime), UTC)
            for line in self._lines(name, place.read_bytes()):
                record = self._record(line, name, oldest, seen)
                if record:
                    yield record
        if not found:
            raise BadInput(f"{self.path} holds no .txt file.", hint="tix import todotxt todo.txt")

    def _lines(self, name: str, data: bytes) -> Iterator[Line]:
        text, encoding = decode(data)
        if "\0" in text:
            self.findings.append(Finding(Severity.ERROR, "import-encoding", name, "is no text"))
            return
        if encoding != "utf-8":
            self._find(name, 0, "import-encoding", "is not UTF-8; read as Windows 1252")
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            if line.startswith(("<<<<<<<", ">>>>>>>", "=======")):
                self._find(name, number, "import-conflict", "is a conflict marker")
                continue
            found = _LINE.fullmatch(clean(line).strip())
            if found is None:
                continue
            done, early, first, second, late, words = found.groups()
            created = second or ("" if done and first else first or "")
            ended_at = first if done and first else ""
            yield Line(number, bool(done), early or late or "", ended_at or "", created, words)

    def _record(self, line: Line, name: str, oldest: datetime, seen: Counter[str]) -> Record | None:
        try:
            done = self._moment(line.done) if line.done else None
            created = self._moment(line.created) if line.created else done
        except ValueError as error:
            self._find(name, line.number, "import-times", f"holds a date that is none: {error}")
            return None
        key = _key(line)
        seen[key] += 1
        if seen[key] > 1:
            told = "stands here again; it is a ticket of its own"
            self._find(name, line.number, "import-duplicate", told)
            key = f"{key}.{seen[key]}"
        record = Record(
            key=key,
            created=created or oldest,
            author=exporter(self.system),
            fields=_fields(line),
            lists=frozenset({"labels"}),
            path=name,
            line=line.number,
        )
        at = done or created or oldest
        return ended(record, {"status": "open"}, at, None, self.system)

    def _moment(self, day: str) -> datetime:
        """Return the midnight that a day begins with, where the tracker is."""
        return datetime.combine(datetime.fromisoformat(day), time(), self.zone).astimezone(UTC)

    def _find(self, name: str, line: int, rule: str, told: str) -> None:
        self.findings.append(Finding(Severity.WARNING, rule, name, told, line=line))


@contextmanager
def open_todotxt(path: Path, chosen: Mapping) -> Iterator[TodoTxt]:
    """Give the file or folder at `path`."""
    yield TodoTxt(path, chosen.timezone)


def _key(line: Line) -> str:
    """Return a name that stays the same when a task is done or gets another priority."""
    text = re.sub(r"\s*\bpri:[A-Z]\b", "", line.text)
    said = f"{line.created}\0{' '.join(text.split())}"
    return hashlib.sha256(said.encode()).hexdigest()[:10]


def _fields(line: Line) -> dict[str, Value]:
    projects: list[str] = []
    contexts: list[str] = []
    letter = line.priority
    fields: dict[str, Value] = {}
    for sign, word, name, value in _WORD.findall(line.text):
        if sign:
            (projects if sign == "+" else contexts).append(word)
        elif name == "pri":
            letter = letter or value
        else:
            fields[_FIELDS[name]] = value
    title = " ".join(_WORD.sub("", line.text).split())
    priority = _PRIORITIES.get(letter, "low") if letter else ""
    return fields | {
        "title": title or line.text,
        "status": "done" if line.is_done else "open",
        "priority": priority,
        "project": projects[0] if projects else "",
        "labels": tuple(dict.fromkeys([*contexts, *projects[1:]])),
    }
