"""The command that takes changes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from tix.cli import complete
from tix.cli.changing import How, changes_json, changes_one
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import say, write_done
from tix.errors import NotFound, UsageError

if TYPE_CHECKING:
    from tix.drafts import Outcome
    from tix.lookback.undo import Target, Undone

#: What is taken for a commit first: no id of a ticket is commonly so long.
_COMMIT = re.compile(r"[0-9a-f]{7,64}")

_MOST_FILES = 5


@command(
    "undo",
    examples=(
        "tix undo",
        "tix undo 1f3a9c2 --dry-run",
        "tix undo k7m",
        "tix undo k7m priority",
        "tix undo k7m tags:login",
    ),
)
@click.argument("words", metavar="[COMMIT | ID [FIELD]]", nargs=-1, shell_complete=complete.tickets)
@click.option("--force", is_flag=True, help="Take back what was changed again since, too.")
@changes_one
@pass_session
def undo(session: Session, *, words: tuple[str, ...], force: bool, how: How) -> None:
    """Take changes of tickets back, as a new commit.

    Without an argument, what your last command on this branch did; with a COMMIT what that did;
    with an ID the last change of that ticket, or of one FIELD of it, whoever made it. Nothing is
    asked, since an undo can itself be undone: `tix undo` again. It works after a push and under
    later edits; a field that was set again since stops it, unless --force.

    A comment stays as deleted. A new ticket goes again only when nothing happened to it since.
    Settings and other files are left alone.
    """
    from tix.lookback.undo import undo as take_back

    target = _target(session, words)
    undone, outcome = take_back(
        session.tracker, target, anyway=force, include=how.include, dry_run=how.dry_run
    )
    for warning in undone.warnings:
        say(f"warning: {warning}")
    if undone.left:
        more = len(undone.left) - _MOST_FILES
        files = ", ".join(undone.left[:_MOST_FILES]) + (f" and {more} more" if more > 0 else "")
        short = target.commit[:10]
        say(f"left as they are: {files}\nhint: git show {short}, git revert {short}")
    _tell(undone, outcome, how)


def _target(session: Session, words: tuple[str, ...]) -> Target:
    from tix.lookback import undo as engine
    from tix.lookback.log import find_tickets, get_ticket

    tracker = session.tracker
    if not words:
        return engine.last_of_mine(tracker)
    if len(words) > 2:
        raise UsageError("undo takes one commit, or one ticket and a field.", hint="tix undo ID")
    if len(words) == 2:
        return engine.of_ticket(tracker, get_ticket(tracker, words[0]), words[1])
    word = words[0]
    found = None if _COMMIT.fullmatch(word) else find_tickets(tracker, [word])
    if found:
        return engine.of_ticket(tracker, found[0])
    try:
        return engine.of_commit(tracker, word)
    except NotFound:
        named = find_tickets(tracker, [word])
        if named:
            return engine.of_ticket(tracker, named[0])
    raise NotFound(f"There is no ticket and no commit {word}.", hint="tix log --by me")


def _tell(undone: Undone, outcome: Outcome, how: How) -> None:
    from tix.drafts import in_words
    from tix.lookback.undo import told_events

    lines = [
        f"{edit.after.id}: {in_words(edit) if edit.before else f'back again: {edit.after.title}'}"
        for edit in outcome.edits
    ]
    lines += [f"{name}: taken away" for name in undone.removed]
    commit = undone.target.commit
    if how.form.is_text:
        first = undone.events[0]
        told = told_events(undone.events)
        say(f"undoing {commit[:10]} by {first.actor}: {told}")
        if not lines:
            say("Nothing to change: it is as it was before.")
            return
    write_done(
        how.form,
        "\n".join(lines),
        [*(edit.after.id for edit in outcome.edits), *undone.removed],
        commit=outcome.commit or None,
        dry_run=how.dry_run,
        undone=commit,
        removed=[*undone.removed],
        left=[*undone.left],
        changes=changes_json(outcome.edits),
    )
    if how.dry_run and how.form.is_text:
        say("Only a trial: nothing was written.")
