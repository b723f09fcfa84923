"""Trackers on the web: answers of their interfaces, in files however somebody saved them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Pairs
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tix.errors import BadInput
from tix.exchange import jsonstream
from tix.exchange.record import Record
from tix.exchange.settle import settled
from tix.exchange.sources.packed import files
from tix.exchange.sources.pile import Found, Piece, Pile
from tix.findings import Finding, Severity
from tix.model.statuses import Category
from tix.text import plural

#: Whose issues they are, where an export does not say.
NOWHERE = "issues"

#: Says what is odd about an issue: a rule and a sentence.
Tell = Callable[[str, str], None]
Elements = Callable[[Path, str, frozenset[str]], Iterator[tuple[int, Any]]]


def json_elements(path: Path, name: str, arrays: frozenset[str]) -> Iterator[tuple[int, Any]]:
    """Yield line and value of each element of a file of JSON."""
    yield from jsonstream.elements(path, name=name, arrays=arrays)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one tracker writes.

    `pieces` takes an element of a file apart, `alias` tells whose issue it is (empty when the
    export does not say), `record` reads an issue, all of them with ValueError for what is not as
    this tracker writes; `rank` orders versions of one issue, the best last. `arrays` are the names
    that lists of issues have, `number` the name of what people call an issue by,
    `categories` what the tracker says of its statuses.
    """

    system: str
    title: str
    pieces: Callable[[Any], Iterator[Piece]]
    alias: Callable[[Found], str]
    record: Callable[[Found, Tell], Record]
    rank: Callable[[dict[str, Any]], tuple[Any, ...]]
    number: str
    arrays: frozenset[str] = frozenset()
    categories: Pairs[str, Category] = field(default_factory=dict)
    endings: tuple[str, ...] = (".json", ".jsonl", ".ndjson")
    elements: Elements = json_elements


class WebExport:
    """An export at `path`, read once and sorted by issue at first use; see `Source`."""

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self.path = path
        self.dialect = dialect
        self.system = dialect.system
        self.alias = ""
        self.categories = dialect.categories
        self._home = ""
        self.findings: list[Finding] = []
        self._read: list[Finding] | None = None
        self._pile = Pile()

    def close(self) -> None:
        """Let go of what was read."""
        self._pile.close()

    def records(self) -> Iterator[Record]:
        """Yield every issue, with its history."""
        if self._read is None:
            self._read = list(self._load())
        self.findings = [*self._read]
        left_out = orphans = 0
        for key in self._pile:
            found = self._pile.find(key)
            left_out += found.is_left_out
            orphans += not (found.is_left_out or found.versions)
            if found.versions and (record := self._record(found)):
                yield settled(record, self.system, self.findings)
        self.alias = self.alias or self._home or NOWHERE
        if left_out:
            said = f"left out {plural(left_out, 'pull or merge request')}: no issues"
            self.findings.append(Finding(Severity.INFO, "import-left-out", self.path.name, said))
        if orphans:
            said = f"has parts of {plural(orphans, 'issue')} that it does not hold"
            self.findings.append(Finding(Severity.WARNING, "import-orphan", self.path.name, said))

    def _load(self) -> Iterator[Finding]:
        """Put every piece of every file on the pile, and yield what cannot be read."""
        told: list[Finding] = []
        dialect = self.dialect
        for name, place in files(self.path, dialect.endings, told):
            try:
                if not place.stat().st_size:
                    raise BadInput(f"{name}: is empty")
                if jsonstream.encoding_of(place) == "cp1252":
                    said = "is not UTF-8; read as Windows 1252"
                    yield Finding(Severity.WARNING, "import-encoding", name, said)
                for line, value in dialect.elements(place, name, dialect.arrays):
                    yield from self._add(name, line, value)
            except BadInput as error:
                yield Finding(Severity.ERROR, "import-broken", name, error.message)
        yield from told

    def _add(self, name: str, line: int, value: Any) -> Iterator[Finding]:  # noqa: ANN401  # JSON
        try:
            for piece in _pieces(self.dialect, value):
                self._pile.add(piece, name, line)
        except ValueError as error:
            yield Finding(Severity.ERROR, "import-no-issue", name, str(error), line=line)

    def _record(self, found: Found) -> Record | None:
        def tell(rule: str, message: str, severity: Severity = Severity.WARNING) -> None:
            text = f"#{found.versions[-1].get(self.dialect.number)}: {message}"
            self.findings.append(Finding(severity, rule, found.path, text, line=found.line))

        try:
            home = self.dialect.alias(found)
            self._home = self._home or home
            if home and home != self._home:
                tell("import-elsewhere", f"belongs to {home}, not to {self._home}", Severity.ERROR)
                return None
            if _differ(found.versions, self.dialect.rank):
                tell("import-duplicate", "is there several times; the newest is taken")
            return self.dialect.record(found, tell)
        except (ValueError, RecursionError) as error:
            said = f"is not as {self.dialect.title} writes: {error}"
            tell("import-shape", said, Severity.ERROR)
            return None


def _differ(
    versions: list[dict[str, Any]], rank: Callable[[dict[str, Any]], tuple[Any, ...]]
) -> bool:
    """Put versions of an issue in order; tell whether those that say as much differ.

    One in a list and one with its history are the same issue, told twice as they should be.
    """
    versions.sort(key=rank)
    alike = [version for version in versions if rank(version)[0] == rank(versions[-1])[0]]
    return any(version != versions[-1] for version in alike)


def _pieces(dialect: Dialect, value: Any) -> Iterator[Piece]:  # noqa: ANN401  # JSON
    """Yield the pieces of an element, of each of its members when it is a list."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, list):
            yield from _pieces(dialect, each)
        else:
            yield from dialect.pieces(each)


@contextmanager
def opened(path: Path, dialect: Dialect) -> Iterator[WebExport]:
    """Give an export for as long as it is read."""
    export = WebExport(path, dialect)
    try:
        yield export
    finally:
        export.close()
