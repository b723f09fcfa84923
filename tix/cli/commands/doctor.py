"""The command `doctor`: everything that may be wrong, and safe fixes."""

from __future__ import annotations

import click

from tix.cli import options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Json, Kind, say, write, write_json
from tix.text import plural


@command("doctor", examples=("tix doctor", "tix doctor --fix", "tix doctor --json"))
@click.option("--fix", is_flag=True, help="Make the safe fixes, in one commit.")
@options.value_form
@pass_session
def doctor(session: Session, *, fix: bool, form: Form) -> int:
    """Look for everything that may be wrong.

    This machine, this clone, the settings, every ticket and its place, links and attachments are
    looked at. Each finding says what to do. --fix refiles tickets and adds what is missing; it
    never touches what somebody wrote. The exit code is 1 when errors remain.
    """
    from tix.cli.findingview import finding_lines, finding_records
    from tix.cli.progress import progress
    from tix.doctor.machine import check_machine
    from tix.doctor.run import Report, diagnose
    from tix.errors import NotATracker
    from tix.findings import Finding, Severity

    try:
        with progress("Looking at tickets", 0) as step:
            report = diagnose(session.tracker, fix=fix, told=lambda done, _total: step(done))
    except NotATracker as error:
        missing = Finding(Severity.ERROR, "tracker", ".", error.message, fix=error.hint or "")
        report = Report((*check_machine(), missing), (), 0)
    if form.kind is Kind.JSON:
        items = finding_records(report.findings)
        body: dict[str, Json] = {"tickets": report.tickets, "fixed": [*report.fixed]}
        write_json("doctor", {**body, "total": len(items), "items": items})
    else:
        write("".join(f"fixed: {line}\n" for line in report.fixed))
        write(finding_lines(report.findings) if report.findings else "")
        say(_summary(report.tickets, len(report.findings)))
    return int(not report.is_sound)


def _summary(tickets: int, findings: int) -> str:
    looked = f"{plural(tickets, 'ticket')} looked at"
    return f"{looked}: {plural(findings, 'finding')}" if findings else f"{looked}: all is well"
