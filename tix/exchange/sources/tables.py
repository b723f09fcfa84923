"""Read tables of text (CSV): encoding, separator, heading, and rows with the line they stand in."""

from __future__ import annotations

import codecs
import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tix.errors import BadInput
from tix.exchange.sources.packed import files
from tix.findings import Finding, Severity

ENDINGS = (".csv", ".tsv", ".txt")
SEPARATORS = ",;\t|"
#: What one cell may hold, so that its ticket's file is not too large; and what is no cell at all.
LONGEST, ENDLESS = 1 << 20, 64 << 20
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>")


class Row(NamedTuple):
    """One row: the line that it begins in, and its cells, as many as the heading has."""

    line: int
    cells: list[str]


class Table:
    """A table in a file; `name` is what findings call it."""

    def __init__(self, place: Path, name: str, separator: str = "", encoding: str = "") -> None:
        self.place = place
        self.name = name
        self.findings: list[Finding] = []
        self.encoding = encoding or _encoding(place)
        self._oddity = "" if encoding or self.encoding != "cp1252" else "is not UTF-8"
        head = next(self._lines(), "")
        self._skipped = head.startswith("sep=")
        if self._skipped:  # what Excel wants to be told
            separator = separator or head[4:5]
            lines = self._lines()
            next(lines)
            head = next(lines, "")
        self.separator = separator or max(SEPARATORS, key=head.count)
        self.heading = self._heading()

    def rows(self) -> Iterator[Row]:
        """Yield every row; what is odd about one is told, and what is none is left out."""
        self.findings.clear()
        if self._oddity:
            self._tell("import-encoding", f"{self._oddity}; read as Windows 1252", 0)
        width = len(self.heading)
        records = self._records()
        next(records, None)
        for row in records:
            if len(row.cells) != width or row.cells[0].startswith(_MARKERS):
                if not self._is_whole(row):
                    continue
                row.cells[width:] = []
                row.cells.extend([""] * (width - len(row.cells)))
            yield row

    def _is_whole(self, row: Row) -> bool:
        """Tell whether a row of an odd length is one at all."""
        cells, width = row.cells, len(self.heading)
        if not any(cells):
            return False
        if cells[0].startswith(_MARKERS) and not any(cells[1:]):
            said = "is a marker of a merge conflict; both sides are read"
            self._tell("import-conflict", said, row.line, Severity.ERROR)
            return False
        if len(cells) < width or any(cells[width:]):
            said = f"has {len(cells)} cells where the heading has {width}"
            self._tell("import-row", said, row.line)
        return True

    def _heading(self) -> list[str]:
        first = next(self._records(), None)
        if first is None:
            raise BadInput(f"{self.name} is empty; a line with the names of its columns is needed.")
        names = [" ".join(cell.split()) for cell in first.cells]
        return [name or f"column {number}" for number, name in enumerate(names, 1)]

    def _lines(self) -> Iterator[str]:
        with self.place.open(encoding=self.encoding, errors="replace", newline="") as stream:
            yield from stream

    def _records(self) -> Iterator[Row]:
        """Yield the rows as they stand, with the heading; quotes in odd places are told."""
        csv.field_size_limit(ENDLESS)
        held: list[str] = []

        def remembered(lines: Iterator[str]) -> Iterator[str]:
            for line in lines:
                held.append(line)
                yield line

        lines = remembered(self._lines())
        line = 1
        if self._skipped:
            next(lines, None)
            line += 1
            held.clear()
        reader = csv.reader(lines, delimiter=self.separator, strict=True)
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                cells = self._again(held, line, str(error))
            if cells is None:
                return
            if sum(map(len, held)) > LONGEST:
                cells = [self._cut(cell, line) for cell in cells]
            if cells:
                yield Row(line, cells)
            line += len(held)
            held.clear()

    def _cut(self, cell: str, line: int) -> str:
        if len(cell) > LONGEST:
            said = f"has a cell of {len(cell):,} characters, of which {LONGEST:,} are taken"
            self._tell("import-long", said, line, Severity.ERROR)
        return cell[:LONGEST]

    def _again(self, lines: list[str], line: int, error: str) -> list[str] | None:
        """Return the cells of a row that breaks the rules of quoting, read as well as may be."""
        if "end of data" in error:
            said = f"a quote opens here that never closes; {len(lines)} lines are one row"
            self._tell("import-quote", said, line, Severity.ERROR)
        elif "limit" in error:
            said = "has a cell of more than 64 MiB, as a quote that never closes makes one"
            self._tell("import-quote", f"{said}; nothing is read behind it", line, Severity.ERROR)
            return None
        else:
            self._tell("import-quote", "has quotes in odd places", line)
        try:
            return next(csv.reader(lines, delimiter=self.separator), [])
        except csv.Error:
            return []

    def _tell(
        self, rule: str, message: str, line: int, severity: Severity = Severity.WARNING
    ) -> None:
        self.findings.append(Finding(severity, rule, self.name, message, line=line))


@contextmanager
def opened(path: Path, separator: str = "", encoding: str = "") -> Iterator[Table]:
    """Give the table at `path`, unpacked for as long as it is read."""
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError:
        raise BadInput(f"{encoding!r} is no encoding.", hint="encoding: cp1252") from None
    with tempfile.TemporaryDirectory(prefix="tix-import-") as folder:
        yield Table(*_only(path, Path(folder) / "table"), separator, encoding)


def _only(path: Path, kept: Path) -> tuple[Path, str]:
    """Return the one table at `path` with its name; what is unpacked is kept under another."""
    problems: list[Finding] = []
    tables: list[tuple[Path, str]] = []
    for name, place in files(path, ENDINGS, problems):
        is_packed = not tables and place.name != Path(name).name
        tables.append((place.rename(kept) if is_packed else place, name))
    if len(tables) == 1:
        return tables[0]
    said = problems[0].message if problems else "holds no table"
    if tables:
        said = f"holds {len(tables)} tables: {', '.join(sorted(name for _, name in tables)[:5])}"
    raise BadInput(f"{path.name} {said}.", hint="tix import csv FILE.csv --dry-run")


def _encoding(place: Path) -> str:
    with place.open("rb") as stream:
        head = stream.read(4096)
        for bom, name in _BOMS.items():
            if head.startswith(bom):
                return name
        if head[1::2].count(0) > len(head) // 4:
            return "utf-16-le"
        if head[::2].count(0) > len(head) // 4:
            return "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while head:
                decoder.decode(head)
                head = stream.read(1 << 20)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"
