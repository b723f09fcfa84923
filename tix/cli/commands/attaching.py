"""Commands for the files of tickets."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tix.cli import complete, options
from tix.cli.changing import How, change_draft, changes_one
from tix.cli.command import TixGroup, command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Json, Kind, Listing, say, write, write_json, write_listing
from tix.cli.tables import Column
from tix.errors import NotFound, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tix.attachments.records import Attachment, Incoming
    from tix.drafts import Draft
    from tix.model.ticket import Ticket

_STDIN = "-"


@command(
    "add",
    examples=(
        "tix attach k7m screenshot.png server.log",
        "tix attach add k7m screenshot.png",
        "journalctl -u mail | tix attach k7m - --name mail.log",
    ),
)
@options.ticket
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--name", metavar="NAME", help="The name to keep it under; - needs one.")
@options.yes
@changes_one
@pass_session
def add(
    session: Session,
    *,
    ticket: str,
    files: tuple[str, ...],
    name: str | None,
    yes: bool,
    how: How,
) -> None:
    """Attach files to a ticket.

    `-` reads stdin. Files are copied, at most `attachments.max_size` each; one content is stored
    once. What looks like a key or a password is asked about, since history keeps it for ever.
    """
    from tix.attachments.filing import attach

    if name is not None and len(files) != 1:
        raise UsageError("--name is for one file.", hint="attach the others by themselves")
    tracker = session.tracker
    found = tracker.resolve(ticket)
    incoming = [_read(session, file, name) for file in files]
    _ask_about_secrets(session, incoming, how, yes=yes)
    change_draft(session, lambda draft: attach(draft, found, incoming), how)


@command("list", examples=("tix attach list k7m", "tix attach list k7m --json"))
@options.ticket
@options.list_form
@pass_session
def list_(session: Session, *, ticket: str, form: Form) -> None:
    """List the files of a ticket."""
    from tix.attachments.records import attachments_of

    found = session.tracker.load(ticket).ticket
    present = attachments_of(found)
    write_listing(
        session,
        form,
        Listing(
            kind="attachment.list",
            columns=(
                Column("id"),
                Column("name", grow=True),
                Column("size", right=True),
                Column("by"),
                Column("at"),
                Column("state"),
            ),
            rows=[_row(session, found, item) for item in present],
            records=lambda: [_record(session, found, item) for item in present],
            fields=("id", "name", "size", "by", "at", "sha256", "path", "present"),
            noun="files",
        ),
    )
    if not present and form.is_text:
        say(f"{found.id} has no files; tix attach {found.id} FILE adds one.")


@command(
    "get",
    examples=(
        "tix attach get k7m screenshot.png",
        "tix attach get k7m screenshot -o /tmp/shot.png",
        "tix attach get k7m server.log -o - | grep ERROR",
    ),
)
@options.ticket
@click.argument("name")
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    default=".",
    type=click.Path(),
    help="Write to PATH or into that folder; - is stdout.",
)
@click.option("--force", is_flag=True, help="Write over what is there.")
@options.value_form
@pass_session
def get(session: Session, *, ticket: str, name: str, output: str, force: bool, form: Form) -> None:
    """Get a file of a ticket.

    NAME is its name, its id or the beginning of either. It is written into the current folder
    under a safe name, and the path is printed. What is there already is kept unless you --force.
    """
    from tix.attachments.files import give_out, is_intact, read_attachment
    from tix.attachments.records import find_attachment

    tracker = session.tracker
    found = tracker.load(ticket).ticket
    attachment = find_attachment(found, name)
    content = read_attachment(tracker, found, attachment)
    if not is_intact(attachment, content):
        say(f"warning: {attachment.name} is not what was attached: its SHA-256 differs.")
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = give_out(attachment, content, Path(output), force=force)
    if form.kind is Kind.JSON:
        write_json("attachment", _record(session, found, attachment) | {"output": str(path)})
    else:
        from tix.text import clean

        write(clean(str(path)))


@command(
    "remove", examples=("tix attach remove k7m screenshot.png", "tix attach remove k7m d3x9qa")
)
@options.ticket
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@changes_one
@pass_session
def remove(session: Session, *, ticket: str, names: tuple[str, ...], how: How) -> None:
    """Remove files from a ticket.

    The file goes when no other attachment of the ticket has the same content. History still has
    it.
    """
    from tix.attachments.filing import detach

    found = session.tracker.resolve(ticket)
    gone: list[Attachment] = []

    def fill(draft: Draft) -> None:
        gone.extend(detach(draft, found, names))

    change_draft(session, fill, how)
    for attachment in gone:
        say(f"warning: the file of {attachment.name} was not there.")


class _Attach(TixGroup):
    """A family whose first word may be left out: `tix attach ID FILE` adds."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command below; a word that is none is the id of a ticket."""
        if args and args[0] not in self.commands:
            args = [self.default, *args]
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Offer the commands below, and the tickets that a file can be attached to."""
        below = super().shell_complete(ctx, incomplete)
        return below if incomplete.startswith("-") else [*below, *_offer(ctx, incomplete)]


def _offer(ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
    return complete.tickets(ctx, add.params[0], incomplete)


attach = _Attach(
    "attach",
    commands=(add, list_, get, remove),
    help="""Keep files with a ticket: screenshots, logs, letters.

    `tix attach ID FILE...` adds; files lie in files/ID/ of the tracker and never move.""",
    default="add",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _read(session: Session, file: str, name: str | None) -> Incoming:
    """Return a file, or stdin, as it shall be kept."""
    from dataclasses import replace

    from tix.attachments.files import read_incoming, read_stream
    from tix.attachments.records import limits_of

    limits = limits_of(session.tracker.config)
    if name is not None and not name.strip():
        raise UsageError("The name is empty.", hint="--name mail.log")
    if file != _STDIN:
        incoming = read_incoming(Path(file), limits)
        return replace(incoming, name=name) if name else incoming
    if name is None:
        raise UsageError("What comes from stdin needs a name.", hint="add --name mail.log")
    return read_stream(sys.stdin.buffer, name, limits)


def _ask_about_secrets(session: Session, files: Sequence[Incoming], how: How, *, yes: bool) -> None:
    """Ask before a file gets in that looks like a key or a password."""
    from tix.attachments.secrets import find_secret
    from tix.cli.prompts import confirm

    for incoming in files:
        secret = find_secret(incoming.name, incoming.content)
        if not secret:
            continue
        say(
            f"warning: {incoming.name} looks like {secret}; everybody with a clone could read it,"
            " and history keeps it even when it is removed."
        )
        if not how.dry_run:
            confirm(session, f"Attaching {incoming.name}", yes=yes)


def _row(session: Session, ticket: Ticket, item: Attachment) -> tuple[str, ...]:
    from tix.cli.times import relative
    from tix.model.ticket import BadTime, parse_time

    try:
        at = relative(parse_time(item.at), session.tracker.now)
    except BadTime:
        at = item.at
    state = "" if _is_present(session, ticket, item) else "missing"
    return (item.id, item.name, item.size, item.by, at, state)


def _record(session: Session, ticket: Ticket, item: Attachment) -> dict[str, Json]:
    from tix.attachments.records import file_path

    return {
        "id": item.id,
        "name": item.name,
        "size": int(item.size) if item.size.isascii() and item.size.isdecimal() else None,
        "by": item.by or None,
        "at": item.at or None,
        "sha256": item.sha256 or None,
        "path": session.tracker.prefix + file_path(ticket, item.file),
        "present": _is_present(session, ticket, item),
    }


def _is_present(session: Session, ticket: Ticket, item: Attachment) -> bool:
    from tix.attachments.files import is_here
    from tix.attachments.records import path_of
    from tix.errors import BadInput

    try:
        return is_here(session.tracker, path_of(ticket, item))
    except (BadInput, NotFound):
        return False
