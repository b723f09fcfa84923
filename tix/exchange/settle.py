"""Bring an issue to what its fields say, where its history does not lead there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tix.exchange.record import SETTLED, Account, Edit, Event, Record, exporter
from tix.exchange.rewind import disagreements
from tix.findings import Finding, Severity


def settled(record: Record, system: str, findings: list[Finding]) -> Record:
    """Return the record with one last event for all that its history leaves open, and tell it."""
    left = disagreements(record)
    for edit in left:
        said = f"history ends with {edit.before or 'nothing'!r}"
        message = f"{edit.field}: {said}, the issue says {edit.after or 'nothing'!r}"
        text = f"{record.key}: {message}"
        findings.append(
            Finding(Severity.WARNING, "import-history", record.path, text, line=record.line)
        )
    return _with_last(record, tuple(left), exporter(system), record.updated) if left else record


def ended(
    record: Record, began: Mapping[str, str], at: datetime, by: Account | None, system: str
) -> Record:
    """Return a record that has fields only with one event at its end.

    `began` holds the fields that were otherwise at creation, such as the status; nobody's event
    is the export's own.
    """
    edits = tuple(
        Edit(name, first, final)
        for name, first in began.items()
        if isinstance(final := record.fields.get(name, ""), str) and final != first
    )
    plain = replace(record, is_shallow=record.is_shallow or not record.events)
    return _with_last(plain, edits, by or exporter(system), at) if edits else plain


def _with_last(record: Record, edits: tuple[Edit, ...], by: Account, at: datetime | None) -> Record:
    """Return the record with an event behind all others."""
    last = max((event.at for event in record.events), default=record.created)
    event = Event(SETTLED, max(at or last, last), by, edits)
    return replace(record, events=(*record.events, event))
