"""Ids, titles and tags for completion, from the cache alone: no settings, no folder looked at."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from tix.patterns import lazy_pattern
from tix.store.database import open_database
from tix.store.index_schema import DDL, VERSION

_TYPED = lazy_pattern(r"[A-Za-z0-9]*-?[A-Za-z0-9]*")
_QUERY = """
SELECT DISTINCT id, title FROM ticket WHERE id LIKE ? OR id LIKE ?
ORDER BY state = 'closed', id LIMIT ?
"""


_MEMBERS = """
SELECT value FROM member WHERE field = ? AND substr(value, 1, ?) = ?
GROUP BY value ORDER BY count(*) DESC, value LIMIT ?
"""


def find_members(path: Path, field: str, typed: str, limit: int) -> list[str]:
    """Return members of a set such as tags that begin so, the ones in most tickets first."""
    if not path.is_file():
        return []
    with closing(open_database(path, version=VERSION, ddl=DDL)) as connection:
        rows = connection.execute(_MEMBERS, (field, len(typed), typed, limit))
        return [str(value) for (value,) in rows]


def find_offers(path: Path, typed: str, limit: int) -> list[tuple[str, str]]:
    """Return ids that begin with what was typed, with or without the key, open tickets first.

    `path` is the cache; where there is none yet, nothing is offered.
    """
    if not path.is_file() or not _TYPED.fullmatch(typed):
        return []
    with closing(open_database(path, version=VERSION, ddl=DDL)) as connection:
        return connection.execute(_QUERY, (f"{typed}%", f"%-{typed}%", limit)).fetchall()
