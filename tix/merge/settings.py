"""The settings of a tracker as a commit or a merge has them."""

from __future__ import annotations

from collections.abc import Mapping

from tix.config.load import parse_config
from tix.git.partial import read_blobs
from tix.git.repo import Repo
from tix.merge.sides import File, is_config
from tix.model.config import Config
from tix.store.layout import CONFIG_DIR, CONFIG_FILE


def tracker_config(repo: Repo, prefix: str, commit: str) -> dict[str, File]:
    """Return the files that a commit's settings come from, by path in the tracker."""
    paths = (f"{prefix}{CONFIG_FILE}", f"{prefix}{CONFIG_DIR}/")
    rows = repo.git.lines0("ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths)
    found: dict[str, File] = {}
    for row in rows:
        meta, path = row.split("\t", 1)
        mode, _, blob = meta.split(" ")
        if is_config(path[len(prefix) :]) and mode in ("100644", "100755"):
            found[path[len(prefix) :]] = File(mode, blob)
    return found


def read_settings(repo: Repo, files: Mapping[str, File]) -> Config:
    """Return the settings that files hold; what is wrong with them falls back to defaults."""
    texts = dict(read_blobs(repo, [file.blob for file in files.values()]))
    known = {path: texts.get(file.blob) for path, file in files.items()}
    return parse_config({path: text for path, text in known.items() if text is not None})[0]
