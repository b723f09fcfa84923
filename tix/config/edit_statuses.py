"""Edits of the statuses: add, rename, move on the board, remove, shelve."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tix.config.build import entries, texts
from tix.config.edit import ConfigEdit, Files, plan_section
from tix.errors import BadInput, NotFound
from tix.model.statuses import Shelf
from tix.model.ticket import Node

Entries = dict[str, dict[str, Node]]


def plan_add_status(
    files: Files, name: str, entry: Mapping[str, Node], *, before: str = "", after: str = ""
) -> ConfigEdit:
    """Return the edit that adds a status, at the end of the board or beside another one."""

    def change(statuses: Entries) -> Entries:
        if name in statuses:
            raise BadInput(f"There is a status {name!r} already.", hint="tix status list")
        return _placed({**statuses, name: dict(entry)}, name, before, after)

    return _plan(files, change)


def plan_rename_status(files: Files, old: str, new: str, *, folder: bool = False) -> ConfigEdit:
    """Return the edit that renames a status; its folder stays unless `folder` is set.

    The old name stays known, and so does the folder, where late files may still arrive.
    """

    def change(statuses: Entries) -> Entries:
        entry = dict(_get(statuses, old))
        if new in statuses and new != old:
            raise BadInput(f"There is a status {new!r} already.", hint="tix status list")
        present = str(entry.get("folder") or old)
        names = dict.fromkeys([*texts(entry.get("was", "")), old, *([present] if folder else [])])
        entry["was"] = [word for word in names if word != new]
        entry["folder"] = new if folder else present
        if entry["folder"] == new:
            del entry["folder"]
        if not entry["was"]:
            del entry["was"]
        return {(new if name == old else name): (entry if name == old else item)
                for name, item in statuses.items()}  # fmt: skip

    return _plan(files, change)


def plan_move_status(files: Files, name: str, *, before: str = "", after: str = "") -> ConfigEdit:
    """Return the edit that moves a status on the board, to its end when nothing else is said."""
    return _plan(files, lambda statuses: _placed(statuses, name, before, after))


def plan_remove_status(files: Files, name: str, into: str) -> ConfigEdit:
    """Return the edit that takes a status away; files that still arrive go to the status `into`.

    Its tickets must have left before.
    """

    def change(statuses: Entries) -> Entries:
        gone = _get(statuses, name)
        heir = dict(_get(statuses, into))
        if name == into:
            raise BadInput(f"{name} cannot be removed in favour of itself.")
        folder = str(gone.get("folder") or name)
        old = [*texts(heir.get("was", "")), *texts(gone.get("was", "")), name, folder]
        heir["was"] = [*dict.fromkeys(old)]
        kept = {key: item for key, item in statuses.items() if key != name}
        return {**kept, into: heir}

    return _plan(files, change)


def plan_shelve_status(files: Files, name: str, shelf: Shelf) -> ConfigEdit:
    """Return the edit that changes how the files of a status are spread over folders."""

    def change(statuses: Entries) -> Entries:
        entry = {**_get(statuses, name), "shelf": shelf.value}
        return {**statuses, name: entry}

    return _plan(files, change)


def _plan(files: Files, change: Callable[[Entries], Entries]) -> ConfigEdit:
    def section(node: Node) -> Node:
        present = {name: dict(item) for name, item in entries(node, "category").items()}
        return {**change(present)}

    return plan_section(files, "statuses", section)


def _get(statuses: Entries, name: str) -> dict[str, Node]:
    if name not in statuses:
        known = ", ".join(statuses)
        raise NotFound(f"There is no status {name!r}.", hint=f"one of {known}")
    return statuses[name]


def _placed(statuses: Entries, name: str, before: str, after: str) -> Entries:
    """Return the statuses with one of them moved beside another."""
    entry = _get(statuses, name)
    order = [key for key in statuses if key != name]
    anchor = before or after
    if anchor:
        _get(statuses, anchor)
    if anchor == name:
        return statuses
    place = order.index(anchor) + (0 if before else 1) if anchor else len(order)
    order.insert(place, name)
    return {key: entry if key == name else statuses[key] for key in order}
