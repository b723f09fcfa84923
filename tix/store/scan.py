"""Looking at folders: which files they hold, and marks that change when a file does."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator
from zlib import crc32

from tix.frozen import frozen

SUFFIX = ".yaml"

#: Shelves are two folders deep, but a ticket that somebody put deeper is one as well; beyond this
#: there is nothing but an attempt to keep us busy.
DEEPEST = 32

#: A file changed this shortly before it was looked at can change again without its stat data
#: changing: kernels stamp files by a clock of 1 to 10 ms. Some file systems keep whole seconds.
TICK_NS = 20_000_000
COARSE_TICK_NS = 2_000_000_000

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

LINK = "is a symbolic link; links are not followed"
NOT_REGULAR = "is not a regular file"
NOT_UTF8 = "has a name that is not UTF-8"


@frozen
class Listing:
    """What one folder held when it was looked at.

    `marks` has a number for each ticket file, which changes with name, times, size and inode;
    `odd` says what is wrong with entries that must not be opened; `fresh` names files that may
    still change without a new mark; `stamp` marks the folder itself, 0 when it is fresh.
    """

    marks: dict[str, int]
    folders: list[str]
    odd: dict[str, str]
    fresh: list[str]
    stamp: int

    @property
    def total(self) -> int:
        """One number for all files, in whatever order they were seen."""
        return total(self.marks.values())


def total(marks: Iterable[int]) -> int:
    """Return the sum of marks, wrapped to the signed 64 bits that SQLite stores."""
    return (sum(marks) + (1 << 63)) % (1 << 64) - (1 << 63)


def readable(name: str) -> str:
    r"""Return a file name with bytes that are not UTF-8 spelt as `\\xff`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def mark_of(name: str, info: os.stat_result) -> int:
    """Return the number that stands for a file's name and stat data."""
    times = (info.st_mtime_ns, info.st_ctime_ns)
    return hash((crc32(name.encode()), *times, info.st_size, info.st_ino))


def is_fresh(info: os.stat_result, now_ns: int) -> bool:
    """Tell whether something may still change at `now_ns` without its stat data changing."""
    changed = info.st_ctime_ns
    tick = TICK_NS if changed % 1_000_000_000 else COARSE_TICK_NS
    return changed > now_ns - tick


def look(root: int, folder: str) -> Listing:
    """Return what `folder` (posix, below the open folder `root`) holds.

    A folder that is not there holds nothing; one that cannot be read is odd itself, by the name "".
    """
    try:
        descriptor = open_folder(root, folder)
    except FileNotFoundError:
        return Listing({}, [], {}, [], 0)
    except OSError as error:
        problem = LINK if is_link(root, folder) else f"cannot be read: {error.strerror}"
        return Listing({"": crc32(problem.encode())}, [], {"": problem}, [], 0)
    try:
        return _look(descriptor)
    finally:
        os.close(descriptor)


def look_through(root: int, folder: str, depth: int = DEEPEST) -> Iterator[tuple[str, Listing]]:
    """Yield every folder from `folder` on down with what it holds."""
    listing = look(root, folder)
    yield folder, listing
    if depth:
        for name in listing.folders:
            yield from look_through(root, f"{folder}/{name}", depth - 1)


def open_folder(root: int, folder: str) -> int:
    """Return a descriptor of a folder below `root`, reached without following any link."""
    descriptor = os.open(".", FOLDER_FLAGS, dir_fd=root)
    for part in filter(None, folder.split("/")):
        try:
            below = os.open(part, FOLDER_FLAGS, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = below
    return descriptor


def is_link(root: int, path: str) -> bool:
    """Tell whether `path` below `root` is a symbolic link itself."""
    try:
        return stat.S_ISLNK(os.stat(path, dir_fd=root, follow_symlinks=False).st_mode)
    except OSError:
        return False


def folder_stamp(root: int, folder: str) -> int:
    """Return the mark of a folder, -1 when there is none: names in it changed when this did."""
    try:
        info = os.stat(folder, dir_fd=root, follow_symlinks=False)
    except OSError:
        return -1
    return _stamp(info) if stat.S_ISDIR(info.st_mode) else -1


def _stamp(info: os.stat_result) -> int:
    return hash((info.st_mtime_ns, info.st_ctime_ns, info.st_ino))


def _look(descriptor: int) -> Listing:
    """List an open folder; the loop is the floor of every `tix list`, so it calls little."""
    now_ns = time.time_ns()
    before = os.fstat(descriptor)
    marks: dict[str, int] = {}
    folders: list[str] = []
    odd: dict[str, str] = {}
    fresh: list[str] = []
    recent = now_ns - COARSE_TICK_NS
    with os.scandir(descriptor) as entries:
        for entry in entries:
            name = entry.name
            try:
                info = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if info.st_mode & 0o170000 != 0o100000:
                if not _sort_out(name, info.st_mode, folders, odd):
                    continue
            elif not name.endswith(SUFFIX) or name[0] == ".":
                continue
            changed = info.st_ctime_ns
            try:  # the same as mark_of, without its call
                code = crc32(name.encode())
            except UnicodeEncodeError:
                name = readable(name)
                odd[name] = NOT_UTF8
                code = crc32(name.encode())
            marks[name] = hash((code, info.st_mtime_ns, changed, info.st_size, info.st_ino))
            if changed > recent and is_fresh(info, now_ns):
                fresh.append(name)
    return Listing(marks, folders, odd, fresh, 0 if is_fresh(before, now_ns) else _stamp(before))


def _sort_out(name: str, mode: int, folders: list[str], odd: dict[str, str]) -> bool:
    """Put an entry that is no regular file where it belongs; tell whether a row must show it."""
    if name.startswith("."):
        return False
    if stat.S_ISDIR(mode):
        if name.endswith(SUFFIX):
            odd[name] = "is a folder"
            return True
        if name == readable(name):
            folders.append(name)
            return False
        odd[readable(name)] = NOT_UTF8
        return False
    odd[name] = LINK if stat.S_ISLNK(mode) else NOT_REGULAR
    return True
