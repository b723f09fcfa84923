"""What was worked out from the settings' files, remembered until one of them changes."""

# pathlib takes longer to import than all this takes to run.
# ruff: noqa: PTH103, PTH105, PTH107, PTH116, PTH120, PTH123, PTH208

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from tix import __version__

#: Who remembers: another version of the program may make something else of the same settings.
#: Raise the number with every change of what is remembered in between.
_MAKER = f"{__version__} 2"

#: Kernels stamp files by a clock of 1 to 10 ms, some file systems by whole seconds: a file younger
#: than this can change again and look the same.
_TICK_NS = 20_000_000
_COARSE_TICK_NS = 2_000_000_000

#: The name and stat data of each file that settings come from.
Signature = tuple[tuple[str, int, int, int, int], ...]


def signature(root: str) -> Signature:
    """Return what tells whether the settings of the tracker at `root` are as they were."""
    return tuple(_entries(root, "tix.yaml", "tix.d"))


def recall(path: str, signed: Signature) -> object:
    """Return what was remembered of these files, None when they changed since."""
    try:
        with open(path, "rb") as file:
            kept = marshal.load(file)  # noqa: S302 - our own file, in the git dir
    except (OSError, ValueError, EOFError, TypeError):
        return None
    if isinstance(kept, tuple) and len(kept) == 3 and kept[:2] == (_MAKER, signed):
        value: object = kept[2]
        return value
    return None


def remember(path: str, signed: Signature, value: Any) -> None:  # noqa: ANN401 - what marshal takes
    """Keep what marshal can hold; without a right to write, or just after a change, do nothing."""
    if _may_change_unseen(signed):
        return
    fresh = f"{path}.{os.getpid()}.tmp"
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        try:
            with open(fresh, "wb") as file:
                marshal.dump((_MAKER, signed, value), file)
            os.replace(fresh, path)
        finally:
            with suppress(OSError):
                os.remove(fresh)


def _entries(root: str, *names: str, depth: int = 3) -> Iterator[tuple[str, int, int, int, int]]:
    for name in names:
        place = f"{root}/{name}"
        try:
            info = os.stat(place, follow_symlinks=False)
        except OSError:
            continue
        yield name, info.st_mtime_ns, info.st_ctime_ns, info.st_size, info.st_ino
        if depth and info.st_mode & 0o170000 == 0o040000:
            with suppress(OSError):
                below = [f"{name}/{entry}" for entry in sorted(os.listdir(place))]
                yield from _entries(root, *below, depth=depth - 1)


def _may_change_unseen(signed: Signature) -> bool:
    now = time.time_ns()
    return any(
        changed > now - (_TICK_NS if changed % 1_000_000_000 else _COARSE_TICK_NS)
        for _, _, changed, *_ in signed
    )
