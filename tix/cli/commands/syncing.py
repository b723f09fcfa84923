"""The command that goes along with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tix.cli import options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Kind, say, write, write_json

if TYPE_CHECKING:
    from tix.sync.rounds import Round


@command("sync", examples=("tix sync", "tix sync --no-push", "tix sync upstream --json"))
@click.argument("remote", metavar="[REMOTE]", default="")
@click.option("--no-push", is_flag=True, help="Get what others did, and send nothing.")
@options.value_form
@pass_session
def sync(session: Session, *, remote: str, no_push: bool, form: Form) -> None:
    """Get what others did and send what you did.

    Fetches the branch, merges it and pushes, again when somebody else was quicker. Tickets never
    conflict: fields that one side changed are taken, of two values the later stands, and the lines
    printed say whose gave way to whose. Nothing here changes before the remote has taken the push;
    a sync that is refused or interrupted leaves the repository as it was.

    Other files of the repository are merged as git does. Where they conflict nothing is done, and
    you are told the git merge to settle that with.
    """
    from tix.cli.progress import Waiting
    from tix.sync.rounds import Wish, go_along

    tracker = session.tracker
    wish = Wish(remote, pushes=not no_push, may_ask=session.is_interactive)
    with Waiting() as waiting:
        done = go_along(tracker, wish, say=waiting)
    if done.is_idle and form.is_text:
        say(f"Nothing new: {done.route.name} and this clone hold the same.")
        return
    _tell(session, form, done)


def _tell(session: Session, form: Form, done: Round) -> None:
    from tix.cli.syncview import sync_json, sync_text
    from tix.sync.account import account_for

    for finding in done.plan.findings if done.plan else ():
        say(str(finding))
    account = account_for(session.tracker, done)
    if form.kind is Kind.JSON:
        write_json("sync", sync_json(done, account))
    else:
        write(sync_text(session, done, account))
