"""What issues need of each other, as the parents and links that both of their ends have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tix.exchange.record import Value

#: The kind of dependency that makes one issue a part of another.
PARENT = "parent-child"
#: What an end says of the other one: the issue that has the dependency, and the one it is on.
_WORDS = {
    "blocks": ("depends on", "blocks"),
    "related": ("relates to", "relates to"),
    "relates-to": ("relates to", "relates to"),
    "duplicates": ("duplicates", "is duplicated by"),
    "caused-by": ("is caused by", "causes"),
    "discovered-from": ("discovered from", "discovered from"),
}


@dataclass(frozen=True, slots=True)
class Dependency:
    """One issue needs another, or is part of it; `at` is None where nobody wrote it down."""

    issue: str
    on: str
    kind: str
    at: datetime | None = None
    by: str = ""


@dataclass(slots=True)
class Links:
    """Who depends on whom; each end of a dependency is found at once."""

    own: dict[str, tuple[Dependency, ...]] = field(default_factory=dict)
    others: dict[str, dict[Dependency, None]] = field(default_factory=lambda: defaultdict(dict))

    def put(self, key: str, after: tuple[Dependency, ...]) -> set[str]:
        """Take the dependencies of an issue, and return those whose links changed with it."""
        before = self.own.get(key, ())
        self.own[key] = after
        changed = set(before) ^ set(after)
        for gone in set(before) - set(after):
            self.others[gone.on].pop(gone, None)
        for come in after:
            self.others[come.on][come] = None
        return {each.on for each in changed}

    def fields(self, key: str) -> dict[str, Value]:
        """Return the parent and the links of an issue."""
        return fields_of(key, (*self.own.get(key, ()), *self.others.get(key, ())))


def fields_of(key: str, dependencies: Iterable[Dependency]) -> dict[str, Value]:
    """Return the parent and the links that some dependencies give to one of their ends."""
    known = list(dependencies)
    parents = [each.on for each in known if each.kind == PARENT and each.issue == key]
    links = dict.fromkeys(_phrase(key, each) for each in known if each.kind != PARENT)
    return {"parent": parents[0] if parents else "", "links": tuple(links)}


def _phrase(key: str, each: Dependency) -> str:
    own, other = _WORDS.get(each.kind, (each.kind, each.kind))
    return f"{own} {each.on}" if each.issue == key else f"{other} {each.issue}"
