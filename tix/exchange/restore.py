"""Bring tickets of tix back: the same ids, files and history, in this or another tracker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from datetime import datetime

from tix.config.load import parse_config, usable
from tix.errors import TicketSyntaxError
from tix.exchange.build import Tally
from tix.exchange.ground import Ground, read_ground, tickets_in
from tix.exchange.importer import Imported, Progress
from tix.exchange.mapping import SECTIONS, Face, Mapping, StatusTarget, Target
from tix.exchange.record import Account, exporter
from tix.exchange.settings import taught
from tix.exchange.sources.tixjson import Deed, TixJson, Told
from tix.exchange.survey import Survey
from tix.git.fastimport import Put
from tix.git.gitconfig import Author
from tix.git.log import stream
from tix.git.objects import CatFile
from tix.git.repo import Repo
from tix.model.changes import apply, diff, in_words
from tix.model.config import Config
from tix.model.registers import Register, order
from tix.model.ticket import Ticket
from tix.store.landing import importing
from tix.store.layout import folder_and_id, keep_path, ticket_path
from tix.store.ticketfile import parse_ticket, render_ticket, rewrite_ticket
from tix.text import clean

#: What the deed that makes a ticket sets.
CREATED = Register("created")


@dataclass(frozen=True, slots=True)
class Step:
    """One commit to come: a ticket's new file by its mark, and where the old one lay."""

    order: datetime
    at: int
    author: Account
    message: str
    path: str
    old: str
    mark: int


@dataclass(frozen=True, slots=True)
class Here:
    """A ticket that is in the tracker: its file, and the seconds in which it was changed."""

    path: str
    blob: str
    times: Counter[int]


@dataclass(slots=True)
class Plan:
    """What a restoring is about to write; contents go where `put` takes them, and are not kept."""

    ground: Ground
    config: Config
    settings: dict[str, bytes]
    here: dict[str, Here]
    read: Callable[[str], bytes]
    put: Callable[[bytes], int]
    survey: Survey
    steps: list[Step] = field(default_factory=list)
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
        plan = _plan(repo, prefix, source, work.stream.blob)
        puts = [Put(prefix + path, work.stream.blob(data)) for path, data in _made(plan)]
        if puts:
            message = "tix: settings for the import of tickets"
            work.stream.commit(importer, int(now.timestamp()), message, puts)
        for count, step in enumerate(sorted(plan.steps, key=lambda step: step.order), 1):
            gone = [Put(prefix + step.old, None)] if step.old else []
            author = Author(step.author.display or step.author.name, step.author.email)
            put = Put(prefix + step.path, step.mark)
            work.stream.commit(author, step.at, step.message, [*gone, put])
            progress("writing commits", count, len(plan.steps))
    return _done(plan, source, work.stream.commits, work.commit)


def rehearse_restore(repo: Repo, prefix: str, source: TixJson) -> Imported:
    """Return what `restore` would do, and write nothing."""
    plan = _plan(repo, prefix, source, lambda _data: 0)
    return _done(plan, source, len(plan.steps) + any(True for _ in _made(plan)), "")


def _plan(repo: Repo, prefix: str, source: TixJson, put: Callable[[bytes], int]) -> Plan:
    """Return what is new in an export, and the settings that it needs.

    A tracker without tickets takes the settings of the export as they are; one that has some
    learns the words that it lacks.
    """
    ground = read_ground(repo, prefix, source.system)
    settings = _settings(ground, source)
    config = usable(*parse_config({**ground.files, **settings}))
    with CatFile(repo.git) as objects:
        here = _here(repo, prefix, ground)
        plan = Plan(ground, config, settings, here, objects.get, put, Survey(source.system))
        for told in source.tickets():
            plan.survey.keys.append(told.ticket.id)
            plan.survey.events += sum(len(deed.changes) for deed in told.deeds)
            plan.survey.remarks += len(told.ticket.comments)
            _plan_ticket(plan, told)
    return plan


