"""Finding words: a query whose words are ranked, its other conditions narrowing what is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tix.query.nodes import EVERYTHING, And, Node, Or, Words, both

if TYPE_CHECKING:
    from tix.store.index import Value
    from tix.store.search import Hit
    from tix.tracker import Tracker


def search_tickets(
    tracker: Tracker, query: Sequence[str], limit: int
) -> tuple[list[Hit], int] | None:
    """Return the best tickets for a query and how many there are; None when it has no words.

    Closed tickets are found too: their folders are looked at for files that came or went.
    """
    from tix.query import parse
    from tix.selection import context
    from tix.store.search import search_expression

    parsed = parse(query, context(tracker))
    parts = parsed.node.parts if isinstance(parsed.node, And) else (parsed.node,)
    expressions = {part: found for part in parts if (found := _expression(part))}
    if not expressions:
        return None
    rest = [part for part in parts if part not in expressions]
    narrowed = replace(parsed, node=both(*rest) if rest else EVERYTHING)
    every = tuple(tracker.config.statuses)
    bring_near(tracker, parsed.reads(every))
    condition, values = narrowed.where() if rest else ("", [])
    return search_expression(
        tracker.index,
        " AND ".join(expressions.values()),
        [mark for word in parsed.words for mark in marks_of(word)],
        condition,
        _plain(values),
        limit=parsed.limit or limit,
    )


def bring_near(tracker: Tracker, statuses: frozenset[str]) -> None:
    """Bring the index up to date: open statuses file by file, archives by what came and went."""
    from tix.store.index_look import Depth

    config = tracker.config
    closed = {name for name in statuses if config.status(name).is_closed}
    tracker.refresh(statuses - closed)
    if not closed:
        return
    folders = [folder for folder, name in config.folders.items() if name in closed]
    if _is_read(tracker, folders):
        tracker.index.refresh(closed, depth=Depth.NAMES)
    if not _is_read(tracker, folders):  # never, or a new folder came
        tracker.refresh(closed)


def _is_read(tracker: Tracker, folders: Sequence[str]) -> bool:
    """Tell whether what is in the folders has been read before."""
    marks = ", ".join("?" * len(folders))
    known = tracker.index.query(
        "SELECT count(DISTINCT folder), count(*), count(total) FROM place"  # noqa: S608 - marks
        f" WHERE folder IN ({marks})",
        list(folders),
    )[0]
    return int(known[0]) == len(folders) and known[1] == known[2]


def _expression(node: Node) -> str:
    """Return the FTS5 expression of words in all text or in titles, "" for anything else."""
    if isinstance(node, Words) and node.scope in ("", "title"):
        column = "title : " if node.scope else ""
        return f'{column}"{node.words}"' + (" *" if node.prefix else "")
    if isinstance(node, And | Or) and node.parts:
        parts = [_expression(part) for part in node.parts]
        word = " AND " if isinstance(node, And) else " OR "
        return f"({word.join(parts)})" if all(parts) else ""
    return ""


def marks_of(node: Words) -> list[str]:
    """Return the words to mark: runs without spaces stay whole, others are words of their own."""
    marks: list[str] = []
    for word in node.words.split():
        last = marks[-1].split()[-1] if marks else ""
        if len(last) == 2 and last[1] == word[0] and not word.isascii():
            marks[-1] += f" {word}"
        else:
            marks.append(word)
    if node.prefix and marks:
        marks[-1] += "*"
    return marks


def _plain(values: Sequence[object]) -> list[Value]:
    return [value for value in values if isinstance(value, str | int | float)]
