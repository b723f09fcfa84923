"""Make the tracker of `tix demo` in an empty folder."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tix.errors import Refused
from tix.exchange.demo import DAYS, MAPPING, Demo
from tix.exchange.demopeople import ROLES, SETTINGS, people_file
from tix.exchange.importer import Imported, run_import
from tix.git.fastimport import Put
from tix.git.gitconfig import Author
from tix.git.repo import Repo
from tix.git.run import Git
from tix.store.landing import importing
from tix.store.layout import ATTRIBUTES, ATTRIBUTES_TEXT, CONFIG_DIR, CONFIG_FILE, keep_path

FOLDER = "tix-demo"
#: Whoever tries the desk is Ana, so that `tix mine` and `tix next` have something to show.
ME = Author(ROLES[0].display, ROLES[0].email)


def make_demo(folder: Path, now: datetime) -> Imported:
    """Make a repository with the demo's desk in `folder`, which must be new or empty."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise Refused(f"{folder} is not an empty folder.", hint="tix demo ANOTHER-FOLDER")
    folder.mkdir(parents=True, exist_ok=True)
    git = Git(folder)
    git.run("init", "-q", "-b", "main")
    git.run("config", "user.name", ME.name)
    git.run("config", "user.email", ME.email)
    repo = Repo.discover(folder)
    _found(repo, now - timedelta(days=DAYS + 7))
    return run_import(repo, "", Demo(now), importer=ME, now=now, chosen=MAPPING)


def _found(repo: Repo, when: datetime) -> None:
    """Write the first commit: settings, people, and the folders of the statuses."""
    files = {
        CONFIG_FILE: SETTINGS.encode(),
        f"{CONFIG_DIR}/people.yaml": people_file(),
        ATTRIBUTES: ATTRIBUTES_TEXT.encode(),
    }
    files |= {keep_path(target.to): b"" for target in MAPPING.statuses.values()}
    with importing(repo) as work:
        puts = [Put(path, work.stream.blob(data)) for path, data in files.items()]
        work.stream.commit(ME, int(when.timestamp()), "tix: a desk begins", puts)
