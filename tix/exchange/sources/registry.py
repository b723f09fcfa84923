"""The table of formats: what each reads, and the module that knows how."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tix.exchange.mapping import Mapping
    from tix.exchange.record import Source


class Opener(Protocol):
    """Opens an export; a mapping may say how it is to be read."""

    def __call__(self, path: Path, chosen: Mapping, /) -> AbstractContextManager[Source]:
        """Give the export at `path` for as long as it is read."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the function that opens it, in a module beside this one, and what PATH is."""

    opener: str
    reads: str


FORMATS = {
    "jira": Format(
        "jira.open_jira",
        "a folder, an archive (.tar.xz, .tar.gz, .zip) or one JSON file of REST answers,"
        " with changelog and comments",
    ),
}


def open_source(name: str, path: Path, chosen: Mapping) -> AbstractContextManager[Source]:
    """Open the export at `path`, which is of the format `name`."""
    module, _, function = FORMATS[name].opener.partition(".")
    opener: Opener = getattr(import_module(f"tix.exchange.sources.{module}"), function)
    return opener(path, chosen)
