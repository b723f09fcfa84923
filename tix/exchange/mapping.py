"""What becomes of a foreign tracker's words: a mapping that people can read and change."""

from __future__ import annotations

import re
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from tix.config.check import QUERY_WORDS
from tix.errors import BadInput
from tix.model.declared import CUSTOM_KINDS, LIST_OF
from tix.model.fields import CORE, LINK_KINDS, Kind, Shape
from tix.model.statuses import Category
from tix.model.ticket import Node
from tix.text import clean, closest, slug

DROP = "drop"
#: What a mapping and a query say in these words, so that no value can have them as its name.
TAKEN = QUERY_WORDS | {DROP}
_ALIAS = re.compile(r"[^\s:\x00-\x1f]*")
#: Where a field can go besides the fields of a ticket.
STATUS = "status"
CREATOR = "creator"
LINKS = "links"
#: Links that are no link in a ticket: which of the two is the part, or that it stays words.
PARENT, CHILD, WORDS = "parent", "child", "words"
LINK_WORDS = {*LINK_KINDS, *LINK_KINDS.values(), PARENT, CHILD, WORDS, DROP}

#: Sections of values, and the field of the ticket that takes them.
SECTIONS = {
    "types": "type",
    "priorities": "priority",
    "resolutions": "resolution",
    "categories": "category",
    "channels": "channel",
    "flags": "flags",
}
#: Fields that take the words of another one.
ALIKE = {"impact": "priority", "urgency": "priority"}
#: Fields of a ticket whose words a mapping lists.
LISTED = {STATUS, *SECTIONS.values(), *ALIKE}

#: What a mapping says about the source as a whole, and about how a table is read.
ALIAS, ZONE = "alias", "timezone"
READING = {
    "columns",
    "moments",
    "at_end",
    "begins",
    "rows",
    "order",
    "dates",
    "missing",
    "separator",
    "encoding",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a field goes; `kind` and `many` describe a custom field, `why` explains a drop."""

    to: str
    kind: Kind = Kind.TEXT
    many: bool = False
    why: str = ""

    @property
    def is_custom(self) -> bool:
        """Whether this is a field that the tracker has to declare."""
        return self.to not in CORE and self.to not in (DROP, STATUS, CREATOR, LINKS)


@dataclass(frozen=True, slots=True)
class StatusTarget:
    """The status that one of the source's statuses becomes."""

    to: str
    category: Category


@dataclass(frozen=True, slots=True)
class Face:
    """Who an account is in the tracker."""

    handle: str
    name: str = ""
    email: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """All of it: `values` by field of the ticket, then by the source's value.

    `alias` is the source's name in `external`, `timezone` rules times without a zone, `reading`
    is how a table is read, which the formats of tables understand; `path` is the mapping's file.
    """

    fields: Pairs[str, Target] = field(default_factory=dict)
    statuses: Pairs[str, StatusTarget] = field(default_factory=dict)
    values: Pairs[str, Pairs[str, str]] = field(default_factory=dict)
    links: Pairs[str, str] = field(default_factory=dict)
    people: Pairs[str, Face] = field(default_factory=dict)
    alias: str = ""
    timezone: str = ""
    reading: Pairs[str, Node] = field(default_factory=dict)
    path: str = field(default="", compare=False)

    def over(self, other: Mapping) -> Mapping:
        """Return this mapping, with `other` where this one is silent."""
        names = {*self.values, *other.values}
        return Mapping(
            fields={**other.fields, **self.fields},
            statuses={**other.statuses, **self.statuses},
            values={
                name: {**other.values.get(name, {}), **self.values.get(name, {})} for name in names
            },
            links={**other.links, **self.links},
            people={**other.people, **self.people},
            alias=self.alias or other.alias,
            timezone=self.timezone or other.timezone,
            reading={**other.reading, **self.reading},
            path=self.path,
        )

    def value(self, name: str, text: str) -> str:
        """Return what the value of an enum field is called in the tracker; empty when dropped."""
        found = self.values.get(ALIKE.get(name, name), {}).get(text) or word(text)
        return "" if found == DROP else found


def word(text: str) -> str:
    """Return a value's name as the tracker writes it: `Won't Fix` is `wont-fix`.

    `None` says that there is no value, as `none` does in queries.
    """
    plain = plain_word(text)
    if text == "Unresolved" or plain == "none":
        return DROP
    return f"{plain}-value" if plain in TAKEN else plain


def plain_word(text: str) -> str:
    """Return a name as the tracker writes it, whatever it means there."""
    return slug(clean(text).replace("'", "")) or "other"


def read_mapping(path: Path, declared: Pairs[str, Category] | None = None) -> Mapping:
    """Return the mapping of a file that `--dry-run` proposed; errors name the file and the key.

    `declared` are the statuses that the tracker has already, which bring their category.
    """
    from tix.store.yamlread import read

    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"{path}: {error.strerror}.", hint="tix import FORMAT PATH --dry-run"
        ) from None
    node = read(data, str(path)).node
    known = {"fields", "statuses", *SECTIONS, LINKS, "people", ALIAS, ZONE, *READING}
    for name in node:
        if name not in known:
            hint = closest(name, known)
            raise BadInput(f"{path}: {name} is no section of a mapping.", hint=hint or None)
    return Mapping(
        fields={key: _target(path, key, each) for key, each in _pairs(path, node, "fields")},
        statuses={
            key: _status(path, key, each, declared or {})
            for key, each in _pairs(path, node, "statuses")
        },
        values={
            to: {key: _word(path, key, each) for key, each in _pairs(path, node, section)}
            for section, to in SECTIONS.items()
        },
        links={key: _link(path, key, each) for key, each in _pairs(path, node, LINKS)},
        people={key: _face(path, key, each) for key, each in _pairs(path, node, "people")},
        alias=_alias(path, node),
        timezone=_zone(path, node),
        reading={key: each for key, each in node.items() if key in READING},
        path=str(path),
    )


