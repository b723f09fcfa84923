"""Get a fresh clone of a tracker ready for work, and take that back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tix.discovery import BRANCH, CONFIG_FILE, USUAL_FOLDER
from tix.errors import GitFailed, NotATracker, Refused, ServiceFailed
from tix.founding.clone import FOLDER, equip, leave_out, remember_folder, strip, teach_merging
from tix.founding.merging import STRATEGY, find_strategy
from tix.founding.naming import check_folder
from tix.founding.site import find_branch, is_tracker, main_top
from tix.git.repo import Repo
from tix.git.worktrees import Worktree, add_worktree, find_linked, read_setting

_REF = f"refs/heads/{BRANCH}"
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Report:
    """Where the tracker is, and what was done, in words; no steps: it was ready."""

    tracker: Path
    steps: tuple[str, ...]


def set_up(start: Path, folder: str = "", *, strategy: bool = False) -> Report:
    """Make the clone around `start` ready; running it again changes nothing.

    With `strategy` all merges go through tix, also where the tracker lies beside code.
    """
    repo = _clone(start)
    if strategy and find_strategy(repo) is None:
        raise Refused(
            f"{STRATEGY} is not on PATH: git could not merge anything any more.",
            hint="install tix where git finds its programs, such as with pipx install tix",
        )
    linked = find_linked(repo, _REF)
    if linked and not linked.is_missing:
        top = main_top(repo)
        return Report(linked.path, tuple(_settle(repo, linked, top)))
    plain = find_plain(repo)
    if plain is not None:
        return _set_up_plain(repo, plain, strategy=strategy)
    return _set_up_branch(repo, check_folder(folder))


def take_back(start: Path) -> Report:
    """Undo `set_up`: settings, and the folder of the tracker's branch; its commits stay."""
    repo = _clone(start)
    linked = find_linked(repo, _REF)
    if linked is None:
        plain = find_plain(repo)
        return Report(plain or main_top(repo), tuple(strip(repo, "")))
    main = Repo.discover(main_top(repo))
    folder = _inside(linked, main_top(repo))
    steps = [] if linked.is_missing else [_remove(main, linked)]
    main.git.run("worktree", "prune")
    steps += [*strip(main, folder), *_drop_branch(main)]
    return Report(linked.path, tuple(steps))


def find_plain(repo: Repo) -> Path | None:
    """Return the tracker that lies in the files of the branch checked out, wherever it is."""
    if repo.work_tree is None:
        return None
    for name in dict.fromkeys(("", USUAL_FOLDER, read_setting(repo, FOLDER))):
        if (repo.work_tree / name / CONFIG_FILE).is_file():
            return repo.work_tree / name
    tracked = repo.git.lines0("ls-files", "-z", "--full-name", f":(top,glob)**/{CONFIG_FILE}")
    near = [path for path in tracked if path.count("/") <= _DEEPEST]
    return (repo.work_tree / near[0]).parent if len(near) == 1 else None


def _clone(start: Path) -> Repo:
    repo = Repo.discover(start)
    if repo.is_bare:
        raise Refused(
            f"{repo.git_dir} is a bare repository, which needs no setup.",
            hint=f"git clone {repo.git_dir}, and tix setup in the clone",
        )
    return repo


def _set_up_plain(repo: Repo, place: Path, *, strategy: bool) -> Report:
    inside = "" if repo.work_tree is None else place.relative_to(repo.work_tree).as_posix()
    folder = "" if inside == "." else inside
    steps = remember_folder(repo, folder)
    return Report(place, (*steps, *teach_merging(repo, is_own=not folder, strategy=strategy)))


def _set_up_branch(repo: Repo, folder: str) -> Report:
    steps = _make_branch(repo)
    folder = folder or read_setting(repo, FOLDER) or USUAL_FOLDER
    top = main_top(repo)
    place = top / folder
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise Refused(f"{place} holds other things.", hint="tix setup --dir ANOTHER-FOLDER")
    excluded = leave_out(repo, folder)
    add_worktree(repo, place, BRANCH)
    steps.append(f"{folder}/ is the folder of the branch {BRANCH}")
    steps += remember_folder(repo, folder)
    linked = Worktree(place, _REF, False, False)
    return Report(place, (*steps, *excluded, *_settle(repo, linked, top)))


def _settle(repo: Repo, linked: Worktree, top: Path) -> list[str]:
    done = equip(repo, Repo.discover(linked.path), _inside(linked, top))
    return [*done, *teach_merging(Repo.discover(linked.path), is_own=True)]


def _inside(linked: Worktree, top: Path) -> str:
    """Return the folder of a work tree that lies within another, empty when it does not."""
    place, around = linked.path.resolve(), top.resolve()
    return place.relative_to(around).as_posix() if place.is_relative_to(around) else ""


def _make_branch(repo: Repo) -> list[str]:
    """Make the local branch from what is here, or from what a remote has."""
    steps: list[str] = []
    found = find_branch(repo)
    if not found:
        remote = _fetch(repo)
        steps.append(f"the branch {BRANCH} was fetched from {remote}")
        found = f"{remote}/{BRANCH}"
    if found == BRANCH:
        return steps
    repo.git.run("branch", "--quiet", "--track", BRANCH, found)
    return [*steps, f"the branch {BRANCH} follows {found}"]


def _fetch(repo: Repo) -> str:
    """Fetch the branch from the first remote that has it; return the remote's name."""
    names = repo.git.text("remote").splitlines()
    for name in sorted(names, key=lambda name: name != "origin"):
        try:
            if not repo.git.text("ls-remote", "--heads", name, _REF):
                continue
        except GitFailed as error:
            said = error.stderr.strip().partition("\n")[0].rstrip(".")
            raise ServiceFailed(
                f"The remote {name} does not answer: {said}.", hint=f"git fetch {name}"
            ) from error
        repo.git.run("remote", "set-branches", "--add", name, BRANCH)
        repo.git.run("fetch", "--quiet", name, BRANCH)
        if is_tracker(repo, f"refs/remotes/{name}/{BRANCH}"):
            return name
    where = "Neither this clone nor its remotes have" if names else "This repository has no"
    raise NotATracker(f"{where} {'a ' if names else ''}tracker.", hint="tix init makes one")


def _remove(main: Repo, linked: Worktree) -> str:
    worktree = Repo.discover(linked.path)
    changed = worktree.git.lines0("status", "--porcelain", "-z", "--untracked-files=all")
    if changed:
        raise Refused(
            f"{linked.path} has work that is not committed: {changed[0][3:]}"
            + (f" and {len(changed) - 1} more." if len(changed) > 1 else "."),
            hint="tix commit",
        )
    main.git.run("worktree", "remove", "--force", "--", str(linked.path))
    return f"{linked.path} is gone; its tickets are on the branch {BRANCH}"


def _drop_branch(main: Repo) -> list[str]:
    """Remove the local branch where the remote one has everything."""
    upstream = main.git.text("for-each-ref", "--format=%(upstream)", _REF)
    if not upstream or not main.git.text("for-each-ref", upstream):
        return []
    if not main.git.ok("merge-base", "--is-ancestor", _REF, upstream):
        return []
    main.git.run("branch", "--quiet", "-D", BRANCH)
    short = upstream.removeprefix("refs/remotes/")
    return [f"the local branch {BRANCH} is gone; {short} has all of it"]
