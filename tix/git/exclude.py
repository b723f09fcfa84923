"""The clone's own list of files that git does not look at (info/exclude)."""

from __future__ import annotations

import os

from tix.git.repo import Repo
from tix.patterns import lazy_pattern

_SPECIAL = lazy_pattern(r"([\\*?\[\]! #])")


def exclude(repo: Repo, folder: str) -> bool:
    """Let git overlook a folder of the work tree; tell whether that was new."""
    lines = _read(repo)
    if _line(folder) in lines:
        return False
    _write(repo, [*lines, _line(folder)])
    return True


def include(repo: Repo, folder: str) -> bool:
    """Take back `exclude`; tell whether there was something to take back."""
    lines = _read(repo)
    if _line(folder) not in lines:
        return False
    _write(repo, [line for line in lines if line != _line(folder)])
    return True


def _line(folder: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", folder)
    return f"/{escaped}/"


def _read(repo: Repo) -> list[str]:
    try:
        text = (repo.common_dir / "info" / "exclude").read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return []
    return text.splitlines()


def _write(repo: Repo, lines: list[str]) -> None:
    path = (repo.common_dir / "info" / "exclude").resolve()
    path.parent.mkdir(exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text("".join(f"{line}\n" for line in lines), "utf-8", "surrogateescape")
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
