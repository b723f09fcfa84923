"""Which files of a commit are tickets, and where each ticket lies after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from tix.git.log import FileChange, LogEntry
from tix.git.run import Git
from tix.model.ids import is_id
from tix.store.layout import EXTENSION, folder_and_id

REGULAR = ("100644", "100755", "000000")


class Place(NamedTuple):
    """A file that claims to be a ticket: its status folder, its path, its blob and its mode."""

    folder: str
    path: str
    blob: str
    mode: str = "100644"


class Moved(NamedTuple):
    """One file of a ticket against one parent; the blobs are "" where there is none."""

    parent: int
    place: Place
    before: str


def ticket_files(entry: LogEntry, prefix: str) -> dict[str, list[Moved]]:
    """Return what a commit did to files of tickets, by ticket."""
    found: dict[str, list[Moved]] = {}
    for parent, diff in enumerate(entry.diffs):
        for change in diff:
            named = _named(change, prefix)
            if named is not None:
                folder, ticket = named
                place = Place(folder, change.path, change.after, change.mode)
                found.setdefault(ticket, []).append(Moved(parent, place, change.before))
    return found


def _named(change: FileChange, prefix: str) -> tuple[str, str] | None:
    path = change.path
    if not path.startswith(prefix) or not path.endswith(EXTENSION):
        return None
    above, _, name = path[len(prefix) :].rpartition("/")
    folder = _status_folder(above)
    ticket = name[: -len(EXTENSION)]
    return (folder, ticket) if folder and is_id(ticket) else None


@lru_cache(maxsize=4096)
def _status_folder(above: str) -> str:
    """Return the status folder that files right under `above` belong to, "" when they do not."""
    named = folder_and_id(f"{above}/A-000000{EXTENSION}")
    return named[0] if named else ""


def after(moves: Sequence[Moved]) -> list[Place]:
    """Return the files that the commit names as there, each once."""
    return list(dict.fromkeys(move.place for move in moves if move.place.blob))


#: Returns every file of a ticket in a commit, by asking for the whole tree.
Locate = Callable[[str, str], list[Place]]


def locator(git: Git, prefix: str) -> Locate:
    """Return what finds all files of a ticket in a commit; for odd cases, since it is slow."""

    def locate(commit: str, ticket: str) -> list[Place]:
        paths = (prefix,) if prefix else ()
        rows = git.lines0("ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths)
        found: list[Place] = []
        for row in rows:
            meta, path = row.split("\t", 1)
            mode, _, blob = meta.split(" ")
            named = folder_and_id(path[len(prefix) :]) if path.startswith(prefix) else None
            if named is not None and named[1] == ticket:
                found.append(Place(named[0], path, blob, mode))
        return found

    return locate
