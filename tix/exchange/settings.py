"""Teach a tracker's settings the words that an import brings along."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Pairs
from dataclasses import replace
from functools import partial

from tix.config.build import build_tree
from tix.config.edit import plan_section, read_sections
from tix.config.sections import Sections, section_file
from tix.config.spec import SETTINGS
from tix.exchange.mapping import DROP, Face, Mapping
from tix.exchange.place import OTHER_LINKS
from tix.exchange.propose import PRIORITY_ORDER
from tix.model.declared import LIST_OF
from tix.model.people import People
from tix.model.statuses import Shelf
from tix.model.ticket import Node
from tix.store.emit import emit_document
from tix.text import clean

#: Sections of declared values, by the field that uses them.
DECLARING = {
    "type": "types",
    "priority": "priorities",
    "resolution": "resolutions",
    "category": "categories",
    "channel": "channels",
    "flags": "flags",
}


def taught(
    files: Pairs[str, bytes],
    mapping: Mapping,
    *,
    source: str,
    crowded: frozenset[str],
    strangers: bool,
) -> dict[str, bytes]:
    """Return the setting files that change, so that every word of the mapping is declared.

    What is declared already stays as it is. `crowded` names statuses with so many tickets that
    their folder has to be spread by character; `strangers`: links lead out of the tracker.
    """
    wanted: dict[str, Callable[[Node], Node]] = {
        "statuses": lambda node: _statuses(node, mapping, crowded),
        "fields": lambda node: _fields(node, mapping, source, strangers),
    }
    for field, section in DECLARING.items():
        words = mapping.values.get(field, {})
        wanted[section] = partial(_declared, words=words, source=source, section=section)
    now = dict(files)
    sections = read_sections(files)
    for section, change in wanted.items():
        present = sections.get(section, SETTINGS[section].default)
        if change(present) != present:
            edit = plan_section(now, section, change)
            now[edit.path] = edit.after
    people = sections.get("people", {})
    if (met_now := _people(people, mapping)) != people:
        now |= _people_file(now, sections, people, met_now)
    return {path: data for path, data in now.items() if files.get(path) != data}


def met(mapping: Mapping, people: People) -> Mapping:
    """Return the mapping with everybody that the tracker knows under the handle they have."""
    faces: dict[str, Face] = {}
    given: set[str] = set()
    for account, face in mapping.people.items():
        known = people.by_email.get(face.email.casefold(), "")
        if not known:
            same = people.people.get(face.handle)
            known = face.handle if same is None or same.name == face.name else ""
        numbers = (f"{face.handle}-{number}" for number in range(2, 1 << 30))
        handle = known or next(name for name in numbers if name not in people.people)
        given.add(handle)
        faces[account] = replace(face, handle=handle)
    return replace(mapping, people=faces)


def _people_file(
    files: Pairs[str, bytes], sections: Sections, before: Node, after: dict[str, Node]
) -> dict[str, bytes]:
    """Return the file of people with the newcomers behind the others, as they were written."""
    if sections.is_inline("people"):
        edit = plan_section(files, "people", lambda _: after)
        return {edit.path: edit.after}
    path = section_file("people")
    known = _entries(before)
    news = emit_document({name: node for name, node in after.items() if name not in known})
    old = files.get(path, b"") if known else b""
    return {path: old + (b"" if not old or old.endswith(b"\n") else b"\n") + news.encode()}


def _entries(node: Node) -> dict[str, Node]:
    if isinstance(node, dict):
        return dict(node)
    return {str(name): {} for name in node} if isinstance(node, list) else {}


def _statuses(node: Node, mapping: Mapping, crowded: frozenset[str]) -> Node:
    """Add each status behind the last of its category, so that the board stays in order."""
    entries = _entries(node)
    for target in mapping.statuses.values():
        if target.to in entries:
            entries[target.to] = _shelved(entries[target.to], target.to in crowded)
            continue
        entry: dict[str, Node] = {"category": str(target.category)}
        if target.to in crowded:
            entry["shelf"] = str(Shelf.CHARACTER)
        names = list(entries)
        same = [name for name in names if _category(entries[name]) == target.category]
        place = names.index(same[-1]) + 1 if same else len(names)
        pairs = list(entries.items())
        entries = dict([*pairs[:place], (target.to, entry), *pairs[place:]])
    return entries


def _shelved(entry: Node, is_crowded: bool) -> Node:
    """Return a status that was there, spread by character if it has to be and does not say how."""
    whole: dict[str, Node] = {"category": entry} if isinstance(entry, str) else {}
    whole |= entry if isinstance(entry, dict) else {}
    return {"shelf": str(Shelf.CHARACTER)} | whole if is_crowded else entry


def _category(entry: Node) -> str:
    found = entry.get("category", "") if isinstance(entry, dict) else entry
    return found if isinstance(found, str) else ""


def _declared(node: Node, words: Pairs[str, str], source: str, section: str) -> Node:
    added = {name: theirs for theirs, name in words.items() if name != DROP}
    known = build_tree(node) if section == "categories" else _entries(node)
    missing = {name: theirs for name, theirs in added.items() if name not in known}
    if not missing:
        return node
    if isinstance(node, list):
        names = [*map(str, node), *missing]
        return [*_in_order(names)] if section == "priorities" else [*names]
    entries = _entries(node)
    for name, theirs in missing.items():
        entries[name] = {"meaning": clean(f"{theirs} in {source}")}
    names = _in_order(list(entries)) if section == "priorities" else list(entries)
    return {name: entries[name] for name in names}


def _in_order(names: list[str]) -> list[str]:
    if all(name in PRIORITY_ORDER for name in names):
        return sorted(names, key=PRIORITY_ORDER.index)
    return names


def _fields(node: Node, mapping: Mapping, source: str, strangers: bool) -> Node:
    entries = _entries(node)
    for name, target in mapping.fields.items():
        if target.is_custom and target.to not in entries:
            form = (LIST_OF if target.many else "") + str(target.kind)
            entries[target.to] = {"type": form, "meaning": clean(f"{name} in {source}")}
    if strangers:
        meaning = f"links of {source} to what was not imported"
        entries.setdefault(OTHER_LINKS, {"type": f"{LIST_OF}text", "meaning": meaning})
    return entries or node


def _people(node: Node, mapping: Mapping) -> dict[str, Node]:
    entries = _entries(node)
    for face in mapping.people.values():
        if face.handle in entries:
            continue
        entry: dict[str, Node] = {"name": face.name} if face.name else {}
        entry["emails"] = [face.email]
        if face.roles:
            entry["roles"] = [*face.roles]
        entries[face.handle] = entry
    return entries
