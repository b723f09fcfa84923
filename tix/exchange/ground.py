"""What an import finds in the tracker: settings, ids in use, and tickets imported before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tix.config.load import parse_config, usable
from tix.errors import NotATracker, TicketSyntaxError
from tix.exchange.record import reference
from tix.git.log import stream
from tix.git.partial import read_blobs
from tix.git.repo import Repo
from tix.model.config import Config
from tix.model.ids import hashed
from tix.model.ticket import Ticket
from tix.store.layout import CONFIG_DIR, CONFIG_FILE, EXTENSION, KEEP, folder_and_id
from tix.store.ticketfile import parse_ticket


class Touch(NamedTuple):
    """A commit that changed a ticket: when, who, and path and blob of the file on both sides."""

    second: int
    email: str
    before: tuple[str, str]
    after: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket that an earlier import made: its file, and the commits that changed it."""

    path: str
    data: bytes
    ticket: Ticket
    touches: tuple[Touch, ...] = ()

    @property
    def times(self) -> Counter[int]:
        """Return how many commits changed it in each second."""
        return Counter(touch.second for touch in self.touches)


@dataclass(frozen=True)
class Ground:
    """The tracker as it is committed; paths are relative to it, `prefix` leads to it.

    `kept` are the files that keep folders, `filled` the folders that tickets lie in. `read` gives
    the contents of blobs.
    """

    prefix: str
    files: Mapping[str, bytes]
    config: Config
    known: Mapping[str, Known] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    read: Callable[[Iterable[str]], list[bytes]] = field(default=lambda _: [], compare=False)

    def ids(self, system: str, alias: str, keys: list[str]) -> dict[str, str]:
        """Return the ticket id of every key: as before, else what follows from its name.

        A name whose id is taken gets a longer one, so that the same names give the same ids.
        """
        lead = f"{system}:{alias}"
        ids = {
            external.removeprefix(lead).removeprefix("/"): known.ticket.id
            for external, known in self.known.items()
            if external.startswith((f"{lead}/", f"{lead}#"))
        }
        taken = {*self.taken}
        for key in sorted(set(keys) - set(ids)):
            for length in range(6, 17):
                ids[key] = hashed(self.config.key, reference(system, alias, key), length=length)
                if ids[key] not in taken:
                    break
            taken.add(ids[key])
        return ids


def read_ground(repo: Repo, prefix: str, system: str) -> Ground:
    """Return the committed tracker below `prefix` (empty or ending in a slash)."""
    head = repo.head().commit
    listed = _listed(repo, head, prefix) if head else {}
    settings = {path: blob for path, blob in listed.items() if is_setting(path)}
    if CONFIG_FILE not in settings:
        raise NotATracker(f"{prefix}{CONFIG_FILE} is not committed.", hint="tix commit")
    contents = _contents(repo, settings)
    config = usable(*parse_config(contents))
    places = {path: found for path in listed if (found := folder_and_id(path))}
    known = _known(repo, {path: listed[path] for path in places}, config, system)
    touches = _touches(repo, prefix) if known else {}
    return Ground(
        prefix=prefix,
        files=contents,
        config=config,
        known={
            external: Known(path, data, ticket, tuple(touches.get(ticket.id, ())))
            for external, (path, data, ticket) in known.items()
        },
        taken=frozenset(ticket for _, ticket in places.values()),
        filled=frozenset(folder for folder, _ in places.values()),
        kept=frozenset(path for path in listed if path.endswith("/" + KEEP)),
        read=lambda blobs: [data or b"" for _, data in read_blobs(repo, blobs)],
    )


def tickets_in(repo: Repo, prefix: str) -> Iterator[tuple[str, str, str]]:
    """Yield id, path and blob of every committed ticket."""
    head = repo.head().commit
    for path, blob in _listed(repo, head, prefix).items() if head else ():
        if found := folder_and_id(path):
            yield found[1], path, blob


def _listed(repo: Repo, head: str, prefix: str) -> dict[str, str]:
    tree = f"{head}:{prefix.rstrip('/')}"
    rows = repo.git.lines0("ls-tree", "-r", "-z", "--full-tree", tree)
    pairs = (row.split("\t", 1) for row in rows if row.startswith("100"))
    return {path: meta.split()[2] for meta, path in pairs}


def is_setting(path: str) -> bool:
    """Tell whether a path in a tracker is a file of its settings."""
    return path == CONFIG_FILE or (path.startswith(CONFIG_DIR + "/") and path.endswith(EXTENSION))


def _contents(repo: Repo, blobs: Mapping[str, str]) -> dict[str, bytes]:
    read = read_blobs(repo, blobs.values())
    return {path: data or b"" for path, (_, data) in zip(blobs, read, strict=True)}


def _known(
    repo: Repo, blobs: Mapping[str, str], config: Config, system: str
) -> dict[str, tuple[str, bytes, Ticket]]:
    mark = f"external: {system}:".encode()
    known: dict[str, tuple[str, bytes, Ticket]] = {}
    for path, (_, data) in zip(blobs, read_blobs(repo, blobs.values()), strict=True):
        if data is None or mark not in data:
            continue
        status = config.status_of_folder(path.partition("/")[0])
        try:
            ticket = parse_ticket(data, path, status)
        except TicketSyntaxError:
            continue
        known[ticket.text("external")] = (path, data, ticket)
    return known


def _touches(repo: Repo, prefix: str) -> dict[str, list[Touch]]:
    """Return the commits that touched each ticket, by id, the oldest first."""
    touches: dict[str, list[Touch]] = {}
    for entry in stream(repo.git, paths=[prefix.rstrip("/")] if prefix else []):
        sides: dict[str, list[tuple[str, str]]] = {}
        for change in entry.diffs[0]:
            path = change.path.removeprefix(prefix)
            if found := folder_and_id(path):
                before, after = sides.setdefault(found[1], [("", ""), ("", "")])
                before = (path, change.before) if change.before else before
                after = (path, change.after) if change.after else after
                sides[found[1]] = [before, after]
        for ticket, (before, after) in sides.items():
            touch = Touch(entry.authored, entry.email, before, after)
            touches.setdefault(ticket, []).append(touch)
    return touches
