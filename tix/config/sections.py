"""Sections of settings: which file holds each, read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from tix.config.spec import SETTINGS
from tix.errors import BadInput
from tix.model.ticket import Node
from tix.store.layout import CONFIG_DIR, EXTENSION
from tix.store.yamlread import read_node


class Sections(Mapping[str, Node]):
    """The value of each top-level key, from tix.yaml, from tix.d/KEY.yaml or from tix.d/KEY/.

    A folder such as tix.d/rules/ is a mapping of its files by their names without `.yaml`.
    A file without entries leaves its key as it is by default; looking up one that does not parse
    raises TicketSyntaxError.
    """

    def __init__(self, files: Mapping[str, bytes], inline: Mapping[str, Node]) -> None:
        self._files = files
        self._inline = inline
        self._read: dict[str, Node] = {}

    @cached_property
    def places(self) -> dict[str, list[str]]:
        """The files in tix.d by the key that they are the value of."""
        places: dict[str, list[str]] = {}
        for path in self._files:
            folder, _, rest = path.partition("/")
            if folder == CONFIG_DIR and rest:
                key = rest.partition("/")[0].removesuffix(EXTENSION)
                places.setdefault(key, []).append(path)
        return places

    def is_inline(self, key: str) -> bool:
        """Tell whether tix.yaml itself has the key."""
        return key in self._inline

    def __getitem__(self, key: str) -> Node:
        """Return the value of a key; what tix.yaml says goes before tix.d."""
        if key in self._inline:
            return self._inline[key]
        if key not in self._read:
            self._read[key] = self._load(key)
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        yield from self._inline
        yield from (key for key in self.places if key in SETTINGS and key not in self._inline)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _load(self, key: str) -> Node:
        paths = self.places[key]
        whole = section_file(key)
        if whole in paths:
            data = self._files[whole]
            if not says_something(data):
                return (SETTINGS[key].default if key in SETTINGS else "") or {}
            return read_node(data, whole, keep_empty=True)
        found: dict[str, Node] = {}
        for path in paths:
            name = path.rpartition("/")[2].removesuffix(EXTENSION)
            found[name] = read_node(self._bytes(path), path, keep_empty=True)
        return found

    def _bytes(self, path: str) -> bytes:
        try:
            return self._files[path]
        except KeyError:
            raise BadInput(
                f"{path} was there a moment ago and is gone.", hint="try again"
            ) from None


def says_something(data: bytes) -> bool:
    """Tell whether there is more than comments, so that an empty file lacks a key and no more."""
    return any(line.strip() and not line.lstrip().startswith(b"#") for line in data.split(b"\n"))


def section_file(key: str) -> str:
    """Return the file in tix.d that may hold a top-level key whole."""
    return f"{CONFIG_DIR}/{key}{EXTENSION}"
