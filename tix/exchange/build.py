"""Turn a record into the tickets that it was, one after the other: a snapshot for every commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from tix.exchange.mapping import Mapping
from tix.exchange.place import Placer
from tix.exchange.record import Account, Event, Record, Remark, Work, reference
from tix.exchange.rewind import State, beginning, step
from tix.findings import Finding
from tix.model.changes import Change, diff, in_words
from tix.model.ids import hashed_item
from tix.model.registers import STATUS_GROUP, order
from tix.model.ticket import Comment, Node, Ticket, format_time
from tix.text import clean
from tix.workflow.circles import leads

Deed: TypeAlias = Event | Remark | Work


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A ticket as it stood after one deed; `at` keeps the source's fraction of a second."""

    at: datetime
    author: Account
    ticket: Ticket
    message: str


@dataclass(slots=True)
class Tally:
    """What went where: placed and unplaced values by the source's field, and findings."""

    placed: Counter[tuple[str, str]] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    edited: int = 0
    findings: list[Finding] = field(default_factory=list)
    #: Ids that tickets lead to at last, by kind of link.
    leads: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds snapshots; `ids` holds the ticket id of every key of the source."""

    mapping: Mapping
    ids: Pairs[str, str]
    system: str
    alias: str
    tally: Tally
    #: Links of the source from issue to issue, so that one which both ends tell stands once.
    pairs: Set[tuple[str, str]] = frozenset()
    #: The status of issues that have none.
    status: str = "open"

    def external(self, key: str) -> str:
        """Return the reference of a ticket to its issue; a source without alias has none."""
        return reference(self.system, self.alias, key) if self.alias else ""

    def snapshots(self, record: Record) -> Iterator[Snapshot]:
        """Yield the ticket at its creation and after each deed that changed it, in order."""
        placer = Placer(self.mapping, self.ids, record, self.tally.findings, self.pairs)
        state = beginning(record)
        heard: list[Node] = []
        worked: list[Node] = []
        last = self._ticket(record, placer, state, heard, worked)
        yield Snapshot(record.created, record.author, last, f"{last.id}: create {last.title}")
        for deed in _deeds(record):
            if isinstance(deed, Event):
                for edit in deed.edits:
                    step(state, edit, record.lists)
            elif isinstance(deed, Remark):
                _hear(heard, self._comment(record, deed, placer))
            else:
                worked.append(self._work(record, deed, placer))
            ticket = self._ticket(record, placer, state, heard, worked)
            if changes := _changes(last, ticket):
                said = "; ".join(in_words(changes))
                yield Snapshot(deed.at, deed.author, ticket, f"{ticket.id}: {line_of(said)}")
            elif isinstance(deed, Event):
                self.tally.dropped.update(edit.field for edit in deed.edits)
            last = ticket
        for kind, targets in leads(last).items():
            self.tally.leads.setdefault(kind, {})[last.id] = targets
        self._count(record, placer)

    def _ticket(
        self,
        record: Record,
        placer: Placer,
        state: State,
        heard: list[Node],
        worked: list[Node],
    ) -> Ticket:
        status, doc = placer.fields(state)
        doc["id"] = self.ids[record.key]
        doc["external"] = self.external(record.key)
        doc["created"] = format_time(record.created)
        if not doc.get("title"):
            doc["title"] = record.key
        if heard:
            doc["comments"] = [*heard]
        if worked:
            doc["worked"] = [*worked]
        return Ticket(status or self.status, {name: doc[name] for name in order(doc) if doc[name]})

    def _comment(self, record: Record, remark: Remark, placer: Placer) -> dict[str, Node]:
        self.tally.edited += remark.edited
        ident = hashed_item(self.system, self.alias, record.key, remark.id)
        by = placer.handle(remark.author.name)
        text = placer.cleaned("comment", remark.text)
        return Comment(ident, remark.at, by, text, kind=remark.kind).to_node()

    def _work(self, record: Record, work: Work, placer: Placer) -> Node:
        node: dict[str, Node] = {
            "id": hashed_item(self.system, self.alias, record.key, "work", work.id),
            "at": format_time(work.at),
            "by": placer.handle(work.author.name),
            "spent": _spent(work.seconds),
        }
        text = placer.cleaned("work log", work.text)
        return node | {"note": text} if text else node

    def _count(self, record: Record, placer: Placer) -> None:
        for name, value in record.fields.items():
            if value and value != "0":
                self.tally.placed[name, placer.target(name).to] += 1


def _changes(before: Ticket, after: Ticket) -> list[Change]:
    """Return the changes between two snapshots, looking closer only at fields that differ."""
    old, new = before.doc, after.doc
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if not names and before.status == after.status:
        return []
    names += STATUS_GROUP
    parts = ({name: doc[name] for name in names if name in doc} for doc in (old, new))
    return diff(*map(Ticket, (before.status, after.status), parts))


def _hear(heard: list[Node], comment: dict[str, Node]) -> None:
    """Add a comment, or give the one that it is a later wording of its words."""
    for place, node in enumerate(heard):
        if isinstance(node, dict) and node["id"] == comment["id"]:
            heard[place] = comment | {"at": node["at"], "by": node["by"]}
            return
    heard.append(comment)


def _deeds(record: Record) -> Iterator[Deed]:
    """Yield everything that happened, in order of time; in one instant fields come first.

    Events keep their order: one with an earlier time than the one before it happened after it.
    """
    ranked: list[tuple[datetime, int, int, Deed]] = []
    latest = record.created
    for place, event in enumerate(record.events):
        latest = max(latest, event.at)
        ranked.append((latest, 0, place, event))
    groups: tuple[tuple[Deed, ...], ...] = (record.remarks, record.works)
    for rank, group in enumerate(groups, 1):
        ranked += [(deed.at, rank, place, deed) for place, deed in enumerate(group)]
    ranked.sort(key=lambda entry: entry[:3])
    return (entry[3] for entry in ranked)


def _spent(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0m"


def line_of(text: str) -> str:
    """Return what a commit message says of a change, cut where it is long."""
    line = clean(text)
    return line if len(line) <= 160 else line[:159] + "…"
