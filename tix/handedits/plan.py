"""Hand edits become changes: every file is read, checked and put where it belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tix.drafts import Edit
from tix.errors import BadInput, NotFound, TicketSyntaxError
from tix.findings import Finding, Severity
from tix.handedits.seen import File, Seen, chosen, is_unfit, look
from tix.model.changes import apply, diff
from tix.model.ticket import Ticket
from tix.store.index_find import find_all
from tix.store.layout import ticket_path
from tix.store.ticketfile import parse_ticket, rewrite_ticket
from tix.text import plural
from tix.workflow.judge import as_brought, new_faults
from tix.workflow.moves import plan_move

if TYPE_CHECKING:
    from tix.drafts import Draft, Outcome
    from tix.store.yamlread import Document
    from tix.tracker import Tracker


class BrokenFiles(BadInput):
    """Hand edits that cannot be committed as they are, with every reason."""

    def __init__(self, findings: list[Finding]) -> None:
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        count = plural(len(errors), "problem")
        fixes = [finding.fix for finding in errors if finding.fix]
        hint = fixes[0] if fixes else f"mend {errors[0].path}, then tix commit"
        super().__init__(f"Nothing was committed: {count} in the files.", hint=hint)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class HandEdits:
    """What would be committed: tickets that changed, ids that are gone, other files.

    `kept` are tickets whose files differ and say the same: comments, order, shelf.
    `files` are what to write: path, the bytes there now, the bytes to commit. `left` are changed
    files that stay as they are, `warnings` what the tickets should not hold and may.
    `unfit` are those of `left` that stand where tickets or settings do and are no plain files.
    """

    edits: tuple[Edit, ...]
    gone: tuple[str, ...]
    kept: tuple[str, ...]
    others: tuple[str, ...]
    left: tuple[str, ...]
    files: dict[str, tuple[bytes | None, bytes | None]]
    warnings: tuple[Finding, ...] = ()
    unfit: tuple[str, ...] = ()

    def fill(self, draft: Draft) -> None:
        """Put everything into a draft."""
        for path, (present, content) in self.files.items():
            draft.write_file(path, present, content)
        for edit in self.edits:
            draft.take_in(edit)

    @property
    def title(self) -> str:
        """What the commit is called where the changes of tickets do not say it."""
        if self.edits:
            return ""
        said = [f"delete {', '.join(self.gone)}"] if self.gone else []
        said += [f"lay out {', '.join(self.kept[:3])}"] if self.kept else []
        more = f" and {len(self.others) - 3} more" if len(self.others) > 3 else ""
        said += [f"change {', '.join(self.others[:3])}{more}"] if self.others else []
        return f"tix: {'; '.join(said)}"


def plan_hand_edits(tracker: Tracker, names: Sequence[str] = ()) -> HandEdits:
    """Return what hand edits change, of the tickets named or of all.

    Raises BrokenFiles when a file cannot be taken as it is.
    """
    seen = look(tracker)
    part = chosen(tracker, seen, names)
    reader = _Reader(tracker, part.tickets)
    for id, files in part.tickets.items():
        reader.take(id, files)
    for file in [*part.settings, *part.others]:
        reader.files[file.path] = (file.new, file.new)
    findings = [*reader.findings, *_settings_findings(tracker, part)]
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise BrokenFiles(findings)
    return HandEdits(
        edits=tuple(reader.edits),
        gone=tuple(reader.gone),
        kept=tuple(reader.kept),
        others=(*reader.spare, *(file.path for file in [*part.settings, *part.others])),
        left=tuple(seen.strange),
        files=reader.files,
        warnings=tuple(findings),
        unfit=tuple(path for path in seen.strange if is_unfit(tracker, path)),
    )


def commit_hand_edits(
    tracker: Tracker, plan: HandEdits, message: str = "", *, dry_run: bool = False
) -> Outcome:
    """Commit what was planned; refused when a file changed in the meantime."""
    return tracker.write(plan.fill, title=message or plan.title, include=True, dry_run=dry_run)


class _Places:
    """Where the keys of a file are; it is read for that once there is something to tell of it."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self._data = data

    def find(self, *keys: str | int) -> tuple[int, int]:
        """Return line and column of a key."""
        return self._document.place(*keys)

    @cached_property
    def _document(self) -> Document:
        from tix.store.yamlread import read

        return read(self._data, self.path)


