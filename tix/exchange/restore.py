"""Bring tickets of tix back: the same ids, files and history, in this or another tracker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tix.config.load import parse_config, usable
from tix.errors import TicketSyntaxError
from tix.exchange.build import Tally
from tix.exchange.ground import Ground, read_ground
from tix.exchange.importer import Imported, Progress
from tix.exchange.mapping import SECTIONS, Face, Mapping, StatusTarget, Target
from tix.exchange.record import Account, exporter
from tix.exchange.settings import taught
from tix.exchange.sources.tixjson import Deed, TixJson, Told
from tix.exchange.survey import Survey
from tix.git.fastimport import Put
from tix.git.gitconfig import Author
from tix.git.log import stream
from tix.git.repo import Repo
from tix.model.changes import apply, diff, in_words
from tix.model.config import Config
from tix.model.ticket import Ticket
from tix.store.landing import importing
from tix.store.layout import keep_path, ticket_path
from tix.store.ticketfile import parse_ticket, render_ticket, rewrite_ticket
from tix.text import clean


@dataclass(frozen=True, slots=True)
class Step:
    """One commit to come: a ticket as it is from then on."""

    order: tuple[datetime, int]
    at: datetime
    author: Account
    ticket: Ticket
    message: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Here:
    """A ticket that is in the tracker: its file, and the seconds in which it was changed."""

    path: str
    data: bytes
    times: Counter[int]


@dataclass(slots=True)
class Plan:
    """What a restoring is about to write."""

    ground: Ground
    config: Config
    settings: dict[str, bytes]
    steps: list[Step]
    here: dict[str, Here]
    survey: Survey
    created: int = 0
    updated: int = 0


def restore(
    repo: Repo,
    prefix: str,
    source: TixJson,
    *,
    importer: Author,
    now: datetime,
    progress: Progress,
) -> Imported:
    """Bring in all that is new in an export of tix; one that fails leaves nothing behind."""
    progress("reading", 0, 0)
    with importing(repo) as work:
        plan = plan_restore(repo, prefix, source)
        if plan.steps:
            puts = [Put(prefix + path, work.stream.blob(data)) for path, data in _made(plan)]
            if puts:
                message = "tix: settings for the import of tickets"
                work.stream.commit(importer, int(now.timestamp()), message, puts)
        paths = {name: here.path for name, here in plan.here.items()}
        for count, step in enumerate(sorted(plan.steps, key=lambda step: step.order), 1):
            name, path = step.ticket.id, _path(plan.config, step.ticket)
            gone = [Put(prefix + paths[name], None)] if paths.get(name, path) != path else []
            author = Author(step.author.display or step.author.name, step.author.email)
            written = [*gone, Put(prefix + path, work.stream.blob(step.data))]
            work.stream.commit(author, int(step.at.timestamp()), step.message, written)
            paths[name] = path
            progress("writing commits", count, len(plan.steps))
    return _done(plan, source, work.stream.commits, work.commit)


def rehearse_restore(repo: Repo, prefix: str, source: TixJson) -> Imported:
    """Return what `restore` would do, and write nothing."""
    plan = plan_restore(repo, prefix, source)
    return _done(plan, source, len(plan.steps) + bool(plan.settings and plan.steps), "")


def plan_restore(repo: Repo, prefix: str, source: TixJson) -> Plan:
    """Return what is new in an export, and the settings that it needs.

    A tracker without tickets takes the settings of the export as they are; one that has some
    learns the words that it lacks.
    """
    ground = read_ground(repo, prefix, source.system)
    told = source.settings()
    settings = told if told and not ground.taken else {}
    if not settings:
        settings = _taught(ground, usable(*parse_config(told)) if told else None, source)
    settings = {path: data for path, data in settings.items() if ground.files.get(path) != data}
    config = usable(*parse_config({**ground.files, **settings}))
    survey = Survey(source.system)
    plan = Plan(ground, config, settings, [], _here(repo, prefix, ground), survey)
    for ticket in source.tickets():
        survey.keys.append(ticket.ticket.id)
        survey.events += sum(len(deed.changes) for deed in ticket.deeds)
        survey.remarks += len(ticket.ticket.comments)
        _plan_ticket(plan, ticket)
    return plan


def _plan_ticket(plan: Plan, told: Told) -> None:
    here = plan.here.get(told.ticket.id)
    if here is not None and here.data == told.data:
        return
    steps = list(_steps(plan, told, here))
    plan.steps += steps
    plan.created += here is None and bool(steps)
    plan.updated += here is not None and bool(steps)


def _steps(plan: Plan, told: Told, here: Here | None) -> Iterator[Step]:
    """Yield the commits of a ticket that the tracker has not seen, on top of what it has."""
    seen = Counter(here.times) if here else Counter[int]()
    data = here.data if here else b""
    now = _parsed(plan, here) if here else None
    theirs: Ticket | None = None
    latest = told.ticket.created
    whole = told.data or None
    for deed in _whole(told):
        before, theirs = theirs, _after(theirs, deed, told)
        latest = max(latest, deed.at)
        second = int(deed.at.timestamp())
        if seen[second] > 0:
            seen[second] -= 1
            continue
        after = apply(now, diff(before, theirs))
        changes = diff(now, after)
        is_end = after == told.ticket and whole is not None
        if not changes and not (is_end and data != whole):
            continue
        if is_end and whole is not None:
            data = whole
        elif now is not None and here is not None:
            data = rewrite_ticket(data, after, here.path)
        else:
            data = render_ticket(_ordered(after))
        said = "; ".join(in_words(changes)) if now else f"create {after.title}"
        message = f"{after.id}: {clean(said)[:160]}"
        yield Step((latest, len(plan.steps)), deed.at, deed.author, after, message, data)
        now = after


def _whole(told: Told) -> Iterator[Deed]:
    """Yield what was done to a ticket, and at the end what its history does not tell."""
    state: Ticket | None = None
    for deed in told.deeds:
        if deed.changes:
            state = apply(state, deed.changes)
            yield deed
    rest = tuple(diff(state, told.ticket))
    if rest:
        at = told.deeds[-1].at if told.deeds else told.ticket.created
        yield Deed(at, exporter("tix"), rest)


def _after(before: Ticket | None, deed: Deed, told: Told) -> Ticket:
    """Return the ticket after a deed; its fields stand as they do at the end."""
    after = apply(before, deed.changes)
    return told.ticket if after == told.ticket else after


def _ordered(ticket: Ticket) -> Ticket:
    from tix.model.registers import order

    return replace(ticket, doc={name: ticket.doc[name] for name in order(ticket.doc)})


def _parsed(plan: Plan, here: Here) -> Ticket | None:
    status = plan.config.status_of_folder(here.path.partition("/")[0])
    try:
        return parse_ticket(here.data, here.path, status)
    except TicketSyntaxError:
        return None


def _here(repo: Repo, prefix: str, ground: Ground) -> dict[str, Here]:
    """Return every ticket that is committed, by its id."""
    from tix.exchange.ground import tickets_in

    times: dict[str, Counter[int]] = {}
    if not ground.taken:
        return {}
    for entry in stream(repo.git, paths=[prefix.rstrip("/")] if prefix else []):
        for name in {change.path.rpartition("/")[2] for change in entry.diffs[0]}:
            times.setdefault(name.removesuffix(".yaml"), Counter())[entry.authored] += 1
    return {
        name: Here(path, data, times.get(name, Counter()))
        for name, path, data in tickets_in(repo, prefix)
    }


def _made(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Yield the files to write beside tickets: settings, and what keeps folders."""
    if not plan.settings:
        return
    yield from plan.settings.items()
    folders = [status.folder for status in plan.config.statuses.values()]
    for path in sorted({keep_path(folder) for folder in folders} - plan.ground.kept):
        yield path, b""


