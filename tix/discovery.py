"""Finding the tracker from any folder of a repository."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH109, PTH110, PTH112, PTH113, PTH118, PTH120

from __future__ import annotations

import os
from collections.abc import Iterator
from os import PathLike

from tix.errors import NotATracker

CONFIG_FILE = "tix.yaml"

#: Where a tracker beside other things lies unless `tix init --dir` said otherwise.
USUAL_FOLDER = "tickets"

#: The branch of a tracker that keeps apart from the code.
BRANCH = "tix"

_HINT = "tix init makes one; TIX_DIR or -C names one elsewhere"


def find_tracker(start: str | PathLike[str] | None = None) -> str:
    """Return the folder that holds `tix.yaml`: here, above, or beside the code it belongs to.

    `TIX_DIR` wins over the current folder, `start` over both.
    """
    try:
        here = _absolute(os.fspath(start or os.environ.get("TIX_DIR") or ""))
    except FileNotFoundError:
        raise NotATracker("The current folder is gone.", hint="cd to another one") from None
    if not os.path.isdir(here):
        raise NotATracker(f"There is no folder {here}.", hint=_HINT)
    for folder in _upwards(here):
        for candidate in (folder, os.path.join(folder, USUAL_FOLDER)):
            if os.path.isfile(os.path.join(candidate, CONFIG_FILE)):
                return candidate
        if os.path.exists(os.path.join(folder, ".git")):
            return _told_by_git(folder)
    raise NotATracker(f"No tracker in {here} or above it.", hint=_HINT)


def _absolute(named: str) -> str:
    parts = [part for part in named.split("/") if part not in ("", ".")]
    return os.path.join("/" if named.startswith("/") else os.getcwd(), *parts)


def _upwards(folder: str) -> Iterator[str]:
    yield folder
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        yield folder


def _told_by_git(top: str) -> str:
    """Return the folder that this clone's configuration names, or tell how to get a tracker."""
    from tix.git.repo import Repo
    from tix.git.worktrees import find_linked

    repo = Repo.discover(top)
    configured = repo.settings.get("tix.dir")
    if configured and os.path.isfile(os.path.join(top, configured, CONFIG_FILE)):
        return os.path.join(top, configured)
    linked = find_linked(repo, f"refs/heads/{BRANCH}")
    if linked and (linked.path / CONFIG_FILE).is_file():
        return str(linked.path)
    branches = (f"refs/heads/{BRANCH}", f"refs/remotes/*/{BRANCH}")
    if repo.git.text("for-each-ref", "--count=1", *branches):
        raise NotATracker(
            "The tracker of this repository is on the branch tix, which has no folder here yet.",
            hint="tix setup",
        )
    raise NotATracker(f"No tracker in {top}.", hint=_HINT)
