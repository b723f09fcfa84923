"""Tracker: one opened directory, its settings, its tickets, and the one way to change them."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH110

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING

from tix import clock
from tix.discovery import find_tracker
from tix.errors import TixError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tix.drafts import Draft, Outcome
    from tix.git.gitconfig import Author
    from tix.git.repo import Repo
    from tix.history.reader import History
    from tix.model.config import Config
    from tix.store.index import Index
    from tix.store.index_absent import Absent
    from tix.store.staging import FileWrite
    from tix.store.tickets import Loaded, Tickets
    from tix.workflow.desk import Desk

#: Told what a long wait is for.
Say = Callable[[str], None]

#: Told what goes on, how much of it is done, and of how much (0: nobody knows).
Progress = Callable[[str, int, int], None]


class Tracker:
    """One opened directory; its parts are made when they are first asked for."""

    def __init__(
        self,
        place: str | PathLike[str],
        *,
        say: Say | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.place = os.fspath(place)
        self.say = say
        self.progress = progress

    @classmethod
    def open(
        cls,
        start: str | PathLike[str] | None = None,
        *,
        say: Say | None = None,
        progress: Progress | None = None,
    ) -> Tracker:
        """Return the tracker that `start`, `TIX_DIR` or the current folder belongs to.

        `say` is told what a wait is for, `progress` how far reading has come.
        """
        return cls(find_tracker(start), say=say, progress=progress)

    @cached_property
    def root(self) -> Path:
        """The folder that holds `tix.yaml`; `place` is the same as text."""
        from pathlib import Path

        return Path(self.place)

    @cached_property
    def repo(self) -> Repo:
        """The repository around the tracker, with a write that was cut off settled."""
        from tix.git.repo import Repo

        repo = Repo.discover(self.place)
        if os.path.exists(f"{repo.places.own}/journal"):
            self._recover(repo)
        return repo

    @cached_property
    def prefix(self) -> str:
        """The tracker's folder within the work tree: "" or with a slash at its end."""
        return f"{self.repo.prefix.rstrip('/')}/" if self.repo.prefix.strip("/") else ""

    @cached_property
    def config(self) -> Config:
        """The settings; raises ConfigError when they cannot be used."""
        from tix.config.remembered import load_remembered
        from tix.model.formats import FORMAT

        config = load_remembered(self.place, f"{self.repo.places.own}/settings")
        if config.format > FORMAT and self.say:
            self.say(
                f"The tracker has format {config.format}, newer than this tix knows ({FORMAT}):"
                " it is read, and never written."
            )
        return config

    @property
    def index_path(self) -> Path:
        """Where the cache lies; completion reads it without the settings."""
        return self.repo.own_dir / "index.db"

    @cached_property
    def index(self) -> Index:
        """The cache of what the tickets say."""
        from tix.store.index import Index

        return Index(self.index_path, self.root, self.config, self._absent())

    @cached_property
    def tickets(self) -> Tickets:
        """The tickets by id, read from their files."""
        from tix.store.tickets import Tickets

        return Tickets(self.place, self.config, lambda: self.index, is_sparse=self._is_sparse)

    @cached_property
    def history(self) -> History:
        """What happened, out of git."""
        from tix.history.reader import History

        told = self._told("Reading history")
        progress = (lambda done: told(done, 0)) if told else None
        return History(self.repo, self.config, self.prefix, progress=progress)

    @cached_property
    def author(self) -> Author:
        """Who acts: `TIX_AUTHOR` (Name <email>), else git's identity."""
        from tix.git.gitconfig import Author

        named = os.environ.get("TIX_AUTHOR")
        return Author.parse(named) if named else self.repo.identity()

    @cached_property
    def me(self) -> str:
        """The handle of who acts."""
        return self.config.people.handle(self.author.email, self.author.name)

    @cached_property
    def now(self) -> datetime:
        """The moment of this command, the same in all its parts."""
        return clock.now()

    @cached_property
    def desk(self) -> Desk:
        """What plans look at beside the ticket."""
        from tix.workflow.desk import Desk

        return Desk(self.config, self.me, self.now)

    def resolve(self, name: str) -> str:
        """Return the whole id that people mean: a prefix, an external name, a branch, or `.`.

        `.` is the ticket that the checked out branch is named after.
        """
        from tix.branches import ticket_of_branch

        branch = ticket_of_branch(self, name)
        return self.tickets.resolve(branch or name)

    def load(self, name: str) -> Loaded:
        """Return a ticket with the bytes and the path of its file; `name` as for `resolve`."""
        from tix.branches import ticket_of_branch

        return self.tickets.load(ticket_of_branch(self, name) or name)

    def refresh(self, statuses: Collection[str] | None = None) -> None:
        """Bring the index up to date for these statuses, or for all, with progress."""
        self.index.refresh(statuses, progress=self._told("Reading tickets"))

    def write(
        self,
        fill: Callable[[Draft], object],
        *,
        title: str = "",
        include: bool = False,
        dry_run: bool = False,
    ) -> Outcome:
        """Let `fill` make a draft under the lock, and commit it as one commit.

        Nothing is written when nothing changed, and with `dry_run`; `title` says what happened
        where the changes alone do not. A tracker of a newer format is never written.
        """
        from tix.store.transaction import writing

        refuse_newer(self.config)
        told = self._told("Writing files")
        with writing(self.repo, dry_run=dry_run, on_wait=self.say, progress=told) as session:
            from tix.drafts import Draft, Outcome, commit_message  # while git gets ready

            draft = Draft(self)
            fill(draft)
            edits = draft.edits()
            files = draft.writes(edits)
            if not files:
                return Outcome("", ())
            made = session.commit(
                files,
                commit_message(edits, title),
                author=self.author,
                when=self.now,
                hooks=self.config.text("commit.foreign_hooks") or "auto",
                include=include,
            )
            if dry_run:
                return Outcome("", edits)
            self._tell_index(files)
        return Outcome(made.id, edits)

    def _tell_index(self, files: Sequence[FileWrite]) -> None:
        """Take what was written into the index if it is open.

        Otherwise the next reading finds it: opening the index takes longer than the rest of a
        write of one ticket, and somebody who writes many reads once.
        """
        if "index" in self.__dict__:
            with suppress(TixError):  # committed it is; the next reading looks again
                self.index.update(file.path.removeprefix(self.prefix) for file in files)

    def _told(self, label: str) -> Callable[[int, int], None] | None:
        progress = self.progress
        return (lambda done, total: progress(label, done, total)) if progress else None

    def _recover(self, repo: Repo) -> None:
        from tix.store.lock import locked
        from tix.store.recovery import recover

        with locked(f"{repo.places.own}/lock", on_wait=self.say):
            notice = recover(repo)
        if notice and self.say:
            self.say(notice)

    @property
    def _is_sparse(self) -> bool:
        return os.path.exists(f"{self.repo.places.git}/info/sparse-checkout")

    def _absent(self) -> Absent | None:
        if not self._is_sparse:
            return None
        from tix.store.sparse import SparseFiles

        return SparseFiles(self.repo, self.prefix)


def refuse_newer(config: Config) -> None:
    """Stop before a tracker is written whose format only a newer program knows."""
    from tix.errors import Refused
    from tix.model.formats import FORMAT

    if config.format > FORMAT:
        raise Refused(
            f"The tracker has format {config.format}, and this tix writes format {FORMAT}.",
            hint="update tix: pip install --upgrade tix",
        )
