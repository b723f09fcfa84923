"""How a table is read: the sections of a mapping that tables understand."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.sources.dates import Dates
from tix.model.ticket import Node

#: Cells that say nothing, unless a mapping says which do.
MISSING = ("?", "NULL", "null", "NaN", "nan", "N/A", "n/a", "#N/A", "\\N")
#: Words of `rows` and `order`, the first is meant when nothing is said.
ROWS = ("after", "before")
ORDER = ("file", "time", "newest first")


@dataclass(frozen=True, slots=True)
class Reading:
    """All of it: `columns` by what they are, `moments` the status that began at a column's time.

    `at_end` are columns that tell in every row how it ended; a row shows the ticket `after` its
    event or `before` it.
    """

    columns: Pairs[str, str] = field(default_factory=dict)
    moments: Pairs[str, str] = field(default_factory=dict)
    at_end: tuple[str, ...] = ()
    begins: str = ""
    rows: str = "after"
    order: str = "file"
    missing: frozenset[str] = frozenset()
    dates: tuple[str, ...] = ()
    separator: str = ""
    encoding: str = ""
    path: str = ""

    def clock(self, timezone: str) -> Dates:
        """Return what reads the times of the table."""
        return Dates(timezone, self.dates)


def reading_of(chosen: Mapping) -> Reading:
    """Return how a mapping wants its table read; errors name the file and the section."""
    given = chosen.reading
    place = chosen.path or "the mapping"
    missing = _texts(place, "missing", given.get("missing", [*MISSING]))
    separator = _text(place, given, "separator")
    if len(separator) > 1 and separator != "tab":
        raise BadInput(f"{place}: separator is one character, or `tab`.")
    return Reading(
        columns=_pairs(place, given, "columns"),
        moments=_pairs(place, given, "moments"),
        at_end=_texts(place, "at_end", given.get("at_end", [])),
        begins=_text(place, given, "begins"),
        rows=_one_of(place, given, "rows", ROWS),
        order=_one_of(place, given, "order", ORDER),
        missing=frozenset({"", *missing}),
        dates=_texts(place, "dates", given.get("dates", [])),
        separator="\t" if separator == "tab" else separator,
        encoding=_text(place, given, "encoding"),
        path=chosen.path,
    )


def _pairs(place: str, given: Pairs[str, Node], name: str) -> dict[str, str]:
    node = given.get(name, {})
    if not isinstance(node, dict) or not all(isinstance(text, str) for text in node.values()):
        raise BadInput(f"{place}: {name} must map one word to another.", hint=_EXAMPLES[name])
    return {key: str(text) for key, text in node.items()}


def _texts(place: str, name: str, node: Node) -> tuple[str, ...]:
    listed = [node] if isinstance(node, str) else node
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
        raise BadInput(f"{place}: {name} must be a word or a list of them.")
    return tuple(str(text) for text in listed)


def _text(place: str, given: Pairs[str, Node], name: str) -> str:
    node = given.get(name, "")
    if not isinstance(node, str):
        raise BadInput(f"{place}: {name} must be one word.")
    return node


def _one_of(place: str, given: Pairs[str, Node], name: str, words: tuple[str, ...]) -> str:
    word = _text(place, given, name) or words[0]
    if word not in words:
        raise BadInput(f"{place}: {name}: {word!r} is none of {', '.join(words)}.")
    return word


_EXAMPLES = {
    "columns": "columns: {case: number, time: updated_at, status: state}",
    "moments": "moments: {Resolution time: Resolved, Close time: Closed}",
}
