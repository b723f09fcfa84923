"""The bytes of attachments: read from outside, read from the tracker, given out."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tix.attachments.records import Attachment, Incoming, Limits, check_file, path_of
from tix.errors import BadInput, NotFound, Refused
from tix.store.atomic import create, explained, replace
from tix.store.layout import safe_name
from tix.store.safeopen import read_file

if TYPE_CHECKING:
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker

#: Files of the tracker are read up to this size, whatever the settings allow by now.
_LARGEST = 2**31


def read_incoming(path: Path, limits: Limits) -> Incoming:
    """Return a file from anywhere.

    Raises NotFound when it is not there, BadInput for anything but a plain file (links and pipes
    are not followed), Refused for what the settings do not want.
    """
    try:
        check_file(path.name, path.lstat().st_size, limits)
        content = read_file(path.name, path.parent, limit=limits.largest)
    except (FileNotFoundError, NotADirectoryError, NotFound):
        raise NotFound(
            f"The file {path} is not there.", hint=f"ls {shlex.quote(str(path.parent))}"
        ) from None
    except BadInput as error:
        raise BadInput(error.message, hint="name a plain file") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read: {error}.") from None
    return Incoming(path.name, content)


def read_stream(stream: BinaryIO, name: str, limits: Limits) -> Incoming:
    """Return what a stream has; raise Refused for what the settings do not want."""
    content = stream.read(limits.largest + 1)
    check_file(name, len(content), limits)
    return Incoming(name, content)


def read_present(tracker: Tracker, path: str) -> bytes | None:
    """Return the bytes of a file of the tracker, None when it is not there.

    A file that the work tree leaves out is read from the commit that is checked out.
    """
    try:
        return read_file(path, tracker.root, limit=_LARGEST)
    except NotFound:
        return _committed(tracker, path)


def read_attachment(tracker: Tracker, ticket: Ticket, attachment: Attachment) -> bytes:
    """Return the bytes of an attachment; raise NotFound when its file is gone."""
    path = path_of(ticket, attachment)
    content = read_present(tracker, path)
    if content is None:
        raise NotFound(
            f"The file {path} is not in this clone.", hint=f"git log --all --stat -- {path!r}"
        )
    return content


def is_intact(attachment: Attachment, content: bytes) -> bool:
    """Tell whether bytes are those that were attached."""
    return attachment.sha256 in ("", Incoming(attachment.name, content).sha256)


def give_out(attachment: Attachment, content: bytes, output: Path, *, force: bool) -> Path:
    """Write an attachment to a file, or into a folder under a safe name; return where it is.

    What is there already stays unless `force` says otherwise.
    """
    target = output / safe_name(attachment.name) if output.is_dir() else output
    if target.is_dir() and not target.is_symlink():
        raise Refused(f"{target} is a folder.", hint="-o PATH")
    with explained(target.parent):
        if force:
            replace(target, content, durable=False)
            return target
        try:
            create(target, content)
        except FileExistsError:
            raise Refused(f"{target} is there already.", hint="--force, or -o PATH") from None
        except FileNotFoundError:
            raise NotFound(
                f"The folder {target.parent} is not there.", hint=f"mkdir -p {target.parent}"
            ) from None
    return target


def _committed(tracker: Tracker, path: str) -> bytes | None:
    from tix.git.commit import id_width
    from tix.git.objects import CatFile
    from tix.git.trees import Trees

    repo = tracker.repo
    commit = repo.head().commit
    if commit is None or not repo.is_sparse:
        return None
    with CatFile(repo.git) as cat:
        found = Trees(cat, commit, width=id_width(repo)).find(tracker.prefix + path)
        return cat.get(found.id) if found and found.mode != "120000" else None


def is_here(tracker: Tracker, path: str) -> bool:
    """Tell whether a file of the tracker can be read, without reading all of it."""
    place = tracker.root / path
    if place.is_file() and not place.is_symlink():
        return True
    return _committed(tracker, path) is not None
