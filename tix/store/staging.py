"""Make ready what a write needs: what is there now, blobs, temporary files, backups."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH110, PTH111, PTH112, PTH116

from __future__ import annotations

import os
import posixpath
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike

from tix.errors import ChangedOnDisk, Refused
from tix.frozen import frozen, replace
from tix.git.commit import id_width
from tix.git.index import IndexEntry, read_entries
from tix.git.objects import object_id
from tix.git.repo import Repo
from tix.git.sums import sha256
from tix.git.trees import TreeFile, Trees
from tix.model.ids import is_id
from tix.store import journal as journals
from tix.store import many
from tix.store.atomic import write_new
from tix.store.journal import FileRecord
from tix.store.safepath import check_path
from tix.store.scan import is_fresh

_LINK = "120000"
_PLAIN = "100644"


@frozen
class FileWrite:
    """One file to write, relative to the work tree.

    `expected` are the bytes that must be there now (None: no file), `content` those to write
    (None: remove the file); `mode` is 0o644 or 0o755, None keeps it.
    """

    path: str
    expected: bytes | None
    content: bytes | None
    mode: int | None = None


#: Stat data of a file.
Look = tuple[int, ...] | None


@frozen
class Blob:
    """A file's new blob: its id, and its bytes when git does not have it yet."""

    id: str
    content: bytes | None


def check_disk(
    repo: Repo,
    root: str,
    writes: Sequence[FileWrite],
    looked: Mapping[str, Look] | None = None,
) -> dict[str, Look]:
    """Raise unless each path is safe and the work tree holds what is expected there.

    Return what the files looked like; given that again, only those that changed are read anew.
    """
    seen: dict[str, Look] = {}
    plain: set[str] = set()
    absent: list[FileWrite] = []
    for write in writes:
        check_path(root, write.path, plain)
        if write.path in seen:
            raise Refused(f"{write.path} is written twice in one go.")
        look = seen[write.path] = _look(f"{root}/{write.path}")
        known = look is not None and looked is not None and looked.get(write.path) == look
        if not known and read_bytes(f"{root}/{write.path}") != write.expected:
            absent.append(write)
    if absent:
        _check_left_out(repo, root, absent)
    return seen


def _look(path: str) -> Look:
    """Return what tells a file's content from another; None while it may still change unseen."""
    now = time.time_ns()
    try:
        info = os.lstat(path)
    except OSError:
        return None
    if is_fresh(info, now):
        return None
    return (info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns)


def _check_left_out(repo: Repo, root: str, absent: Sequence[FileWrite]) -> None:
    """Raise unless a sparse checkout leaves these files out, which are as the index has them."""
    width = id_width(repo)
    entries = read_entries(repo.git, repo.places.git, [w.path for w in absent], width=width)
    for write in absent:
        entry = entries.get(write.path)
        left_out = entry is not None and entry.skipped and write.expected is not None
        if not left_out or os.path.exists(f"{root}/{write.path}"):
            raise ChangedOnDisk(
                f"{write.path} changed since it was read.", hint="run the command again"
            )


def read_bytes(path: str | PathLike[str]) -> bytes | None:
    """Return a regular file's bytes, None when there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def check_committed(
    repo: Repo, trees: Trees, writes: Sequence[FileWrite], *, include: bool
) -> dict[str, TreeFile | None]:
    """Return what the branch holds at each path; raise when it is not what is expected.

    With `include` uncommitted edits of these paths are taken along.
    """
    held = {write.path: trees.find(write.path) for write in writes}
    entries = read_entries(repo.git, repo.places.git, held, width=id_width(repo))
    for write in writes:
        file, entry = held[write.path], entries.get(write.path)
        if file and file.mode == _LINK:
            raise Refused(f"{write.path} is a symbolic link in git, and tix writes no links.")
        if entry and entry.stage:
            raise Refused(
                f"{write.path} has an unresolved conflict.",
                hint=f"tix resolve, or mend it by hand and git add {write.path}",
            )
        if not include and not _is_clean(repo, write, file, entry):
            name = posixpath.splitext(posixpath.basename(write.path))[0]
            raise Refused(
                f"{write.path} has edits that are not committed.",
                hint=f"tix commit {name}" if is_id(name) else "tix commit",
            )
    return held


def _is_clean(
    repo: Repo, write: FileWrite, file: TreeFile | None, entry: IndexEntry | None
) -> bool:
    """Tell whether branch, index and expected bytes agree."""
    if write.expected is None or file is None or entry is None:
        return write.expected is None and file is None and entry is None
    if entry.id != file.id:
        return False
    plain = object_id("blob", write.expected, width=id_width(repo))
    return plain == file.id or _filtered_id(repo, write.path, write.expected) == file.id


def _filtered_id(repo: Repo, path: str, content: bytes) -> str:
    """Return the blob id after git's line ends and filters."""
    return repo.git.text("hash-object", "--stdin", f"--path={path}", input=content)


def plan_blobs(repo: Repo, root: str, writes: Sequence[FileWrite]) -> dict[str, Blob | None]:
    """Return the new blob of each path, None for those to remove or that git must filter.

    Only carriage returns, `$Id$` and a configured filter make a blob differ from the file.
    """
    width = id_width(repo)
    filters = repo.settings.has_filters() and _may_filter(repo, root, writes)
    blobs: dict[str, Blob | None] = {}
    for write in writes:
        content = write.content
        if content is None or filters or _is_filtered(content):
            blobs[write.path] = None
        else:
            blobs[write.path] = Blob(object_id("blob", content, width=width), content)
    return blobs


