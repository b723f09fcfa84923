"""The files that settings come from: tix.yaml and what lies in tix.d."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from tix.errors import ConfigError, NotFound
from tix.store.layout import CONFIG_DIR, CONFIG_FILE, EXTENSION
from tix.store.safeopen import read_file
from tix.store.scan import FOLDER_FLAGS


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
            return read_file(path, self.root)
        except NotFound:
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[str]:
        """Yield the paths that are there, sorted, tix.yaml first."""
        yield CONFIG_FILE
        yield from self.names

    def __len__(self) -> int:
        return 1 + len(self.names)

    @cached_property
    def names(self) -> list[str]:
        """The YAML files in tix.d and in its folders; raises ConfigError where it is a link.

        A link in the place of a folder is among them, so that reading it tells what is wrong.
        """
        return sorted(_walk(self.root, CONFIG_DIR, 2))


def _walk(root: Path, folder: str, depth: int) -> Iterator[str]:
    try:
        descriptor = os.open(root / folder, FOLDER_FLAGS)
    except FileNotFoundError:
        return
    except OSError:
        raise ConfigError(
            f"{folder} is no plain folder, or cannot be read.", hint=f"ls -ld {root / folder}"
        ) from None
    try:
        with os.scandir(descriptor) as entries:
            found = [
                (entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink())
                for entry in entries
            ]
    finally:
        os.close(descriptor)
    for name, is_folder, is_link in found:
        if name.startswith("."):
            continue
        if is_folder and depth > 1:
            yield from _walk(root, f"{folder}/{name}", depth - 1)
        elif not is_folder and (name.endswith(EXTENSION) or (is_link and depth > 1)):
            yield f"{folder}/{name}"
