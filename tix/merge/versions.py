"""The tickets of a tree, read only where they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from tix.errors import BadInput
from tix.git.partial import read_blobs
from tix.git.repo import Repo
from tix.history.places import REGULAR
from tix.merge.settings import tracker_config
from tix.model.config import Config
from tix.model.ticket import Ticket
from tix.store.layout import folder_and_id
from tix.store.ticketfile import parse_ticket


class Versions:
    """The tickets of one commit or tree, by id; an id may lie in several places."""

    def __init__(self, repo: Repo, prefix: str, tree: str) -> None:
        self.repo = repo
        self.prefix = prefix
        self.tree = tree

    @cached_property
    def config(self) -> Config:
        """The settings of the tree."""
        return tracker_config(self.repo, self.prefix, self.tree)

    @cached_property
    def blobs(self) -> dict[str, str]:
        """The regular files of the tracker: blobs by path within it."""
        below = [self.prefix] if self.prefix else []
        rows = self.repo.git.lines0("ls-tree", "-r", "-z", "--full-tree", self.tree, "--", *below)
        pairs = (row.split("\t", 1) for row in rows)
        return {
            path[len(self.prefix) :]: meta.split(" ")[2]
            for meta, path in pairs
            if meta.split(" ")[0] in REGULAR
        }

    @cached_property
    def places(self) -> dict[str, list[str]]:
        """The paths of each id."""
        found: dict[str, list[str]] = {}
        for path in self.blobs:
            named = folder_and_id(path)
            if named:
                found.setdefault(named[1], []).append(path)
        return found

    def read(self, ids: Collection[str]) -> Iterator[tuple[str, str, bytes]]:
        """Yield id, path and bytes of the files of these ids."""
        wanted = [(name, path) for name in ids for path in self.places.get(name, ())]
        texts = dict(read_blobs(self.repo, [self.blobs[path] for _, path in wanted]))
        for name, path in wanted:
            yield name, path, texts.get(self.blobs[path]) or b""

    def tickets(self, ids: Collection[str]) -> dict[str, Ticket]:
        """Return those of these tickets that lie in one place and can be read."""
        found: dict[str, Ticket] = {}
        for name, path, text in self.read(ids):
            ticket = self.parse(path, text)
            if ticket is not None and len(self.places[name]) == 1:
                found[name] = ticket
        return found

    def parse(self, path: str, text: bytes) -> Ticket | None:
        """Return the ticket in a file, None when it cannot be read."""
        try:
            return parse_ticket(text, path, self.config.status_of_folder(path.partition("/")[0]))
        except BadInput:
            return None
