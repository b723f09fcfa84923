"""Checks of settings against each other: folders, old names, fields, defaults."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from tix.config.build import entries
from tix.config.check import Problem
from tix.findings import Severity
from tix.model.declared import CUSTOM_KINDS, LIST_OF
from tix.model.fields import CORE, Kind
from tix.model.ticket import Node
from tix.patterns import lazy_pattern
from tix.store.layout import folder_problem

FIELD_NAME = lazy_pattern(r"[a-z][a-z0-9_]{0,39}")

_WORDS = """
    status state folder path file sla text body custom unknown tix total by sort limit is has not
    and or none any me all age opened closed updated moved changed commented comment checks checked
    blocked blocks duplicates relates children people tag flag link label actor
"""

#: Names that mean something else to queries, lists, files or JSON.
RESERVED_FIELDS = frozenset(_WORDS.split())


def check_statuses(node: Node) -> Iterator[Problem]:
    """Yield what is wrong with statuses taken together."""
    statuses = entries(node, "category")
    if not statuses:
        yield Problem(("statuses",), "statuses has none", "config-statuses")
    owner: dict[str, str] = {}
    for name, entry in statuses.items():
        path = ("statuses", name)
        if not entry.get("category"):
            message = f"statuses.{name} has no category: queue, active, waiting or closed"
            yield Problem(path, message, "config-statuses")
        folder = str(entry.get("folder") or name)
        if wrong := folder_problem(folder):
            message = f"the folder {folder!r} of {name} {wrong}"
            yield Problem((*path, "folder"), message, "config-folder")
        other = owner.setdefault(unicodedata.normalize("NFC", folder).casefold(), name)
        if other != name:
            message = f"{other} and {name} have the same folder, {folder!r}"
            yield Problem((*path, "folder"), message, "config-folder")
    categories = {entry.get("category") for entry in statuses.values()}
    if statuses and "closed" not in categories:
        message = "no status is of category closed, so nothing can be closed"
        yield Problem(("statuses",), message, "config-statuses", Severity.WARNING)


def check_old_names(section: str, declared: Mapping[str, Mapping[str, Node]]) -> Iterator[Problem]:
    """Yield old names that stand for two values."""
    owner: dict[str, str] = {}
    for name, entry in declared.items():
        was = entry.get("was", "")
        for old in was if isinstance(was, list) else [was]:
            first = owner.setdefault(str(old), name)
            if old and first != name:
                message = f"{old!r} was {first} and {name}; tickets that have it mean only one"
                yield Problem((section, name, "was"), message, "config-was", Severity.WARNING)


def check_fields(node: Node) -> Iterator[Problem]:
    """Yield what is wrong with custom fields."""
    for name, entry in entries(node, "type").items():
        path = ("fields", name)
        if name in CORE or name in RESERVED_FIELDS:
            yield Problem(path, f"{name!r} is a word of tix itself", "config-field")
        elif not FIELD_NAME.fullmatch(name):
            message = f"{name!r} is no name of a field: small letters, digits and _, a letter first"
            yield Problem(path, message, "config-field")
        word = str(entry.get("type") or Kind.TEXT)
        if word.removeprefix(LIST_OF) not in CUSTOM_KINDS:
            known = ", ".join(CUSTOM_KINDS)
            message = f"the type of {name} is {word!r}; it can be {known}, or list of one"
            yield Problem((*path, "type"), message, "config-field")
        if word.removeprefix(LIST_OF) == Kind.ENUM and not entry.get("values"):
            yield Problem(path, f"{name} is an enum without values", "config-field")


def check_views(node: Node) -> Iterator[Problem]:
    """Yield views without a query."""
    for name, entry in entries(node, "query").items():
        if not entry.get("query"):
            yield Problem(("views", name), f"the view {name} has no query", "config-view")
