"""Findings: what is wrong with a file or a value, as values that can be listed together."""

from __future__ import annotations

from enum import StrEnum

from tix.frozen import frozen


class Severity(StrEnum):
    """How much a finding matters, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@frozen
class Finding:
    """One thing that is wrong, and where.

    `rule` is a short id such as `yaml-duplicate-key`; `path` is relative to the tracker; `line`
    and `column` count from 1, and 0 means the whole file; `fix` says what to do, as a command
    where one helps.
    """

    severity: Severity
    rule: str
    path: str
    message: str
    line: int = 0
    column: int = 0
    fix: str = ""

    def __str__(self) -> str:
        place = self.path if not self.line else f"{self.path}:{self.line}:{self.column or 1}"
        return f"{place}: {self.severity} {self.rule} {self.message}"