def _may_filter(repo: Repo, root: str, writes: Sequence[FileWrite]) -> bool:
    """Tell whether an attributes file that reaches the paths speaks of filters."""
    files = {f"{repo.places.common}/info/attributes"}
    for write in writes:
        files |= {f"{folder}/.gitattributes" for folder in _upwards(f"{root}/{write.path}")}
    own = repo.settings.get("core.attributesfile", "~/.config/git/attributes")
    files.add(os.path.expanduser(own))
    return any(b"filter=" in (read_bytes(path) or b"") for path in files)


def hash_filtered(repo: Repo, paths: Sequence[str]) -> list[str]:
    """Write blobs as `git add` would make them of these files; return their ids."""
    names = "".join(f"{path}\n" for path in paths).encode("utf-8", "surrogateescape")
    return repo.git.run("hash-object", "-w", "--stdin-paths", input=names).decode().split()


def plan_records(
    repo: Repo,
    root: str,
    writes: Sequence[FileWrite],
    held: dict[str, TreeFile | None],
) -> list[FileRecord]:
    """Return the journal's record of each file, its new blob still unknown."""
    nonce = os.urandom(4).hex()
    sources = {} if repo.settings.has_filters() else _sources(root, writes, held)
    records = []
    for number, write in enumerate(writes):
        source = sources.get(write.path, "")
        if source:
            old = held[source]
            mode, sum_ = old.mode if old else _PLAIN, _sum(write.content)
            records.append(FileRecord(write.path, "", sum_, "", "", mode, source=source))
        else:
            records.append(_record(root, write, held[write.path], f"{nonce}-{number}"))
    return records


def _sources(
    root: str, writes: Sequence[FileWrite], held: dict[str, TreeFile | None]
) -> dict[str, str]:
    """Return which new files are files that go away, so that they need only be renamed.

    git has their bytes, so that they can be put back whatever happens; those that git changes on
    the way are left out, for it may do so differently in another folder.
    """
    gone = {
        write.expected: write.path
        for write in writes
        if write.content is None
        and write.expected is not None
        and not _is_filtered(write.expected)
        and _is_in_git(write, held[write.path])
    }
    found: dict[str, str] = {}
    for write in writes:
        if write.expected is None and write.content is not None and write.mode is None:
            source = gone.pop(write.content, "")
            if source and os.path.lexists(f"{root}/{source}"):
                found[write.path] = source
    return found


def _is_filtered(content: bytes) -> bool:
    """Tell whether git may keep other bytes than these, without a filter that is set up."""
    return b"\r" in content or b"$Id" in content


def _record(root: str, write: FileWrite, file: TreeFile | None, name: str) -> FileRecord:
    folder, file_name = posixpath.split(write.path)
    suffix = posixpath.splitext(file_name)[1]
    permissions = _permissions(f"{root}/{write.path}")
    changed = write.content != write.expected or permissions is None
    writes_new = write.content is not None and changed
    needs_backup = permissions is not None and not _is_in_git(write, file)
    mode = file.mode if file else _PLAIN
    if write.mode is not None:
        mode = f"100{write.mode:o}"
        permissions = permissions if permissions is None else write.mode
    return FileRecord(
        path=write.path,
        before=_sum(write.expected if permissions is not None else None),
        after=_sum(write.content),
        blob_before=file.id if file else "",
        blob_after="",
        mode=mode,
        temporary=posixpath.join(folder, f".tix-{name}{suffix}") if writes_new else "",
        backup=f"old-{name}" if changed and needs_backup else "",
        permissions=permissions,
    )


def _is_in_git(write: FileWrite, file: TreeFile | None) -> bool:
    """Tell whether git has the bytes that are there now, as the blob of the last commit."""
    if file is None or write.expected is None:
        return False
    return object_id("blob", write.expected, width=len(file.id) // 2) == file.id


def _permissions(path: str) -> int | None:
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        return None


def _sum(content: bytes | None) -> str:
    return "" if content is None else sha256(content).hex()


def missing_folders(root: str, records: Sequence[FileRecord]) -> list[str]:
    """Return the folders to make, outermost first."""
    folders: set[str] = set()
    for record in records:
        if record.temporary or record.source:
            folders.update(_upwards(record.path))
    return sorted(folder for folder in folders if not os.path.isdir(f"{root}/{folder}"))


def _upwards(path: str) -> Iterator[str]:
    """Yield the folders around a file, the innermost first."""
    while path := path.rpartition("/")[0]:
        yield path


def write_temporaries(
    repo: Repo,
    root: str,
    records: Sequence[FileRecord],
    writes: Sequence[FileWrite],
    tick: Callable[[], None],
) -> many.Flush:
    """Write the new bytes beside their places and the old ones into the git dir.

    They last when the flush that is returned is done; many of them from the journal's next on.
    """
    files = list(_new_files(repo, root, records, writes))
    for path, content, permissions in files:
        write_new(path, content, mode=permissions, durable=False)
        journals.step("temporary written")
        tick()
    paths = [path for path, _, _ in files]
    if len(paths) <= many.FEW:
        return many.Flush(paths)
    many.flush_together(paths)
    return many.Flush(())


def _new_files(
    repo: Repo, root: str, records: Sequence[FileRecord], writes: Sequence[FileWrite]
) -> Iterator[tuple[str, bytes, int | None]]:
    for record, write in zip(records, writes, strict=True):
        if record.backup and write.expected is not None:
            yield f"{repo.places.own}/{record.backup}", write.expected, None
        if record.temporary and write.content is not None:
            permissions = record.permissions
            if permissions is None and record.mode == "100755":
                permissions = 0o755
            yield f"{root}/{record.temporary}", write.content, permissions


def with_blobs(
    records: Sequence[FileRecord], blobs: dict[str, Blob | None]
) -> tuple[FileRecord, ...]:
    """Return the records with their new blobs."""
    return tuple(
        replace(record, blob_after=blob.id if (blob := blobs[record.path]) else "")
        for record in records
    )