def _path(config: Config, ticket: Ticket) -> str:
    return ticket_path(config.status(ticket.status), ticket.created, ticket.id)


def _taught(ground: Ground, config: Config | None, source: TixJson) -> dict[str, bytes]:
    """Return the setting files that change, so that every word of the export is declared."""
    mapping = Mapping()
    if config is not None:
        mapping = _words(config)
    else:
        states = {told.ticket.status: told.state for told in source.tickets()}
        mapping = Mapping(
            statuses={name: StatusTarget(name, state) for name, state in states.items()}
        )
    return taught(ground.files, mapping, source="tix", crowded=frozenset(), strangers=False)


def _words(config: Config) -> Mapping:
    """Return the mapping that leaves every word of some settings as it is."""
    values: dict[str, dict[str, str]] = {
        field: {name: name for name in config.declared_for(field)} for field in SECTIONS.values()
    }
    fields = {name: Target(name, field.kind, field.many) for name, field in config.fields.items()}
    people = {
        name: Face(name, person.name, next(iter(person.emails), ""), tuple(person.roles))
        for name, person in config.people.people.items()
    }
    statuses = {
        name: StatusTarget(name, status.category) for name, status in config.statuses.items()
    }
    return Mapping(fields=fields, statuses=statuses, values=values, people=people)


def _done(plan: Plan, source: TixJson, commits: int, commit: str) -> Imported:
    return Imported(
        survey=plan.survey,
        mapping=Mapping(),
        tally=Tally(),
        findings=tuple(source.findings),
        created=plan.created,
        updated=plan.updated,
        commits=commits,
        commit=commit,
    )
