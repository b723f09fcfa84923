"""What a merge has settled so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from tix.findings import Finding, Severity
from tix.git.objects import object_id
from tix.merge.decisions import Decision, MergePlan, Put
from tix.merge.paths import ABSENT, File, Files
from tix.merge.sides import Meeting


@dataclass(slots=True)
class Result:
    """The files of the merged tracker where they may differ from ours, by path within it."""

    width: int
    files: dict[str, File] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)

    def put(self, path: str, content: bytes, mode: str = "100644") -> None:
        """Put a content at a path."""
        blob = object_id("blob", content, width=self.width)
        self.blobs[blob] = content
        self.files[path] = File(mode, blob)

    def take(self, ours: Files, wanted: Files) -> None:
        """Put files in the place of ours."""
        self.files.update((path, ABSENT) for path, _ in ours)
        self.files.update(wanted)

    def find(
        self, rule: str, path: str, message: str, *, fix: str = "", grave: bool = False
    ) -> None:
        """Note something that somebody should look at."""
        severity = Severity.ERROR if grave else Severity.WARNING
        self.findings.append(Finding(severity, rule, path, message, fix=fix))

    def plan(self, meeting: Meeting) -> MergePlan:
        """Return the plan that turns our tree into this."""
        puts: list[Put] = []
        for path, file in sorted(self.files.items()):
            if file != meeting.ours_file(path):
                puts.append(Put(meeting.prefix + path, file.blob or None, file.mode))
        used = {put.blob for put in puts}
        return MergePlan(
            meeting.ours,
            meeting.theirs,
            tuple(puts),
            tuple(self.decisions),
            tuple(self.findings),
            {blob: content for blob, content in self.blobs.items() if blob in used},
        )
