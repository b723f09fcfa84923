"""The files beside the tickets: attachments, tombstones, and what keeps status folders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from hashlib import sha256

from tix.errors import BadInput
from tix.merge.paths import ABSENT, File, is_config, is_keep, owner
from tix.merge.result import Result
from tix.merge.sides import Meeting
from tix.model.config import Config
from tix.store.emit import emit_document
from tix.store.layout import HASH_DIGITS, attachment_name, folder_and_id, tombstone_path
from tix.store.ticketfile import parse_ticket, read_document

#: What was purged of each ticket: names of registers, or None for all of it.
Purged = Mapping[str, "frozenset[str] | None"]


def purged_tickets(meeting: Meeting, result: Result) -> Purged:
    """Settle tombstones, and return what must not come back."""
    found: dict[str, frozenset[str] | None] = {}
    for path, sides in meeting.files.items():
        ticket = owner(path)
        if not ticket or path != tombstone_path(ticket):
            continue
        there = [file for file in sides if file.blob]
        texts = [_text(meeting, file) for file in sorted(there, key=lambda file: file.blob)]
        records = [_records(text, path) for text in texts]
        found[ticket] = None if None in records else frozenset().union(*filter(None, records))
        result.files[path] = min(there, key=lambda file: file.blob)
        if len(set(texts)) > 1 and found[ticket] not in records:
            result.put(path, _united(texts[0], path, found[ticket]))
        elif len(set(texts)) > 1:
            result.put(path, texts[records.index(found[ticket])])
    return found


def merge_files(
    meeting: Meeting, config: Callable[[], Config], purged: Purged, result: Result
) -> None:
    """Settle every other file in which the sides differ: what somebody needs stays."""
    others = {
        path: pair
        for path, pair in meeting.files.items()
        if path not in result.files and not is_config(path) and folder_and_id(path) is None
    }
    needs = _needs(meeting, config, result)
    for path, (ours, theirs) in others.items():
        ticket = owner(path)
        if ticket in purged and purged[ticket] is None:
            result.files[path] = ABSENT
        elif ours.blob and theirs.blob:
            _keep_both(meeting, path, (ours, theirs), result)
        else:
            there = ours if ours.blob else theirs
            was = meeting.base_text(path)
            stays = was is None or was != _text(meeting, there) or needs(path)
            result.files[path] = there if stays else ABSENT


def _needs(meeting: Meeting, config: Callable[[], Config], result: Result) -> Callable[[str], bool]:
    """Return what tells whether a file that one side took away is needed by the result."""

    @cache
    def names(ticket: str) -> Collection[str] | None:
        files = {path: pair[0] for path, pair in meeting.files.items()} | result.files
        for path, file in files.items():
            named = folder_and_id(path)
            if named is not None and named[1] == ticket and file.blob:
                text = result.blobs.get(file.blob) or _text(meeting, file)
                return _attached(text, path)
        return None

    def needs(path: str) -> bool:
        if is_keep(path):
            return path.partition("/")[0] in {one.folder for one in config().statuses.values()}
        ticket = owner(path)
        known = names(ticket) if ticket else ()
        return known is None or path.rpartition("/")[2] in known

    return needs


def _attached(text: bytes, path: str) -> Collection[str] | None:
    try:
        records = parse_ticket(text, path, "").records("attachments")
    except BadInput:
        return None
    return {str(record.get("file", "")) for record in records}


def _keep_both(meeting: Meeting, path: str, sides: tuple[File, File], result: Result) -> None:
    """Keep two files of one name: one has it, the other gets a name that begins with its hash."""
    folder, _, name = path.rpartition("/")
    first, second = sorted(sides, key=lambda file: (file.blob, file.mode))
    if first.blob == second.blob or not folder:
        result.files[path] = first
        return
    texts = {file: _text(meeting, file) for file in (first, second)}
    if _names(name, texts[second]) and not _names(name, texts[first]):
        first, second = second, first
    result.files[path] = first
    other = attachment_name(sha256(texts[second]).hexdigest(), name)
    result.files[f"{folder}/{other}"] = second
    message = f"two files of this name met; one is {other} now"
    result.find("merge-two-files", path, message)


def _names(name: str, content: bytes) -> bool:
    return name.startswith(sha256(content).hexdigest()[:HASH_DIGITS])


def _text(meeting: Meeting, file: File) -> bytes:
    return meeting.objects.text(file)


def _records(text: bytes, path: str) -> frozenset[str] | None:
    """Return what a tombstone names, None when it stands for the whole ticket."""
    try:
        records = read_document(text, path).get("records")
    except BadInput:
        return None
    return frozenset(map(str, records)) if isinstance(records, list) else None


def _united(text: bytes, path: str, records: frozenset[str] | None) -> bytes:
    return emit_document(
        {**read_document(text, path), "records": [*sorted(records or ())]}
    ).encode()
