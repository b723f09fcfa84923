"""What every attack on the program shares: lines to type, what lies around, and the verdict."""

from __future__ import annotations

import os
import re
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import click

from tix.cli.command import TixCommand
from tix.cli.lazy import LazyCommands
from tix.cli.registry import COMMANDS
from tix.errors import EXIT_CODES

CORPUS = Path(__file__).parent
TICKETS = sorted((CORPUS / "tickets").iterdir())
SETTINGS = sorted((CORPUS / "settings").iterdir())

#: What a terminal obeys: controls, C1 controls, bidi embeddings and overrides.
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: These make a tracker elsewhere, or say nothing of a tracker.
APART = {"completion", "demo", "help", "import", "init", "version"}
_LARGE = 1 << 20
OK, FINDINGS, BUG = 0, 1, 70


def lines_of(name: str) -> list[list[str]]:
    """Return the command lines that the help of a command shows, without its name in front."""
    return [
        words[words.index("tix") + 1 :]
        for example in _examples(LazyCommands()[name])
        if not re.search(r"[|>] ", example)
        for words in [shlex.split(example, comments=True)]
    ]


def every_line() -> list[list[str]]:
    """Return every such line of every command that works on a tracker."""
    return [line for name in COMMANDS if name not in APART for line in lines_of(name)]


def first_lines() -> list[list[str]]:
    """Return one line for each command, and one for each command below a command."""
    found: dict[tuple[str, ...], list[str]] = {}
    for line in every_line():
        is_family = isinstance(LazyCommands()[line[0]], click.Group)
        found.setdefault(tuple(line[: 1 + is_family]), line)
    return list(found.values())


def _examples(command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.commands:
            yield from _examples(command.commands[name])
    elif isinstance(command, TixCommand):
        yield from command.examples


@dataclass(frozen=True, slots=True)
class World:
    """A tracker and what lies beside it, as they were at one moment."""

    tracker: Path
    before: dict[str, str]

    @classmethod
    def look(cls, tracker: Path) -> World:
        """Remember the tracker, its branch, and the folder around it."""
        return cls(tracker, _state(tracker.parent))

    def judge(self, code: int, out: str, err: str) -> World:
        """Fail unless the program kept its promise: explained, and nothing touched.

        Returns the world as it is now.
        """
        assert code in EXIT_CODES.keys() - {BUG}, err
        assert "Traceback" not in err
        assert RAW.findall(out + err) == []
        now = _state(self.tracker.parent)
        if code not in (OK, FINDINGS):
            assert re.search(r'^tix: \S|^\{"tix": 1, "error"', err, re.MULTILINE), err
            assert now == self.before
        inside = str(self.tracker)
        assert _without(now, inside) == _without(self.before, inside)
        return World(self.tracker, now)


def _without(state: dict[str, str], prefix: str) -> dict[str, str]:
    return {path: what for path, what in state.items() if not path.startswith(prefix)}


def _state(folder: Path) -> dict[str, str]:
    """Return what every file below a folder is, of git's own the branches alone."""
    return dict(_entries(str(folder)))


def _entries(folder: str) -> Iterator[tuple[str, str]]:
    if folder.endswith("/.git"):
        heads = Path(folder, "refs/heads").rglob("*")
        for path in (Path(folder, "HEAD"), *filter(Path.is_file, heads)):
            yield str(path), path.read_text()
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            found = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                yield from _entries(entry.path)
            yield entry.path, f"{found.st_mode} {_content(entry.path, found)}"


def _content(path: str, found: os.stat_result) -> str:
    if stat.S_ISLNK(found.st_mode):
        return str(Path(path).readlink())
    if stat.S_ISREG(found.st_mode):
        return str(crc32(Path(path).read_bytes()) if found.st_size < _LARGE else found.st_size)
    return ""
