"""What the words of a tracker mean: statuses, tags, fields and all else that settings declare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tix.finding import bring_near
from tix.model.fields import CORE, Field, Shape

if TYPE_CHECKING:
    from tix.model.config import Config
    from tix.model.declared import CustomField, Declared
    from tix.model.statuses import Status
    from tix.tracker import Tracker

#: Sections of declared values: what one value is called, and the fields that hold it.
_SECTIONS = {
    "types": ("type", ("type",)),
    "priorities": ("priority", ("priority", "impact", "urgency")),
    "categories": ("category", ("category",)),
    "tags": ("tag", ("tags",)),
    "flags": ("flag", ("flags",)),
    "channels": ("channel", ("channel",)),
    "resolutions": ("resolution", ("resolution",)),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """One word: what sort of word it is, what is known of it, and the query that finds its tickets.

    `facts` are further lines by name, such as `use when` or `folder`.
    """

    kind: str
    name: str
    meaning: str
    facts: dict[str, str] = field(default_factory=dict)
    colour: str = ""
    query: str = ""
    tickets: int | None = None


def find_meanings(config: Config, word: str) -> list[Meaning]:
    """Return everything that a word may stand for, by its name or an old one, in any case."""
    wanted = word.casefold()
    return [
        meaning
        for meaning, names in _everything(config)
        if wanted in (name.casefold() for name in names)
    ]


def known_words(config: Config) -> list[str]:
    """Return every word that can be explained."""
    return list(dict.fromkeys(name for _, names in _everything(config) for name in names))


def count_meant(tracker: Tracker, meaning: Meaning) -> int | None:
    """Return how many tickets, closed ones too, have what the word stands for."""
    if not meaning.query:
        return None
    from tix.query import parse
    from tix.selection import context

    bring_near(tracker, frozenset(tracker.config.statuses))
    condition, values = parse(meaning.query, context(tracker)).where()
    plain = [value for value in values if isinstance(value, str | int | float)]
    return tracker.index.count(condition, plain)


def _everything(config: Config) -> Iterator[tuple[Meaning, tuple[str, ...]]]:
    for status in config.statuses.values():
        yield _status(status), (status.name, *status.was)
    for section, (kind, fields) in _SECTIONS.items():
        for value in config.declared(section).values():
            yield _declared(kind, fields[0], value), (value.name, *value.was)
    for view in config.views.values():
        facts = {"query": view.query, "sort": view.sort, "columns": ", ".join(view.columns)}
        yield (
            Meaning(
                "view", view.name, view.meaning, _set(facts), query=f"view:{_quoted(view.name)}"
            ),
            (view.name,),
        )
    for custom in config.fields.values():
        yield _custom(custom), (custom.name, *custom.was)
    for core in CORE.values():
        yield _core(core), (core.name,)


def _status(status: Status) -> Meaning:
    facts = {
        "use when": status.use_when,
        "state": str(status.category),
        "folder": f"{status.folder}/",
        "was": ", ".join(status.was),
    }
    query = f"status:{_quoted(status.name)}"
    return Meaning("status", status.name, status.meaning, _set(facts), status.colour, query)


def _declared(kind: str, name: str, value: Declared) -> Meaning:
    facts = {"use when": value.use_when, "was": ", ".join(value.was)}
    facts |= {key: _text(node) for key, node in value.extra.items()}
    query = f"{name}:{_quoted(value.name)}"
    return Meaning(kind, value.name, value.meaning, _set(facts), value.colour, query)


def _custom(custom: CustomField) -> Meaning:
    facts = {
        "use when": custom.use_when,
        "type": ("list of " if custom.many else "") + custom.kind.value,
        "values": ", ".join(custom.values),
        "required when": custom.required_when,
        "was": ", ".join(custom.was),
    }
    return Meaning("field", custom.name, custom.meaning, _set(facts), query=f"has:{custom.name}")


def _core(core: Field) -> Meaning:
    shape = "" if core.shape is Shape.ONE else f" ({core.shape.value})"
    facts = {"type": f"{core.kind.value}{shape}"}
    if core.declared:
        facts["values"] = f"those under {core.declared} in the settings"
    asked = {"id", "created", "title", "checklist", "comments", "parent"}
    return Meaning(
        "field",
        core.name,
        core.meaning,
        facts,
        query=_HAS.get(core.name) or ("" if core.name in asked else f"has:{core.name}"),
    )


_HAS = {"comments": "comments:1..", "checklist": "checks:1..", "parent": "is:child"}


def _set(facts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in facts.items() if text}


def _text(node: object) -> str:
    return (
        node if isinstance(node, str) else ", ".join(node) if isinstance(node, list) else str(node)
    )


def _quoted(name: str) -> str:
    return name if name.replace("/", "").replace("-", "").isalnum() else f'"{name}"'
