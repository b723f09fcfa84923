"""Change files in a commit's tree: only the folders on the way are read and written."""

from __future__ import annotations

from collections.abc import Mapping

from tix.errors import Refused
from tix.frozen import frozen
from tix.git.objects import CatFile, Entry, join_tree, object_id, parse_tree


@frozen
class TreeFile:
    """A file in a tree: mode (`100644`) and blob id."""

    mode: str
    id: str


class Trees:
    """The tree of one commit, read folder by folder as it is asked for.

    `commit` None is the tree with the id `tree`, or the empty one of a branch without commits.
    """

    def __init__(
        self, cat: CatFile, commit: str | None, *, width: int = 20, tree: str | None = None
    ) -> None:
        self._cat = cat
        self._width = width
        self._folders: dict[str, dict[bytes, Entry]] = {}
        self.root = tree
        if commit:
            self.root = cat.get(commit).partition(b"\n")[0].removeprefix(b"tree ").decode()
        elif tree is None:
            self._folders[""] = {}

    def find(self, path: str) -> TreeFile | None:
        """Return the file at a path; a folder or submodule in its place is refused."""
        folder, _, name = path.rpartition("/")
        entry = self._rows(folder).get(_encode(name))
        if entry is None:
            return None
        if entry.mode in (b"40000", b"160000"):
            raise Refused(f"{path} is a folder in git, not a file.")
        return TreeFile(entry.mode.decode(), entry.id.hex())

    def change(self, changes: Mapping[str, TreeFile | None]) -> tuple[str, list[tuple[str, bytes]]]:
        """Return the new root tree's id and the tree objects to write; None removes a file."""
        touched: dict[str, dict[bytes, Entry]] = {"": dict(self._rows(""))}
        for path, file in changes.items():
            folder, _, name = path.rpartition("/")
            for parent in _upwards(folder):
                if parent not in touched:
                    touched[parent] = dict(self._rows(parent))
            _put(touched[folder], _encode(name), file)
        objects: list[tuple[str, bytes]] = []
        root = ""
        for folder in sorted(touched, key=_depth, reverse=True):
            raw = join_tree(touched[folder].values())
            root = object_id("tree", raw, width=self._width)
            if raw or not folder:
                objects.append(("tree", raw))
            if folder:
                parent, _, name = folder.rpartition("/")
                _put(touched[parent], _encode(name), TreeFile("40000", root) if raw else None)
        return root, objects

    def _rows(self, folder: str) -> dict[bytes, Entry]:
        """Return a folder's entries by name, empty when it is not there."""
        known = self._folders.get(folder)
        if known is not None:
            return known
        name = self.root
        if folder:
            parent, _, last = folder.rpartition("/")
            entry = self._rows(parent).get(_encode(last))
            if entry is not None and not entry.is_tree:
                raise Refused(f"{folder} is a file, a link or a submodule in git, not a folder.")
            name = entry.id.hex() if entry else None
        raw = self._cat.get(name) if name else b""
        rows = {row.name: row for row in parse_tree(raw, self._width)}
        self._folders[folder] = rows
        return rows


def _put(rows: dict[bytes, Entry], name: bytes, file: TreeFile | None) -> None:
    if file is None:
        rows.pop(name, None)
    else:
        rows[name] = Entry(file.mode.encode(), name, bytes.fromhex(file.id))


def _upwards(folder: str) -> list[str]:
    """Return a folder and those around it: a/b/c, a/b, a."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0


def _encode(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
