"""The command that explains a merge before or after it is made."""

from __future__ import annotations

import click

from tix.cli import complete, options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, say, write, write_json
from tix.errors import NotFound
from tix.model.ids import is_id


@command(
    "explain-merge",
    examples=("tix explain-merge HEAD origin/main", "tix explain-merge HEAD^1 HEAD^2 k7m --json"),
)
@click.argument("ours", metavar="A")
@click.argument("theirs", metavar="B")
@click.argument("ticket", metavar="[ID]", default="", shell_complete=complete.tickets)
@options.value_form
@pass_session
def explain_merge(session: Session, *, ours: str, theirs: str, ticket: str, form: Form) -> None:
    """Say what a merge of two commits decides.

    Lists each thing that both sides set to values which are not the same: what either holds, who
    set it when and in which commit, which one stands, and why. Nothing is merged; of a merge that
    was made, its parents (HEAD^1 and HEAD^2) tell what was decided then.
    """
    from tix.cli.findingview import finding_lines
    from tix.cli.mergeview import explanation, explanation_json
    from tix.history.reader import resolve
    from tix.merge.plan import plan_merge

    tracker = session.tracker
    one, other = resolve(tracker.repo, ours), resolve(tracker.repo, theirs)
    plan = plan_merge(tracker.repo, tracker.prefix, one, other)
    wanted = _id(session, ticket) if ticket else ""
    decisions = [each for each in plan.decisions if wanted in ("", each.ticket)]
    if not form.is_text:
        write_json("merge.explain", explanation_json(plan, decisions))
        return
    write(explanation(session, decisions))
    if plan.findings:
        say(finding_lines(plan.findings).rstrip("\n"))
    if not decisions:
        say(f"{wanted or 'The merge'}: nothing to decide; no value was set on both sides anew.")


def _id(session: Session, name: str) -> str:
    """Return a whole id; a ticket that is only on the other side is called by its whole id."""
    try:
        return session.tracker.resolve(name)
    except NotFound:
        if is_id(name):
            return name
        raise
