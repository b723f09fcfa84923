"""Settings as registers: each key, each value and each order of keys merges on its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tix.history.fold import Held, State
from tix.history.settle import Rule, Set, settle_orders, settle_texts
from tix.model.registers import Register, Values
from tix.model.ticket import Node

#: What a register of settings says of a node: its shape, its text, or the order of its members.
SHAPE, TEXT, ORDER = "shape", "text", "order"
_MAP, _LIST, _WORDS = "map", "list", "words"
_SEPARATOR = "\0"


class _Found(NamedTuple):
    """A node, and since when it is as it is."""

    node: Node
    since: int


def spread(node: Mapping[str, Node]) -> Values:
    """Return every register of settings with its value."""
    values: Values = {}
    _spread(dict(node), ("",), values)
    return values


def gather(state: State) -> dict[str, Node]:
    """Return the settings that registers hold: the inverse of `spread`.

    A key that one side took away stays when the other changed something below it later.
    """
    below: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for register in state:
        path = tuple(register.field.split(_SEPARATOR))
        for depth in range(1, len(path)):
            children = below.setdefault(path[:depth], [])
            if path[: depth + 1] not in children:
                children.append(path[: depth + 1])
    found = _gather(("",), below, state)
    return found.node if found is not None and isinstance(found.node, dict) else {}


def aligned(node: Node, like: Node | None) -> Node:
    """Return a node in which nothing is written as `like` writes it."""
    if not node and like is not None and not like:
        return like
    if not isinstance(node, dict) or not isinstance(like, dict):
        return node
    return {key: aligned(inner, like.get(key)) for key, inner in node.items()}


def rule_of(register: Register, sets: list[Set]) -> Rule | None:
    """Return what settles a register of settings that two sides changed."""
    if register.key == ORDER:
        return settle_orders
    return settle_texts if register.key == TEXT and any(map(_has_lines, sets)) else None


def _has_lines(item: Set) -> bool:
    return isinstance(item.touch.after, str) and "\n" in item.touch.after


def _spread(node: Node, path: tuple[str, ...], values: Values) -> None:
    name = _SEPARATOR.join(path)
    if isinstance(node, dict) or not node:
        node = node if isinstance(node, dict) else {}  # nothing is nothing, however it is written
        values[Register(name, SHAPE)] = _MAP
        values[Register(name, ORDER)] = [*node]
        for key, inner in node.items():
            _spread(inner, (*path, key), values)
    elif isinstance(node, list) and _are_words(node):
        values[Register(name, SHAPE)] = _WORDS
        values[Register(name, ORDER)] = [*node]
        for word in node:
            _spread("", (*path, str(word)), values)
    elif isinstance(node, list):
        values[Register(name, SHAPE)] = _LIST
        values[Register(name, TEXT)] = node
    else:
        values[Register(name, SHAPE)] = TEXT
        values[Register(name, TEXT)] = node


def _are_words(node: list[Node]) -> bool:
    words = [item for item in node if isinstance(item, str)]
    return len(words) == len(node) == len(set(words))


def _gather(
    path: tuple[str, ...],
    below: Mapping[tuple[str, ...], list[tuple[str, ...]]],
    state: State,
) -> _Found | None:
    """Return the node at a path, None when it is not there any more."""
    name = _SEPARATOR.join(path)
    shape = state.get(Register(name, SHAPE), Held(0, None))
    members = {
        child[-1]: found
        for child in below.get(path, ())
        if (found := _gather(child, below, state)) is not None
    }
    text = state.get(Register(name, TEXT), Held(0, None))
    since = max([text.effective, *(found.since for found in members.values())])
    kind = shape.value
    if kind is None and since <= shape.effective:
        return None
    if kind in (None, TEXT, _LIST) and members:
        later = max(found.since for found in members.values()) > text.effective
        kind = _MAP if later or text.value is None else kind
    kind = kind or TEXT
    since = max(since, shape.effective)
    if kind in (TEXT, _LIST):
        return _Found(text.value, since) if text.value is not None else None
    listed = state.get(Register(name, ORDER), Held(0, [])).value
    order = [str(key) for key in listed if key in members] if isinstance(listed, list) else []
    order += sorted(members.keys() - set(order))
    if kind == _WORDS:
        return _Found([*order], since)
    return _Found({key: members[key].node for key in order}, since)
