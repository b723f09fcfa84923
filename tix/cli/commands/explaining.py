"""The command that says what the words of a tracker mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from tix.cli import complete, options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, write, write_json
from tix.errors import NotFound
from tix.text import clean, closest, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tix.cli.output import Json
    from tix.meanings import Meaning


@command(
    "explain",
    examples=("tix explain waiting", "tix explain auth/login", "tix explain duplicate --json"),
)
@click.argument("value", shell_complete=complete.words)
@options.value_form
@pass_session
def explain(session: Session, *, value: str, form: Form) -> None:
    """Say what a word of the tracker means.

    A status, tag, flag, priority, type, category, channel, resolution, field or view, by its name
    or an old one: its meaning, when to use it, and how many tickets have it, closed ones too.
    """
    from tix.meanings import count_meant, find_meanings, known_words

    tracker = session.tracker
    found = find_meanings(tracker.config, value)
    if not found:
        near = closest(value, known_words(tracker.config))
        hint = f"tix explain {near}" if near else "tix config get shows what is declared"
        raise NotFound(f"Nothing here is called {value!r}.", hint=hint)
    counted = [replace(one, tickets=count_meant(tracker, one)) for one in found]
    if form.is_text:
        write("\n".join("".join(_lines(one, session)) for one in counted))
    else:
        write_json("explain", {"total": len(counted), "items": [_record(one) for one in counted]})


def _lines(one: Meaning, session: Session) -> Iterator[str]:
    from tix.cli import terminal
    from tix.cli.colour import BOLD, DIM, OFF, coloured

    name = clean(one.name)
    shown = f"{BOLD}{coloured(name, one.colour)}{OFF}" if session.paints else name
    yield f"{shown} ({one.kind})\n"
    width, _ = terminal.size()
    for line in wrap(clean(one.meaning) or "Nothing is said about it.", min(width, 100) - 2):
        yield f"  {line}\n"
    facts = {**one.facts, **({"colour": one.colour} if one.colour else {})}
    if one.tickets is not None:
        facts["tickets"] = f"{one.tickets:,}   tix list -A {one.query}" if one.tickets else "none"
    widest = max(map(len, facts), default=0)
    for label, text in facts.items():
        told = label.ljust(widest)
        yield f"  {f'{DIM}{told}{OFF}' if session.paints else told}  {clean(text)}\n"


def _record(one: Meaning) -> dict[str, Json]:
    return {
        "kind": one.kind,
        "name": one.name,
        "meaning": one.meaning or None,
        "colour": one.colour or None,
        "facts": {name.replace(" ", "_"): text for name, text in one.facts.items()},
        "query": one.query or None,
        "tickets": one.tickets,
    }
