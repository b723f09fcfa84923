"""Fixes that are safe: what they do is said, and nothing that somebody wrote gets lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tix.doctor.files import missing_attributes, right_place, spare_copies
from tix.founding.clone import teach_merging
from tix.store.layout import ATTRIBUTES
from tix.store.staging import read_bytes

if TYPE_CHECKING:
    from tix.doctor.examination import Examination, Sheet
    from tix.drafts import Draft
    from tix.findings import Finding

#: Makes a fix in the draft and returns what it did, empty when it is not safe.
Cure = Callable[["Draft", "Examination", "Finding"], str]


def cure(exam: Examination, findings: list[Finding]) -> list[str]:
    """Fix what can be fixed safely, in one commit; return what was done.

    Files with uncommitted edits are left alone; a .gitkeep that was removed comes back.
    """
    done: list[str] = []

    def fill(draft: Draft) -> None:
        for finding in findings:
            remedy = CURES.get(finding.rule)
            is_ours = finding.rule == "keep-missing" or finding.path not in exam.uncommitted
            if remedy and is_ours:
                said = remedy(draft, exam, finding)
                done.extend([said] if said else [])

    tracker = exam.tracker
    wanted = [finding for finding in findings if finding.rule in CURES]
    if wanted:
        tracker.write(fill, title="tix: doctor --fix", include=True)
    if any(finding.rule in ("git-renames", "git-driver") for finding in findings):
        done += teach_merging(tracker.repo, is_own=False)
    return done


def _keep(draft: Draft, _exam: Examination, finding: Finding) -> str:
    draft.write_file(finding.path, None, b"")
    return f"{finding.path} is made"


def _attributes(draft: Draft, exam: Examination, _finding: Finding) -> str:
    before = read_bytes(exam.tracker.root / ATTRIBUTES)
    lines = "".join(f"{line}\n" for line in missing_attributes(exam.tracker))
    gap = b"\n" if before and not before.endswith(b"\n") else b""
    draft.write_file(ATTRIBUTES, before, (before or b"") + gap + lines.encode())
    return f"{ATTRIBUTES} is complete"


def _place(draft: Draft, exam: Examination, finding: Finding) -> str:
    sheet = _sheet(exam, finding.path)
    target = right_place(exam.tracker, sheet) if sheet else ""
    if sheet is None or not target or read_bytes(exam.tracker.root / target) is not None:
        return ""
    draft.write_file(sheet.path, sheet.data, None)
    draft.write_file(target, None, sheet.data)
    return f"{sheet.path} is moved to {target}"


def _copies(draft: Draft, exam: Examination, finding: Finding) -> str:
    sheet = _sheet(exam, finding.path)
    spare = spare_copies(exam.tracker, exam.by_id[sheet.id]) if sheet else []
    spare = [copy for copy in spare if copy.path not in exam.uncommitted]
    for copy in spare:
        draft.write_file(copy.path, copy.data, None)
    paths = ", ".join(copy.path for copy in spare)
    return f"{paths} is removed: the same stands where it belongs" if spare else ""


def _sheet(exam: Examination, path: str) -> Sheet | None:
    return next((sheet for sheet in exam.sheets if sheet.path == path), None)


CURES: dict[str, Cure] = {
    "keep-missing": _keep,
    "attributes": _attributes,
    "file-place": _place,
    "id-twice": _copies,
}
