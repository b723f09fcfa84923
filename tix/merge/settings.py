"""The settings of a tracker as a commit has them, and as a merge makes them, key by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from tix.config.edit import read_sections, rewrite_section
from tix.config.load import parse_config
from tix.errors import BadInput
from tix.git.partial import read_blobs
from tix.git.repo import Repo
from tix.merge.result import Result
from tix.merge.settingspast import settled_settings
from tix.merge.sides import ABSENT, File, Meeting, is_config
from tix.model.config import Config
from tix.model.ticket import Node
from tix.store.layout import CONFIG_DIR, CONFIG_FILE

Texts = dict[str, bytes]


def merge_settings(meeting: Meeting, result: Result) -> Callable[[], Config]:
    """Settle the files of settings, and return what reads the settings of the result."""
    first, second = meeting.touched if any(map(is_config, meeting.files)) else (set(), set())
    ours, theirs = (any(map(is_config, paths)) for paths in (first, second))
    for path, (mine, other) in meeting.files.items():
        if is_config(path):
            result.files[path] = other if theirs and not (ours and path not in second) else mine
    if ours and theirs:
        _merge(meeting, result)

    @cache
    def config() -> Config:
        files = tracker_config(meeting.repo, meeting.prefix, meeting.ours)
        files |= {path: file for path, file in result.files.items() if is_config(path)}
        texts = _texts(meeting.repo, files)
        return parse_config(texts | _new(result))[0]

    return config


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


def settings_at(meeting: Meeting, commit: str) -> Config:
    """Return the settings that one side has."""
    return read_settings(meeting.repo, tracker_config(meeting.repo, meeting.prefix, commit))


def read_settings(repo: Repo, files: Mapping[str, File]) -> Config:
    """Return the settings that files hold; what is wrong with them falls back to defaults."""
    return parse_config(_texts(repo, files))[0]


def _merge(meeting: Meeting, result: Result) -> None:
    """Write what both sides made of the settings into the files that one of them has."""
    carriers = _carriers(meeting, result)
    texts = _texts(meeting.repo, carriers)
    wanted = settled_settings(meeting)
    before = dict(texts)
    for key in _keys(texts, wanted):
        try:
            texts = _with_section(texts, key, wanted.get(key))
        except BadInput as error:
            message = f"{key} could not be merged: {error.message}"
            result.find("merge-settings", CONFIG_FILE, message, fix="tix config check", grave=True)
    for path in before.keys() | texts.keys():
        if texts.get(path) != before.get(path):
            result.put(path, texts[path]) if path in texts else _drop(path, result)


def _drop(path: str, result: Result) -> None:
    result.files[path] = ABSENT


def _carriers(meeting: Meeting, result: Result) -> dict[str, File]:
    """Choose for each file the side that changed it; of two the one with the smaller blob id."""
    first, second = meeting.touched
    files = tracker_config(meeting.repo, meeting.prefix, meeting.ours)
    for path, (ours, theirs) in meeting.files.items():
        if not is_config(path):
            continue
        if path in first and path in second:
            there = [file for file in (ours, theirs) if file.blob]
            chosen = min(there, key=lambda file: (file.blob, file.mode))
        else:
            chosen = ours if path in first else theirs
        result.files[path] = chosen
        files[path] = chosen
    return {path: file for path, file in files.items() if file.blob}


def _keys(texts: Texts, wanted: Mapping[str, Node]) -> list[str]:
    sections = read_sections(texts)
    return [
        *(key for key, node in wanted.items() if _differs(sections.get(key), node)),
        *(key for key in sections if key not in wanted),
    ]


def _differs(one: Node | None, other: Node) -> bool:
    """Tell whether two nodes are not the same, the order of their keys included."""
    return repr(one) != repr(other)


def _with_section(texts: Texts, key: str, node: Node | None) -> Texts:
    edit = rewrite_section(texts, key, node)
    return {**texts, edit.path: edit.after}


def _texts(repo: Repo, files: Mapping[str, File]) -> Texts:
    found = dict(read_blobs(repo, [file.blob for file in files.values() if file.blob]))
    named = {path: found.get(file.blob) for path, file in files.items()}
    return {path: text for path, text in named.items() if text is not None}


def _new(result: Result) -> Texts:
    return {
        path: result.blobs[file.blob]
        for path, file in result.files.items()
        if is_config(path) and file.blob in result.blobs
    }
