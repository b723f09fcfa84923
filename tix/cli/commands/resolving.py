"""The command that settles tickets which git left in conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tix.cli import options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Json, Kind, say, write, write_json
from tix.errors import MergeUnresolved
from tix.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tix.git.repo import Repo
    from tix.merge.leftovers import Mend
    from tix.merge.resolve import Settlement


@command("resolve", examples=("tix resolve --dry-run", "tix resolve"))
@options.dry_run
@options.value_form
@pass_session
def resolve(session: Session, *, dry_run: bool, form: Form) -> int:
    """Settle tickets that a merge left in conflict.

    For merges, picks, reverts, rebases and stashes that git made without tix: conflicts of tickets,
    settings and attachments in the index, tickets with the marks of a conflict in their file, one
    ticket in two folders. They become what tix would have made of them, without questions; what you
    have settled by hand stays. Conflicts of other files are left to you, and then the exit code is
    7. Where git waits, go on with git (you are told how); else one commit is made.
    """
    from tix.git.repo import State
    from tix.merge.resolve import plan_settlement, settle_conflicts

    tracker = session.tracker
    settlement = plan_settlement(tracker.repo, tracker.prefix)
    if not dry_run:
        settle_conflicts(tracker.repo, settlement)
    mends: Sequence[Mend] = ()
    if not settlement.names and not settlement.left and tracker.repo.state() is State.NONE:
        mends = _mend(session, dry_run=dry_run)
    _tell(tracker.repo, form, settlement, mends, dry_run=dry_run)
    return MergeUnresolved.exit_code if settlement.left else 0


def _mend(session: Session, *, dry_run: bool) -> Sequence[Mend]:
    from tix.merge.leftovers import find_leftovers, mend

    found = find_leftovers(session.tracker)
    if found and not dry_run:
        session.tracker.write(
            lambda draft: mend(draft, found), title="tix: settle what a merge left", include=True
        )
    return found


def _tell(
    repo: Repo, form: Form, settlement: Settlement, mends: Sequence[Mend], *, dry_run: bool
) -> None:
    if form.kind is Kind.JSON:
        settled: list[Json] = [*settlement.names, *(one.ticket for one in mends)]
        left: list[Json] = [*settlement.left]
        write_json("resolve", {"dry_run": dry_run, "settled": settled, "left": left})
        return
    verb = "would be settled" if dry_run else "is settled"
    lines = [f"{name} {verb}" for name in settlement.names]
    lines += [f"{one.ticket} {verb}: {one.path}" for one in mends]
    write(clean("\n".join(lines), lines=True))
    for finding in settlement.plan.findings if settlement.plan else ():
        say(str(finding))
    for path in settlement.left:
        say(f"left to you: {path}")
    if not lines and not settlement.left:
        say("Nothing is in conflict.")
    elif not dry_run and (next_ := _next(repo, settlement)):
        say(f"hint: {next_}")


def _next(repo: Repo, settlement: Settlement) -> str:
    """Return how git goes on."""
    from tix.git.repo import State

    state = repo.state()
    if settlement.left:
        return "settle these, git add them, then go on"
    if state is State.NONE:
        return "git diff --cached shows it; tix commit" if settlement.names else ""
    return f"git {state} --continue"
