"""Keep writes inside the work tree: no way out by `..`, links or git's own folder."""

from __future__ import annotations

import os
import stat
from os import PathLike

from tix.errors import Refused
from tix.patterns import lazy_pattern

_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f]")
_GIT_NAMES = frozenset({".git", "git~1"})


def check_path(work_tree: str | PathLike[str], path: str, plain: set[str] | None = None) -> None:
    """Raise Refused unless `path` is a plain file, or free, in plain folders of the work tree.

    `plain` gathers folders that need not be looked at again for the next path.
    """
    problem = _problem(path)
    if problem:
        raise Refused(f"{path!r} is not written: {problem}.")
    place = os.fspath(work_tree)
    parts = path.split("/")
    for number, part in enumerate(parts, start=1):
        place = f"{place}/{part}"
        if plain is not None and place in plain:
            continue
        try:
            mode = os.lstat(place).st_mode
        except FileNotFoundError:
            return
        except NotADirectoryError:
            raise Refused(f"{path} is not written: a file stands where a folder should.") from None
        last = number == len(parts)
        if not (stat.S_ISREG(mode) if last else stat.S_ISDIR(mode)):
            what = "regular file" if last else "folder"
            raise Refused(f"{path} is not written: {'/'.join(parts[:number])} is no {what}.")
        if plain is not None and not last:
            plain.add(place)


def _problem(path: str) -> str:
    """Return why a relative path cannot be one of ours, "" when it can."""
    parts = path.split("/")
    if path.startswith("/"):
        return "it is absolute"
    if (not path.isprintable() and _CONTROL.search(path)) or "\\" in path:
        return "its name holds control characters or backslashes"
    if any(part in ("", ".", "..") for part in parts):
        return "it leaves its folder"
    if any(part.lower().rstrip(" .") in _GIT_NAMES for part in parts):
        return "it leads into git's own folder"
    return ""
