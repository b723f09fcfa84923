"""Parents and dependencies of Backlog.md: by ids whose prefix may have changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tix.exchange.record import Value
from tix.exchange.sources.backlogtask import Task


def keys_of(tasks: Iterable[Task]) -> list[str]:
    """Return a key for each task; of those with one id, the first has it plain."""
    counts: dict[str, int] = defaultdict(int)
    keys: list[str] = []
    for task in tasks:
        counts[task.key] += 1
        many = counts[task.key]
        keys.append(f"{task.key}@{many}" if many > 1 else task.key)
    return keys


def number_of(ident: str) -> str:
    """Return the number of an id, without prefix and leading zeros: `TASK-012.1` is `12.1`."""
    parts = ident.rpartition("-")[2].split(".")
    return ".".join(part.lstrip("0") or "0" for part in parts)


@dataclass(slots=True)
class Links:
    """Who needs whom, so that both ends say it; an id of old is found by its number."""

    keys: Iterable[str]
    by_number: dict[str, str] = field(default_factory=dict)
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    needed: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self.keys = frozenset(self.keys)
        for key in sorted(self.keys):
            if "@" not in key:
                self.by_number.setdefault(number_of(key), key)

    def find(self, ident: str) -> str:
        """Return the key of an id; one that nobody has stays as it is."""
        if not ident or ident in self.keys:
            return ident
        return self.by_number.get(number_of(ident), "-".join(ident.split()))

    def put(self, key: str, task: Task | None) -> set[str]:
        """Take what a task needs, and return those whose links changed with it."""
        before = self.needs.get(key, ())
        after = tuple(dict.fromkeys(map(self.find, task.needs))) if task else ()
        self.needs[key] = after
        for gone in set(before) - set(after):
            self.needed[gone].pop(key, None)
        for come in after:
            self.needed[come][key] = None
        return set(before) ^ set(after)

    def fields(self, key: str, task: Task) -> dict[str, Value]:
        """Return the parent and the links of a task."""
        own = (f"depends on {each}" for each in self.needs.get(key, ()))
        others = (f"blocks {each}" for each in self.needed.get(key, ()))
        return {"parent": self.find(task.parent), "links": (*own, *others)}
