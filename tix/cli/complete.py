"""What TAB offers: ids with titles, statuses, people, tags, names of fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tix.tracker import Tracker

#: Returns pairs of a value and what to say about it.
Source = Callable[["Tracker", str], Iterable[tuple[str, str]]]
Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]

MOST = 200


def _completer(source: Source) -> Completer:
    def complete(
        ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        from click.shell_completion import CompletionItem

        from tix.cli.context import Session
        from tix.text import clean

        try:
            pairs = list(source(ctx.ensure_object(Session).tracker, incomplete))[:MOST]
        except Exception:
            return []  # a traceback in the middle of somebody's command line helps nobody
        return [CompletionItem(value, help=clean(said) or None) for value, said in pairs]

    return complete


def _starting(pairs: Iterable[tuple[str, str]], prefix: str) -> Iterable[tuple[str, str]]:
    return [(value, said) for value, said in pairs if value.startswith(prefix)]


def _tickets(tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
    from tix.store.index_offers import find_offers

    return find_offers(tracker.index_path, prefix, MOST)


def _declared(section: str) -> Source:
    def source(tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
        declared = getattr(tracker.config, section)
        return _starting(((name, value.meaning) for name, value in declared.items()), prefix)

    return source


def _people(tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
    known = ((who.handle, who.name) for who in tracker.config.people.people.values())
    return _starting([*known, ("me", "you"), ("none", "nobody")], prefix)


def _views(tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
    return _starting(((view.name, view.query) for view in tracker.config.views.values()), prefix)


def _words(tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
    from tix.meanings import known_words

    return _starting(((word, "") for word in known_words(tracker.config)), prefix)


def _fields(_tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
    from tix.model.fields import CORE

    return _starting(((name, field.meaning) for name, field in CORE.items()), prefix)


def _in_use(field: str) -> Source:
    """Return what offers the declared members of a set, then those that tickets have."""

    def source(tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
        from tix.store.index_offers import find_members

        declared = dict(_declared(field)(tracker, prefix))
        used = find_members(tracker.index_path, field, prefix, MOST)
        return [*declared.items(), *((name, "") for name in used if name not in declared)]

    return source


#: What the values of a field are taken from.
_SOURCES: dict[str, Source] = {
    "status": _declared("statuses"),
    "type": _declared("types"),
    "priority": _declared("priorities"),
    "impact": _declared("priorities"),
    "urgency": _declared("priorities"),
    "category": _declared("categories"),
    "tags": _in_use("tags"),
    "flags": _in_use("flags"),
    "channel": _declared("channels"),
    "resolution": _declared("resolutions"),
    "assignee": _people,
    "reporter": _people,
    "participants": _people,
    "watchers": _people,
    "parent": _tickets,
}
_NAMES = {"tag": "tags", "flag": "flags", "participant": "participants", "watcher": "watchers"}


def _nothing(_tracker: Tracker, _prefix: str) -> Iterable[tuple[str, str]]:
    return ()


def _assignments(tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
    """Offer `field=` and, behind it, the field's values."""
    name, equals, value = prefix.partition("=")
    if not equals:
        return [(f"{field}=", said) for field, said in _fields(tracker, name)]
    source = _SOURCES.get(name.rstrip("+-"), _nothing)
    return [(f"{name}={found}", said) for found, said in source(tracker, value)]


def _conditions(tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
    """Offer `field:` and, behind it, the field's values; commas begin another value."""
    name, colon, value = prefix.partition(":")
    if not colon:
        return [(f"{field}:", said) for field, said in _fields(tracker, name)]
    before, comma, last = value.rpartition(",")
    source = _SOURCES.get(_NAMES.get(name, name), _nothing)
    return [(f"{name}:{before}{comma}{found}", said) for found, said in source(tracker, last)]


def _signed(source: Source) -> Source:
    """Return what offers members of a set behind the sign that adds or removes them."""

    def signed(tracker: Tracker, prefix: str) -> Iterable[tuple[str, str]]:
        sign = prefix[:1] if prefix[:1] in ("+", "-") else "+"
        wanted = prefix.removeprefix(sign)
        return [(f"{sign}{name}", said) for name, said in source(tracker, wanted)]

    return signed


tickets = _completer(_tickets)
statuses = _completer(_SOURCES["status"])
people = _completer(_people)
tags = _completer(_SOURCES["tags"])
fields = _completer(_fields)
assignments = _completer(_assignments)
query = _completer(_conditions)
signed_tags = _completer(_signed(_SOURCES["tags"]))
signed_flags = _completer(_signed(_SOURCES["flags"]))
views = _completer(_views)
words = _completer(_words)


def then(rest: Completer) -> Completer:
    """Return what completes `ID... LAST`: tickets first, then `rest`, and what else was begun."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        words = [each.name for each in ctx.command.params if isinstance(each, click.Argument)]
        if not any(ctx.params.get(name or "") for name in (*words, "query")):
            return tickets(ctx, param, incomplete)
        more = tickets(ctx, param, incomplete) if incomplete else []
        return [*rest(ctx, param, incomplete), *more]

    return complete


def values_of(field: str) -> Completer:
    """Return what completes the values of a field."""
    return _completer(_SOURCES.get(field, _nothing))
