"""What every attack on the program shares: lines to type, what lies around, and the verdict."""

from __future__ import annotations

import re
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

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
_APART = {"completion", "demo", "help", "import", "init", "version"}
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
    return [line for name in COMMANDS if name not in _APART for line in lines_of(name)]


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
    """A tracker and what lies beside it, as they were when an attack began."""

    tracker: Path
    before: dict[str, str]

    @classmethod
    def look(cls, tracker: Path) -> World:
        """Remember the tracker, its branch, and the folder around it."""
        return cls(tracker, _state(tracker.parent))

    def judge(self, code: int, out: str, err: str) -> None:
        """Fail unless the program kept its promise: explained, and nothing touched."""
        assert code in EXIT_CODES.keys() - {BUG}, err
        assert "Traceback" not in err
        assert RAW.findall(out + err) == []
        now = _state(self.tracker.parent)
        if code not in (OK, FINDINGS):
            assert re.search(r'^tix: \S|^\{"tix": 1, "error"', err, re.MULTILINE), err
            assert now == self.before
        inside = f"{self.tracker.name}/"
        assert _without(now, inside) == _without(self.before, inside)


def _without(state: dict[str, str], prefix: str) -> dict[str, str]:
    return {path: what for path, what in state.items() if not path.startswith(prefix)}


def _state(root: Path) -> dict[str, str]:
    """Return what every file below a folder is, without git's own, and where branches are."""
    found: dict[str, str] = {}
    for path in _walk(root):
        name = path.relative_to(root).as_posix()
        in_git = "/.git/" in f"/{name}"
        if not in_git or (path.is_file() and re.search(r"/(HEAD|refs/heads/.+)$", name)):
            found[name] = _what(path)
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        yield path
        if path.is_dir() and not path.is_symlink() and path.name not in ("objects", "tix", "logs"):
            yield from _walk(path)


def _what(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"link {path.readlink()}"
    if stat.S_ISREG(mode) and path.stat().st_size < _LARGE:
        return f"{mode} {sha256(path.read_bytes()).hexdigest()}"
    return f"{mode} {path.stat().st_size if stat.S_ISREG(mode) else ''}"
