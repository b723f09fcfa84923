"""Move a foreign tracker in: survey, mapping, snapshots, and commits in order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from tix.config.load import parse_config, usable
from tix.exchange.again import Again
from tix.exchange.build import Builder, Snapshot, Tally
from tix.exchange.doubts import circles, unused_words
from tix.exchange.ground import Ground, Known, read_ground
from tix.exchange.mapping import Mapping
from tix.exchange.propose import propose
from tix.exchange.record import Account, Record, Source
from tix.exchange.settings import met, taught
from tix.exchange.survey import Survey, peak, survey
from tix.findings import Finding
from tix.git.fastimport import FastImport, Put
from tix.git.gitconfig import Author
from tix.git.repo import Repo
from tix.model.changes import apply, diff
from tix.model.config import Config
from tix.model.statuses import Category
from tix.model.ticket import Ticket
from tix.store.emit import emit_field
from tix.store.landing import importing
from tix.store.layout import keep_path, ticket_path
from tix.store.ticketfile import rewrite_ticket

#: Told as the import goes on: what is being done, how far it is, how far it goes (0: unknown).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One commit to come: a ticket's new file, and where the old one lay."""

    order: datetime
    author: int
    when: int
    message: str
    path: str
    old: str
    mark: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: `commit` is empty when there was nothing new."""

    survey: Survey
    mapping: Mapping
    tally: Tally
    findings: tuple[Finding, ...]
    created: int = 0
    updated: int = 0
    commits: int = 0
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled before the first commit: the words, the ids, the settings they need."""

    survey: Survey
    mapping: Mapping
    ground: Ground
    config: Config
    settings: dict[str, bytes]
    ids: dict[str, str]
    findings: tuple[Finding, ...] = ()


def plan_import(source: Source, ground: Ground, chosen: Mapping | None = None) -> Plan:
    """Return the plan of an import; what `chosen` leaves open goes where it was proposed."""
    chosen = chosen or Mapping()
    found = survey(source, chosen)
    proposed = propose(found, ground.config)
    mapping = met(chosen.over(proposed), ground.config.people)
    ids = ground.ids(found.system, found.alias, found.keys)
    settings = taught(
        ground.files,
        mapping,
        source=found.system.capitalize(),
        crowded=_crowded(found, mapping, ground),
        strangers=not found.linked <= set(ids),
    )
    config = usable(*parse_config({**ground.files, **settings}))
    doubts = tuple(unused_words(chosen, proposed, found))
    return Plan(found, mapping, ground, config, settings, ids, doubts)


def run_import(
    repo: Repo,
    prefix: str,
    source: Source,
    *,
    importer: Author,
    now: datetime,
    chosen: Mapping | None = None,
    progress: Progress = lambda _what, _done, _total: None,
) -> Imported:
    """Import all that is new in `source` and return what went where.

    `prefix` leads from the work tree to the tracker. An import that fails leaves nothing behind.
    """
    progress("reading", 0, 0)
    tally = Tally()
    with importing(repo) as work:
        plan = plan_import(source, read_ground(repo, prefix, source.system), chosen)
        builder = _builder(plan, tally)
        writer = _Writer(plan, builder, work.stream, now)
        total = len(plan.survey.keys)
        for count, record in enumerate(source.records(), 1):
            writer.add(record)
            progress("reading history", count, total)
        writer.write(importer, now, progress)
    return Imported(
        survey=plan.survey,
        mapping=plan.mapping,
        tally=tally,
        findings=(*source.findings, *plan.findings, *tally.findings, *circles(tally.leads)),
        created=writer.created,
        updated=writer.updated,
        commits=work.stream.commits,
        commit=work.commit,
    )


def rehearse(source: Source, ground: Ground, chosen: Mapping | None = None) -> Imported:
    """Return what an import would do, and write nothing."""
    plan = plan_import(source, ground, chosen)
    tally = Tally()
    builder = _builder(plan, tally)
    created = updated = commits = 0
    for record in source.records():
        known = ground.known.get(builder.external(record.key))
        at = record.updated or record.created
        found = Again(record, ground, plan.mapping, at, tally.findings)
        count = sum(1 for _ in news(known, builder.snapshots(record), found))
        commits += count
        created += known is None
        updated += known is not None and count > 0
    commits += bool(commits and plan.settings)
    findings = (*source.findings, *plan.findings, *tally.findings, *circles(tally.leads))
    return Imported(plan.survey, plan.mapping, tally, findings, created, updated, commits)


def news(known: Known | None, snapshots: Iterable[Snapshot], again: Again) -> Iterator[Snapshot]:
    """Yield the snapshots that the tracker has not seen, on top of what it made of the ticket.

    A deed is known when a commit of the same second touched the ticket; so edits made here since
    stay, whatever they were.
    """
    if known is None:
        yield from snapshots
        return
    seen = known.times
    current, last = known.ticket, None
    seconds: set[int] = set()
    for snapshot in snapshots:
        second = int(snapshot.at.timestamp())
        seconds.add(second)
        before, last = last, snapshot.ticket
        if before is None and again.is_other(known, snapshot.ticket):
            return
        if before is None or seen[second] > 0:
            seen[second] -= 1
            continue
        after = apply(current, diff(before, snapshot.ticket))
        if diff(current, after):
            current = after
            yield replace(snapshot, ticket=after)
    if last is not None and (rest := again.rest(known, current, last, seconds)):
        yield rest


