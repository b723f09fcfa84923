"""What a later export says anew of an issue, where the source keeps no history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tix.errors import TicketSyntaxError
from tix.exchange.build import Snapshot, line_of
from tix.exchange.ground import Ground, Known, Touch
from tix.exchange.mapping import LINKS, Mapping
from tix.exchange.place import OTHER_LINKS
from tix.exchange.record import Record, exporter
from tix.findings import Finding, Severity
from tix.model.changes import apply, diff, in_words
from tix.model.ticket import Ticket
from tix.store.ticketfile import parse_ticket

#: How addresses end that an import made up: nobody works here under one.
_MADE_UP = ".invalid"


@dataclass(frozen=True, slots=True)
class Again:
    """A record that may be known, on the `ground` it meets, and when it was as it is."""

    record: Record
    ground: Ground
    mapping: Mapping
    at: datetime
    findings: list[Finding]

    def is_other(self, known: Known, first: Ticket) -> bool:
        """Tell whether the known ticket came from another issue of the same name, and say so.

        Answers that do not say whose they are give the same names to issues of two trackers.
        """
        same = known.ticket.created == first.created or known.ticket.title == first.title
        if same or not self.record.is_dated:
            return False
        name, ident = first.text("external"), known.ticket.id
        message = f"{name} is {ident} here, an issue of another tracker; --as gives this one a name"
        record = self.record
        path = record.path or record.key
        finding = Finding(Severity.ERROR, "import-other", path, message, line=record.line)
        self.findings.append(finding)
        return True

    def rest(
        self, known: Known, current: Ticket, final: Ticket, seconds: set[int]
    ) -> Snapshot | None:
        """Return what differs from all that the source said before, put on the ticket as it is.

        `final` is the ticket as the source has it now, `seconds` are those of its dated deeds.
        What was edited here and did not change there stays.
        """
        said = self._fields()
        if all(change.register.field not in said for change in diff(current, final)):
            return None
        told = self._told(known, seconds)
        news = [change for change in diff(told, final) if change.register.field in said]
        after = apply(current, news) if told else current
        changes = diff(current, after)
        if not changes:
            return None
        message = f"{final.id}: {line_of('; '.join(in_words(changes)))}"
        system = final.text("external").partition(":")[0]
        author = exporter(system)
        author = replace(author, email=f"{author.name}@{system}{_MADE_UP}")
        return Snapshot(self.at, author, after, message)

    def _fields(self) -> set[str]:
        """Return the fields of a ticket that the source speaks of, and has no events of.

        It cannot take others away. Even a source with history may have none of some fields, as
        GitHub has none of the texts of issues.
        """
        dated = {edit.field for event in self.record.events for edit in event.edits}
        spoken = self.record.fields.keys() - (set() if self.record.is_shallow else dated)
        targets = {self.mapping.fields[name].to for name in spoken if name in self.mapping.fields}
        links = {"links", "parent", OTHER_LINKS} if LINKS in targets else set()
        return targets | links | {"comments"}

    def _told(self, known: Known, seconds: set[int]) -> Ticket | None:
        """Return the ticket as imports alone made it: its creation and their commits since."""
        state: Ticket | None = None
        own = [
            touch
            for place, touch in enumerate(known.touches)
            if place == 0 or touch.email.endswith(_MADE_UP) or touch.second in seconds
        ]
        for before, after in self._tickets(own):
            state = apply(state, diff(before, after))
        return state

    def _tickets(self, touches: list[Touch]) -> Iterator[tuple[Ticket | None, Ticket]]:
        """Yield both sides of commits; one whose file cannot be read is left out."""
        sides = [side for touch in touches for side in (touch.before, touch.after)]
        texts = self.ground.read(blob for _, blob in sides if blob)
        known = dict(zip((blob for _, blob in sides if blob), texts, strict=True))
        for touch in touches:
            try:
                before = self._ticket(*touch.before, known) if touch.before[1] else None
                if touch.after[1]:
                    yield before, self._ticket(*touch.after, known)
            except TicketSyntaxError:
                continue

    def _ticket(self, path: str, blob: str, texts: dict[str, bytes]) -> Ticket:
        status = self.ground.config.status_of_folder(path.partition("/")[0])
        return parse_ticket(texts[blob], path, status)
