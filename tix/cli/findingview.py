"""How findings look: lines for people and editors, records for programs."""

from __future__ import annotations

from collections.abc import Sequence

from tix.cli.output import Json
from tix.findings import Finding
from tix.text import clean


def finding_lines(findings: Sequence[Finding]) -> str:
    """Return a line for each finding, `file:line:column: severity rule message`, and what to do."""
    lines = []
    for finding in findings:
        lines.append(clean(str(finding)))
        if finding.fix:
            lines.append(f"  fix: {clean(finding.fix)}")
    return "\n".join(lines) + "\n"


def finding_records(findings: Sequence[Finding]) -> list[Json]:
    """Return findings as JSON objects."""
    return [_record(finding) for finding in findings]


def _record(finding: Finding) -> dict[str, Json]:
    return {
        "severity": finding.severity.value,
        "rule": finding.rule,
        "path": finding.path or None,
        "line": finding.line or None,
        "column": finding.column or None,
        "message": finding.message,
        "fix": finding.fix or None,
    }
