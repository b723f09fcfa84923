"""The command that changes many tickets at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tix.cli import complete, options, terminal
from tix.cli.changing import How, changes_one, tell
from tix.cli.command import Dashes, command
from tix.cli.context import Session, pass_session
from tix.cli.output import say
from tix.errors import NotFound, Refused, TicketSyntaxError
from tix.model.changes import apply
from tix.text import plural
from tix.workflow.bulk import Order, plan_for, split_order
from tix.workflow.judge import judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tix.drafts import Draft, Outcome
    from tix.model.changes import Change
    from tix.model.ticket import Ticket
    from tix.workflow.bulk import Plan
    from tix.workflow.desk import Desk


@command(
    "bulk",
    examples=(
        "tix bulk 'tag:login status:open' set priority=high",
        "tix bulk assignee:bob assign ana --yes",
        "tix bulk 'type:bug created:..2026-01-01' close --as obsolete --dry-run",
        "tix bulk tag:outage comment -m 'The mail server is back.'",
        "tix bulk tag:logn tag +login -logn",
    ),
    dashes=Dashes.MEMBERS,
)
@click.argument("words", metavar="QUERY VERB [WORD]...", nargs=-1, shell_complete=complete.query)
@options.text
@click.option(
    "--as",
    "resolution",
    metavar="RESOLUTION",
    shell_complete=complete.values_of("resolution"),
    help="How closed tickets ended.",
)
@click.option("--note", is_flag=True, help="Comment for the team only.")
@click.option("--take", is_flag=True, help="Claim even what somebody has.")
@click.option("--off", is_flag=True, help="Watch no longer.")
@options.yes
@changes_one
@pass_session
def bulk(
    session: Session,
    *,
    words: tuple[str, ...],
    text: str | None,
    resolution: str | None,
    note: bool,
    take: bool,
    off: bool,
    yes: bool,
    how: How,
) -> None:
    """Change every ticket that matches a query.

    VERB is set, assign, unassign, claim, tag, flag, watch, due, snooze, comment, move, close or
    reopen, with the words that the command of that name takes. The changes are shown first; after a
    yes they become one commit. Tickets that refuse a change are named and left as they are.
    """
    query, verb, rest = split_order(words)
    kind = "note" if note else "reply"
    order = Order(verb, rest, text or "", kind, resolution or "", take=take, off=off)
    tracker = session.tracker
    plan = plan_for(order, tracker.desk, tracker.resolve)
    ids = _ids(session, query)
    trial = _Attempt(ids, plan, tracker.desk)
    if yes and not how.dry_run:
        _tell(tracker.write(trial.fill, include=how.include), trial, how)
        return
    preview = tracker.write(trial.fill, include=how.include, dry_run=True)
    trial.report()
    if how.dry_run or not preview.edits:
        tell(preview, how)
        return
    _confirm(session, preview)
    attempt = _Attempt([edit.after.id for edit in preview.edits], plan, tracker.desk)
    _tell(tracker.write(attempt.fill, include=how.include), None, how)


def _tell(outcome: Outcome, attempt: _Attempt | None, how: How) -> None:
    """Say what was left out, unless that was said before, and what changed."""
    if attempt:
        attempt.report()
    tell(outcome, how)
    if outcome.edits and how.form.is_text:
        say(f"{plural(len(outcome.edits), 'ticket')} changed; tix undo takes it back.")


class _Attempt:
    """Makes the changes of a plan, leaving out tickets that refuse them."""

    def __init__(self, ids: Sequence[str], plan: Plan, desk: Desk) -> None:
        self._ids = ids
        self._plan = plan
        self._desk = desk
        self._said: list[str] = []

    def fill(self, draft: Draft) -> None:
        """Change what can be changed."""
        draft.tracker.tickets.expect(self._ids)
        for name in self._ids:
            try:
                draft.change(name, self._judged)
            except (Refused, NotFound, TicketSyntaxError) as error:
                self._said.append(f"left out: {error.message}")

    def report(self) -> None:
        """Say which tickets stay as they are, and what is doubtful."""
        for message in self._said:
            say(message)

    def _judged(self, ticket: Ticket) -> list[Change]:
        changes = self._plan(ticket)
        warnings = judge(ticket, apply(ticket, changes), self._desk)
        self._said += [f"warning: {message}" for message in warnings]
        return changes


def _ids(session: Session, query: Sequence[str]) -> list[str]:
    from tix.selection import select

    ids = select(session.tracker, query).ids()
    if not ids:
        told = " ".join(query)
        raise Refused(f"No ticket matches {told!r}.", hint=f"tix list --all {told!r}")
    return ids


def _confirm(session: Session, preview: Outcome) -> None:
    """Show what would change and go on after a yes."""
    from tix.cli.prompts import confirm

    if session.is_interactive:
        _show(preview)
    confirm(session, f"Change {plural(len(preview.edits), 'ticket')}?")


def _show(preview: Outcome) -> None:
    """Show on stderr, where the question follows, which ticket would become what."""
    from tix.cli.tables import Column, fitted
    from tix.drafts import in_words

    columns = (Column("id"), Column("title", grow=True), Column("change", grow=True))
    rows = [(edit.after.id, edit.after.title, in_words(edit)) for edit in preview.edits]
    width, _ = terminal.size()
    say(fitted(columns, rows, width, paint=False))
