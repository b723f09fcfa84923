"""Open what an export can be besides files: a repository, or a bundle of one."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tix.errors import BadInput, GitFailed, NotFound
from tix.git.run import Git

#: How a bundle begins, of any version.
_BUNDLE = re.compile(rb"# v\d+ git bundle\n")

#: Folders in which trackers keep themselves within a repository.
_WITHIN = frozenset({".beads", ".tickets", "backlog", ".backlog"})
#: What changes in a file's name from export to export.
_DAY = re.compile(r"[-_ ]*\d[\d_T:-]*$")


@contextmanager
def repository(path: Path) -> Iterator[Git | None]:
    """Give git in the repository that `path` is, or that the bundle there holds; else None."""
    if not path.exists():
        raise NotFound(f"There is no {path}.", hint="ls")
    if _is_bundle(path):
        with tempfile.TemporaryDirectory(prefix="tix-import-") as folder:
            yield _unbundled(path, folder)
    else:
        is_repository = (path / ".git").exists() or (path / "HEAD").is_file()
        yield Git(path) if is_repository else None


def alias_of(path: Path) -> str:
    """Return the name of a source: that of its repository, folder or file.

    It is the same for a repository, for what a tracker keeps in it, and for exports of other days.
    """
    place = path.absolute()
    if place.parent.name in _WITHIN:
        place = place.parent
    if place.name in _WITHIN and place.parent.name:
        place = place.parent
    stem = place.name.partition(".")[0] or place.name.lstrip(".")
    name = (_DAY.sub("", stem) if path.is_file() else stem) or stem
    return "-".join(name.replace(":", "-").split()) or "export"


def _is_bundle(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return bool(_BUNDLE.match(stream.read(40)))


def _unbundled(path: Path, folder: str) -> Git:
    """Return git in a bare repository that holds every ref of a bundle."""
    git = Git(folder)
    git.run("init", "--quiet", "--bare", "--template=")
    try:
        git.run("fetch", "--quiet", "--no-tags", str(path.absolute()), "+refs/*:refs/*")
    except GitFailed as error:
        said = error.stderr.strip().splitlines()
        reason = said[-1].removeprefix("fatal: ").removeprefix("error: ") if said else "broken"
        raise BadInput(f"{path.name} is no bundle that git can read: {reason}.") from None
    return git
