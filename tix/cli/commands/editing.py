"""Commands that set the fields of tickets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from tix.cli import complete, options
from tix.cli.changing import How, changes, changes_json, changes_one, run_order
from tix.cli.command import Dashes, command
from tix.cli.context import Session, pass_session
from tix.cli.members import signed_members
from tix.cli.options import tickets as ids
from tix.cli.output import say, write_done
from tix.errors import BadInput
from tix.patterns import lazy_pattern
from tix.workflow.bulk import Order

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_ASSIGNMENT = lazy_pattern(r"[A-Za-z_][\w-]*\s*[+-]?=", re.ASCII)
_STATUS = lazy_pattern(r"status\s*=\s*(.*)", re.DOTALL)


@command(
    "set",
    examples=(
        "tix set k7m priority=high tags+=urgent due=friday",
        "tix set k7m x2c milestone=none",
        "tix set --query 'tag:login status:open' team=web",
    ),
)
@click.argument(
    "words",
    metavar="ID... FIELD=VALUE...",
    nargs=-1,
    shell_complete=lambda ctx, param, typed: _complete_set(ctx, param, typed),
)
@changes
@pass_session
def set_fields(session: Session, *, words: tuple[str, ...], how: How) -> None:
    """Set fields of tickets.

    `field=value` sets, `field=` or `field=none` clears, `field+=value` and `field-=value` add to
    and take from a set such as tags; commas stand between several members. Dates may be words
    such as friday or 3d, people may be me. Several tickets are changed in one commit.
    """
    names = [word for word in words if not _ASSIGNMENT.match(word)]
    given = tuple(word for word in words if _ASSIGNMENT.match(word))
    for word in given:
        match = _STATUS.fullmatch(word)
        if match:
            hint = f"tix move {' '.join(names) or 'ID'} {match[1] or 'STATUS'}"
            raise BadInput("A status is not set but moved to.", hint=hint)
    run_order(session, names, Order("set", given), how)


@command("edit", examples=("tix edit k7m",))
@options.ticket
@changes_one
@pass_session
def edit(session: Session, *, ticket: str, how: How) -> None:
    """Edit the file of a ticket.

    Your editor opens on the file's own text. What you save is checked; when something is wrong the
    editor opens again and shows it. Nothing you typed is lost: where it cannot be written, it is
    kept, and you are told where. A broken file is mended this way too.
    """
    from tix.cli.ownfile import edit_own_file, read_own_file, write_own_file
    from tix.cli.prompts import keeping
    from tix.cli.writing import edits_folder
    from tix.drafts import Edit

    tracker = session.tracker
    own = read_own_file(tracker, ticket)
    edited = edit_own_file(session, own, include=how.include)
    if edited is None:
        say("Nothing to change.")
        return
    title = f"{own.id}: {edited.told}"
    with keeping(edited.data.decode(), edits_folder(session), ".yaml"):
        commit = write_own_file(
            tracker, own, edited.data, title, include=how.include, dry_run=how.dry_run
        )
    for warning in edited.warnings:
        say(f"warning: {warning}")
    made = changes_json([Edit(own.before, edited.after, edited.changes)])
    write_done(how.form, title, [own.id], commit=commit or None, dry_run=how.dry_run, changes=made)


@command(
    "assign",
    examples=(
        "tix assign k7m ana",
        "tix assign k7m x2c me",
        "tix assign --query 'assignee:bob status:open' none",
    ),
)
@click.argument("tickets", metavar="ID...", nargs=-1, shell_complete=complete.then(complete.people))
@click.argument("person", shell_complete=complete.people)
@changes
@pass_session
def assign(session: Session, *, tickets: tuple[str, ...], person: str, how: How) -> None:
    """Give tickets to a person.

    PERSON is a handle, a name, an address, `me` or `none`.
    """
    run_order(session, tickets, Order("assign", (person,)), how)


@command("claim", examples=("tix claim k7m", "tix claim k7m --sync", "tix claim k7m --take"))
@ids
@click.option("--take", is_flag=True, help="Take it even from somebody who has it.")
@click.option("--sync", is_flag=True, help="Be sure to be the first: fetch before, push after.")
@changes
@pass_session
def claim(session: Session, *, tickets: tuple[str, ...], take: bool, sync: bool, how: How) -> None:
    """Take tickets that nobody has.

    A ticket that somebody else has is refused (exit code 6) unless you --take it. With --sync what
    others did is fetched first, and the claim is pushed: when somebody's claim was there before
    yours, yours is gone again, and you are told whose it is.
    """
    order = Order("claim", take=take)
    if sync:
        from tix.cli.claiming import claim_with_others

        claim_with_others(session, tickets, order, how)
    else:
        run_order(session, tickets, order, how)


@command("unassign", examples=("tix unassign k7m", "tix unassign --query assignee:bob"))
@ids
@changes
@pass_session
def unassign(session: Session, *, tickets: tuple[str, ...], how: How) -> None:
    """Take tickets from whoever has them."""
    run_order(session, tickets, Order("unassign"), how)


@command(
    "tag",
    examples=(
        "tix tag k7m +login -ui",
        "tix tag k7m x2c +urgent",
        "tix tag --query 'text:password' --add login --remove ui",
    ),
    dashes=Dashes.MEMBERS,
)
@changes
@pass_session
@signed_members("tag", complete.tags, complete.signed_tags)
def tag(session: Session, *, names: list[str], members: tuple[str, ...], how: How) -> None:
    """Add tags to tickets and take tags away.

    `+login` adds, `-ui` takes away. Where no word has a sign, words behind the ids are added. A tag
    that the settings do not declare is a warning, or refused where `strict.tags` says so.
    """
    run_order(session, names, Order("tag", members), how)


@command(
    "flag",
    examples=("tix flag k7m +vip", "tix flag k7m -security"),
    dashes=Dashes.MEMBERS,
)
@changes
@pass_session
@signed_members("flag", complete.values_of("flags"), complete.signed_flags)
def flag(session: Session, *, names: list[str], members: tuple[str, ...], how: How) -> None:
    """Add flags to tickets and take flags away.

    Flags change how a ticket is treated: `+vip` adds, `-vip` takes away.
    """
    run_order(session, names, Order("flag", members), how)


@command(
    "due",
    examples=("tix due k7m friday", "tix due k7m x2c 2026-12-24", "tix due k7m none"),
)
@ids
@click.argument("date")
@changes
@pass_session
def due(session: Session, *, tickets: tuple[str, ...], date: str, how: How) -> None:
    """Say by when tickets should be done.

    DATE is a day such as 2026-12-24, tomorrow, friday, 3d or "in 2 weeks", a moment such as
    2026-12-24T09:00, or `none`.
    """
    run_order(session, tickets, Order("due", (date,)), how)


@command("snooze", examples=("tix snooze k7m monday", "tix snooze k7m 2w", "tix snooze k7m none"))
@ids
@click.argument("date")
@changes
@pass_session
def snooze(session: Session, *, tickets: tuple[str, ...], date: str, how: How) -> None:
    """Hide tickets from lists until a day.

    They come back by themselves on that day; `none` wakes them now. `tix list snoozed:any` shows
    them meanwhile.
    """
    run_order(session, tickets, Order("snooze", (date,)), how)


def _complete_set(
    ctx: click.Context, param: click.Parameter, typed: str
) -> list[CompletionItem[str]]:
    first = not ctx.params.get("words")
    return (complete.tickets if first else complete.assignments)(ctx, param, typed)