class _Reader:
    """Reads the changed files of tickets one by one and gathers what comes of them."""

    def __init__(self, tracker: Tracker, ids: Iterable[str]) -> None:
        self.tracker = tracker
        self._standing = find_all(tracker.index, ids)
        self.edits: list[Edit] = []
        self.gone: list[str] = []
        self.kept: list[str] = []
        self.spare: list[str] = []  # second copies that somebody removed
        self.findings: list[Finding] = []
        self.files: dict[str, tuple[bytes | None, bytes | None]] = {}

    def take(self, id: str, files: list[File]) -> None:
        """Take in the changed files of one ticket."""
        present = [file for file in files if file.new is not None]
        for file in files:
            if file.new is None:
                self.files[file.path] = (None, None)
        twice = self._standing.get(id, [])
        if len(twice) > 1:
            message = f"{id} is in more than one folder: {' and '.join(twice)}"
            fix = "remove one of them, or tix doctor --fix"
            self.findings.append(Finding(Severity.ERROR, "id-twice", twice[0], message, fix=fix))
        elif not present and twice:
            self.spare += [file.path for file in files]
        elif present:
            self._take_present(id, present[0], self._before(files))
        else:
            self.gone.append(id)

    def _before(self, files: list[File]) -> Ticket | None:
        """Return the ticket of the last commit; a file that was broken there counts as none."""
        for file in files:
            if file.old is not None:
                try:
                    return parse_ticket(file.old, file.path, self._status(file.path))
                except TicketSyntaxError:
                    continue
        return None

    def _take_present(self, id: str, file: File, before: Ticket | None) -> None:
        data = file.new or b""
        try:
            after = parse_ticket(data, file.path, self._status(file.path))
        except TicketSyntaxError as error:
            self.findings.append(_syntax(error))
            return
        read = after
        found = list(self._faults(after, before, _Places(file.path, data)))
        self.findings += found
        if any(finding.severity is Severity.ERROR for finding in found):
            return
        config = self.tracker.config
        if before and before.status != after.status:
            after = apply(after, plan_move(after, after.status, config))
        content = data if after.doc == read.doc else rewrite_ticket(data, after, file.path)
        target = ticket_path(config.status(after.status), after.created, id)
        if target == file.path:
            self.files[file.path] = (data, content)
        else:
            self.files[file.path] = (data, None)
            self.files[target] = (None, content)
        changes = tuple(diff(before, after))
        if changes:
            self.edits.append(Edit(before, after, changes))
        else:
            self.kept.append(id)

    def _faults(self, after: Ticket, before: Ticket | None, places: _Places) -> Iterator[Finding]:
        """Yield what is wrong with a file and was not before the edit; errors forbid it."""
        config, path = self.tracker.config, places.path
        folder, id = path.partition("/")[0], Path(path).stem
        if folder not in config.folders:
            message = f"{folder} is the folder of no status"
            fix = f"move the file, or tix status add {folder} --category active"
            yield Finding(Severity.ERROR, "folder-unknown", path, message, fix=fix)
        for found in new_faults(before, after, self.tracker.desk):
            fault = as_brought(found, config)
            if fault.severity is not Severity.INFO:
                yield fault.finding(path, places.find(*fault.path))
        for name in ("id", "created"):
            wanted = id if name == "id" else before.text(name) if before else after.text(name)
            if after.text(name) != wanted and after.text(name):
                message = f"{name} is {after.text(name)}, and must stay {wanted}"
                place = places.find(name)
                yield Finding(Severity.ERROR, f"{name}-fixed", path, message, *place)

    def _status(self, path: str) -> str:
        return self.tracker.config.status_of_folder(path.partition("/")[0])


def _settings_findings(tracker: Tracker, seen: Seen) -> list[Finding]:
    if not seen.settings:
        return []
    from tix.config.audit import audit_config
    from tix.config.source import ConfigFolder

    findings = audit_config(ConfigFolder(tracker.root))
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def _syntax(error: TicketSyntaxError) -> Finding:
    place = (error.line, error.column)
    fix = error.hint or ""
    return Finding(Severity.ERROR, "yaml-syntax", error.path, error.problem, *place, fix=fix)


def require_edits(plan: HandEdits, names: Sequence[str]) -> None:
    """Stop when tickets were named and none of them was edited."""
    if names and not plan.files:
        raise NotFound(f"{', '.join(names)}: the files are as in the last commit.", hint="tix log")
