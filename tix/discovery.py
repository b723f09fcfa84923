"""Finding the tracker from any folder of a repository."""

from __future__ import annotations

import os
from pathlib import Path

from tix.errors import NotATracker

CONFIG_FILE = "tix.yaml"

#: Where a tracker beside other things lies unless `tix init --dir` said otherwise.
USUAL_FOLDER = "tickets"

#: The branch of a tracker that keeps apart from the code.
BRANCH = "tix"

_HINT = "tix init makes one; TIX_DIR or -C names one elsewhere"


def find_tracker(start: Path | None = None) -> Path:
    """Return the folder that holds `tix.yaml`: here, above, or beside the code it belongs to.

    `TIX_DIR` wins over the current folder, `start` over both.
    """
    named = start or (Path(os.environ["TIX_DIR"]) if os.environ.get("TIX_DIR") else None)
    try:
        here = (named or Path.cwd()).absolute()
    except FileNotFoundError:
        raise NotATracker("The current folder is gone.", hint="cd to another one") from None
    if not here.is_dir():
        raise NotATracker(f"There is no folder {here}.", hint=_HINT)
    for folder in (here, *here.parents):
        for candidate in (folder, folder / USUAL_FOLDER):
            if (candidate / CONFIG_FILE).is_file():
                return candidate
        if (folder / ".git").exists():
            return _told_by_git(folder)
    raise NotATracker(f"No tracker in {here} or above it.", hint=_HINT)


def _told_by_git(top: Path) -> Path:
    """Return the folder that this clone's configuration names, or tell how to get a tracker."""
    from tix.git.repo import Repo
    from tix.git.worktrees import find_linked

    repo = Repo.discover(top)
    configured = repo.settings.get("tix.dir")
    if configured and (top / configured / CONFIG_FILE).is_file():
        return top / configured
    linked = find_linked(repo, f"refs/heads/{BRANCH}")
    if linked and (linked.path / CONFIG_FILE).is_file():
        return linked.path
    branches = (f"refs/heads/{BRANCH}", f"refs/remotes/*/{BRANCH}")
    if repo.git.text("for-each-ref", "--count=1", *branches):
        raise NotATracker(
            "The tracker of this repository is on the branch tix, which has no folder here yet.",
            hint="tix setup",
        )
    raise NotATracker(f"No tracker in {top}.", hint=_HINT)
