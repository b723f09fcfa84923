"""Write a mapping as the file that people change, with what each word stands for beside it."""

from __future__ import annotations

from collections.abc import Iterator

from tix.exchange.mapping import SECTIONS, STATUS, Mapping, Target
from tix.exchange.survey import Survey
from tix.model.declared import LIST_OF
from tix.store.emit import emit_document
from tix.store.emit_scalar import inline
from tix.text import clean, plural

_HEAD = """\
# What becomes of everything in this export. Change what stands behind the colons, and run
#   tix import {system} PATH --map THIS-FILE
# `drop` leaves a field or value out; a field of your own needs a type: {{to: browser, type: text}}.
"""


def proposal(found: Survey, mapping: Mapping) -> str:
    """Return the text of a mapping file, which `read_mapping` reads."""
    return "".join(line + "\n" if line else "\n" for line in _lines(found, mapping))


def _lines(found: Survey, mapping: Mapping) -> Iterator[str]:
    yield from _HEAD.format(system=found.system).splitlines()
    yield f"\nalias: {inline(found.alias)}"
    if found.told:
        yield "\n" + emit_document(found.told, found.told).rstrip("\n")
    counts = found.values[STATUS]
    yield "\nstatuses:"
    for name, status in mapping.statuses.items():
        entry = f"{{to: {inline(status.to)}, category: {status.category}}}"
        yield _line(name, entry, _issues(counts[name]))
    for section, to in SECTIONS.items():
        words = mapping.values.get(to, {})
        counts = found.values[to]
        if words:
            yield f"\n{section}:"
        for name, word in words.items():
            yield _line(name, inline(word), _issues(counts[name]))
    if mapping.links:
        yield "\nlinks:"
    for phrase, kind in mapping.links.items():
        yield _line(phrase, inline(kind), "")
    yield "\nfields:"
    for name, target in sorted(mapping.fields.items()):
        filled = _issues(found.filled[name]) if found.filled[name] else "in history only"
        sample = clean(found.sample.get(name, ""))
        notes = [filled, f"such as {sample}" if sample else "", target.why]
        yield _line(name, _target(target), "; ".join(note for note in notes if note))
    yield "\npeople:"
    for name, face in mapping.people.items():
        roles = f", roles: [{', '.join(face.roles)}]" if face.roles else ""
        entry = f"handle: {inline(face.handle)}, name: {_quoted(face.name)}, email: "
        yield _line(name, f"{{{entry}{_quoted(face.email)}{roles}}}", "")


def _line(name: str, value: str, note: str) -> str:
    text = f"  {inline(name)}: {value}"
    return f"{text:<44}  # {note}" if note else text


def _issues(count: int) -> str:
    return plural(count, "issue") if count else "in history only"


def _target(target: Target) -> str:
    if not target.is_custom:
        return inline(target.to)
    form = (LIST_OF if target.many else "") + str(target.kind)
    return f"{{to: {inline(target.to)}, type: {form}}}"


def _quoted(text: str) -> str:
    """Return text as it may stand between braces, where commas and brackets have a meaning."""
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
