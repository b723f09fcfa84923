"""The journal of a write under way: what must be undone or finished after a crash."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH110, PTH123

from __future__ import annotations

import marshal
import os
from enum import StrEnum
from typing import Any

from tix.errors import BadInput
from tix.frozen import field, frozen
from tix.git.repo import Repo
from tix.store.atomic import remove, replace

_VERSION = 2


class Phase(StrEnum):
    """How far a write may have come."""

    PREPARE = "prepare"  # temporary files only
    APPLY = "apply"  # work tree, branch, index: in this order
    CHECKOUT = "checkout"  # branch, then index and work tree by git
    HOOKS = "hooks"  # work tree, then `git commit` with its hooks


@frozen
class FileRecord:
    """One file of a write; paths are relative to the work tree.

    `before` and `after` are SHA-256 sums of the file's bytes ("" when there is no file), the
    blobs are git's ids of the same; `temporary` holds the new bytes, `backup` (in the git dir) the
    old ones, unless the old blob has just them. `permissions` are the old file's. A file that only
    moves has `source`, the path from which it is renamed, and no bytes of its own.
    """

    path: str
    before: str
    after: str
    blob_before: str
    blob_after: str
    mode: str
    temporary: str = ""
    backup: str = ""
    permissions: int | None = None
    source: str = ""


@frozen
class Journal:
    """One write: from commit `old` ("" on a new branch) to `new` on `ref`."""

    phase: Phase
    ref: str
    old: str
    new: str
    message: str
    files: tuple[FileRecord, ...]
    folders: tuple[str, ...] = field(default=())  # made for it, outermost first


def step(name: str) -> None:
    """Mark a point where the process may die; the tests stop it at each."""


def journal_path(repo: Repo) -> str:
    """Return where the journal of a work tree lies."""
    return f"{repo.places.own}/journal"


def needs_recovery(repo: Repo) -> bool:
    """Tell whether a write was cut off (or is under way); one `stat`."""
    return os.path.exists(journal_path(repo))


def save(repo: Repo, journal: Journal, *, durable: bool) -> None:
    """Write the journal in one step."""
    values = _by_name(journal) | {
        "version": _VERSION,
        "phase": str(journal.phase),
        "files": [_by_name(record) for record in journal.files],
    }
    replace(journal_path(repo), marshal.dumps(values), durable=durable)


def _by_name(value: Journal | FileRecord) -> dict[str, Any]:
    """Return the values of a record by name; `asdict` copies each, 4 s for 10,000 moves."""
    return {name: getattr(value, name) for name in value.__match_args__}


def load(repo: Repo) -> Journal | None:
    """Return the journal of a write that was cut off."""
    path = journal_path(repo)
    try:
        with open(path, "rb") as file:
            values: dict[str, Any] = marshal.load(file)  # noqa: S302 - our own file
        if values.pop("version") != _VERSION:
            raise BadInput(f"{path} was written by a newer tix.", hint="upgrade tix")
        files = tuple(FileRecord(**record) for record in values.pop("files"))
        phase = Phase(values.pop("phase"))
        folders = tuple(values.pop("folders"))
        return Journal(phase=phase, files=files, folders=folders, **values)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError, EOFError):
        raise BadInput(
            f"{path} is no journal of tix.", hint=f"git status, then rm {path}"
        ) from None


def clear(repo: Repo) -> None:
    """Remove the journal: the write is complete or undone."""
    remove(journal_path(repo))
