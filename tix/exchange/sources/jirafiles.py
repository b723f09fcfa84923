"""Find the issues in an export of Jira: a folder, an archive, or one file of REST answers."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from tix.errors import BadInput
from tix.exchange import jsonstream
from tix.exchange.sources.packed import files
from tix.findings import Finding, Severity

ISSUE_KEY = re.compile(r"[A-Z][A-Z0-9_]*-[0-9]+")
_ENDINGS = (".json", ".jsonl")
SIDES = {"_CL": "changelog", "_Comment": "comments"}


@dataclass(frozen=True, slots=True)
class Found:
    """One issue as JSON, with where it stands, and the documents that lay beside it."""

    path: str
    line: int
    issue: dict[str, Any]
    beside: dict[str, dict[str, Any]]


@contextmanager
def unpacked(path: Path, findings: list[Finding]) -> Iterator[Path]:
    """Give the folder or file to read; what is packed comes into a folder that goes away.

    All of it at once: the files of one issue need not stand side by side in an archive.
    """
    if path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="tix-import-") as folder:
        place = Path(folder)
        for name, file in files(path, _ENDINGS, findings):
            if file == path:
                place = path
                continue
            plain = "__".join(PurePosixPath(name).parts[-2:])
            target = place / (plain if plain.endswith(_ENDINGS) else f"{plain}.json")
            if target.exists():
                told = "is left out: the archive has another file of this name"
                findings.append(Finding(Severity.ERROR, "import-twice", name, told))
            else:
                file.replace(target)
        yield place


def issues(place: Path, findings: list[Finding]) -> Iterator[Found]:
    """Yield every issue under `place`; what cannot be read becomes a finding."""
    if place.is_file():
        yield from _file(place, place.name, findings)
        return
    for path in sorted(place.rglob("*.json*")):
        name = path.relative_to(place).as_posix()
        if path.is_symlink() or not path.is_file():
            findings.append(Finding(Severity.WARNING, "import-no-file", name, "is not a file"))
        elif not path.stem.endswith(tuple(SIDES)):
            yield from _file(path, name, findings)


def _file(path: Path, name: str, findings: list[Finding]) -> Iterator[Found]:
    try:
        if ISSUE_KEY.fullmatch(path.stem.rpartition("__")[2]):
            issue = _document(path, name, findings)
            yield from _checked(
                Found(name, 1, issue, dict(_beside(path, name, findings))), findings
            )
            return
        names = jsonstream.beside(path, "names")
        for line, value in jsonstream.elements(path):
            if names and isinstance(value, dict):
                value.setdefault("names", names)
            yield from _checked(Found(name, line, value, {}), findings)
    except BadInput as error:
        findings.append(Finding(Severity.ERROR, "import-json", name, error.message))


def _checked(found: Found, findings: list[Finding]) -> Iterator[Found]:
    issue = found.issue
    if (
        isinstance(issue, dict)
        and isinstance(issue.get("key"), str)
        and isinstance(issue.get("fields"), dict)
    ):
        yield found
        return
    problem = "is no issue: an object with `key` and `fields` was expected"
    findings.append(
        Finding(Severity.ERROR, "import-no-issue", found.path, problem, line=found.line)
    )


def _beside(path: Path, name: str, findings: list[Finding]) -> Iterator[tuple[str, dict[str, Any]]]:
    for ending, what in SIDES.items():
        side = path.with_name(path.stem + ending + path.suffix)
        if side.is_file() and not side.is_symlink():
            sidename = name.removesuffix(path.name) + side.name
            try:
                value = _document(side, sidename, findings)
            except BadInput as error:
                findings.append(Finding(Severity.ERROR, "import-json", sidename, error.message))
                continue
            if isinstance(value, dict):
                yield what, value


def _document(path: Path, name: str, findings: list[Finding]) -> Any:  # noqa: ANN401  # any JSON
    text, encoding = jsonstream.decode(path.read_bytes())
    if encoding != "utf-8":
        lost = text.count("\ufffd")
        message = f"is not UTF-8; read as Windows 1252, {lost} bytes of it without meaning"
        findings.append(Finding(Severity.WARNING, "import-encoding", name, message))
    return jsonstream.parse(text, name)
