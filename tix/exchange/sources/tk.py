"""Read tk: a folder of .tickets, or its history in a repository or bundle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import NOBODY, Account, Record
from tix.exchange.settle import ended
from tix.exchange.sources.dates import Dates
from tix.exchange.sources.kept import Kept
from tix.exchange.sources.needs import Links
from tix.exchange.sources.packed import files
from tix.exchange.sources.places import repository
from tix.exchange.sources.tkticket import TkTicket, read_ticket
from tix.exchange.sources.trunk import walk
from tix.exchange.sources.versions import Version, with_versions
from tix.findings import Finding, Severity
from tix.git.run import Git

_FIRST = "open"
_TICKET = re.compile(r"(?:.*/)?\.tickets/(?:[^/]+/)*[^/]+\.md", re.DOTALL)


@dataclass(slots=True)
class _Past:
    """What every commit made of the tickets."""

    tickets: dict[str, TkTicket] = field(default_factory=dict)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)


class Tk(Kept):
    """An export of tk; see `Source`."""

    system = "tk"

    def __init__(self, path: Path, git: Git | None, zone: str) -> None:
        super().__init__(path, git)
        self.dates = Dates(zone)

    def _read(self) -> Iterator[Record]:
        past = _past(self.git, self.dates) if self.git else _Past()
        if past.tickets:
            for key, ticket in past.tickets.items():
                if key in past.gone:
                    told = f"{key} was removed in commit {past.gone[key]}; it comes as it was then"
                    self._find(Severity.INFO, "import-removed", ticket, told)
                versions = past.versions[key]
                record = self._record(ticket, versions[0].author, versions[0].at)
                yield with_versions(record, versions)
            return
        yield from self._without_past()

    def _without_past(self) -> Iterator[Record]:
        tickets = self._tickets()
        links = Links()
        for ticket in tickets.values():
            links.put(ticket.key, ticket.needs)
        dates = [ticket.created for ticket in tickets.values() if ticket.created]
        for ticket in tickets.values():
            said = max((remark.at for remark in ticket.remarks), default=ticket.created)
            if not dates:
                raise BadInput(f"{ticket.path} and all others say nowhere when they were created.")
            record = self._record(ticket, NOBODY, said or min(dates))
            fields = {**ticket.fields, **links.fields(ticket.key)}
            lists = frozenset(name for name, value in fields.items() if isinstance(value, tuple))
            record = replace(record, fields=fields, lists=lists)
            yield ended(record, {"status": _FIRST}, said or record.created, None, self.system)

    def _tickets(self) -> dict[str, TkTicket]:
        tickets: dict[str, TkTicket] = {}
        is_bundle = self.path.is_file() and self.git is not None
        for name, place in () if is_bundle else files(self.path, (".md",), self.findings):
            ticket = read_ticket(place.read_bytes(), name, self.dates)
            if not ticket.is_ticket:
                continue
            if ticket.key in tickets:
                told = f"{ticket.key} is also the id of {tickets[ticket.key].path}, which counts"
                self._find(Severity.WARNING, "import-duplicate", ticket, told)
                continue
            tickets[ticket.key] = ticket
        if not tickets:
            raise BadInput(f"{self.path} holds no tickets of tk.", hint="tix import tk .tickets")
        return tickets

    def _record(self, ticket: TkTicket, author: Account, first: datetime) -> Record:
        self.findings += ticket.findings
        if ticket.created is None:
            told = f"{ticket.key} has no `created` that is a time"
            self._find(Severity.WARNING, "import-times", ticket, told)
        assignee = str(ticket.fields["assignee"])
        return Record(
            key=ticket.key,
            created=ticket.created or first,
            author=author,
            fields=ticket.fields,
            remarks=tuple(replace(remark, author=author) for remark in ticket.remarks),
            people={assignee: Account(assignee, assignee)} if assignee else {},
            path=ticket.path,
        )

    def _find(self, severity: Severity, rule: str, ticket: TkTicket, told: str) -> None:
        self.findings.append(Finding(severity, rule, ticket.path, told))


@contextmanager
def open_tk(path: Path, chosen: Mapping) -> Iterator[Tk]:
    """Give the export at `path`, a bundle unpacked for as long as it is read."""
    with repository(path) as git:
        yield Tk(path, git, chosen.timezone)


def _past(git: Git, dates: Dates) -> _Past:
    """Return the states of every ticket that the trunk ever had; the last stays if it went."""
    past, links = _Past(), Links()
    for deed in walk(git, lambda path: _TICKET.fullmatch(path) is not None):
        touched: dict[str, None] = {}
        for path, data in deed.files.items():
            key = PurePosixPath(path).stem
            past.gone.pop(key, None)
            if data is None:
                past.gone[key] = deed.id[:10]
                continue
            ticket = replace(read_ticket(data, path, dates), key=key)
            past.tickets[key] = ticket
            touched |= dict.fromkeys([key, *sorted(links.put(key, ticket.needs))])
        for key in touched.keys() & past.tickets.keys():
            fields = past.tickets[key].fields | links.fields(key)
            version = Version(deed.id, deed.at, deed.author, fields)
            past.versions.setdefault(key, []).append(version)
    return past
