"""What is not as in the last commit: files of the tracker by what they are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tix.errors import NotFound, Refused
from tix.git.objects import read_many
from tix.store.layout import (
    ATTRIBUTES,
    CONFIG_DIR,
    CONFIG_FILE,
    FILES,
    KB,
    KEEP,
    folder_and_id,
)
from tix.store.staging import read_bytes

if TYPE_CHECKING:
    from tix.tracker import Tracker

_UNMERGED = frozenset({"DD", "AU", "UD", "UA", "DU", "AA", "UU"})


@dataclass(frozen=True, slots=True)
class File:
    """A file that differs: its bytes in the last commit and now, None where it is not."""

    path: str
    old: bytes | None
    new: bytes | None


@dataclass(slots=True)
class Seen:
    """The files that differ: those of each ticket, settings, others of the tracker.

    `strange` are paths that no command of tix commits.
    """

    tickets: dict[str, list[File]] = field(default_factory=dict)
    settings: list[File] = field(default_factory=list)
    others: list[File] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


def look(tracker: Tracker) -> Seen:
    """Return what differs between the work tree and the last commit, within the tracker."""
    paths = changed_paths(tracker)
    head = tracker.repo.head().commit
    ours = {path: is_ours(tracker, path) for path in paths}
    seen = Seen(strange=[path for path in paths if not ours[path]])
    for path, old in _committed(tracker, head, [path for path in paths if ours[path]]):
        _sort_in(seen, tracker, File(path, old, read_bytes(f"{tracker.root}/{path}")))
    return seen


def _committed(
    tracker: Tracker, head: str | None, paths: Sequence[str]
) -> Iterator[tuple[str, bytes | None]]:
    """Yield what a commit holds at each path; git takes one name a line."""
    names = [f"{head}:{tracker.prefix}{path}" for path in paths if head and "\n" not in path]
    held = read_many(tracker.repo.git, names)
    for path in paths:
        if head and "\n" not in path:
            yield path, next(held)[1]
        else:
            yield path, _alone(tracker, f"{head}:{tracker.prefix}{path}") if head else None


def _alone(tracker: Tracker, name: str) -> bytes | None:
    command = tracker.repo.git.start("cat-file", "blob", name)
    code, content, _ = command.communicate()
    return None if code else content


def changed_paths(tracker: Tracker) -> list[str]:
    """Return the paths within the tracker that git sees as changed, new or gone."""
    where = [f":(top,literal){tracker.prefix}"] if tracker.prefix else []
    rows = tracker.repo.git.lines0(
        *("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all"),
        *("--", *where),
    )
    found = []
    for row in rows:
        path = row[3:].removeprefix(tracker.prefix)
        if row[:2] in _UNMERGED:
            raise Refused(
                f"{path} has an unresolved conflict.",
                hint=f"tix resolve, or mend it by hand and git add {path}",
            )
        found.append(path)
    return sorted(found)


def chosen(tracker: Tracker, seen: Seen, names: Sequence[str]) -> Seen:
    """Return the part of what differs that belongs to the tickets named; all without names."""
    if not names:
        return seen
    ids = list(dict.fromkeys(_id_of(tracker, seen, name) for name in names))
    return Seen(
        tickets={id: seen.tickets[id] for id in ids if id in seen.tickets},
        others=[file for file in seen.others if _belongs(file.path, ids)],
    )


def _id_of(tracker: Tracker, seen: Seen, name: str) -> str:
    """Return the id that a name means, tickets that are gone from the files among them."""
    head, dash, tail = name.strip().rpartition("-")
    start = f"{head.upper() if dash else tracker.config.key}-{tail.lower()}"
    matching = [id for id in seen.tickets if tail and id.startswith(start)]
    if start in matching or len(matching) == 1:
        return start if start in matching else matching[0]
    if matching:
        raise NotFound(f"{name} may be {', '.join(matching)}.", hint=f"tix commit {matching[0]}")
    return tracker.resolve(name)


def _belongs(path: str, ids: Iterable[str]) -> bool:
    return any(path.startswith(f"{FILES}/{id}/") for id in ids)


def is_ours(tracker: Tracker, path: str) -> bool:
    """Tell whether a path is one that a tracker has files at; links are never ours."""
    top, _, rest = path.partition("/")
    name = path.rpartition("/")[2]
    is_link = os.path.islink(f"{tracker.root}/{path}")  # noqa: PTH114 - a Path takes ten times as long
    if is_link or name.startswith(".tix-"):
        return False
    if not rest:
        return path in (CONFIG_FILE, ATTRIBUTES)
    if top == CONFIG_DIR:
        return True
    if top in (FILES, KB):
        return not name.startswith(".")
    return name == KEEP or folder_and_id(path) is not None


def is_unfit(tracker: Tracker, path: str) -> bool:
    """Tell whether a link or a pipe stands where tickets or settings are."""
    top, place = path.partition("/")[0], tracker.root / path
    ours = top == CONFIG_DIR or path == CONFIG_FILE or top in tracker.config.folders
    return ours and (place.is_symlink() or (place.exists() and not place.is_file()))


def _sort_in(seen: Seen, tracker: Tracker, file: File) -> None:
    found = folder_and_id(file.path)
    top = file.path.partition("/")[0]
    if file.new is None and file.path.endswith(f"/{KEEP}") and top in tracker.config.folders:
        seen.strange.append(file.path)  # a folder that somebody emptied comes back
    elif found and top not in (FILES, KB, CONFIG_DIR):
        seen.tickets.setdefault(found[1], []).append(file)
    elif top == CONFIG_DIR or file.path == CONFIG_FILE:
        seen.settings.append(file)
    elif top in (FILES, KB) or file.path == ATTRIBUTES or top in tracker.config.folders:
        seen.others.append(file)
    else:
        seen.strange.append(file.path)
