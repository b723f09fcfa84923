"""A sync as people and programs read it: what came, what went, whose values gave way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from tix.cli import times
from tix.cli.historyview import event_json, told
from tix.cli.ticketjson import as_json
from tix.merge.decisions import Winner
from tix.model.ticket import format_time
from tix.text import clean, plural, truncate

if TYPE_CHECKING:
    from tix.cli.context import Session
    from tix.cli.output import Json
    from tix.history.events import Event
    from tix.merge.decisions import Decision, Held
    from tix.sync.account import Account, Haul
    from tix.sync.rounds import Round

#: Tickets and losses that are told one by one.
_SHOWN = 8
#: Cells of what happened to one ticket, and of a value.
_ROOM, _VALUE = 80, 40


def sync_text(session: Session, done: Round, account: Account) -> str:
    """Return a few lines: nothing, what came, what went, what was decided."""
    lines = [
        *_haul_lines(f"Came from {done.route.remote}", account.came),
        *_haul_lines(f"Went to {done.route.remote}", account.went),
        *loss_lines(session, account.losses),
    ]
    return clean("".join(f"{line}\n" for line in lines), lines=True)


def sync_json(done: Round, account: Account) -> dict[str, Json]:
    """Return the promised JSON object of a sync."""
    return {
        "remote": done.route.remote,
        "branch": done.route.branch.removeprefix("refs/heads/"),
        "before": done.before,
        "after": done.after,
        "pushed": done.pushed,
        "merged": done.plan is not None,
        "came": _haul_json(account.came),
        "went": _haul_json(account.went),
        "losses": [decision_json(one) for one in account.losses],
    }


def loss_lines(session: Session, losses: tuple[Decision, ...]) -> Iterator[str]:
    """Yield who lost which value to whom."""
    for one in losses[:_SHOWN]:
        won, lost = _won_and_lost(one)
        yield (
            f"{one.ticket} {one.register}: {_value(won)} of {won.by}"
            f" stands over {_value(lost)} of {lost.by}"
            f" ({times.relative(lost.at, session.tracker.now)}), {one.why}"
        )
    if len(losses) > _SHOWN:
        yield f"and {plural(len(losses) - _SHOWN, 'more value')} gave way to later ones"


def decision_json(one: Decision) -> dict[str, Json]:
    """Return the promised JSON object of a value that gave way."""
    won, lost = _won_and_lost(one)
    return {
        "id": one.ticket,
        "register": str(one.register),
        "kept": _held_json(won),
        "lost": _held_json(lost),
        "why": one.why,
    }


def _haul_lines(head: str, haul: Haul) -> Iterator[str]:
    if not haul.commits:
        return
    people = f", by {', '.join(haul.people)}" if haul.people else ""
    stories = [
        (name, [*_told(events)]) for name, events in groupby(haul.events, lambda one: one.ticket)
    ]
    if stories:
        changes = plural(sum(len(texts) for _, texts in stories), "change")
        what = f"{changes} of {plural(len(stories), 'ticket')}"
    else:
        what = plural(len(haul.tickets), "ticket") if haul.tickets else "no ticket"
        what = f"{plural(haul.commits, 'commit')}, {what}"
    yield f"{head}: {what}{people}."
    for name, texts in stories[:_SHOWN]:
        yield f"  {name}  {truncate('; '.join(texts), _ROOM)}"
    if len(stories) > _SHOWN:
        yield f"  and {plural(len(stories) - _SHOWN, 'more ticket')}: tix news, tix log"


def _told(events: Iterable[Event]) -> Iterator[str]:
    for _, block in groupby(events, lambda event: event.commit):
        yield from told([*block])


def _haul_json(haul: Haul) -> dict[str, Json]:
    return {
        "commits": haul.commits,
        "tickets": [*haul.tickets],
        "people": [*haul.people],
        "events": [event_json(event) for event in haul.events],
    }


def _won_and_lost(one: Decision) -> tuple[Held, Held]:
    is_ours = one.winner is Winner.OURS
    return (one.ours, one.theirs) if is_ours else (one.theirs, one.ours)


def _value(held: Held) -> str:
    value = held.value
    if isinstance(value, dict):
        value = value.get("status", value.get("text", "")) or "its other version"
    text = ", ".join(map(str, value)) if isinstance(value, list) else value
    return truncate(" ".join(str(text).split()), _VALUE) if text else "none"


def _held_json(held: Held) -> dict[str, Json]:
    return {"value": as_json(held.value), "by": held.by, "at": format_time(held.at)}
