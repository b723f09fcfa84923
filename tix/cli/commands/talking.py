"""Commands that say things about tickets: comments, who listens, the checklist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from tix.cli import complete, options
from tix.cli.changing import How, change_tickets, changes, changes_one, run_order
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Json, Kind, say, write, write_json
from tix.cli.writing import written_text
from tix.errors import UsageError

if TYPE_CHECKING:
    from tix.model.ticket import Ticket

_ONE_TEXT = "give it behind the ID, or with -m, or with -F"


@command(
    "comment",
    examples=(
        "tix comment k7m 'Reproduced, thanks.'",
        "tix comment k7m --note -m 'Looks like the proxy'",
        "tix comment k7m --edit c7f -m 'Reproduced on staging.'",
        "tix comment --query 'tag:outage' -m 'The mail server is back.'",
    ),
)
@click.argument("words", metavar="ID [TEXT]...", nargs=-1, shell_complete=complete.tickets)
@options.text
@options.edit
@click.option("--note", is_flag=True, help="Internal: the requester does not see it.")
@click.option("--call", is_flag=True, help="Internal: what was said on the phone.")
@click.option("--decision", is_flag=True, help="Internal: what was settled, and why.")
@click.option("--re", "answers", metavar="COMMENT", help="Answer the comment with this id.")
@click.option("--edit", "changed", metavar="COMMENT", help="Rewrite a comment of yours.")
@click.option("--delete", "deleted", metavar="COMMENT", help="Delete a comment of yours.")
@changes
@pass_session
def comment(
    session: Session,
    *,
    words: tuple[str, ...],
    text: str | None,
    edit: bool,
    note: bool,
    call: bool,
    decision: bool,
    answers: str | None,
    changed: str | None,
    deleted: str | None,
    how: How,
) -> None:
    """Comment on tickets.

    The requester sees a comment unless it is a --note, a --call or a --decision. Without a text
    your editor opens. Comments are changed and deleted by their authors alone; `tix show` has their
    ids, whose beginning will do.
    """
    names = [] if how.query is not None else list(words[:1])
    spoken = " ".join(words[len(names) :])
    if text is not None and spoken:
        raise UsageError(f"There are two texts; this one is left over: {spoken}", hint=_ONE_TEXT)
    said = text if text is not None else spoken or None
    kinds = {"note": note, "call": call, "decision": decision}
    kind = _only_one([name for name, chosen in kinds.items() if chosen], kinds) or "reply"
    _only_one([name for name in (answers, changed, deleted) if name], ("re", "edit", "delete"))
    if not names and how.query is None:
        raise UsageError("No ticket was named.", hint="tix comment ID -m TEXT")
    if deleted:
        _delete(session, names, deleted, how)
    elif changed:
        _rewrite(session, names, said, edit, wanted=changed, how=how)
    else:
        _say(session, names, said, edit, kind=kind, answers=answers or "", how=how)


def _say(
    session: Session,
    names: list[str],
    said: str | None,
    edit: bool,
    *,
    kind: str,
    answers: str,
    how: How,
) -> None:
    from tix.workflow.talk import plan_comment

    tracker = session.tracker

    def advice() -> str:
        about = _about(tracker.load(names[0]).ticket) if names else f"on {how.query}"
        return f"A {kind} {about}.\nLines that begin with #| are left out."

    with written_text(session, said, edit=edit, advice=advice) as text:
        me, now = tracker.me, tracker.now
        change_tickets(
            session,
            names,
            lambda ticket: plan_comment(ticket, text, by=me, at=now, kind=kind, answers=answers),
            how,
        )


def _rewrite(
    session: Session, names: list[str], said: str | None, edit: bool, *, wanted: str, how: How
) -> None:
    from tix.workflow.talk import own_comment, plan_edit_comment

    tracker = session.tracker
    ticket = tracker.load(_one_ticket(names)).ticket
    present = own_comment(ticket, wanted, tracker.me)

    def advice() -> str:
        return f"Comment {present.id} {_about(ticket)}.\nLines that begin with #| are left out."

    with written_text(session, said, edit=edit, advice=advice, present=present.text) as text:
        me = tracker.me
        change_tickets(
            session,
            [ticket.id],
            lambda ticket: plan_edit_comment(ticket, present.id, text, by=me),
            how,
        )


def _delete(session: Session, names: list[str], wanted: str, how: How) -> None:
    from tix.workflow.talk import plan_delete_comment

    me = session.tracker.me
    name = _one_ticket(names)
    change_tickets(session, [name], lambda ticket: plan_delete_comment(ticket, wanted, by=me), how)


def _about(ticket: Ticket) -> str:
    return f"on {ticket.id}, {ticket.title}"


def _one_ticket(names: list[str]) -> str:
    if not names:
        raise UsageError("One comment is in one ticket.", hint="tix comment ID --edit COMMENT")
    return names[0]


def _only_one(chosen: list[str], names: Iterable[str]) -> str:
    if len(chosen) > 1:
        flags = ", ".join(f"--{name}" for name in names)
        raise UsageError(f"{flags} exclude each other.", hint="give one")
    return chosen[0] if chosen else ""


@command(
    "watch",
    examples=("tix watch k7m", "tix watch k7m x2c ana@example.com", "tix watch k7m --off"),
)
@click.argument(
    "words", metavar="ID... [PERSON]", nargs=-1, shell_complete=complete.then(complete.people)
)
@click.option("--off", is_flag=True, help="No longer.")
@changes
@pass_session
def watch(session: Session, *, words: tuple[str, ...], off: bool, how: How) -> None:
    """Get news of tickets.

    PERSON is a handle, a name, an address or `me`; without one it is you. `tix news` tells what
    happened on what you watch.
    """
    from tix.workflow.bulk import Order

    names = list(words)
    people: tuple[str, ...] = ()
    if len(words) > (0 if how.query is not None else 1) and _is_person(session, words[-1]):
        names, people = list(words[:-1]), words[-1:]
    run_order(session, names, Order("watch", people, off=off), how)


def _is_person(session: Session, word: str) -> bool:
    """Tell whether a word is somebody rather than a ticket."""
    return word == "me" or "@" in word or len(session.tracker.config.people.find(word)) == 1


@command(
    "todo",
    examples=(
        "tix todo k7m",
        "tix todo k7m add Reproduce on staging",
        "tix todo k7m add 'Find the cause' 'Write a test'",
        "tix todo k7m done 1",
        "tix todo k7m order 3 1",
    ),
)
@options.ticket
@click.argument("words", metavar="[ACTION [STEP]...]", nargs=-1)
@changes_one
@pass_session
def todo(session: Session, *, ticket: str, words: tuple[str, ...], how: How) -> None:
    """Show and change the checklist of a ticket.

    ACTION is add, done, undone, remove or order; steps go by their number or the beginning of their
    id. Words behind add are one step, unless one has a space in it: then each is a step. `order`
    puts the steps named first. Without an action the checklist is shown.
    """
    if not words:
        _show_steps(session.tracker.load(ticket).ticket, how)
        return
    from tix.workflow.checklist import plan_todo

    change_tickets(session, [ticket], lambda found: plan_todo(found, words[0], words[1:]), how)


def _show_steps(ticket: Ticket, how: How) -> None:
    from tix.text import clean

    steps = ticket.checklist
    if how.form.kind is Kind.JSON:
        items: list[Json] = [
            {"id": step.id, "text": step.text, "done": step.done} for step in steps
        ]
        done = sum(step.done for step in steps)
        write_json("todo", {"id": ticket.id, "total": len(steps), "done": done, "items": items})
    elif how.form.kind is Kind.IDS:
        write("".join(f"{step.id}\n" for step in steps))
    elif not steps:
        say(f"{ticket.id} has no checklist; tix todo {ticket.id} add TEXT begins one.")
    else:
        for number, step in enumerate(steps, start=1):
            write(f"{number:>2} [{'x' if step.done else ' '}] {clean(step.text)}  {step.id}")
