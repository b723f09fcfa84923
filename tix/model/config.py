"""The settings of a tracker as one value, which every engine reads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tix.errors import ConfigError
from tix.frozen import field, frozen
from tix.model.declared import CLOSED_VOCABULARIES, CustomField, Declared, View
from tix.model.fields import CORE
from tix.model.statuses import Category, Status
from tix.model.ticket import Node

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from tix.model.people import People

NORMAL = "normal"


@frozen
class Config:
    """Every setting, defaults filled in.

    Mappings keep the order of the file: statuses that of the board, priorities the lowest first.
    `sections` holds what later engines read in their own shape, read when first asked for.
    `settings` are the single values of `list.`, `board.`, `limits.` and so on by dotted name.
    `fingerprint` changes with the bytes that status, fields and declared values come from.
    """

    key: str
    name: str
    timezone: str
    statuses: Mapping[str, Status]
    types: Mapping[str, Declared]
    priorities: Mapping[str, Declared]
    categories: Mapping[str, Declared]
    tags: Mapping[str, Declared]
    flags: Mapping[str, Declared]
    channels: Mapping[str, Declared]
    resolutions: Mapping[str, Declared]
    fields: Mapping[str, CustomField]
    views: Mapping[str, View]
    defaults: Mapping[str, Node]
    strict: Mapping[str, str]
    settings: Mapping[str, Node]
    sections: Mapping[str, Node] = field(default_factory=dict, compare=False)
    format: int = 1
    fingerprint: str = ""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone; raises ConfigError when this machine does not know it."""
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(self.timezone)
        except (OSError, ValueError, KeyError):
            raise ConfigError(
                f"timezone is {self.timezone!r}, which this machine does not know.",
                hint="tix config set timezone Europe/Riga",
            ) from None

    @cached_property
    def people(self) -> People:
        """Who is who; empty without a people file. Faulty entries are findings of a check."""
        from tix.model.people import read_people

        return read_people(self.sections.get("people", ""))[0]

    @cached_property
    def status_of(self) -> Mapping[str, str]:
        """The name of a status by everything that may stand for it: names, folders, old names."""
        known = {old: status.name for status in self.statuses.values() for old in status.was}
        known |= {status.name: status.name for status in self.statuses.values()}
        return known

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """The name of a status by its folder, old names included."""
        known = {old: status.name for status in self.statuses.values() for old in status.was}
        known |= {status.folder: status.name for status in self.statuses.values()}
        return known

    def refuses_undeclared(self, section: str) -> bool:
        """Tell whether nobody may bring in a value that a section does not declare.

        What `strict` says; where it is silent, closed vocabularies take no new words.
        """
        node = self.sections.get("strict", "")
        said = node.get(section) if isinstance(node, dict) else None
        return said == "error" or (not said and section in CLOSED_VOCABULARIES)

    def status_of_folder(self, folder: str) -> str:
        """Return the status that a folder stands for; an unknown folder stands for itself."""
        return self.folders.get(folder, folder)

    def status(self, name: str) -> Status:
        """Return the status of this name or old name; an unknown one is a queue, so it shows."""
        found = self.statuses.get(self.status_of.get(name, name))
        return found or Status(name, Category.QUEUE, name)

    def find_status(self, name: str) -> Status | None:
        """Return the status of this name or old name, in any case, or None."""
        exact = self.statuses.get(self.status_of.get(name, name))
        if exact is not None:
            return exact
        same = [new for old, new in self.status_of.items() if old.casefold() == name.casefold()]
        return self.statuses[same[0]] if same else None

    def category_of(self, status: str) -> Category:
        """Return the category of a status by its name."""
        return self.status(status).category

    @property
    def initial_status(self) -> str:
        """The status of new tickets: `defaults.status`, else the first queue, else the first."""
        wanted = self.find_status(str(self.defaults.get("status", "")))
        found = wanted or self.first_in(Category.QUEUE) or next(iter(self.statuses.values()))
        return found.name

    def first_in(self, category: Category) -> Status | None:
        """Return the first status of a category, or None."""
        return next((item for item in self.statuses.values() if item.category is category), None)

    @property
    def default_priority(self) -> str:
        """The priority of a ticket that has none: the default, else `normal`, else the middle."""
        names = list(self.priorities)
        wanted = str(self.defaults.get("priority", "")) or NORMAL
        if wanted in self.priorities or not names:
            return wanted
        return names[(len(names) - 1) // 2]

    def rank(self, priority: str) -> int:
        """Return how high a priority stands, 0 for the lowest; an unknown one is as the default."""
        names = list(self.priorities)
        wanted = self.canonical("priorities", priority or self.default_priority)
        if wanted not in self.priorities:
            wanted = self.default_priority
        return names.index(wanted) if wanted in self.priorities else 0

    def declared(self, section: str) -> Mapping[str, Declared]:
        """Return the values that a section such as `tags` declares."""
        found: Mapping[str, Declared] = getattr(self, section)
        return found

    def declared_for(self, name: str) -> Mapping[str, Declared]:
        """Return the values declared for a core field; with none declared any will do."""
        core = CORE.get(name)
        return self.declared(core.declared) if core and core.declared else {}

    def canonical(self, section: str, value: str) -> str:
        """Return the present name of a declared value: old names and other case are followed."""
        declared = self.declared(section)
        if value in declared:
            return value
        folded = value.casefold()
        for name, item in declared.items():
            if folded == name.casefold() or folded in (old.casefold() for old in item.was):
                return name
        return value

    def number(self, name: str) -> int:
        """Return a whole number or a size in bytes from `settings`."""
        value = self.settings[name]
        return int(value) if isinstance(value, str) else 0

    def text(self, name: str) -> str:
        """Return a single value from `settings`, empty when unset."""
        value = self.settings.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list from `settings`, empty when unset."""
        value = self.settings.get(name, "")
        items = value if isinstance(value, list) else [value]
        return tuple(item for item in items if isinstance(item, str) and item)
