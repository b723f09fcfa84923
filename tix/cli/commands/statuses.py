"""The family `tix status`: what statuses there are, and changing them with their folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tix.cli import complete, options
from tix.cli.command import command, group
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Json, Listing, write_done, write_listing
from tix.cli.tables import Column
from tix.errors import UsageError
from tix.model.statuses import Category, Shelf
from tix.text import plural

if TYPE_CHECKING:
    from tix.drafts import Draft
    from tix.model.statuses import Status
    from tix.model.ticket import Node

_name = click.argument("name", metavar="STATUS", shell_complete=complete.statuses)
_before = click.option(
    "--before", metavar="STATUS", default="", shell_complete=complete.statuses, help="Left of it."
)
_after = click.option(
    "--after", metavar="STATUS", default="", shell_complete=complete.statuses, help="Right of it."
)


@command("list", examples=("tix status list", "tix status list --json"))
@options.list_form
@pass_session
def list_statuses(session: Session, *, form: Form) -> None:
    """List the statuses in the order of the board, with how many tickets each has."""
    tracker = session.tracker
    tracker.index.learn_names()
    rows = tracker.index.query(
        "SELECT path FROM ticket UNION SELECT path FROM name",
    )
    counts = Counter(
        tracker.config.status_of_folder(str(path).partition("/")[0]) for (path,) in rows
    )
    statuses = list(tracker.config.statuses.values())
    write_listing(
        session,
        form,
        Listing(
            kind="status.list",
            columns=(
                Column("name"),
                Column("category"),
                Column("tickets", right=True),
                Column("folder"),
                Column("shelf"),
                Column("meaning", grow=True),
            ),
            rows=[
                (
                    status.name,
                    status.category.value,
                    str(counts[status.name]),
                    status.folder,
                    status.shelf.value,
                    status.meaning,
                )
                for status in statuses
            ],
            records=lambda: [_record(status, counts[status.name]) for status in statuses],
            noun="statuses",
        ),
    )


@command(
    "add",
    examples=(
        "tix status add vendor --category waiting --after waiting --meaning 'Somebody has to act'",
    ),
)
@click.argument("name", metavar="NAME")
@click.option(
    "--category",
    type=click.Choice([item.value for item in Category]),
    required=True,
    help="What it means to reports and clocks.",
)
@click.option("--folder", default="", help="Its folder, when not the name.")
@click.option("--meaning", default="", help="What being there means.")
@_before
@_after
@options.dry_run
@options.change_form
@pass_session
def add(
    session: Session,
    *,
    name: str,
    category: str,
    folder: str,
    meaning: str,
    before: str,
    after: str,
    dry_run: bool,
    form: Form,
) -> None:
    """Add a status with its folder, at the end of the board or beside another."""
    from tix.statuses import add_status

    _one_anchor(before, after)
    given = {"category": category, "folder": folder, "meaning": meaning}
    entry: dict[str, Node] = {key: text for key, text in given.items() if text}
    _commit(
        session,
        lambda draft: add_status(draft, name, entry, before=before, after=after),
        f"tix: add the status {name}",
        dry_run=dry_run,
        form=form,
    )


@command(
    "rename", examples=("tix status rename review check", "tix status rename open new --folder")
)
@_name
@click.argument("new", metavar="NAME")
@click.option("--folder", is_flag=True, help="Move the folder with its files too.")
@options.dry_run
@options.change_form
@pass_session
def rename(
    session: Session, *, name: str, new: str, folder: bool, dry_run: bool, form: Form
) -> None:
    """Give a status another name; the old one is still understood.

    The folder stays as it is unless --folder is given. Then files that others still put into the
    old folder are read, and refiled by `tix doctor --fix`.
    """
    from tix.statuses import rename_status

    moved: list[int] = []
    _commit(
        session,
        lambda draft: moved.append(rename_status(draft, name, new, folder=folder)),
        f"tix: rename the status {name} to {new}",
        dry_run=dry_run,
        form=form,
        more=lambda: f"; {plural(moved[0], 'file')} moved" if moved[0] else "",
    )


@command("move", examples=("tix status move review --after doing", "tix status move done"))
@_name
@_before
@_after
@options.dry_run
@options.change_form
@pass_session
def move(
    session: Session, *, name: str, before: str, after: str, dry_run: bool, form: Form
) -> None:
    """Move a status on the board, to its end when nothing else is said."""
    from tix.statuses import move_status

    _one_anchor(before, after)
    place = f"before {before}" if before else f"after {after}" if after else "to the end"
    _commit(
        session,
        lambda draft: move_status(draft, name, before=before, after=after),
        f"tix: move the status {name} {place}",
        dry_run=dry_run,
        form=form,
    )


@command("remove", examples=("tix status remove review", "tix status remove review --to doing"))
@_name
@click.option(
    "--to", "into", metavar="STATUS", default="", shell_complete=complete.statuses,
    help="Where its tickets go.",
)  # fmt: skip
@options.dry_run
@options.change_form
@pass_session
def remove(session: Session, *, name: str, into: str, dry_run: bool, form: Form) -> None:
    """Take a status away.

    While tickets are in it, --to says where they go, in the same commit. Files that others still
    put into its folder are then read as of that status.
    """
    from tix.statuses import remove_status

    gone: list[str] = []
    _commit(
        session,
        lambda draft: gone.extend(remove_status(draft, name, into)),
        f"tix: remove the status {name}",
        dry_run=dry_run,
        form=form,
        more=lambda: f"; {plural(len(gone), 'ticket')} moved to {into}" if gone else "",
        ids=gone,
    )


@command("shelve", examples=("tix status shelve open c", "tix status shelve done month/c"))
@_name
@click.argument("shelf", type=click.Choice([item.value for item in Shelf]))
@options.dry_run
@options.change_form
@pass_session
def shelve(session: Session, *, name: str, shelf: str, dry_run: bool, form: Form) -> None:
    """Spread the files of a status over folders, which keeps large trackers fast.

    flat is one folder, c one for each first character of the id (for more than some 1,000 files),
    month/c one for each month of creation and in it one for each character. No ticket changes.
    """
    from tix.statuses import shelve_status

    done: list[tuple[int, list[str]]] = []

    def more() -> str:
        moved, odd = done[0]
        left = f"; left where they are, as they cannot be read: {', '.join(odd)}" if odd else ""
        return f"; {plural(moved, 'file')} moved{left}"

    _commit(
        session,
        lambda draft: done.append(shelve_status(draft, name, Shelf(shelf))),
        f"tix: shelve {name} by {shelf}",
        dry_run=dry_run,
        form=form,
        more=more,
    )


def _commit(
    session: Session,
    fill: Callable[[Draft], object],
    title: str,
    *,
    dry_run: bool,
    form: Form,
    more: Callable[[], str] = str,
    ids: list[str] | None = None,
) -> None:
    outcome = session.tracker.write(fill, title=title, dry_run=dry_run)
    text = title.removeprefix("tix: ") + more()
    changed = bool(outcome.commit) or dry_run
    write_done(form, text if changed else "nothing changed", ids or [], commit=outcome.commit)


def _one_anchor(before: str, after: str) -> None:
    if before and after:
        raise UsageError("--before and --after exclude each other.", hint="give one")


def _record(status: Status, tickets: int) -> dict[str, Json]:
    return {
        "name": status.name,
        "category": status.category.value,
        "tickets": tickets,
        "folder": status.folder,
        "shelf": status.shelf.value,
        "meaning": status.meaning or None,
        "use_when": status.use_when or None,
        "colour": status.colour or None,
        "was": [*status.was],
    }


status = group(
    "status",
    (list_statuses, add, rename, move, remove, shelve),
    help="List and change the statuses.\n\nA status is a folder of tickets. Each change is one"
    " commit of the settings, the folders and the files in them.",
    default="list",
)
