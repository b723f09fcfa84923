"""Run all checks, in the order in which one explains another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tix.doctor.cure import cure
from tix.doctor.examination import Examination, Told, examine
from tix.doctor.files import check_attachments, check_folders, check_places, check_tickets
from tix.doctor.links import check_links
from tix.doctor.machine import check_clone, check_index, check_machine
from tix.findings import Finding, Severity
from tix.handedits.seen import changed_paths, is_ours
from tix.settings import check_settings, forgiving_config

if TYPE_CHECKING:
    from tix.tracker import Tracker


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong, what was mended, and how many tickets were looked at."""

    findings: tuple[Finding, ...]
    fixed: tuple[str, ...]
    tickets: int

    @property
    def is_sound(self) -> bool:
        """Whether no error remains."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def _settings(exam: Examination) -> Iterator[Finding]:
    yield from check_settings(exam.tracker.root, exam.tracker.now)


CHECKS: tuple[Callable[[Examination], Iterator[Finding]], ...] = (
    check_clone,
    _settings,
    check_folders,
    check_tickets,
    check_places,
    check_links,
    check_attachments,
    check_index,
)


def diagnose(tracker: Tracker, *, fix: bool = False, told: Told | None = None) -> Report:
    """Return what is wrong with a tracker; with `fix`, what is left after the safe fixes."""
    tracker.config = forgiving_config(tracker.root)
    findings, exam = _look(tracker, told)
    fixed = cure(exam, findings) if fix else []
    if fixed:
        findings, exam = _look(tracker, told)
    return Report(tuple(findings), tuple(fixed), len(exam.by_id))


def _look(tracker: Tracker, told: Told | None) -> tuple[list[Finding], Examination]:
    exam = examine(tracker, told)
    exam.uncommitted = [path for path in changed_paths(tracker) if is_ours(tracker, path)]
    return [*check_machine(), *(found for check in CHECKS for found in check(exam))], exam