def checked_alias(name: str, place: str = "") -> str:
    """Return the name of a source, or explain what one looks like."""
    if _ALIAS.fullmatch(name):
        return name
    example = "such as jira.example.org or owner/name"
    raise BadInput(f"{place}{ALIAS} is the source's name in one word, {example}.")


def _alias(path: Path, node: Pairs[str, Node]) -> str:
    name = node.get(ALIAS, "")
    return checked_alias(name if isinstance(name, str) else " ", f"{path}: ")


def _zone(path: Path, node: Pairs[str, Node]) -> str:
    name = node.get(ZONE, "")
    try:
        if name:
            ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        raise BadInput(f"{path}: {name!r} is no time zone.", hint="timezone: Europe/Riga") from None
    return str(name)


def _pairs(path: Path, node: Pairs[str, Node], name: str) -> list[tuple[str, Node]]:
    section = node.get(name, {})
    if not isinstance(section, dict):
        raise BadInput(f"{path}: {name} must map the source's words to the tracker's.")
    return list(section.items())


def _word(path: Path, key: str, node: Node) -> str:
    if not isinstance(node, str):
        raise BadInput(f"{path}: {key} must be one word, or {DROP}.")
    return node


def _entry(path: Path, key: str, node: Node, short: str) -> dict[str, Node]:
    entry: Node = {short: node} if isinstance(node, str) else node
    if not isinstance(entry, dict) or not isinstance(entry.get(short), str):
        raise BadInput(f"{path}: {key} needs `{short}`.")
    return entry


def _target(path: Path, key: str, node: Node) -> Target:
    entry = _entry(path, key, node, "to")
    name, form = str(entry["to"]), str(entry.get("type", ""))
    if name in CORE:
        shape = CORE[name].shape
        if name in ("id", "external", "created", "comments"):
            raise BadInput(f"{path}: {key} cannot go to {name}.")
        if shape is Shape.RECORD:
            return Target(name, Kind.INT)
        return Target(name, CORE[name].kind, shape is not Shape.ONE)
    many = form.startswith(LIST_OF)
    word = form.removeprefix(LIST_OF) or "text"
    if word not in CUSTOM_KINDS:
        raise BadInput(f"{path}: {key}: {form!r} is no type.", hint=", ".join(CUSTOM_KINDS))
    return Target(name, CUSTOM_KINDS[word], many)


def _status(path: Path, key: str, node: Node, declared: Pairs[str, Category]) -> StatusTarget:
    entry = _entry(path, key, node, "to")
    to = str(entry["to"])
    category = str(entry.get("category", declared.get(to, "")))
    if category not in list(Category):
        raise BadInput(
            f"{path}: status {key}: the tracker has no {to!r} yet, so it needs a category:"
            f" {', '.join(Category)}.",
            hint=f"{key}: {{to: {to}, category: closed}}",
        )
    return StatusTarget(to, Category(category))


def _link(path: Path, key: str, node: Node) -> str:
    word = _word(path, key, node)
    if word not in LINK_WORDS:
        raise BadInput(f"{path}: {word!r} is no kind of link.", hint=", ".join(sorted(LINK_WORDS)))
    return word


def _face(path: Path, key: str, node: Node) -> Face:
    entry = _entry(path, key, node, "handle")
    roles = entry.get("roles", [])
    return Face(
        str(entry["handle"]),
        str(entry.get("name", "")),
        str(entry.get("email", "")),
        tuple(str(role) for role in roles) if isinstance(roles, list) else (),
    )
