"""A small tracker on disk and its index, for the tests of reading."""

from __future__ import annotations

import os
from pathlib import Path

from tix.config.load import load_config
from tix.store.index import Index

#: Long enough ago that no file counts as changed in the tick of the scan.
LONG_AGO = 1_700_000_000


class World:
    """A tracker at `root` whose files the test writes by hand."""

    def __init__(self, root: Path, config: str = "format: 1\nkey: OPS\n") -> None:
        self.root = root
        self.cache = root / ".git" / "tix" / "index.db"
        self.configure(config)
        for folder in ("open", "doing", "waiting", "review", "done"):
            (root / folder).mkdir()

    def configure(self, text: str) -> None:
        (self.root / "tix.yaml").write_text(text)
        self.config = load_config(self.root)

    def write(self, path: str, text: str = "", *, title: str = "A title") -> str:
        """Write a ticket; `text` are further lines of its file."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        head = f"id: {file.stem}\ntitle: {title}\ncreated: 2026-11-21T10:02:11Z\n"
        file.write_text(head + text)
        return path

    def move(self, path: str, folder: str) -> str:
        target = f"{folder}/{Path(path).name}"
        (self.root / target).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).rename(self.root / target)
        return target

    def index(self) -> Index:
        return Index(self.cache, self.root, self.config)


def paths(index: Index) -> list[str]:
    """Return the paths of all rows, sorted."""
    return [str(row[0]) for row in index.select(columns=["path"], order="path")]


def titles(index: Index) -> dict[str, str]:
    return {str(path): str(title) for path, title in index.select(columns=["path", "title"])}


def set_times(path: Path, seconds: int) -> None:
    os.utime(path, (seconds, seconds))
