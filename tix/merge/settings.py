"""The settings of a tracker as a commit has them, and as a merge makes them, key by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from tix.config.build import texts
from tix.config.edit import read_sections, rewrite_section
from tix.config.load import parse_config
from tix.config.sections import says_something
from tix.errors import BadInput
from tix.git.repo import Repo
from tix.merge.keys import aligned
from tix.merge.objects import Objects
from tix.merge.paths import Differences, File, is_config
from tix.merge.result import Result
from tix.merge.settingspast import picked_settings, settled_settings
from tix.merge.sides import Meeting
from tix.model.config import Config
from tix.model.ticket import Node
from tix.store.layout import CONFIG_FILE
from tix.store.yamlread import read_node

Texts = dict[str, bytes]
_CHECK = "tix config check"


def merge_settings(meeting: Meeting, result: Result) -> Callable[[], Config]:
    """Settle the files of settings, and return what reads the settings of the result."""
    first, second = meeting.touched if any(map(is_config, meeting.files)) else (set(), set())
    ours, theirs = (any(map(is_config, paths)) for paths in (first, second))
    for path, (mine, other) in meeting.files.items():
        if is_config(path):
            result.files[path] = other if theirs and not (ours and path not in second) else mine
    if ours and theirs:
        settled = _with_old_folders(meeting, settled_settings(meeting))
        _write(meeting, _carriers(meeting, result), settled, result)

    @cache
    def config() -> Config:
        files = _files_at(meeting, meeting.ours)
        files |= {path: file for path, file in result.files.items() if is_config(path)}
        return read_settings(meeting.objects, files, result.blobs)

    return config


def settings_at(meeting: Meeting, commit: str) -> Config:
    """Return the settings that one side has; what is wrong with them falls back to defaults."""
    return read_settings(meeting.objects, _files_at(meeting, commit))


def tracker_config(repo: Repo, prefix: str, commit: str) -> Config:
    """Return the settings that a commit or tree has; what is wrong falls back to defaults."""
    with Objects(repo) as objects:
        return read_settings(objects, objects.settings(commit, prefix))


def read_settings(
    objects: Objects, files: Mapping[str, File], new: Mapping[str, bytes] = {}
) -> Config:
    """Return the settings that files hold; `new` are contents that are not in git yet."""
    written = {path: new[file.blob] for path, file in files.items() if file.blob in new}
    known = {path: file for path, file in files.items() if path not in written}
    return parse_config(_texts(objects, known) | written)[0]


def pick_settings(
    meeting: Meeting, picked: Differences, present: Differences, result: Result
) -> None:
    """Apply what was picked of the settings to ours, key by key where both changed them."""
    theirs = {path: pair[1] for path, pair in picked.items() if is_config(path)}
    result.files.update(theirs)
    if not theirs or not any(map(is_config, present)):
        return
    carriers = _files_at(meeting, meeting.ours)
    kept = {path: carriers[path] for path in theirs if path in present and path in carriers}
    result.files.update(kept)
    carriers |= theirs | kept
    _write(meeting, carriers, picked_settings(meeting), result)


def _files_at(meeting: Meeting, commit: str) -> dict[str, File]:
    return meeting.objects.settings(commit, meeting.prefix)


def _with_old_folders(meeting: Meeting, settled: dict[str, Node]) -> dict[str, Node]:
    """Return the settings with the folders that a status lost among its old names.

    When both sides renamed one, tickets may still arrive in the folder that the other side chose.
    """
    statuses = settled.get("statuses")
    if not isinstance(statuses, dict):
        return settled
    sides = [settings_at(meeting, commit).statuses for commit in (meeting.ours, meeting.theirs)]
    found: dict[str, Node] = {}
    for name, entry in statuses.items():
        found[name] = entry
        if isinstance(entry, dict) and "folder" in entry:
            old = {side[name].folder for side in sides if name in side} - {str(entry["folder"])}
            known = texts(entry.get("was", ""))
            late = sorted(old.difference(known))
            if late:
                found[name] = {**entry, "was": [*known, *late]}
    return {**settled, "statuses": found}


def _write(
    meeting: Meeting, carriers: Mapping[str, File], settled: Mapping[str, Node], result: Result
) -> None:
    """Write settled settings into the files that one of the sides has."""
    texts = _texts(meeting.objects, {path: file for path, file in carriers.items() if file.blob})
    before = dict(texts)
    try:
        sections = read_sections(texts)
        wanted = {key: aligned(node, sections.get(key)) for key, node in settled.items()}
        keys = _keys(texts, wanted)
    except BadInput as error:
        result.find("merge-settings", CONFIG_FILE, error.message, fix=_CHECK, grave=True)
        return
    for key in keys:
        try:
            texts = _with_section(texts, key, wanted.get(key))
        except BadInput as error:
            message = f"{key} could not be merged: {error.message}"
            result.find("merge-settings", CONFIG_FILE, message, fix=_CHECK, grave=True)
    for path, text in texts.items():
        if text != before.get(path):
            result.put(path, text)


def _carriers(meeting: Meeting, result: Result) -> dict[str, File]:
    """Choose for each file the side that changed it; of two one that reads, by its blob id."""
    first, second = meeting.touched
    files = _files_at(meeting, meeting.ours)
    for path, (ours, theirs) in meeting.files.items():
        if not is_config(path):
            continue
        if path in first and path in second:
            there = [file for file in (ours, theirs) if file.blob]
            broken = {file: _is_broken(meeting, path, file, result) for file in there}
            chosen = min(there, key=lambda file: (broken[file], file.blob, file.mode))
        else:
            chosen = ours if path in first else theirs
        result.files[path] = chosen
        files[path] = chosen
    return {path: file for path, file in files.items() if file.blob}


def _is_broken(meeting: Meeting, path: str, file: File, result: Result) -> bool:
    """Tell whether a file of settings cannot be read, with a finding; git keeps what it was."""
    text = meeting.objects.text(file)
    try:
        if says_something(text):
            read_node(text, path, keep_empty=True)
    except BadInput as error:
        message = f"{error.message}; that side's file was left out (git show {file.blob[:10]})"
        result.find("merge-settings", path, message, fix=_CHECK, grave=True)
        return True
    return False


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


def _texts(objects: Objects, files: Mapping[str, File]) -> Texts:
    present = {path: file for path, file in files.items() if file.blob}
    objects.load(present.values())
    found = {path: objects.find(file) for path, file in present.items()}
    return {path: text for path, text in found.items() if text is not None}
