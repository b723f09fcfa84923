"""Finding tickets by what people call them, and calling them as short as can be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tix.model.ids import shorten
from tix.store.index import Index
from tix.store.whole_ids import Match

#: Characters that ids do not have, and the ones that they are misread for.
_MISREAD = str.maketrans("ilo", "110")

#: A key of the tracker that somebody came from, such as CB-226 or #12.
_FOREIGN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*-[0-9]+|#[0-9]+")

#: Ids that are asked for at once; SQLite has a limit.
_AT_ONCE = 400

#: A little after every character that an id can have.
_AFTER = "~"

#: Asking for the neighbours of one id takes as long as looking at so many ids.
_NEIGHBOURS_COST = 12


def find(index: Index, text: str, key: str, *, again: bool = False) -> list[Match]:
    """Return the files of tickets whose id begins with `text`, in any case, with or without a key.

    The key of the tracker goes before others. A whole id matches itself alone, in however many
    folders it is; an earlier id (`formerly`) or an external name is tried last. Names are looked at
    on disk once, and `again` if told so. `CB-226` alone is enough of `jira:HOST/CB-226`,
    and `#12` of `github:owner/repo#12`.
    """
    if not text.strip(" -"):
        return []
    index.learn_names(again=again)
    wanted = as_id(text, key)
    exact = _between(index, wanted, wanted)
    return (
        exact
        or [*_between(index, wanted, wanted + _AFTER), *_keyed_elsewhere(index, text)]
        or _with_any_key(index, text)
        or find_by(index, "formerly", wanted)
        or find_by(index, "external", text)
    )


def find_all(index: Index, ids: Iterable[str]) -> dict[str, list[str]]:
    """Return where the files of these whole ids are; names are looked at on disk once."""
    index.learn_names()
    wanted = list(ids)
    found: dict[str, set[str]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = index.query(
            f"SELECT id, path FROM ticket WHERE id IN ({marks})"  # noqa: S608 - question marks
            f" UNION SELECT id, path FROM name WHERE id IN ({marks})",
            [*some, *some],
        )
        for name, path in rows:
            found.setdefault(str(name), set()).add(str(path))
    return {name: sorted(paths) for name, paths in found.items()}


def find_by(index: Index, field: str, value: str) -> list[Match]:
    """Return the files of tickets that have this value in `external`, `formerly` or `parent`.

    Only what the index has read is known: refresh the statuses that matter before.
    """
    rows = index.select(f"{field} = ? AND {field} <> ''", [value], columns=("id", "path"))
    return [Match(str(name), str(path)) for name, path in rows]


def shortest(index: Index, ids: Iterable[str]) -> dict[str, int]:
    """Return for each id the length of the shortest prefix that no other known id has.

    Prefixes are never shorter than the key and one character.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) * _NEIGHBOURS_COST > _upper_bound(index):
        known = index.query("SELECT id FROM ticket UNION ALL SELECT id FROM name")
        lengths = shorten([*wanted, *(str(row[0]) for row in known)])
        return {name: lengths[name] for name in wanted}
    return {name: _length_among(name, _neighbours(index, name)) for name in wanted}


def as_id(text: str, key: str) -> str:
    """Return what people typed as an id is written: its key added, misread letters mended."""
    head, dash, tail = text.strip().rpartition("-")
    return f"{head.upper() if dash else key}-{tail.lower().translate(_MISREAD)}"


def _between(index: Index, low: str, high: str) -> list[Match]:
    rows = index.query(
        "SELECT id, path FROM ticket WHERE id BETWEEN ? AND ?"
        " UNION SELECT id, path FROM name WHERE id BETWEEN ? AND ?",
        (low, high, low, high),
    )
    return [Match(str(name), str(path)) for name, path in rows]


def _with_any_key(index: Index, text: str) -> list[Match]:
    if "-" in text:
        return []
    tail = text.strip().lower().translate(_MISREAD)
    rows = index.query(
        "SELECT id, path FROM (SELECT id, path FROM ticket UNION SELECT id, path FROM name)"
        " WHERE substr(id, instr(id, '-') + 1, ?) = ? ORDER BY id",
        (len(tail), tail),
    )
    return [Match(str(name), str(path)) for name, path in rows]


def _keyed_elsewhere(index: Index, text: str) -> list[Match]:
    key = text.strip()
    if not _FOREIGN_KEY.fullmatch(key):
        return []
    ending = f"%{key}" if key.startswith("#") else f"%/{key}"
    rows = index.select("external LIKE ?", [ending], columns=("id", "path"))
    return [Match(str(name), str(path)) for name, path in rows]


def _upper_bound(index: Index) -> int:
    """Return about how many ids there are, without counting them."""
    return int(index.query("SELECT coalesce(max(rowid), 0) FROM ticket")[0][0])


def _neighbours(index: Index, name: str) -> list[str]:
    rows = index.query(
        "SELECT max(id) FROM ticket WHERE id < ?1 UNION SELECT min(id) FROM ticket WHERE id > ?1"
        " UNION SELECT max(id) FROM name WHERE id < ?1"
        " UNION SELECT min(id) FROM name WHERE id > ?1",
        (name,),
    )
    return [str(row[0]) for row in rows if row[0] is not None]


def _length_among(name: str, others: Iterable[str]) -> int:
    shared = max((_shared(name, other) for other in others), default=0)
    return min(max(shared + 1, name.find("-") + 2), len(name))


def _shared(left: str, right: str) -> int:
    length = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        length += 1
    return length
