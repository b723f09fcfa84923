"""Finish or undo a write that was cut off, by its journal alone."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from tix.errors import GitFailed
from tix.git.commit import id_width
from tix.git.index import read_entries
from tix.git.nextindex import NextIndex, index_info
from tix.git.objects import CatFile
from tix.git.repo import Repo
from tix.git.sums import sha256
from tix.git.trees import TreeFile, Trees
from tix.store import journal as journals
from tix.store import many
from tix.store.atomic import CannotWrite, explain_git, write_new
from tix.store.journal import FileRecord, Journal, Phase
from tix.store.lock import locked
from tix.store.placing import move_back


def settle(repo: Repo) -> str | None:
    """Recover under the lock, at the start of any command; one `stat` when all is well.

    A writer at work is waited for. Where nothing can be written, reading goes on.
    """
    if not journals.needs_recovery(repo):
        return None
    try:
        with locked(repo.own_dir / "lock"):
            return recover(repo)
    except CannotWrite:
        return None


def recover(repo: Repo) -> str | None:
    """Bring a write that was cut off to its old or new state; the caller holds the lock.

    Return one sentence on what was done, None when there was nothing to do. What the user
    staged, or edited since, stays.
    """
    journal = journals.load(repo)
    if journal is None:
        return None
    if journal.phase is Phase.CHECKOUT:
        return _check_out(repo, journal)
    if journal.phase is not Phase.PREPARE and has_landed(repo, journal):
        finish(repo, journal)
        return f"A write that was cut off is finished: {journal.message.partition(chr(10))[0]}"
    undo(repo, journal)
    return f"A write that was cut off is undone: {journal.message.partition(chr(10))[0]}"


def _check_out(repo: Repo, journal: Journal) -> str:
    """Bring index and work tree to where the branch is, when it moved and they may not have."""
    from tix.git.checkout import Checkout

    checkout = Checkout(repo, journal.old or None, journal.new)
    has_moved = repo.head().commit == journal.new
    try:
        if has_moved:
            checkout.resume()
    except GitFailed as error:
        raise explain_git(error) from error
    finally:
        checkout.drop()
    journals.step("swept")
    journals.clear(repo)
    done = "finished" if has_moved else "undone"
    return f"A write that was cut off is {done}: {journal.message}"


def has_landed(repo: Repo, journal: Journal) -> bool:
    """Tell whether the branch holds the write, itself or under later commits."""
    current = repo.head().commit
    if current is None or current == journal.old:
        return False
    if current == journal.new:
        return True
    with CatFile(repo.git) as cat:
        tree = Trees(cat, current, width=id_width(repo))
        return all(_blob(tree, record.path) == record.blob_after for record in journal.files)


def finish(repo: Repo, journal: Journal) -> None:
    """Complete a write whose commit stands: the index, then the leftovers."""
    following = NextIndex(repo)
    if following.holds_lock():
        following.publish()
    elif journal.phase is Phase.APPLY:
        _set_index(repo, {r.path: (r.blob_before, r.blob_after, r.mode) for r in journal.files})
    _sweep(repo, journal)


def undo(repo: Repo, journal: Journal) -> None:
    """Put back the old files where the new ones still stand, and sweep the leftovers."""
    assert repo.work_tree is not None  # noqa: S101 - nothing is written in a bare repository
    NextIndex(repo).drop()
    if journal.phase is not Phase.PREPARE:
        move_back(str(repo.work_tree), journal.files, digest)
        _restore(repo, journal)
    if journal.phase is Phase.HOOKS:
        _set_index(repo, {r.path: (r.blob_after, r.blob_before, r.mode) for r in journal.files})
    _sweep(repo, journal)


def _restore(repo: Repo, journal: Journal) -> None:
    """Put old bytes back in place of new ones: all aside and on the disk, then renamed."""
    assert repo.work_tree is not None  # noqa: S101
    root = repo.work_tree
    chosen = [
        record
        for record in journal.files
        if record.before != record.after and digest(root / record.path) == record.after
    ]
    old = [record for record in chosen if record.before]
    with CatFile(repo.git) as cat:
        for record in old:
            aside = root / _aside(record)
            aside.parent.mkdir(parents=True, exist_ok=True)
            aside.unlink(missing_ok=True)
            backup = repo.own_dir / record.backup
            content = backup.read_bytes() if record.backup else cat.get(record.blob_before)
            write_new(aside, content, mode=record.permissions, durable=len(old) <= many.FEW)
    if len(old) > many.FEW:
        many.flush_together([str(root / _aside(record)) for record in old])
        journals.save(repo, journal, durable=True)
    for record in chosen:
        if record.before:
            (root / _aside(record)).replace(root / record.path)
        else:
            (root / record.path).unlink(missing_ok=True)
        journals.step("file restored")


def _aside(record: FileRecord) -> str:
    """Return where old bytes wait for their place; whatever is left there is swept away."""
    if record.temporary:
        return record.temporary
    folder, _, name = record.path.rpartition("/")
    return f"{folder}/.tix-undo-{name}" if folder else f".tix-undo-{name}"


def _set_index(repo: Repo, wanted: dict[str, tuple[str, str, str]]) -> None:
    """Set index entries from one blob to another (path: from, to, mode) where they still hold it.

    "" means no entry; an intent to add is an empty blob and goes with it.
    """
    entries = read_entries(repo.git, repo.places.git, wanted, width=id_width(repo))
    changes: dict[str, TreeFile | None] = {}
    for path, (start, end, mode) in wanted.items():
        entry = entries.get(path)
        now = entry.id if entry else ""
        if start != end and (now == start or (entry and not end and _is_empty(now))):
            changes[path] = TreeFile(mode, end) if end else None
    if changes:
        repo.git.run("update-index", "-z", "--index-info", input=index_info(changes))


def _is_empty(blob: str) -> bool:
    return blob in _EMPTY


_EMPTY = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)


def _sweep(repo: Repo, journal: Journal) -> None:
    """Remove temporary files, backups, folders made for nothing, and at last the journal."""
    assert repo.work_tree is not None  # noqa: S101
    NextIndex(repo).drop()
    for record in journal.files:
        if record.temporary or (record.before and not record.after):
            with suppress(NotADirectoryError):
                (repo.work_tree / _aside(record)).unlink(missing_ok=True)
        if record.backup:
            (repo.own_dir / record.backup).unlink(missing_ok=True)
    for folder in reversed(journal.folders):
        with suppress(OSError):
            (repo.work_tree / folder).rmdir()
    journals.step("swept")
    journals.clear(repo)


def digest(path: Path | str) -> str:
    """Return the SHA-256 sum of a file's bytes, "" when there is none."""
    try:
        return sha256(Path(path).read_bytes()).hex()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _blob(tree: Trees, path: str) -> str:
    found = tree.find(path)
    return found.id if found else ""
