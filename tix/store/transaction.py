"""Write files and their commit so that a crash leaves the old state or the new."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH102, PTH110

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from tix import clock
from tix.errors import GitFailed, Refused
from tix.frozen import frozen, replace
from tix.git import loose
from tix.git.commit import (
    Move,
    Stamp,
    collect_garbage,
    commit_through_git,
    foreign_hooks,
    id_width,
    move_branch,
    start_moving,
    write_commit,
)
from tix.git.gitconfig import Author
from tix.git.nextindex import NextIndex
from tix.git.objects import CatFile, start_writing
from tix.git.refs import Head
from tix.git.repo import Repo
from tix.git.run import Running
from tix.git.trees import TreeFile, Trees
from tix.git.uninterrupted import uninterrupted
from tix.store import journal as journals
from tix.store import staging
from tix.store.atomic import explain, explain_git, remove
from tix.store.journal import FileRecord, Journal, Phase, needs_recovery
from tix.store.lock import PATIENCE, locked
from tix.store.many import Flush, Ticks
from tix.store.placing import put_in_place
from tix.store.staging import Blob, FileWrite, Look
from tix.store.writable import check_writable
from tix.text import clean

__all__ = ["Commit", "FileWrite", "Session", "check_writable", "commit", "writing"]

#: How often a write begins anew when the branch or the index moved under it.
_ATTEMPTS = 20


@frozen
class Commit:
    """What a write made: `parent` None is a first commit; `id == parent` means nothing changed."""

    id: str
    parent: str | None
    ref: str


@frozen
class _Order:
    """One write as it was asked for."""

    writes: tuple[FileWrite, ...]
    stamp: Stamp
    include: bool
    through_git: bool


@contextmanager
def writing(
    repo: Repo,
    *,
    dry_run: bool = False,
    patience: float = PATIENCE,
    on_wait: Callable[[str], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Session]:
    """Hold the work tree's lock, with any write that was cut off settled first.

    With `dry_run` nothing is locked or written; `progress` is told of many files.
    """
    root = check_writable(repo)
    with repo.warmed():
        if dry_run:
            with CatFile(repo.git, objects=loose.readable(repo)) as cat:
                yield Session(repo, root, cat, None, progress)
            return
        with locked(f"{repo.places.own}/lock", patience=patience, on_wait=on_wait) as descriptor:
            notice = _recover(repo)
            if notice and on_wait:
                on_wait(notice)
            with CatFile(repo.git, objects=loose.readable(repo)) as cat:
                tip = repo.head().commit
                if tip:
                    cat.prepare(tip)  # it gets ready while the draft is made
                session = Session(repo, root, cat, descriptor, progress)
                try:
                    session.prepare()
                    yield session
                finally:
                    session.ahead.drop_update()


def commit(
    repo: Repo,
    writes: Sequence[FileWrite],
    message: str,
    *,
    author: Author | None = None,
    when: datetime | None = None,
    hooks: str = "auto",
    include: bool = False,
) -> Commit:
    """Write files and commit them, under a lock of its own; see `Session.commit`."""
    with writing(repo) as session:
        return session.commit(
            writes, message, author=author, when=when, hooks=hooks, include=include
        )


class Session:
    """A locked work tree: read, compute, then `commit`, with nobody in between."""

    def __init__(
        self,
        repo: Repo,
        root: str,
        cat: CatFile,
        descriptor: int | None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.repo = repo
        self._root = root
        self._cat = cat
        self._descriptor = descriptor
        self._progress = progress
        self.ahead = NextIndex(repo)

    def prepare(self) -> None:
        """Let git read its index while the draft is made, if a commit of ours will need it."""
        is_sparse = os.path.exists(f"{self.repo.places.git}/info/sparse-checkout")
        if not is_sparse and not foreign_hooks(self.repo):
            with suppress(OSError):  # which the write itself explains
                self.ahead.start(held=self._descriptor)

    @property
    def dry_run(self) -> bool:
        """Tell whether `commit` only checks."""
        return self._descriptor is None

    def commit(
        self,
        writes: Sequence[FileWrite],
        message: str,
        *,
        author: Author | None = None,
        when: datetime | None = None,
        hooks: str = "auto",
        include: bool = False,
    ) -> Commit:
        """Write files and commit them on the branch of HEAD; nothing else enters the commit.

        `when` (aware) fixes both dates of the commit; `hooks` is auto, run or skip; `include`
        takes uncommitted edits of these files along. Raise ChangedOnDisk or Refused with
        nothing changed.
        """
        order = _Order(
            writes=tuple(writes),
            stamp=self._stamp(author, when, message),
            include=include,
            through_git=hooks == "run" or (hooks == "auto" and bool(foreign_hooks(self.repo))),
        )
        for _ in range(_ATTEMPTS):
            try:
                made = self._attempt(order)
            except OSError as error:
                raise explain(error, self._root) from error
            except GitFailed as error:
                raise explain_git(error) from error
            if made:
                collect_garbage(self.repo)
                return made
        raise Refused("Other commands kept committing on this branch.", hint="run it again")

    def _stamp(self, author: Author | None, when: datetime | None, message: str) -> Stamp:
        author = author or self.repo.identity()
        return Stamp(
            author=author,
            committer=self.repo.identity("committer"),
            when=when or clock.now(),
            message=clean(message, lines=True),
        )

    def _attempt(self, order: _Order) -> Commit | None:
        """Try once; None means that branch or index moved, and nothing was changed."""
        ticks = Ticks(self._progress, 2 * len(order.writes))
        place = (self.repo, self._root, order, self._descriptor)
        write = _Write(*place, tick=ticks, following=self.ahead)
        self.ahead = NextIndex(self.repo)  # another attempt begins anew
        made = None
        try:
            made = write.run(self._cat)
        finally:
            ticks.end()
            write.drop_started()
            if made is None:
                write.abandon()
        return made


class _Write:
    """One attempt of one write."""

    def __init__(
        self,
        repo: Repo,
        root: str,
        order: _Order,
        descriptor: int | None,
        *,
        tick: Ticks,
        following: NextIndex,
    ) -> None:
        self._tick = tick
        self._repo = repo
        self._root = root
        self._order = order
        self._descriptor = descriptor
        self._head: Head = repo.head()
        self._next = following
        self._writing: Running | None = None
        self._moving: Running | None = None
        self._looked: dict[str, Look] = {}
        self._flush: Flush | None = None

    def run(self, cat: CatFile) -> Commit | None:
        """Check, prepare, apply."""
        repo, order, head = self._repo, self._order, self._head
        if self._writes_itself and not loose.writable(repo):
            self._writing = start_writing(repo.git)
        self._looked = staging.check_disk(repo, self._root, order.writes)
        trees = Trees(cat, head.commit, width=id_width(repo))
        held = staging.check_committed(repo, trees, order.writes, include=order.include)
        if self._descriptor is None:
            return self._result(head.commit or "")
        records = staging.plan_records(repo, self._root, order.writes, held)
        journal = self._prepare(records)
        return self._build(trees, journal, held)

    @property
    def _writes_itself(self) -> bool:
        """Tell whether this ends in a commit of our own making.

        The processes that make it are started before there is anything to tell them, so that
        they get ready on another core.
        """
        return self._descriptor is not None and not self._order.through_git

    def drop_started(self) -> None:
        """End what was started and not needed."""
        for process in (self._writing, self._moving):
            if process:
                process.drop()
        self._next.drop_update()
        if self._flush:
            with suppress(OSError):
                self._flush.wait()

    def _result(self, new: str) -> Commit:
        return Commit(new, self._head.commit, self._head.ref or "")

    def _prepare(self, records: list[FileRecord]) -> Journal:
        """Write what nobody sees: temporary files and backups, after a journal that names them."""
        journal = Journal(
            phase=Phase.PREPARE,
            ref=self._head.ref or "",
            old=self._head.commit or "",
            new="",
            message=self._order.stamp.message,
            files=tuple(records),
            folders=tuple(staging.missing_folders(self._root, records)),
        )
        journals.save(self._repo, journal, durable=False)
        journals.step("journal begun")
        for folder in journal.folders:
            with suppress(FileExistsError):
                os.mkdir(f"{self._root}/{folder}")
            journals.step("folder made")
        if self._writes_itself:
            if not self._next.is_started:  # after the folders: they take paths out of sparse ones
                self._next.start(held=self._descriptor)
            message = self._order.stamp.message
            self._moving = start_moving(self._repo, message, held=self._descriptor)
        writes = self._order.writes
        self._flush = staging.write_temporaries(self._repo, self._root, records, writes, self._tick)
        return journal

    def _blobs(self, journal: Journal) -> dict[str, Blob | None]:
        """Return the new blobs; those that git must filter are made by git."""
        blobs = staging.plan_blobs(self._repo, self._root, self._order.writes)
        rest = [w for w in self._order.writes if w.content is not None and not blobs[w.path]]
        if rest:
            places = {r.path: f"{self._root}/{r.temporary or r.path}" for r in journal.files}
            ids = staging.hash_filtered(self._repo, [places[w.path] for w in rest])
            blobs |= {w.path: Blob(id, None) for w, id in zip(rest, ids, strict=True)}
        return blobs

    def _build(
        self, trees: Trees, journal: Journal, held: dict[str, TreeFile | None]
    ) -> Commit | None:
        """Make objects and the next index, then apply them."""
        blobs = self._blobs(journal)
        modes = {record.path: record.mode for record in journal.files}
        changes = {
            path: TreeFile(modes[path], blob.id) if blob else None for path, blob in blobs.items()
        }
        journal = replace(journal, files=staging.with_blobs(journal.files, blobs))
        if changes == held and self._head.commit:
            self._apply_files(journal)
            return self._done(journal, self._head.commit)
        if self._order.through_git:
            return self._through_git(journal)
        self._next.change(changes)
        stamp = self._order.stamp
        root, objects = trees.change(changes)
        known = {file.id for file in held.values() if file}
        objects += [
            ("blob", blob.content)
            for blob in blobs.values()
            if blob and blob.content is not None and blob.id not in known
        ]
        parent, started = self._head.commit, self._writing
        new = write_commit(self._repo, root, parent, stamp, objects, started=started)
        journals.step("objects written")
        self._next.finish()
        journals.step("index prepared")
        return self._apply(replace(journal, phase=Phase.APPLY, new=new))

    def _apply(self, journal: Journal) -> Commit | None:
        """Put index lock, files, branch and index in place, in this order."""
        with uninterrupted():
            journals.save(self._repo, journal, durable=True)
            journals.step("journal written")
            if not self._next.take_lock() or self._repo.head() != self._head:
                return None
            journals.step("index locked")
            self._apply_files(journal)
            old = self._head.commit
            move = Move(journal.ref, old, journal.new, journal.message)
            if not move_branch(self._repo, move, started=self._moving):
                return None
            journals.step("branch moved")
            self._next.publish()
            journals.step("index published")
            return self._done(journal, journal.new)

    def _apply_files(self, journal: Journal) -> None:
        """Look once more whether nobody wrote in between, and put the files in place."""
        if self._flush:
            self._flush.wait()
        staging.check_disk(self._repo, self._root, self._order.writes, self._looked)
        put_in_place(self._root, journal.files, self._tick)

    def _through_git(self, journal: Journal) -> Commit | None:
        """Write the files and let `git commit` do the rest, with the hooks of others."""
        journal = replace(journal, phase=Phase.HOOKS)
        journals.save(self._repo, journal, durable=True)
        journals.step("journal written")
        self._apply_files(journal)
        paths = [record.path for record in journal.files]
        present = [record.path for record in journal.files if record.after]
        new = commit_through_git(self._repo, paths, present, self._order.stamp)
        journals.step("branch moved")
        return self._done(journal, new)

    def abandon(self) -> None:
        """Undo what this attempt left behind, or finish it when its commit stands."""
        if self._descriptor is not None:
            _recover(self._repo)

    def _done(self, journal: Journal, new: str) -> Commit:
        for record in journal.files:
            if record.backup:
                remove(f"{self._repo.places.own}/{record.backup}")
        journals.step("backups removed")
        journals.clear(self._repo)
        journals.step("journal cleared")
        return self._result(new)


def _recover(repo: Repo) -> str | None:
    if not needs_recovery(repo):
        return None
    from tix.store.recovery import recover

    return recover(repo)
