"""Read what is in a JSON node, under any of its names; what is of another kind is said in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

Json: TypeAlias = Any
Entry: TypeAlias = Mapping[str, Any]

_OFFSET = re.compile(r"\s*([+-]\d\d):?(\d\d)$")


def find(node: Json, *names: str) -> Json:
    """Return the first value that an object has under one of the names, or None."""
    if not isinstance(node, dict):
        raise ValueError(f"an object with `{names[0]}` was expected, not {_kind(node)}")
    return next((node[name] for name in names if node.get(name) is not None), None)


def text(node: Json, *names: str) -> str:
    """Return a text or number as text; nothing is empty."""
    value = find(node, *names)
    if isinstance(value, dict | list):
        raise ValueError(f"`{names[0]}` is no text but {_kind(value)}")
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)


def entry(node: Json, *names: str) -> dict[str, Any]:
    """Return an object; nothing is an empty one."""
    value = find(node, *names)
    if value is not None and not isinstance(value, dict):
        raise ValueError(f"`{names[0]}` is no object but {_kind(value)}")
    return value or {}


def entries(node: Json, *names: str) -> list[dict[str, Any]]:
    """Return the objects of a list, which may stand in pages as GraphQL has them (`nodes`)."""
    value = find(node, *names)
    if isinstance(value, dict):
        edges = [find(edge, "node") for edge in value.get("edges") or []]
        value = value.get("nodes") or value.get("entries") or edges
    if value is None or isinstance(value, int | str):  # a count or an address where the list was
        return []
    if not isinstance(value, list):
        raise ValueError(f"`{names[0]}` is no list but {_kind(value)}")
    wrong = next((each for each in value if each is not None and not isinstance(each, dict)), None)
    if wrong is not None:
        raise ValueError(f"`{names[0]}` has {_kind(wrong)} where an object was expected")
    return [each for each in value if each]


def words(node: Json, *names: str, of: str = "name") -> tuple[str, ...]:
    """Return the texts of a list, or the member `of` of each of its objects, each once."""
    value = find(node, *names)
    if isinstance(value, list) and not any(isinstance(each, dict) for each in value):
        found = [str(each) for each in value if each is not None]
    else:
        found = [text(each, of) for each in entries(node, *names)]
    return tuple(dict.fromkeys(word for word in found if word))


def moment(written: str) -> datetime:
    """Return a time in UTC: ISO 8601 as everybody writes it; one without a zone is UTC."""
    plain = _OFFSET.sub(r"\1:\2", written.strip().replace(" UTC", "Z"))
    try:
        parsed = datetime.fromisoformat(plain)
        utc = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{written!r} is no time") from None
    if not 1970 <= utc.year < 2100:
        raise ValueError(f"{written!r} is no time that git can keep")
    return utc


def time(node: Json, *names: str) -> datetime | None:
    """Return a moment, None where there is none."""
    written = text(node, *names)
    return moment(written) if written else None


def get_time(node: Json, *names: str) -> datetime:
    """Return a moment that has to be there."""
    found = time(node, *names)
    if found is None:
        raise ValueError(f"`{names[0]}` is missing")
    return found


def _kind(value: Json) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a yes or no"}
    return "nothing" if value is None else names.get(type(value), "a number")
