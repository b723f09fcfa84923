"""The errors that tix explains and stops at, with their exit codes."""

from __future__ import annotations

#: Every exit code with its meaning; the README shows this table and a test compares them.
EXIT_CODES = {
    0: "ok",
    1: "findings",
    2: "usage",
    3: "no tracker here",
    4: "not found or ambiguous",
    5: "bad input file",
    6: "refused by a guard",
    7: "unresolved merge",
    8: "git failed",
    9: "a service failed",
    70: "a bug in tix",
    130: "interrupted",
}


class TixError(Exception):
    """One sentence made of facts, and a hint that is the next command to type.

    Never raised itself: a subclass says which exit code it is.
    """

    exit_code = 70

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(TixError):
    """Arguments that each parse but do not go together."""

    exit_code = 2


class NotATracker(TixError):
    """No tracker at this place."""

    exit_code = 3


class NotFound(TixError):
    """What was named is not there, or names several things."""

    exit_code = 4


class BadInput(TixError):
    """A file, query or value that cannot be read."""

    exit_code = 5


class TicketSyntaxError(BadInput):
    """A file that breaks the rules of the ticket format.

    `line` and `column` count from 1.
    """

    def __init__(
        self, path: str, line: int, column: int, problem: str, *, hint: str | None = None
    ) -> None:
        super().__init__(f"{path}:{line}:{column}: {problem}", hint=hint)
        self.path = path
        self.line = line
        self.column = column
        self.problem = problem


class ConfigError(BadInput):
    """Settings that do not hold together."""


class QueryError(BadInput):
    """A query that does not parse; `position` is the offset of the fault in `text`."""

    def __init__(self, text: str, position: int, problem: str, *, hint: str | None = None) -> None:
        super().__init__(problem, hint=hint)
        self.text = text
        self.position = position
        self.problem = problem


class Refused(TixError):
    """A change that a guard or the state of the repository forbids."""

    exit_code = 6


class ChangedOnDisk(Refused):
    """A file that changed since it was read."""


class MergeUnresolved(TixError):
    """A merge that somebody must settle first."""

    exit_code = 7


class GitFailed(TixError):
    """A git command that failed: `command`, `code` and what it said on stderr."""

    exit_code = 8

    def __init__(self, command: list[str], code: int, stderr: str) -> None:
        last = stderr.strip().splitlines()[-1] if stderr.strip() else "no message"
        super().__init__(f"git {command[0] if command else ''} failed with code {code}: {last}")
        self.command = command
        self.code = code
        self.stderr = stderr


class ServiceFailed(TixError):
    """Something outside this machine that did not answer."""

    exit_code = 9
