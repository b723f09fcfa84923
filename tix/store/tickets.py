"""Tickets by id: the file is what counts, the index only tells where it is."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH110

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tix.errors import BadInput, NotFound, TicketSyntaxError
from tix.frozen import frozen
from tix.model.ids import is_id
from tix.model.ticket import Ticket
from tix.store.layout import tombstone_path
from tix.store.safeopen import read_file
from tix.store.whole_ids import find_whole

if TYPE_CHECKING:
    from tix.model.config import Config
    from tix.store.index import Index
    from tix.store.whole_ids import Match

#: So few ids are sought one by one, without opening the index.
_FEW = 16

#: So many matches of an ambiguous prefix are named.
_SHOWN = 6


@frozen
class Loaded:
    """A ticket as it was read: its value, the bytes of its file, its path in the tracker."""

    ticket: Ticket
    data: bytes
    path: str


class Tickets:
    """The tickets of the tracker at `root`; `is_sparse` says that git may leave files out of it."""

    def __init__(
        self,
        root: str | os.PathLike[str],
        config: Config,
        open_index: Callable[[], Index],
        *,
        is_sparse: bool = False,
    ) -> None:
        self._root = os.fspath(root)
        self._config = config
        self._open_index = open_index
        self._is_sparse = is_sparse
        self._expected: dict[str, str] = {}

    @cached_property
    def _index(self) -> Index:
        """The index, opened when a file alone does not tell."""
        return self._open_index()

    def resolve(self, name: str) -> str:
        """Return the whole id that a prefix, an earlier id or an external name means.

        Raises NotFound when there is none, or several.
        """
        return self._match(name).id

    def path_of(self, name: str) -> str:
        """Return where the file of a ticket lies in the tracker; `name` as for `resolve`."""
        return self._match(name).path

    def load(self, name: str) -> Loaded:
        """Return a ticket read from its file; `name` as for `resolve`.

        Raises TicketSyntaxError for a broken file.
        """
        try:
            return self.load_path(self._expected.pop(name, "") or self.path_of(name))
        except NotFound:  # moved since, by another process
            return self.load_path(self._match(name, again=True).path)

    def expect(self, ids: Sequence[str]) -> None:
        """Find many whole ids at once: one by one, each would be looked for in every folder."""
        if len(ids) > _FEW:
            from tix.store.index_find import find_all

            found = find_all(self._index, ids)
            self._expected = {id: paths[0] for id, paths in found.items() if len(paths) == 1}

    def load_path(self, path: str) -> Loaded:
        """Return the ticket of the file at `path` in the tracker.

        Raises BadInput for a file that bears another ticket's name.
        """
        from tix.store.layout import id_of, name_problem
        from tix.store.ticketfile import parse_ticket

        data = self.read(path)
        status = self._config.status_of_folder(path.partition("/")[0])
        try:
            ticket = parse_ticket(data, path, status)
        except TicketSyntaxError as error:
            error.hint = _mending(error.hint, id_of(path))
            raise
        problem = name_problem(id_of(path), ticket.doc)
        if problem:
            raise BadInput(f"{path}: {problem}.", hint="rename the file, or mend its id")
        return Loaded(ticket, data, path)

    def exists(self, name: str) -> bool:
        """Tell whether a whole id is taken, in any folder or by a ticket that was purged."""
        from tix.store.index_find import find

        if self._is_purged(name) or self._whole(name):
            return True
        return bool(find(self._index, name, self._config.key))

    def is_taken(self, name: str) -> bool:
        """Tell whether an id that was just made up is taken; a file put elsewhere is not sought."""
        if self._is_sparse:
            return self.exists(name)
        return self._is_purged(name) or bool(self._whole(name))

    def _is_purged(self, name: str) -> bool:
        return os.path.exists(f"{self._root}/{tombstone_path(name)}")

    def read(self, path: str) -> bytes:
        """Return what the file at `path` in the tracker holds, read from git where it is left out.

        Raises NotFound when it is not there, BadInput for anything but a regular file.
        """
        try:
            return read_file(path, self._root)
        except NotFound:
            left_out = self._index.left_out(path)
            if left_out is None:
                raise
            return left_out

    def _match(self, name: str, *, again: bool = False) -> Match:
        matches = self._whole(name) or self._find(name, again=again)
        if not matches:
            raise NotFound(f"No ticket {name} here.", hint=_not_found_hint(name))
        ids = sorted({match.id for match in matches})
        if len(ids) > 1:
            raise NotFound(_ambiguous(name, ids), hint=f"tix show {ids[0]}")
        if len(matches) > 1:
            places = " and ".join(sorted(match.path for match in matches))
            raise NotFound(f"{ids[0]} is in more than one folder: {places}.", hint="tix resolve")
        return matches[0]

    def _whole(self, name: str) -> list[Match]:
        """Return the files of a whole id, as far as they are where they belong."""
        if self._is_sparse or not is_id(name):
            return []
        return find_whole(self._root, self._config, name)

    def _find(self, name: str, *, again: bool) -> list[Match]:
        from tix.store.index_find import as_id, find, find_by

        if ":" in name:
            self._index.refresh()
            return find_by(self._index, "external", name)
        key = self._config.key
        matches = find(self._index, name, key, again=again)
        if not matches and not again:
            matches = find(self._index, name, key, again=True)
        earlier = as_id(name, key)
        if not matches and is_id(earlier):
            self._index.refresh()
            matches = find_by(self._index, "formerly", earlier)
        return matches


def _mending(advice: str | None, id: str) -> str:
    """Return the hint for a broken file: what to do to it, and the command that opens it."""
    if advice and advice.startswith(("tix ", "save ")):  # another command, or no text for an editor
        return advice
    return f"{advice}: tix edit {id}" if advice else f"tix edit {id}"


def _not_found_hint(name: str) -> str:
    return "tix list" if is_id(name) else f"tix search {name!r}"


def _ambiguous(name: str, ids: list[str]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return f"{name} may be {', '.join(ids[:_SHOWN])}{more}."
