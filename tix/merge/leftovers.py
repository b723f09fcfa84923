"""Mend what was committed without being settled: marks in a ticket, one id in two folders."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tix.errors import BadInput
from tix.frozen import frozen
from tix.git.log import LOG
from tix.merge.audit import Loss, audit_merge
from tix.merge.threeway import three_way
from tix.store.layout import folder_and_id, ticket_path
from tix.store.staging import read_bytes
from tix.store.ticketfile import parse_ticket, rewrite_ticket

if TYPE_CHECKING:
    from tix.drafts import Draft
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker

#: The merges that may have left it, the latest first.
_MERGES = 20
#: The time of what is not committed.
_NOT_YET = sys.maxsize
_ODD = (
    "SELECT id, path FROM ticket WHERE broken <> '' OR id IN"
    " (SELECT id FROM ticket GROUP BY id HAVING count(*) > 1) ORDER BY path"
)
_CONFLICT = re.compile(
    rb"^<<<<<<<[^\n]*\n(?P<ours>.*?)(?:^\|\|\|\|\|\|\|[^\n]*\n(?P<base>.*?))?"
    rb"^=======\n(?P<theirs>.*?)^>>>>>>>[^\n]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)


@frozen
class Mend:
    """A ticket to put together: its files as they are (path, bytes), and the one it becomes."""

    ticket: str
    held: tuple[tuple[str, bytes], ...]
    path: str
    content: bytes


def find_leftovers(tracker: Tracker) -> list[Mend]:
    """Return the tickets that a merge left with marks or in several places, with what mends them.

    What the merge's parents say decides where they tell; else the version committed last stands,
    and gets what it lacks from the other.
    """
    broken = {name: paths for name, paths in _places(tracker).items() if _is_broken(tracker, paths)}
    if not broken:
        return []
    lost = _lost(tracker, set(broken))
    return [
        mend
        for name, paths in sorted(broken.items())
        if (mend := _mend(tracker, name, paths, lost.get(name)))
    ]


def mend(draft: Draft, mends: Sequence[Mend]) -> None:
    """Put the tickets of a draft together."""
    for one in mends:
        held = dict(one.held)
        for path, content in held.items():
            if path != one.path:
                draft.write_file(path, content, None)
        draft.write_file(one.path, held.get(one.path), one.content)


def sides(text: bytes) -> tuple[bytes | None, bytes, bytes]:
    """Return base (where the marks have one), ours and theirs of a file with marks."""
    has_base = any(found["base"] is not None for found in _CONFLICT.finditer(text))
    base, ours, theirs = (
        _CONFLICT.sub(lambda found, side=side: found[side] or b"", text)  # type: ignore[misc]
        for side in ("base", "ours", "theirs")
    )
    return base if has_base else None, ours, theirs


def _places(tracker: Tracker) -> dict[str, list[str]]:
    """Return the files of tickets that cannot be read or lie in several places, by id."""
    tracker.refresh()
    found: dict[str, list[str]] = {}
    for name, path in tracker.index.query(_ODD):
        if folder_and_id(str(path)):
            found.setdefault(str(name), []).append(str(path))
    return found


def _is_broken(tracker: Tracker, paths: Sequence[str]) -> bool:
    if len(paths) > 1:
        return True
    text = read_bytes(tracker.root / paths[0]) or b""
    return b"<<<<<<<" in text and _CONFLICT.search(text) is not None


def _lost(tracker: Tracker, wanted: set[str]) -> dict[str, Loss]:
    """Return the files as merging makes them, of those that a merge left broken."""
    revs = ("rev-list", "--merges", f"--max-count={_MERGES}", "HEAD", "--")
    found: dict[str, Loss] = {}
    for commit in tracker.repo.git.text(*revs).split():
        for loss in audit_merge(tracker.repo, tracker.prefix, commit).losses:
            if loss.content and loss.ticket in wanted:
                found.setdefault(loss.ticket, loss)
        if found.keys() >= wanted:
            break
    return found


def _mend(tracker: Tracker, name: str, paths: Sequence[str], loss: Loss | None) -> Mend | None:
    held = tuple((path, read_bytes(tracker.root / path) or b"") for path in paths)
    if loss:
        return Mend(name, held, loss.path, loss.content)
    versions = [*_versions(tracker, paths)]
    if not versions:
        return None
    path, content, ticket = versions[0]
    for _, _, other in versions[1:]:
        ticket = three_way(None, ticket, other).ticket
    status = tracker.config.status(ticket.status)
    place = ticket_path(status, ticket.created, name)
    return Mend(name, held, place, rewrite_ticket(content, ticket, path))


def _versions(tracker: Tracker, paths: Sequence[str]) -> Iterator[tuple[str, bytes, Ticket]]:
    """Yield what the files say that can be read, the one committed last first."""
    for path in sorted(paths, key=lambda path: _committed(tracker, path), reverse=True):
        text = read_bytes(tracker.root / path) or b""
        if not _CONFLICT.search(text):
            ticket = _read(tracker, path, text)
            if ticket:
                yield path, text, ticket
            continue
        base, ours, theirs = sides(text)
        before = _read(tracker, path, base) if base is not None else None
        one, other = _read(tracker, path, ours), _read(tracker, path, theirs)
        if one and other and before:
            yield path, ours, three_way(before, one, other).ticket
        else:
            both = ((theirs, other), (ours, one))
            yield from ((path, version, ticket) for version, ticket in both if ticket)


def _read(tracker: Tracker, path: str, text: bytes) -> Ticket | None:
    status = tracker.config.status_of_folder(path.partition("/")[0])
    try:
        return parse_ticket(text, path, status)
    except BadInput:
        return None


def _committed(tracker: Tracker, path: str) -> int:
    """Return when a file was committed last; one that a stash or a hand put there comes later."""
    git, place = tracker.repo.git, f"{tracker.prefix}{path}"
    if not git.lines0("ls-tree", "-z", "--name-only", "--full-tree", "HEAD", "--", place):
        return _NOT_YET
    return int(git.text(*LOG, "-1", "--format=%at", "HEAD", "--", f":(top,literal){place}") or 0)
