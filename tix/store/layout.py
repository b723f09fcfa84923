"""The places of a tracker: where tickets, attachments and settings lie, as pure path maths."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tix.model.ids import is_id
from tix.model.statuses import Shelf, Status
from tix.patterns import lazy_pattern

if TYPE_CHECKING:
    from tix.model.ticket import Node

CONFIG_FILE = "tix.yaml"
CONFIG_DIR = "tix.d"
FILES = "files"
KB = "kb"
KEEP = ".gitkeep"
ATTRIBUTES = ".gitattributes"
EXTENSION = ".yaml"

#: Names at the top of a tracker that no status may take as its folder.
RESERVED = frozenset({CONFIG_FILE, CONFIG_DIR, FILES, KB, "site", "hooks"})

#: Written by `tix init`: line ends that git leaves alone, and merging by register.
ATTRIBUTES_TEXT = """\
*.yaml text eol=lf merge=tix
/files/** -text
"""

NAME_BYTES = 100
FOLDER_BYTES = 60
HASH_DIGITS = 12

_DEVICES = lazy_pattern(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE
)
_FORBIDDEN = lazy_pattern(r'[<>:"|?*\\/]')


def ticket_path(status: Status, created: datetime, ticket: str) -> str:
    """Return where a ticket lies, relative to the tracker and with `/`.

    The month of a `month/c` shelf is the month of creation in UTC.
    """
    parts = [status.folder]
    if status.shelf is Shelf.MONTH:
        month = created.astimezone(UTC)
        parts.append(f"{month.year:04d}-{month.month:02d}")
    if status.shelf is not Shelf.FLAT:
        parts.append(shelf_character(ticket))
    return "/".join([*parts, ticket + EXTENSION])


def shelf_character(ticket: str) -> str:
    """Return the folder of an id on a shelf: the first character after the key."""
    return ticket.partition("-")[2][:1] or "_"


def folder_and_id(path: str) -> tuple[str, str] | None:
    """Return the status folder and the id that a path of a ticket names, else None.

    Any depth under the folder will do, so that a file on the wrong shelf is still found; a path
    that leaves the tracker or lies in one of its own folders is no ticket's.
    """
    if "\\" in path:
        return None
    folder, *between = path.split("/")
    if not between or folder_problem(folder):
        return None
    name = between.pop()
    ticket = name.removesuffix(EXTENSION)
    if ticket == name or not is_id(ticket) or any(part in ("", ".", "..") for part in between):
        return None
    return folder, ticket


def id_of(path: str) -> str:
    """Return the id that a file's name gives it."""
    return path.rpartition("/")[2].removesuffix(EXTENSION)


def name_problem(name: str, doc: Mapping[str, Node]) -> str:
    """Return why a file of this name cannot be that of a ticket, "" when it can."""
    if not is_id(name):
        return f"its name {name!r} is no ticket id"
    own = doc.get("id", "")
    return "" if own == name else f"its id {own!r} is not its name {name!r}"


def keep_path(folder: str) -> str:
    """Return the file that keeps an empty status folder in git."""
    return f"{folder}/{KEEP}"


def folder_problem(folder: str) -> str | None:
    """Return why no status can have this folder, or None when one can."""
    if not folder or folder.startswith(".") or folder.endswith((".", " ")):
        return "begins or ends with a dot or is empty"
    if len(folder.encode("utf-8", "replace")) > FOLDER_BYTES:
        return f"is longer than {FOLDER_BYTES} bytes"
    if _FORBIDDEN.search(folder) or any(_is_invisible(char) for char in folder):
        return "has characters that no folder should have"
    if folder.casefold() in RESERVED:
        return "is one of the tracker's own names"
    return "is a device on Windows" if _is_device(folder) else None


def tombstone_path(ticket: str) -> str:
    """Return where the tombstone of a purged ticket lies, relative to the tracker."""
    return f"{FILES}/tombstones/{ticket}{EXTENSION}"


def attachments_folder(ticket: str) -> str:
    """Return the folder of a ticket's attachments, which a move never moves."""
    return f"{FILES}/{ticket}"


def attachment_name(sha256: str, name: str) -> str:
    """Return the file name of an attachment: the start of its SHA-256 and a safe name."""
    return f"{sha256[:HASH_DIGITS]}-{safe_name(name)}"


def safe_name(name: str) -> str:
    """Return a file name that every system can hold and no terminal is fooled by.

    Letters of all scripts stay; folders, control and bidirectional characters, leading dots and
    names of devices go; at most 100 bytes of UTF-8, the extension kept.
    """
    base = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    visible = "".join(
        char for char in unicodedata.normalize("NFC", base) if not _is_invisible(char)
    )
    plain = _FORBIDDEN.sub("_", " ".join(visible.split())).strip(" .")
    plain = _shortened(plain or "file").strip(" .") or "file"
    return f"_{plain}" if _is_device(plain) else plain


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _is_device(name: str) -> bool:
    return _DEVICES.fullmatch(name.partition(".")[0].rstrip()) is not None


def _shortened(name: str) -> str:
    if len(name.encode()) <= NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > 16:
        stem, dot, extension = name, "", ""
    room = NAME_BYTES - 1 - len((dot + extension).encode())
    cut = stem.encode()[:room].decode("utf-8", "ignore")
    return f"{cut.rstrip(' .')}{dot}{extension}"
