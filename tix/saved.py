"""Saved queries in the settings: kept, replaced and removed, each in one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tix.config.edit import plan_set
from tix.config.source import ConfigFolder

if TYPE_CHECKING:
    from tix.drafts import Draft, Outcome
    from tix.model.ticket import Node
    from tix.tracker import Tracker


def save_view(tracker: Tracker, name: str, query: str, *, dry_run: bool = False) -> Outcome:
    """Keep a query under a name; what else was said of a view of that name stays.

    Raises QueryError for a query that cannot be read.
    """
    from tix.query import parse
    from tix.selection import context

    parse(query, context(tracker))
    earlier = tracker.config.views.get(name)
    more = earlier is not None and (earlier.columns or earlier.sort or earlier.meaning)
    setting = f"views.{name}.query" if more else f"views.{name}"
    value: Node = query if more else {"query": query}
    return _write(tracker, setting, value, f"tix: save view {name}", dry_run=dry_run)


def remove_view(tracker: Tracker, name: str, *, dry_run: bool = False) -> Outcome:
    """Take a saved query out of the settings."""
    return _write(tracker, f"views.{name}", None, f"tix: remove view {name}", dry_run=dry_run)


def _write(
    tracker: Tracker, setting: str, value: Node | None, title: str, *, dry_run: bool
) -> Outcome:
    def fill(draft: Draft) -> None:
        edit = plan_set(ConfigFolder(tracker.root), setting, value)
        if edit.before != edit.after:
            draft.write_file(edit.path, edit.before, edit.after)

    return tracker.write(fill, title=title, dry_run=dry_run)
