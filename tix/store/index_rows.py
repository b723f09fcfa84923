"""From the bytes of a ticket file to the row, members and words that stand in the index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from tix.errors import TixError
from tix.model.searched import body_texts, title_text
from tix.model.ticket import Node
from tix.store.index_schema import FIELDS, SETS
from tix.store.layout import id_of, name_problem
from tix.store.ticketfile import read_document
from tix.text import fold

#: Stands between two texts, so that no phrase begins in one and ends in the next; `fold` drops it
#: from text of people.
BREAK = " \ue000 "

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Read(NamedTuple):
    """A file to index: its path in the tracker, its mark, the row of its folder, what is wrong.

    `problem` is empty for a file that can be opened.
    """

    path: str
    mark: int
    place: int
    problem: str


class Row(NamedTuple):
    """What the index keeps of one file; `values` are in the order of `COLUMNS`."""

    values: tuple[str | int, ...]
    members: list[tuple[str, str]]
    title: str
    body: str


def make_row(file: Read, data: bytes | None) -> Row:
    """Return the row of a file; one that cannot be read keeps its id and says why."""
    name = id_of(file.path)
    doc: Mapping[str, Node] = {}
    problem = file.problem
    if not problem:
        try:
            doc = read_document(data or b"", file.path)
            problem = name_problem(name, doc)
        except TixError as error:
            problem = error.message
    folder = file.path.partition("/")[0]
    texts: list[str | int] = [_text(doc, field) for field in FIELDS]
    about = (problem, file.mark, file.place, _encode(doc))
    values: tuple[str | int, ...] = (name, folder, file.path, "", "", *texts, *_counts(doc), *about)
    return Row(values, list(members(doc)), *words(name, doc))


def members(doc: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """Yield (field, value) of each member of a set and each link."""
    for field in SETS:
        for value in _texts(doc.get(field)):
            yield field, value
    links = doc.get("links")
    if isinstance(links, dict):
        for kind, targets in links.items():
            for target in _texts(targets):
                yield f"links.{kind}", target


def words(name: str, doc: Mapping[str, Node]) -> tuple[str, str]:
    """Return the folded words of what a ticket is called, and of the rest of its text."""
    title = title_text(doc) if doc else name
    return fold_fast(title), BREAK.join(filter(None, map(fold_fast, body_texts(doc))))


def fold_fast(text: str) -> str:
    """Return text whose words are folded as `fold` does, for the tokeniser to split.

    ASCII it folds itself, to the same words; others recur, so each is folded but once.
    """
    if text.isascii():
        return text
    return " ".join([word if word.isascii() else _fold_word(word) for word in text.split()])


_fold_word = lru_cache(maxsize=16384)(fold)


def _counts(doc: Mapping[str, Node]) -> tuple[int, str, int, int]:
    """Return how many comments, the time of the last, how many steps, how many done."""
    said = [node for node in _records(doc.get("comments")) if node.get("deleted") != "true"]
    steps = _records(doc.get("checklist"))
    done = sum(step.get("done") == "true" for step in steps)
    return len(said), max((_text(node, "at") for node in said), default=""), len(steps), done


def _text(node: Mapping[str, Node], key: str) -> str:
    value = node.get(key, "")
    return value if isinstance(value, str) else ""


def _texts(node: Node | None) -> list[str]:
    return [item for item in node if isinstance(item, str)] if isinstance(node, list) else []


def _records(node: Node | None) -> list[dict[str, Node]]:
    return [item for item in node if isinstance(item, dict)] if isinstance(node, list) else []
