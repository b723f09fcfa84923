"""The objects that a plan reads: through one process, each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType

from tix.git.commit import id_width
from tix.git.objects import CatFile, Entry, parse_tree, read_many
from tix.git.partial import read_blobs
from tix.git.repo import Repo
from tix.merge.paths import File
from tix.patterns import lazy_pattern
from tix.store.layout import CONFIG_DIR, CONFIG_FILE, EXTENSION

_AUTHOR = lazy_pattern(rb"(?m)^author (.*?) ?<(.*)> (\d+)")


class Objects:
    """Blobs by id and files by commit and path."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self._cat = CatFile(repo.git)
        self._texts: dict[str, bytes | None] = {}

    def __enter__(self) -> Objects:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._cat.close()

    def load(self, files: Iterable[File]) -> None:
        """Read many files in one go; questions one by one would each wait for git."""
        wanted = {file.blob for file in files if file.blob and file.blob not in self._texts}
        if len(wanted) > 1:
            self._texts.update(read_blobs(self.repo, wanted))

    def load_at(self, commit: str | None, paths: Iterable[str]) -> None:
        """Read what lies at many paths of a commit in one go."""
        names = [f"{commit}:{path}" for path in paths if commit and _can_be_asked(path)]
        if len(names) > 1:
            self._texts.update(read_many(self.repo.git, names))

    def find(self, file: File) -> bytes | None:
        """Return the content of a file, None when it is nowhere."""
        if file.blob not in self._texts:
            self._texts[file.blob] = self._cat.find(file.blob)
        return self._texts[file.blob]

    def text(self, file: File) -> bytes:
        """Return the content of a file, nothing when it is nowhere."""
        return self.find(file) or b""

    def at(self, commit: str | None, path: str) -> bytes | None:
        """Return what lies at a path of a commit, None when nothing does."""
        if not commit or not _can_be_asked(path):
            return None
        name = f"{commit}:{path}"
        if name not in self._texts:
            self._texts[name] = self._cat.find(name)
        return self._texts[name]

    def author(self, commit: str) -> tuple[str, str, datetime]:
        """Return name, email and time of a commit's author; of what is no commit nothing."""
        raw = self._cat.find(commit) or b""
        found = _AUTHOR.search(raw)
        if found is None:
            return "", "", datetime.fromtimestamp(0, UTC)
        name, email = (part.decode("utf-8", "replace") for part in found.group(1, 2))
        return name, email, datetime.fromtimestamp(int(found[3]), UTC)

    def settings(self, commit: str, prefix: str) -> dict[str, File]:
        """Return the files that a commit's settings come from, by path in the tracker."""
        folder = prefix.rstrip("/")
        raw = self._cat.find(f"{commit}:{folder}" if folder else f"{commit}^{{tree}}")
        width = len(commit) // 2 if len(commit) in (40, 64) else id_width(self.repo)
        rows = {row.name.decode("utf-8", "replace"): row for row in parse_tree(raw or b"", width)}
        found: dict[str, File] = {}
        whole = rows.get(CONFIG_FILE)
        if whole is not None and not whole.is_tree:
            found[CONFIG_FILE] = _file(whole)
        below = rows.get(CONFIG_DIR)
        if below is not None and below.is_tree:
            self._add(found, below, CONFIG_DIR)
        return found

    def _add(self, found: dict[str, File], folder: Entry, path: str) -> None:
        raw = self._cat.find(folder.id.hex())
        for row in parse_tree(raw or b"", len(folder.id)):
            inner = f"{path}/{row.name.decode('utf-8', 'replace')}"
            if row.is_tree:
                self._add(found, row, inner)
            elif inner.endswith(EXTENSION) and row.mode.startswith(b"100"):
                found[inner] = _file(row)


def _can_be_asked(path: str) -> bool:
    """Tell whether a path fits into a line of UTF-8."""
    return "\n" not in path and path.encode("utf-8", "ignore").decode() == path


def _file(row: Entry) -> File:
    return File(row.mode.decode(), row.id.hex())
