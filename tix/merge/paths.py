"""The files of a tracker that tix merges, by their paths within it."""

from __future__ import annotations

from typing import NamedTuple

from tix.model.ids import is_id
from tix.store.layout import (
    CONFIG_DIR,
    CONFIG_FILE,
    EXTENSION,
    FILES,
    KEEP,
    folder_and_id,
    folder_problem,
)

NOTHING = "000000"


class File(NamedTuple):
    """A file on one side: mode and blob id; the blob is "" where there is none."""

    mode: str = NOTHING
    blob: str = ""


ABSENT = File()
#: Files by path of the repository, ours and theirs.
Differences = dict[str, tuple[File, File]]
#: The files of one ticket with their paths: on one side, and on both.
Files = list[tuple[str, File]]
Sides = tuple[Files, Files]


def is_covered(path: str) -> bool:
    """Tell whether tix merges a file of the tracker; git merges all others, such as articles."""
    folder, _, rest = path.partition("/")
    if not rest:
        return path == CONFIG_FILE
    if folder == CONFIG_DIR:
        return path.endswith(EXTENSION)
    if folder == FILES:
        return True
    return is_keep(path) or folder_and_id(path) is not None


def is_keep(path: str) -> bool:
    """Tell whether a file keeps a status folder."""
    folder, _, name = path.partition("/")
    return name == KEEP and not folder_problem(folder)


def is_config(path: str) -> bool:
    """Tell whether a file holds settings."""
    return path == CONFIG_FILE or (path.startswith(f"{CONFIG_DIR}/") and path.endswith(EXTENSION))


def owner(path: str) -> str:
    """Return the ticket that an attachment or a tombstone belongs to, "" for other files."""
    parts = path.split("/")
    if parts[0] != FILES or len(parts) < 3:
        return ""
    name = parts[2].removesuffix(EXTENSION) if parts[1] == "tombstones" else parts[1]
    return name if is_id(name) else ""
