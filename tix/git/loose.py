"""Loose objects, read and written without a process: a write of one ticket has four of each.

The format is older than git's first release and the same for all that git can be told: an object is
a file named after its id, deflated, kind and size before its content.
"""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH102, PTH105, PTH110, PTH123

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from tix.git.sums import sha1, sha256

if TYPE_CHECKING:
    from tix.git.repo import Repo

#: Settings that say more of how objects are written than is done here.
_SETTINGS = ("core.sharedrepository", "core.fsync", "core.fsyncobjectfiles", "core.fsyncmethod")


def readable(repo: Repo) -> str:
    """Return the folder to read loose objects from, "" where git may show others in their place."""
    replaced = os.path.exists(f"{repo.places.common}/refs/replace")
    return "" if repo.keep_env or replaced else f"{repo.places.common}/objects"


def writable(repo: Repo) -> str:
    """Return the folder to write loose objects to, "" where git has to."""
    if repo.keep_env or any(map(repo.settings.get, _SETTINGS)):
        return ""
    return f"{repo.places.common}/objects"


def find(folder: str, name: str) -> bytes | None:
    """Return the content of a loose object by its id, None for what git alone can read."""
    try:
        with open(_place(folder, name), "rb") as file:
            head, _, content = zlib.decompress(file.read()).partition(b"\0")
    except (OSError, zlib.error):
        return None
    return content if head.endswith(b" %d" % len(content)) else None


def write(folder: str, objects: Iterable[tuple[str, bytes]], *, width: int = 20) -> None:
    """Write objects, as (kind, content), that are not there yet; raises OSError."""
    for kind, content in objects:
        whole = b"%s %d\0%s" % (kind.encode(), len(content), content)
        name = (sha1 if width == 20 else sha256)(whole).hex()
        place = _place(folder, name)
        if not _is_young_again(place):
            _write(place, zlib.compress(whole, 1))


def _is_young_again(place: str) -> bool:
    """Note that an object that is there is needed: git takes away what is old and is not.

    Of another user's this cannot be noted; then, as with git, a new one takes its place.
    """
    try:
        os.utime(place)
    except OSError:
        return False
    return True


def _write(place: str, data: bytes) -> None:
    """Write one file in one step, by a name that git clears away if it is left behind."""
    home, _, name = place.rpartition("/")
    with suppress(FileExistsError):
        os.mkdir(home)
    aside = f"{home}/tmp_obj_{name[:6]}{os.getpid()}"  # noqa: S108 - that name
    try:
        with open(aside, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), 0o444)
        os.replace(aside, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)  # noqa: PTH108
        raise


def _place(folder: str, name: str) -> str:
    return f"{folder}/{name[:2]}/{name[2:]}"
