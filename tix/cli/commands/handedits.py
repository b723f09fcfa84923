"""The command `commit`: hand edits become checked changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tix.cli import complete, options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, say, write_done

if TYPE_CHECKING:
    from tix.handedits.plan import HandEdits

#: More changes than this are counted, and only the first of them told.
_MANY, _FIRST = 30, 5


@command(
    "commit",
    examples=(
        "tix commit",
        "tix commit k7m2qd -m 'as agreed on the phone'",
        "tix commit --dry-run",
    ),
)
@click.argument("tickets", metavar="[ID]...", nargs=-1, shell_complete=complete.tickets)
@click.option("-m", "--message", default="", metavar="TEXT", help="What the commit says.")
@options.dry_run
@options.change_form
@pass_session
def commit(
    session: Session, *, tickets: tuple[str, ...], message: str, dry_run: bool, form: Form
) -> int:
    """Commit what was changed by hand, checked.

    Tickets that were edited, made or removed with any program, or moved to another status folder,
    become one commit. A file that breaks the format or the settings stops it, with the place of
    each fault. Tickets end up in the right folder; what you have staged elsewhere stays staged.

    Without ids, changed settings (tix.yaml, tix.d), attachments and kb pages go along.
    """
    from tix.handedits.plan import BrokenFiles, commit_hand_edits, plan_hand_edits, require_edits

    tracker = session.tracker
    try:
        plan = plan_hand_edits(tracker, tickets)
    except BrokenFiles as error:
        say("\n".join(map(str, error.findings)))
        raise
    require_edits(plan, tickets)
    for warning in plan.warnings:
        say(str(warning))
    if plan.left and not tickets:
        say(f"left as it is: {', '.join(plan.left[:5])}{' …' if len(plan.left) > 5 else ''}")
    code = 1 if plan.unfit and not tickets else 0
    if not plan.files:
        write_done(form, "nothing to commit: the files are as in the last commit", [], commit="")
        return code
    outcome = commit_hand_edits(tracker, plan, message, dry_run=dry_run)
    ids = [*(edit.after.id for edit in plan.edits), *plan.gone, *plan.kept]
    write_done(form, _told(plan), ids, commit=outcome.commit, files=[*plan.others])
    return code


def _told(plan: HandEdits) -> str:
    """Return a line for each file, or of many the first ones and how many there are of a kind."""
    from tix.drafts import in_words
    from tix.text import plural

    created = sum(edit.before is None for edit in plan.edits)
    lines = [f"{edit.after.id}: {in_words(edit)}" for edit in plan.edits]
    lines += [f"{id}: delete" for id in plan.gone]
    lines += [f"{id}: the same in another layout" for id in plan.kept]
    lines += [f"{path}: change" for path in plan.others]
    if len(lines) <= _MANY:
        return "\n".join(lines)
    counts = (
        (created, "ticket", "created"),
        (len(plan.edits) - created, "ticket", "changed"),
        (len(plan.gone), "ticket", "deleted"),
        (len(plan.kept), "ticket", "the same in another layout"),
        (len(plan.others), "other file", "changed"),
    )
    told = [f"{plural(count, noun)} {what}" for count, noun, what in counts if count]
    return "\n".join([*lines[:_FIRST], "…", ", ".join(told)])
