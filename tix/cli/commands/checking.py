"""The command `check`: what is wrong with what others did, and bringing it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tix.cli import options
from tix.cli.changing import changes_json
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Json, Kind, say, write, write_json
from tix.errors import UsageError
from tix.text import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tix.drafts import Outcome
    from tix.findings import Finding


@command(
    "check",
    examples=(
        "tix check --merge",
        "tix check --merge 1f3a9c2 --fix",
        "tix check --merge origin/main~50..origin/main --json",
    ),
)
@click.option(
    "--merge",
    "merges",
    is_flag=False,
    flag_value="HEAD",
    default=None,
    metavar="[COMMIT|RANGE]",
    help="Look for what merges lost; HEAD unless named.",
)
@click.option("--fix", is_flag=True, help="Bring it back, in one new commit.")
@options.value_form
@pass_session
def check(session: Session, *, merges: str | None, fix: bool, form: Form) -> int:
    """Look for what others broke.

    --merge compares merge commits with what tix makes of their parents, and finds what a platform's
    button or a careless hand lost: comments, values, moves, tickets that are gone or lie in two
    folders. COMMIT is a merge, or stands for the last one before it; RANGE is A..B. What somebody
    wrote in the merge itself is a warning. --fix brings back what nobody has set since.

    The exit code is 1 when something is lost (with --fix: and could not be brought back).
    """
    from tix.merge.audit import audit_merge, merges_of

    if merges is None:
        raise UsageError("check needs to know what to look at.", hint="tix check --merge")
    tracker = session.tracker
    commits = merges_of(tracker.repo, merges)
    audits = [audit_merge(tracker.repo, tracker.prefix, commit) for commit in commits]
    findings = [finding for audit in audits for finding in audit.findings]
    outcome: Outcome | None = None
    if fix and any(audit.losses for audit in audits):
        from tix.merge.amends import make_amends

        outcome = make_amends(tracker, audits)
    _tell(form, len(commits), findings, outcome)
    return int(_remains(findings, fixed=fix))


def _remains(findings: Sequence[Finding], *, fixed: bool) -> bool:
    """Tell whether an error is left: all that is lost comes back but files that are no tickets."""
    from tix.findings import Severity

    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return any(not fixed or finding.rule == "merge-file" for finding in errors)


def _tell(form: Form, merges: int, findings: Sequence[Finding], outcome: Outcome | None) -> None:
    from tix.cli.findingview import finding_lines, finding_records

    edits = outcome.edits if outcome else ()
    commit = outcome.commit if outcome else ""
    if form.kind is Kind.JSON:
        items = finding_records(findings)
        body: dict[str, Json] = {"merges": merges, "commit": commit or None}
        changes = changes_json(edits)
        write_json("check", {**body, "changes": changes, "total": len(items), "items": items})
        return
    write(finding_lines(findings) if findings else "")
    if commit:
        write(f"brought back in {commit[:10]}\n")
    what = plural(len(findings), "finding") if findings else "nothing is lost"
    say(f"{plural(merges, 'merge')} looked at: {what}")
