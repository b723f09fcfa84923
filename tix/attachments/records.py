"""Attachments as records of a ticket: adding, finding and removing them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound, Refused
from tix.model.changes import Change, diff
from tix.model.fields import Kind, problem_with
from tix.model.ids import mint_item
from tix.model.ticket import Node, Ticket, format_time
from tix.store.layout import attachment_name, attachments_folder, safe_name
from tix.workflow.edits import replaced

if TYPE_CHECKING:
    from tix.model.config import Config

FIELD = "attachments"

_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)
#: What the name of a file in a folder never has.
_BEYOND = re.compile(r"[/\\\0]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a ticket; `file` is its name below `files/ID/`, `name` the one it came with."""

    id: str
    file: str
    name: str
    size: str = ""
    sha256: str = ""
    by: str = ""
    at: str = ""

    @classmethod
    def from_node(cls, node: Mapping[str, Node]) -> Attachment:
        """Return the attachment that a mapping of the file stands for."""
        texts = {key: value for key, value in node.items() if isinstance(value, str)}
        return cls(**{key: texts.get(key, "") for key in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to attach, read whole."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the content in hexadecimal digits."""
        return sha256(self.content).hexdigest()


def attachments_of(ticket: Ticket) -> list[Attachment]:
    """Return the attachments, those that came first in front."""
    found = [Attachment.from_node(node) for node in ticket.records(FIELD)]
    return sorted(found, key=lambda item: (item.at, item.name))


def path_of(ticket: Ticket, attachment: Attachment) -> str:
    """Return where a file lies in the tracker; raise BadInput when the record leads elsewhere."""
    name = attachment.file
    if name in ("", ".", "..") or _BEYOND.search(name):
        raise BadInput(
            f"{ticket.id}: attachment {attachment.id} names the file {name!r}, which is none here.",
            hint=f"tix edit {ticket.id}",
        )
    return file_path(ticket, name)


def file_path(ticket: Ticket, file: str) -> str:
    """Return where the file of an attachment lies in the tracker."""
    return f"{attachments_folder(ticket.id)}/{file}"


def plan_attach(
    ticket: Ticket, incoming: Incoming, *, by: str, at: datetime
) -> tuple[list[Change], str]:
    """Return the change that adds a record, and the file's name below `files/ID/`.

    A content that the ticket has already is not stored again: under another name the new record
    leads to the same file, under the same name nothing changes.
    """
    present = attachments_of(ticket)
    digest = incoming.sha256
    same = [item for item in present if item.sha256 == digest]
    file = same[0].file if same else attachment_name(digest, incoming.name)
    name = recorded_name(incoming.name)
    if any(item.name == name for item in same):
        return [], file
    record: dict[str, Node] = {
        "id": mint_item([item.id for item in present]),
        "at": format_time(at),
        "by": by,
        "file": file,
        "name": name,
        "size": str(len(incoming.content)),
        "sha256": digest,
    }
    records: list[Node] = [*map(dict, ticket.records(FIELD)), record]
    return diff(ticket, replaced(ticket, {FIELD: records})), file


def plan_detach(ticket: Ticket, attachment: Attachment) -> list[Change]:
    """Return the change that takes a record away."""
    kept: list[Node] = [
        dict(node) for node in ticket.records(FIELD) if node.get("id") != attachment.id
    ]
    return diff(ticket, replaced(ticket, {FIELD: kept}))


def find_attachment(ticket: Ticket, name: str) -> Attachment:
    """Return the attachment of this name, file or id, whose beginning will do; it must be one."""
    present = attachments_of(ticket)
    folded = name.casefold()
    ways: tuple[Callable[[Attachment], bool], ...] = (
        lambda item: name in (item.id, item.file, item.name),
        lambda item: item.id.startswith(folded) or item.name.casefold().startswith(folded),
    )
    for fits in ways:
        found = [item for item in present if name and fits(item)]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(f"{item.id} ({item.name})" for item in found)
            raise NotFound(
                f"{name!r} may be {ids}.", hint=f"tix attach get {ticket.id} {found[0].id}"
            )
    if not present:
        raise NotFound(f"{ticket.id} has no attachments.", hint=f"tix attach {ticket.id} FILE")
    raise NotFound(f"{ticket.id} has no attachment {name!r}.", hint=f"tix attach list {ticket.id}")


def recorded_name(name: str) -> str:
    """Return a name as a record can hold it: as it came, or a safe one where it is no text."""
    plain = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    plain = _FOLDERS.sub("", plain) or safe_name(plain)
    return safe_name(plain) if problem_with(Kind.TEXT, plain) else plain


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings allow: the most bytes, and patterns of names that are refused."""

    largest: int
    refused: tuple[str, ...] = ()


def limits_of(config: Config) -> Limits:
    """Return the limits of a tracker."""
    return Limits(config.number("attachments.max_size"), config.texts("attachments.refuse"))


def check_file(name: str, size: int, limits: Limits) -> None:
    """Raise Refused for what the settings do not want attached."""
    if size > limits.largest:
        raise Refused(
            f"{name} has more than {limits.largest:,} bytes, the limit of this tracker.",
            hint=f"tix config set attachments.max_size {_room(size)}",
        )
    for pattern in limits.refused:
        if fnmatchcase(name.casefold(), pattern.casefold()):
            raise Refused(
                f"{name} is refused here: attachments.refuse has {pattern}.",
                hint="tix config get attachments.refuse",
            )


def _room(size: int) -> str:
    return f"{-(-size // 2**20)}MiB"