def _builder(plan: Plan, tally: Tally) -> Builder:
    found, statuses = plan.survey, plan.config.statuses
    queue = (name for name, each in statuses.items() if each.category is Category.QUEUE)
    first = next(queue, next(iter(statuses)))
    return Builder(plan.mapping, plan.ids, found.system, found.alias, tally, found.pairs, first)


class _Writer:
    """Writes contents as they come and remembers the commits, which have to wait for all."""

    def __init__(self, plan: Plan, builder: Builder, stream: FastImport, now: datetime) -> None:
        self.plan = plan
        self.builder = builder
        self.stream = stream
        self.steps: list[Step] = []
        self.authors: dict[Account, int] = {}
        self.created = 0
        self.updated = 0
        self.now = now

    def add(self, record: Record) -> None:
        """Write the contents of a record's snapshots."""
        known = self.plan.ground.known.get(self.builder.external(record.key))
        old, data = (known.path, known.data) if known else ("", b"")
        latest: datetime | None = None
        count = 0
        at = record.updated or self.now
        findings = self.builder.tally.findings
        again = Again(record, self.plan.ground, self.plan.mapping, at, findings)
        for snapshot in news(known, self.builder.snapshots(record), again):
            data = rewrite_ticket(data, snapshot.ticket, old) if known else _new(snapshot.ticket)
            path = self._path(snapshot.ticket)
            # A clock of the source that ran backwards must not put an edit before its ticket.
            latest = max(latest, snapshot.at) if latest else snapshot.at
            self._remember(snapshot, latest, path, old if old != path else "", data)
            old = path
            count += 1
        self.created += known is None
        self.updated += known is not None and count > 0

    def write(self, importer: Author, now: datetime, progress: Progress) -> None:
        """Write the settings and then every commit, in order of time."""
        if not self.steps:
            return
        self._write_settings(importer, now)
        people = [self._author(account) for account in self.authors]
        prefix = self.plan.ground.prefix
        self.steps.sort(key=lambda step: step.order)
        for count, step in enumerate(self.steps, 1):
            puts = [Put(prefix + step.old, None)] if step.old else []
            puts.append(Put(prefix + step.path, step.mark))
            self.stream.commit(people[step.author], step.when, step.message, puts)
            progress("writing commits", count, len(self.steps))

    def _remember(
        self, snapshot: Snapshot, order: datetime, path: str, old: str, data: bytes
    ) -> None:
        author = self.authors.setdefault(snapshot.author, len(self.authors))
        mark = self.stream.blob(data)
        when = int(snapshot.at.timestamp())
        self.steps.append(Step(order, author, when, snapshot.message, path, old, mark))

    def _write_settings(self, importer: Author, now: datetime) -> None:
        prefix = self.plan.ground.prefix
        puts = [
            Put(prefix + path, self.stream.blob(data)) for path, data in self.plan.settings.items()
        ]
        folders = [status.folder for status in self.plan.config.statuses.values()]
        keeps = {keep_path(folder) for folder in folders} - self.plan.ground.kept
        if keeps and puts:
            empty = self.stream.blob(b"")
            puts += [Put(prefix + path, empty) for path in sorted(keeps)]
        if puts:
            survey = self.plan.survey
            message = f"tix: settings for the import of {survey.system}:{survey.alias}"
            self.stream.commit(importer, int(now.timestamp()), message, puts)

    def _path(self, ticket: Ticket) -> str:
        return ticket_path(self.plan.config.status(ticket.status), ticket.created, ticket.id)

    def _author(self, account: Account) -> Author:
        face = self.plan.mapping.people.get(account.name)
        if face is None:
            return Author(account.display or account.name, account.email)
        return Author(face.name or face.handle, face.email)


def _new(ticket: Ticket) -> bytes:
    """Return a new file; most of its fields stand as they did in the snapshot before."""
    return "".join(
        _emitted(name, node) if isinstance(node, str) else emit_field(name, node)
        for name, node in ticket.doc.items()
    ).encode()


@lru_cache(maxsize=512)
def _emitted(name: str, text: str) -> str:
    return emit_field(name, text)


def _crowded(found: Survey, mapping: Mapping, ground: Ground) -> frozenset[str]:
    """Return the statuses that ever held more tickets than one folder should.

    Fewer are too many where tickets come and go all the time, since each commit writes the whole
    folder anew. Where tickets of the tracker lie already, people decide (`tix status shelve`).
    """
    sizes: Counter[str] = Counter()
    visits: Counter[str] = Counter()
    for name, target in mapping.statuses.items():
        if target.category is not Category.CLOSED:
            sizes[target.to] += peak(found, name)
            visits[target.to] += found.visits(name)
    limit = ground.config.number("limits.folder")
    return frozenset(
        name
        for name, count in sizes.items()
        if (count > limit or count * visits[name] > limit * limit)
        and ground.config.status(name).folder not in ground.filled
    )
