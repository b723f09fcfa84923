"""The place where a tracker is to begin, and what is there already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tix.discovery import BRANCH, CONFIG_FILE, USUAL_FOLDER
from tix.errors import NotATracker, Refused, UsageError
from tix.git.repo import Repo
from tix.git.run import Git
from tix.git.worktrees import find_linked, list_worktrees


@dataclass(frozen=True, slots=True)
class Site:
    """A folder to begin in: the top of its repository, or a folder that has none yet.

    `is_empty` tells that nothing but git's own folder is there.
    """

    top: Path
    repo: Repo | None
    is_empty: bool


def find_site(start: Path) -> Site:
    """Return where a tracker would begin that is asked for in `start`; nothing is made.

    Raises Refused where one can not, or where one is already.
    """
    place = start.absolute()
    if place.exists() and not place.is_dir():
        raise UsageError(f"{start} is a file, and a tracker is a folder.", hint="tix init FOLDER")
    repo = _find_repo(_existing(place))
    if repo is None:
        return _free(Site(place, None, not place.exists() or not any(place.iterdir())))
    if repo.work_tree is None:
        raise Refused(
            f"{repo.git_dir} is a bare repository: it has no files to begin with.",
            hint=f"git clone {repo.git_dir}, and tix init in the clone",
        )
    if not place.exists():
        inside = place.resolve().relative_to(repo.work_tree)
        raise Refused(
            f"{start} would lie in the repository {repo.work_tree}.",
            hint=f"tix init --here --dir {inside}",
        )
    return _free(Site(repo.work_tree, repo, _is_empty(repo, repo.work_tree)))


def _free(site: Site) -> Site:
    _refuse_tracker(site)
    return site


def _refuse_tracker(site: Site) -> None:
    """Stop where a tracker is already, in a folder or on a branch of its own."""
    configured = site.repo.settings.get("tix.dir") if site.repo else ""
    for name in dict.fromkeys(("", USUAL_FOLDER, configured)):
        if (site.top / name / CONFIG_FILE).is_file():
            raise Refused(f"{site.top / name} is a tracker already.", hint="tix status list")
    if site.repo is None:
        return
    linked = find_linked(site.repo, f"refs/heads/{BRANCH}")
    if linked and not linked.is_missing:
        raise Refused(f"{linked.path} is a tracker already.", hint="tix status list")
    branch = find_branch(site.repo)
    if branch:
        raise Refused(f"The branch {branch} holds a tracker already.", hint="tix setup")
    if site.repo.git.ok("show-ref", "--verify", "--quiet", f"refs/heads/{BRANCH}"):
        raise Refused(
            f"There is a branch {BRANCH} that is no tracker.",
            hint=f"git branch -m {BRANCH} ANOTHER-NAME",
        )


def find_branch(repo: Repo) -> str:
    """Return the branch that holds a tracker: the local one, else a remote's, else nothing."""
    wanted = (f"refs/heads/{BRANCH}", f"refs/remotes/origin/{BRANCH}", f"refs/remotes/*/{BRANCH}")
    for pattern in wanted:
        for name in repo.git.text("for-each-ref", "--format=%(refname)", pattern).splitlines():
            if is_tracker(repo, name):
                return name.removeprefix("refs/heads/").removeprefix("refs/remotes/")
    return ""


def is_tracker(repo: Repo, revision: str) -> bool:
    """Tell whether a commit has the settings of a tracker at its root."""
    command = repo.git.start("cat-file", "-e", f"{revision}:{CONFIG_FILE}")
    return command.communicate()[0] == 0


def main_top(repo: Repo) -> Path:
    """Return the main work tree, where a folder outlives work trees made for one branch."""
    main = list_worktrees(repo)[0]
    return repo.work_tree or main.path if main.is_bare or main.is_missing else main.path


def _existing(place: Path) -> Path:
    return next(folder for folder in (place, *place.parents) if folder.is_dir())


def _find_repo(folder: Path) -> Repo | None:
    try:
        return Repo.discover(folder)
    except NotATracker:
        return None


def _is_empty(repo: Repo, top: Path) -> bool:
    if any(entry.name != ".git" for entry in top.iterdir()):
        return False
    commit = repo.head().commit
    return commit is None or not Git(top).text("ls-tree", commit)