def _plan_ticket(plan: Plan, told: Told) -> None:
    here = plan.here.get(told.ticket.id)
    data = plan.read(here.blob) if here else b""
    if here and data == told.data:
        return
    before = len(plan.steps)
    old = here.path if here else ""
    latest = told.ticket.created
    for deed, ticket, content, message in _news(plan, told, here, data):
        path = ticket_path(plan.config.status(ticket.status), told.ticket.created, ticket.id)
        latest = max(latest, deed.at)
        gone, at = old if old != path else "", int(deed.at.timestamp())
        plan.steps.append(Step(latest, at, deed.author, message, path, gone, plan.put(content)))
        old = path
    is_new = len(plan.steps) > before
    plan.created += here is None and is_new
    plan.updated += here is not None and is_new


def _news(
    plan: Plan, told: Told, here: Here | None, data: bytes
) -> Iterator[tuple[Deed, Ticket, bytes, str]]:
    """Yield what the tracker has not seen of a ticket, with its file, on top of what it has."""
    seen = Counter(here.times) if here else Counter[int]()
    now = _parsed(plan, here, data) if here else None
    theirs: Ticket | None = None
    for deed in _whole(told):
        before, theirs = theirs, _after(theirs, deed, told)
        second = int(deed.at.timestamp())
        if seen[second] > 0:
            seen[second] -= 1
            continue
        after = apply(now, diff(before, theirs))
        changes = diff(now, after)
        if not changes:
            continue
        if after == told.ticket and told.data:
            data = told.data
        elif here is not None and now is not None:
            data = rewrite_ticket(data, after, here.path)
        else:
            data = render_ticket(_ordered(after))
        said = "; ".join(in_words(changes)) if now else f"create {after.title}"
        yield deed, after, data, f"{after.id}: {clean(said)[:160]}"
        now = after


def _whole(told: Told) -> Iterator[Deed]:
    """Yield what was done to a ticket, and at the end what its history does not tell.

    It begins with its creation, whatever the clocks of those say who answered it. A history that
    does not tell of that tells of another ticket, or of half of one.
    """
    state: Ticket | None = None
    begun = [deed for deed in told.deeds if any(each.register == CREATED for each in deed.changes)]
    others = (deed for deed in told.deeds if deed is not begun[0]) if begun else ()
    for deed in (*begun[:1], *others):
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
    return replace(ticket, doc={name: ticket.doc[name] for name in order(ticket.doc)})


def _parsed(plan: Plan, here: Here, data: bytes) -> Ticket | None:
    status = plan.config.status_of_folder(here.path.partition("/")[0])
    try:
        return parse_ticket(data, here.path, status)
    except TicketSyntaxError:
        return None


def _here(repo: Repo, prefix: str, ground: Ground) -> dict[str, Here]:
    """Return every ticket that is committed, by its id."""
    times: dict[str, Counter[int]] = {}
    if not ground.taken:
        return {}
    for entry in stream(repo.git, paths=[prefix.rstrip("/")] if prefix else []):
        places = (folder_and_id(change.path.removeprefix(prefix)) for change in entry.diffs[0])
        for name in {place[1] for place in places if place}:
            times.setdefault(name, Counter())[entry.authored] += 1
    return {
        name: Here(path, blob, times.get(name, Counter()))
        for name, path, blob in tickets_in(repo, prefix)
    }


def _made(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Yield the files to write beside tickets: settings, and what keeps folders."""
    if not plan.settings or not plan.steps:
        return
    yield from plan.settings.items()
    folders = [status.folder for status in plan.config.statuses.values()]
    for path in sorted({keep_path(folder) for folder in folders} - plan.ground.kept):
        yield path, b""


def _settings(ground: Ground, source: TixJson) -> dict[str, bytes]:
    """Return the setting files that change, so that every word of the export is declared."""
    told = source.settings()
    config = usable(*parse_config(told)) if told else None
    settings = told if told and not ground.taken else {}
    if not settings and config:
        settings = _taught(ground.files, _words(config))
    known = usable(*parse_config({**ground.files, **settings})).statuses
    missing = {
        name: StatusTarget(name, state)
        for name, state in source.statuses().items()
        if name not in known
    }
    settings |= _taught({**ground.files, **settings}, Mapping(statuses=missing))
    return {path: data for path, data in settings.items() if ground.files.get(path) != data}


def _taught(files: Pairs[str, bytes], mapping: Mapping) -> dict[str, bytes]:
    return taught(files, mapping, source="tix", crowded=frozenset(), strangers=False)


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
