"""Settings without reading YAML: as they were worked out last, while their files are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from tix.errors import TixError
from tix.model.config import Config
from tix.model.declared import CustomField, Declared, View
from tix.model.fields import Kind
from tix.model.statuses import Category, Shelf, Status
from tix.store.remembered import recall, remember, signature

if TYPE_CHECKING:
    from tix.config.sections import Sections
    from tix.model.ticket import Node

Place = str | PathLike[str]

#: Sections that are read lazily, and so often that they are remembered as well.
_WANTED = ("people",)

_PARTS: dict[str, type] = {
    "statuses": Status,
    "types": Declared,
    "priorities": Declared,
    "categories": Declared,
    "tags": Declared,
    "flags": Declared,
    "channels": Declared,
    "resolutions": Declared,
    "fields": CustomField,
    "views": View,
}
_PLAIN = ("key", "name", "timezone", "defaults", "strict", "settings", "format", "fingerprint")
_WORDS: dict[str, Callable[[str], object]] = {"category": Category, "shelf": Shelf, "kind": Kind}


def load_remembered(root: Place, cache: Place) -> Config:
    """Return the settings of the tracker at `root`, from `cache` when it is true of their files.

    Raises ConfigError when they cannot be used; that is never remembered.
    """
    signed = signature(fspath(root))
    kept = recall(fspath(cache), signed)
    if isinstance(kept, dict):
        return _unpacked(kept, root)
    from pathlib import Path

    from tix.config.load import load_config

    config = load_config(Path(root))
    packed = _packed(config)
    if signature(fspath(root)) == signed:
        remember(fspath(cache), signed, packed)
    return config


class RememberedSections(Mapping[str, "Node"]):
    """Sections that were read before, and the others when they are asked for."""

    def __init__(self, root: Place, names: list[str], known: dict[str, Node]) -> None:
        self._root = root
        self._names = names
        self._known = known

    @cached_property
    def _whole(self) -> Sections:
        from pathlib import Path

        from tix.config.edit import read_sections
        from tix.config.source import ConfigFolder

        return read_sections(ConfigFolder(Path(self._root)))

    def __getitem__(self, key: str) -> Node:
        if key in self._known:
            return self._known[key]
        if key not in self._names:
            raise KeyError(key)
        return self._whole[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _packed(config: Config) -> dict[str, object]:
    packed: dict[str, object] = {name: getattr(config, name) for name in _PLAIN}
    for part, shape in _PARTS.items():
        values = getattr(config, part).values()
        packed[part] = [
            tuple(_plain(getattr(one, name)) for name in _slots(shape)) for one in values
        ]
    known: dict[str, Node] = {}
    for name in _WANTED:
        try:
            known[name] = config.sections[name]
        except (KeyError, TixError):
            continue
    return packed | {"sections": [*config.sections], "known": known}


def _unpacked(packed: dict[str, Any], root: Place) -> Config:
    parts: dict[str, Any] = {
        part: {row[0]: _made(shape, row) for row in packed[part]} for part, shape in _PARTS.items()
    }
    sections = RememberedSections(root, packed["sections"], packed["known"])
    return Config(**{name: packed[name] for name in _PLAIN}, **parts, sections=sections)


def _made(shape: type, row: tuple[object, ...]) -> Any:  # noqa: ANN401 - one of several shapes
    named = zip(_slots(shape), row, strict=True)
    return shape(*(_WORDS[name](str(one)) if name in _WORDS else one for name, one in named))


def _slots(shape: type) -> tuple[str, ...]:
    names: tuple[str, ...] = shape.__slots__  # type: ignore[attr-defined]
    return names


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value
