"""Commands that link tickets and split them into parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tix.cli import complete, options
from tix.cli.changing import How, change_draft, changes, changes_one, tell, write_judged
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Kind, write
from tix.errors import NotFound, Refused, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tix.drafts import Draft
    from tix.model.ticket import Node, Ticket
    from tix.tracker import Tracker


@command(
    "link",
    examples=(
        "tix link k7m blocks x2c",
        "tix link k7m blocked-by x2c m4x",
        "tix link k7m x2c parent m4x",
        "tix link --query 'tag:outage' caused-by k7m",
    ),
)
@click.argument(
    "words",
    metavar="ID... KIND OTHER...",
    nargs=-1,
    shell_complete=lambda ctx, param, typed: _complete_link(ctx, param, typed),
)
@changes
@pass_session
def link(session: Session, *, words: tuple[str, ...], how: How) -> None:
    """Link tickets to others.

    KIND is blocks, blocked-by, duplicates, duplicated-by, relates, caused-by, causes, parent or
    child: a link is known from both ends and stands in one file. Circles are refused (exit code 6),
    and so are ids that do not exist.
    """
    from tix.selection import some_ids
    from tix.workflow.links import join, read_kind

    tracker = session.tracker
    names, kind, others = _split_kind(words, has_query=how.query is not None)
    stored, is_inverse = read_kind(kind)
    targets = [tracker.resolve(other) for other in others]
    ids = some_ids(tracker, names, how.query)
    if stored == "parent" and len(set(ids if is_inverse else targets)) > 1:
        raise UsageError("A ticket has one parent.", hint=f"tix link ID parent {targets[0]}")

    def fill(draft: Draft) -> None:
        for name in ids:
            for target in targets:
                join(draft, name, kind, target)

    change_draft(session, fill, how)


@command(
    "unlink",
    examples=("tix unlink k7m x2c", "tix unlink k7m blocks x2c m4x", "tix unlink k7m parent x2c"),
)
@click.argument(
    "words",
    metavar="ID [KIND] OTHER...",
    nargs=-1,
    shell_complete=lambda ctx, param, typed: _complete_link(ctx, param, typed),
)
@changes
@pass_session
def unlink(session: Session, *, words: tuple[str, ...], how: How) -> None:
    """Take links between tickets away.

    Without KIND every link between the two goes, whichever file it stands in. A link to a ticket
    that is not there goes by its whole id.
    """
    from tix.selection import some_ids
    from tix.workflow.links import part

    tracker = session.tracker
    names, kind, others = _split_unlink(words, has_query=how.query is not None)
    ids = some_ids(tracker, names, how.query)
    targets = [_resolve_or_keep(tracker, other) for other in others]

    def fill(draft: Draft) -> None:
        for target in targets:
            found = [part(draft, name, target, kind) for name in ids]
            if not any(found):
                what = f"link of the kind {kind}" if kind else "link"
                start = ids[0] if len(ids) == 1 else "None of them"
                verb = f"has no {what}" if len(ids) == 1 else f"has a {what}"
                raise NotFound(f"{start} {verb} to {target}.", hint=f"tix show {ids[0]}")

    change_draft(session, fill, how)


@command(
    "split",
    examples=(
        "tix split k7m 'Escape umlauts' 'Write a test'",
        "tix split k7m 'Ask the vendor' --assignee ana",
        "tix split k7m --from-checklist",
    ),
)
@options.ticket
@click.argument("titles", metavar="[TITLE]...", nargs=-1)
@click.option(
    "--from-checklist",
    "from_steps",
    is_flag=True,
    help="One for each open step, which leaves the checklist.",
)
@options.fields("assignee", "priority", "tags", "due")
@changes_one
@pass_session
def split(
    session: Session,
    /,
    *,
    ticket: str,
    titles: tuple[str, ...],
    from_steps: bool,
    how: How,
    **given: str | tuple[str, ...] | None,
) -> None:
    """Make sub-tickets of a ticket.

    Each title becomes a ticket with this one as its parent and with the same type, priority,
    category, customer, team, milestone and tags. With -q only the new ids are printed.
    """
    from tix.workflow.parts import open_steps, part_titles, plan_handing_over

    tracker = session.tracker
    if bool(titles) == from_steps:
        raise UsageError(
            "Either titles or --from-checklist say what the parts are.",
            hint=f"tix split {ticket} 'First part' 'Second part'",
        )
    asked = _asked(tracker, given)

    def fill(draft: Draft) -> None:
        whole = draft.read(ticket)
        if tracker.config.status(whole.status).is_closed:
            raise Refused(f"{whole.id} is closed.", hint=f"tix reopen {whole.id}")
        _add_parts(draft, whole, part_titles(whole, titles or open_steps(whole)), asked)
        if from_steps:
            draft.change(ticket, plan_handing_over)

    outcome = write_judged(session, fill, how)
    if how.form.kind is Kind.IDS:
        write("".join(f"{edit.after.id}\n" for edit in outcome.edits if edit.before is None))
    else:
        tell(outcome, how)


def _asked(tracker: Tracker, given: dict[str, str | tuple[str, ...] | None]) -> dict[str, Node]:
    """Return the fields that options ask for, as the file has them."""
    from tix.workflow.creation import read_wish

    wanted: dict[str, Node] = {
        name: [*value] if isinstance(value, tuple) else value
        for name, value in given.items()
        if value is not None and value != ()
    }
    return dict(read_wish(wanted, tracker.desk, tracker.resolve).fields)


def _add_parts(draft: Draft, whole: Ticket, titles: Sequence[str], asked: dict[str, Node]) -> None:
    """Add a new ticket for each title, in order."""
    from tix.workflow.creation import new_ticket, part_of

    tracker = draft.tracker
    made: set[str] = set()
    for title in titles:
        ticket = new_ticket(
            tracker.config,
            part_of(whole, title) | asked,
            taken=lambda name: name in made or tracker.tickets.is_taken(name),
            reporter=tracker.me,
            now=tracker.now,
        )
        made.add(ticket.id)
        draft.add(ticket)


def _split_kind(
    words: Sequence[str], *, has_query: bool
) -> tuple[Sequence[str], str, Sequence[str]]:
    """Return ids, the kind of link, and the other ids; the first word that is a kind is it."""
    from tix.workflow.links import read_kind

    first = 0 if has_query else 1
    if len(words) < first + 2:
        raise UsageError("A link needs a kind and another ticket.", hint="tix link ID blocks OTHER")
    place = next((at for at in range(first, len(words)) if _is_kind(words[at])), None)
    if place is None:
        read_kind(words[first] if len(words) < first + 3 else words[-2])
    if place is None or not words[place + 1 :]:
        raise UsageError("The other ticket is missing.", hint="tix link ID blocks OTHER")
    return words[:place], words[place], words[place + 1 :]


def _split_unlink(
    words: Sequence[str], *, has_query: bool
) -> tuple[Sequence[str], str, Sequence[str]]:
    """Return ids, the kind or nothing, and the other ids; without a kind the first word is the id.

    With a kind several ids may stand before it.
    """
    first = 0 if has_query else 1
    if len(words) < first + 1:
        raise UsageError("The other ticket is missing.", hint="tix unlink ID OTHER")
    place = next((at for at in range(first, len(words) - 1) if _is_kind(words[at])), None)
    if place is None:
        return words[:first], "", words[first:]
    return words[:place], words[place], words[place + 1 :]


def _is_kind(word: str) -> bool:
    from tix.workflow.links import read_kind

    try:
        read_kind(word)
    except UsageError:
        return False
    return True


def _resolve_or_keep(tracker: Tracker, name: str) -> str:
    """Return the id that is meant, or a whole id as it is although no ticket has it."""
    from tix.model.ids import is_id

    try:
        return tracker.resolve(name)
    except NotFound:
        if is_id(name):
            return name
        raise


def _complete_link(
    ctx: click.Context, param: click.Parameter, typed: str
) -> list[CompletionItem[str]]:
    from click.shell_completion import CompletionItem

    from tix.workflow.links import KIND_WORDS

    words = ctx.params.get("words") or ()
    tickets = complete.tickets(ctx, param, typed)
    if not words or any(_is_kind(word) for word in words):
        return tickets
    return [*(CompletionItem(kind) for kind in KIND_WORDS if kind.startswith(typed)), *tickets]
