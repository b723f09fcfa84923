"""Edits within a mapping of a settings file: lines that say the same stay, comments among them."""

from __future__ import annotations

from tix.errors import BadInput
from tix.model.ticket import Node
from tix.store.emit import emit_field
from tix.store.splice import splice
from tix.store.yamlread import BOM, read, read_node

_NAME = "settings"


def replace_within(data: bytes, key: str, node: dict[str, Node]) -> bytes | None:
    """Return the file with the mapping of a top-level key changed line by line.

    None where that cannot be: the mapping is in brackets, or not indented as one would.
    """
    try:
        found = _parts(data, key)
        if found is None:
            return None
        before, inner, indent, after = found
        changed = _changed(inner, node)
    except BadInput:
        return None
    lines = changed.decode().splitlines(keepends=True)
    indented = "".join(indent + line if line.strip() else line for line in lines)
    return before + indented.encode() + after


def _parts(data: bytes, key: str) -> tuple[bytes, bytes, str, bytes] | None:
    """Return what stands before a key's mapping, the mapping by itself, its indent, the rest."""
    if data.startswith(BOM) or b"\r" in data or not data.endswith(b"\n"):
        return None
    text = data.decode()
    start, end = read(data, _NAME).marks[key].lines
    head, newline, body = text[start:end].partition("\n")
    lines = body.splitlines(keepends=True)
    said = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not said or not head.partition("#")[0].rstrip().endswith(":"):
        return None
    indent = said[0][: len(said[0]) - len(said[0].lstrip(" "))]
    if not indent or any(line.strip() and not line.startswith(indent) for line in lines):
        return None
    inner = "".join(line.removeprefix(indent) if line.strip() else line for line in lines)
    before = text[:start] + head + newline
    return before.encode(), inner.encode(), indent, text[end:].encode()


def _changed(inner: bytes, node: dict[str, Node]) -> bytes:
    """Return a mapping changed into another, level by level."""
    inner = _renamed(inner, node)
    present = read_node(inner, _NAME, keep_empty=True)
    for name in present.keys() - node.keys():
        inner = splice(inner, {name: None}, _NAME)
    earlier = ""
    for name, value in node.items():
        if name not in present:
            inner = _inserted(inner, earlier, emit_field(name, value))
        elif present[name] != value:
            deeper = replace_within(inner, name, value) if isinstance(value, dict) else None
            inner = splice(inner, {name: value}, _NAME) if deeper is None else deeper
        earlier = name
    return inner


def _inserted(inner: bytes, earlier: str, lines: str) -> bytes:
    """Return a mapping with the lines of a new key behind those of another."""
    text = inner.decode()
    place = read(inner, _NAME).marks[earlier].lines.end if earlier else 0
    return (text[:place] + lines + text[place:]).encode()


def _renamed(inner: bytes, node: dict[str, Node]) -> bytes:
    """Return a mapping with a key called as in another, when that one name is all that differs."""
    present = list(read_node(inner, _NAME, keep_empty=True))
    pairs = [(old, new) for old, new in zip(present, node, strict=False) if old != new]
    if len(present) != len(node) or len(pairs) != 1:
        return inner
    old, new = pairs[0]
    text = inner.decode()
    start = read(inner, _NAME).marks[old].lines.start
    if not text.startswith(f"{old}:", start):
        return inner
    name = emit_field(new, "x").partition(":")[0]
    return (text[:start] + name + text[start + len(old) :]).encode()
