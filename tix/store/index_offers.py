"""Ids and titles for completion, straight from the cache: no settings read, no folder looked at."""

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


def find_offers(path: Path, typed: str, limit: int) -> list[tuple[str, str]]:
    """Return ids that begin with what was typed, with or without the key, open tickets first.

    `path` is the cache; where there is none yet, nothing is offered.
    """
    if not path.is_file() or not _TYPED.fullmatch(typed):
        return []
    with closing(open_database(path, version=VERSION, ddl=DDL)) as connection:
        return connection.execute(_QUERY, (f"{typed}%", f"%-{typed}%", limit)).fetchall()
