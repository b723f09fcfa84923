"""The files that settings come from: tix.yaml and what lies in tix.d."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from tix.errors import BadInput
from tix.store.layout import CONFIG_DIR, CONFIG_FILE, EXTENSION
from tix.store.yamlread import MAX_SIZE

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER_FLAGS = _FLAGS | os.O_DIRECTORY


class ConfigFolder(Mapping[str, bytes]):
    """The bytes of a tracker's setting files by their path, each read when asked for.

    Links, devices and pipes are refused with BadInput. A plain dict of the same shape stands in
    for it where settings come from a commit.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def __getitem__(self, path: str) -> bytes:
        """Return the bytes of one file; raises KeyError when there is none."""
        try:
            return _read(self.root / path, path)
        except FileNotFoundError:
            raise KeyError(path) from None
        except OSError as error:
            raise BadInput(f"{path} cannot be read: {error.strerror}.") from None

    def __iter__(self) -> Iterator[str]:
        """Yield the paths that are there, sorted, tix.yaml first."""
        yield CONFIG_FILE
        yield from self.names

    def __len__(self) -> int:
        return 1 + len(self.names)

    @cached_property
    def names(self) -> list[str]:
        """The YAML files in tix.d and in its folders."""
        return sorted(_walk(self.root, CONFIG_DIR, 2))


def _read(path: Path, name: str) -> bytes:
    descriptor = os.open(path, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BadInput(f"{name} is no regular file.")
        return file.read(MAX_SIZE + 1)


def _walk(root: Path, folder: str, depth: int) -> Iterator[str]:
    try:
        descriptor = os.open(root / folder, _FOLDER_FLAGS)
    except OSError:
        return
    try:
        with os.scandir(descriptor) as entries:
            found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    finally:
        os.close(descriptor)
    for name, is_folder in found:
        if name.startswith("."):
            continue
        if is_folder and depth > 1:
            yield from _walk(root, f"{folder}/{name}", depth - 1)
        elif not is_folder and name.endswith(EXTENSION):
            yield f"{folder}/{name}"
