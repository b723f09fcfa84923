"""What a new tracker is called: its key, its time zone, its folder."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

from tix.errors import UsageError
from tix.model.ids import KEY_PATTERN
from tix.store.layout import RESERVED, folder_problem

_WORD = re.compile(r"[A-Z0-9]+")
_WHOLE, _START, _MOST_WORDS = 5, 3, 4
_NAMELESS = "TIX"
_ZONES = "zoneinfo/"


def derive_key(name: str) -> str:
    """Return a key for a folder's name: initials of words, a short word, or a long one's start.

    Accents are left out; a name without Latin letters gives TIX.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    found: list[str] = _WORD.findall(plain)
    words = [word for each in found if (word := each.lstrip("0123456789"))]
    if len(words) > 1:
        return "".join(word[0] for word in words[:_MOST_WORDS])
    if not words:
        return _NAMELESS
    return words[0] if len(words[0]) <= _WHOLE else words[0][:_START]


def check_key(key: str) -> str:
    """Return the key, in capitals; raise UsageError when ids could not begin with it."""
    upper = key.upper()
    if KEY_PATTERN.fullmatch(upper):
        return upper
    raise UsageError(
        f"{key!r} is no key: it must be up to 16 letters and digits, a letter first.",
        hint="tix init --key OPS",
    )


def check_folder(folder: str) -> str:
    """Return a relative folder with `/` and without `.` parts; raise UsageError for any other."""
    parts = [part for part in folder.split("/") if part not in ("", ".")]
    if folder.startswith("/") or any(map(_is_wrong, parts)):
        raise UsageError(
            f"{folder!r} cannot be the tracker's folder: give a plain name within the repository.",
            hint="tix init --here --dir tickets",
        )
    return "/".join(parts)


def _is_wrong(part: str) -> bool:
    return part.casefold() not in RESERVED and folder_problem(part) is not None


def local_zone() -> str:
    """Return the name of this machine's time zone, UTC when it does not tell."""
    from zoneinfo import ZoneInfo

    name = os.environ.get("TZ", "").lstrip(":") or _linked_zone()
    try:
        ZoneInfo(name or "UTC")
    except (OSError, ValueError, KeyError):
        return "UTC"
    return name or "UTC"


def _linked_zone() -> str:
    target = os.path.realpath(Path("/etc/localtime"))
    return target.partition(_ZONES)[2] if _ZONES in target else ""
