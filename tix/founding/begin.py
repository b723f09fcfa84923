"""Begin a tracker: at the root, beside other things, or on a branch of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tix.config.load import parse_config, usable
from tix.config.templates import template_text
from tix.discovery import BRANCH, USUAL_FOLDER
from tix.errors import Refused
from tix.founding.clone import equip, leave_out, remember_folder, teach_merging
from tix.founding.naming import check_folder, check_key, derive_key, local_zone
from tix.founding.site import Site, main_top
from tix.git.commit import Move, Stamp, id_width, move_branch, write_commit
from tix.git.gitconfig import Author, identity, parse_settings
from tix.git.objects import CatFile, object_id
from tix.git.repo import Repo
from tix.git.run import Git
from tix.git.trees import TreeFile, Trees
from tix.git.worktrees import add_worktree
from tix.store.atomic import CannotWrite
from tix.store.layout import ATTRIBUTES, ATTRIBUTES_TEXT, CONFIG_FILE, keep_path
from tix.store.staging import FileWrite, read_bytes
from tix.store.transaction import check_writable, commit


class Way(StrEnum):
    """Where the tracker lies: it is the repository, or a folder, or a branch of its own."""

    ROOT = "root"
    HERE = "here"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for; empty is: choose."""

    way: Way | None = None
    folder: str = ""
    key: str = ""
    template: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Founding:
    """A tracker about to begin: `folder` is relative to `top`, empty for the top itself."""

    site: Site
    way: Way
    top: Path
    folder: str
    key: str
    files: Mapping[str, bytes]
    statuses: tuple[str, ...]

    @property
    def place(self) -> Path:
        """The folder of the tracker."""
        return self.top / self.folder

    @property
    def message(self) -> str:
        """The message of the first commit."""
        return f"tix: begin the tracker {self.key}"


def plan_founding(site: Site, wish: Wish) -> Founding:
    """Return what would be made; raise Refused where a tracker cannot begin."""
    folder = check_folder(wish.folder)
    way = _way(site, wish, folder)
    if way is not Way.ROOT and not folder:
        folder = USUAL_FOLDER
    top = main_top(site.repo) if way is Way.BRANCH and site.repo else site.top
    place = top / folder
    if way is not Way.ROOT and place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise Refused(f"{place} holds other things.", hint="tix init --dir ANOTHER-FOLDER")
    key = check_key(wish.key) if wish.key else derive_key(site.top.name)
    text = template_text(wish.template or "plain", key, name=wish.name, timezone=local_zone())
    files = {CONFIG_FILE: text.encode(), ATTRIBUTES: ATTRIBUTES_TEXT.encode()}
    config = usable(*parse_config(files))
    files |= {keep_path(status.folder): b"" for status in config.statuses.values()}
    return Founding(site, way, top, folder, key, files, tuple(config.statuses))


def found(founding: Founding, now: datetime) -> str:
    """Make the tracker and its first commit; return the commit's id.

    What the user has staged or changed stays as it is. Cut off, the command can run again.
    """
    author = _author(founding)
    repo = founding.site.repo or _make_repository(founding.top)
    if founding.way is Way.BRANCH:
        made = _found_branch(repo, founding, author, now)
    else:
        made = _found_here(repo, founding, author, now)
    tracker = Repo.discover(founding.place)
    teach_merging(tracker, is_own=founding.way is not Way.HERE or not founding.folder)
    remember_folder(repo, founding.folder)
    return made


def _way(site: Site, wish: Wish, folder: str) -> Way:
    if wish.way is Way.HERE and wish.folder and not folder:
        return Way.ROOT
    if wish.way is not None:
        return wish.way
    if site.is_empty:
        return Way.HERE if folder else Way.ROOT
    raise Refused(
        f"{site.top} holds other things.",
        hint="tix init --branch for a branch of its own, or tix init --here for a folder beside",
    )


def _author(founding: Founding) -> Author:
    """Return who begins it, asked before anything is made."""
    named = os.environ.get("TIX_AUTHOR")
    if named:
        return Author.parse(named)
    folder = next(path for path in (founding.top, *founding.top.parents) if path.is_dir())
    if not os.access(folder, os.W_OK):
        raise CannotWrite(
            f"{folder} cannot be written. Nothing was changed.", hint=f"ls -ld {folder}"
        )
    return identity(parse_settings(Git(folder).run("config", "--list", "-z", "--includes")))


def _make_repository(top: Path) -> Repo:
    folder = next(path for path in (top, *top.parents) if path.is_dir())
    git = Git(folder)
    settings = parse_settings(git.run("config", "--list", "-z", "--includes"))
    branch = settings.get("init.defaultbranch", "main")
    git.run("init", "--quiet", f"--initial-branch={branch}", "--", str(top))
    return Repo.discover(top)


def _found_here(repo: Repo, founding: Founding, author: Author, now: datetime) -> str:
    prefix = f"{founding.folder}/" if founding.folder else ""
    root = check_writable(repo)
    writes = []
    for path, content in founding.files.items():
        before = read_bytes(f"{root}/{prefix}{path}")
        after = before + b"\n" + content if before is not None else content
        writes.append(FileWrite(f"{prefix}{path}", before, after))
    return commit(repo, writes, founding.message, author=author, when=now).id


def _found_branch(repo: Repo, founding: Founding, author: Author, now: datetime) -> str:
    """Write the first commit of a branch without parents, and check it out beside the rest."""
    stamp = Stamp(author, repo.identity("committer"), now, founding.message)
    width = id_width(repo)
    blobs = {
        path: object_id("blob", content, width=width) for path, content in founding.files.items()
    }
    with CatFile(repo.git) as cat:
        trees = Trees(cat, None, width=width)
        root, objects = trees.change({path: TreeFile("100644", id) for path, id in blobs.items()})
    objects += [("blob", content) for content in founding.files.values()]
    made = write_commit(repo, root, None, stamp, objects)
    if not move_branch(repo, Move(f"refs/heads/{BRANCH}", None, made, founding.message)):
        raise Refused(f"The branch {BRANCH} was just made by somebody else.", hint="tix setup")
    leave_out(repo, founding.folder)
    equip(repo, add_worktree(repo, founding.place, BRANCH), founding.folder)
    return made
