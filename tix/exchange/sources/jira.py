"""Read Jira: REST issues with changelog and comments, as records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Event, Record, Remark, Source, Value, Work
from tix.exchange.settle import settled
from tix.exchange.sources import jirafiles
from tix.exchange.sources.jirafields import Names, accounts, edits_of, final_fields, lists_of
from tix.exchange.sources.jirafiles import Found
from tix.findings import Finding, Severity

_ZONE = re.compile(r"([+-]\d\d)(\d\d)$")


class Jira:
    """An export of Jira under `place`; see `Source`."""

    system = "jira"

    def __init__(self, place: Path, alias: str = "", told: Sequence[Finding] = ()) -> None:
        self.place = place
        self.alias = alias
        self._told = told
        self.findings: list[Finding] = []

    def records(self) -> Iterator[Record]:
        """Yield every issue, with its history."""
        self.findings = [*self._told]
        for found in jirafiles.issues(self.place, self.findings):
            self.alias = self.alias or _host(found.issue)
            try:
                record = _record(found)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                self._find(Severity.ERROR, "import-shape", found, f"is not as Jira writes: {error}")
                continue
            self.findings += _shortages(found, record)
            if told := _closed_otherwise(found, record):
                self._find(Severity.WARNING, "import-closing", found, told)
            yield settled(record, self.system, self.findings)

    def _find(self, severity: Severity, rule: str, found: Found, message: str) -> None:
        text = f"{found.issue.get('key')}: {message}"
        self.findings.append(Finding(severity, rule, found.path, text, line=found.line))


@contextmanager
def open_jira(path: Path, chosen: Mapping | None = None, alias: str = "") -> Iterator[Source]:
    """Give the export at `path`, an archive unpacked for as long as it is read."""
    if ".csv" in path.suffixes:
        from tix.exchange.sources.jiracsv import open_jira_csv

        with open_jira_csv(path, chosen or Mapping()) as source:
            yield source
        return
    told: list[Finding] = []
    with jirafiles.unpacked(path, told) as place:
        yield Jira(place, alias, told)


def moment(text: str) -> datetime:
    """Return a Jira time (`2013-01-08T15:53:48.656+0000`) in UTC, with its milliseconds."""
    parsed = datetime.fromisoformat(_ZONE.sub(r"\1:\2", text))
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def _host(issue: dict[str, Any]) -> str:
    host = urlsplit(str(issue.get("self", ""))).hostname
    return host or "jira"


def _record(found: Found) -> Record:
    issue, fields = found.issue, found.issue["fields"]
    if not jirafiles.ISSUE_KEY.fullmatch(issue["key"]):
        raise BadInput(f"{issue['key']!r} is no key of an issue")
    names = Names.of(issue)
    people: dict[str, Account] = {}
    values: dict[str, Value] = final_fields(issue, names, people)
    events = tuple(_events(found, names, people))
    return Record(
        key=issue["key"],
        created=moment(fields["created"]),
        author=_account(fields.get("creator") or fields.get("reporter"), people),
        fields=values,
        lists=lists_of(values),
        events=events,
        remarks=tuple(_remarks(found, people)),
        works=tuple(_works(fields, people)),
        people=people,
        updated=moment(fields["updated"]) if fields.get("updated") else None,
        path=found.path,
        line=found.line,
    )


def _account(node: Any, people: dict[str, Account]) -> Account:  # noqa: ANN401  # JSON
    account = accounts(node)
    return people.setdefault(account.name, account)


def _histories(found: Found) -> list[dict[str, Any]]:
    holder = found.beside.get("changelog", found.issue).get("changelog") or {}
    listed = holder.get("histories") or []
    return sorted(listed, key=lambda entry: (moment(entry["created"]), int(entry["id"])))


def _events(found: Found, names: Names, people: dict[str, Account]) -> Iterator[Event]:
    for entry in _histories(found):
        edits = tuple(edit for item in entry["items"] for edit in edits_of(item, names, people))
        author = _account(entry.get("author"), people)
        yield Event(str(entry["id"]), moment(entry["created"]), author, edits)


def _comments(found: Found) -> dict[str, Any]:
    holder = found.beside.get("comments") or found.issue["fields"].get("comment") or {}
    return holder if isinstance(holder, dict) else {"comments": holder}


def _remarks(found: Found, people: dict[str, Account]) -> Iterator[Remark]:
    for node in _comments(found).get("comments") or []:
        yield Remark(
            id=str(node["id"]),
            at=moment(node["created"]),
            author=_account(node.get("author"), people),
            text=node.get("body") or "",
            kind="note" if node.get("visibility") else "reply",
            edited=node.get("updated", node["created"]) != node["created"],
        )


def _works(fields: dict[str, Any], people: dict[str, Account]) -> Iterator[Work]:
    for node in (fields.get("worklog") or {}).get("worklogs") or []:
        at = moment(node.get("created") or node["started"])
        author = _account(node.get("author"), people)
        seconds = int(node.get("timeSpentSeconds") or 0)
        yield Work(str(node["id"]), at, author, seconds, node.get("comment") or "")


def _closed_otherwise(found: Found, record: Record) -> str:
    """Tell where Jira's date of resolution is no moment of the history, which is what counts."""
    text = found.issue["fields"].get("resolutiondate")
    moves = [e.at for e in record.events if any(edit.field == "status" for edit in e.edits)]
    if not text or not moves:
        return ""
    off = min(abs((moment(text) - at).total_seconds()) for at in moves)
    return f"resolved {text} says the issue, but no change of status is near" if off > 5 else ""


def _shortages(found: Found, record: Record) -> list[Finding]:
    """Say where the export itself was cut short."""
    fields = found.issue["fields"]
    logs = fields.get("worklog") or {}
    changelog = found.beside.get("changelog", found.issue).get("changelog")
    counts = {
        "comments": (len(record.remarks), _comments(found).get("total", 0)),
        "work logs": (len(record.works), logs.get("total", 0)),
        "history entries": (len(_histories(found)), (changelog or {}).get("total", 0)),
    }
    short = [
        f"the export holds {held} of {total} {what}"
        for what, (held, total) in counts.items()
        if held < total
    ]
    if changelog is None:
        short.append("the export holds no history; ask Jira with expand=changelog")
    return [
        Finding(
            Severity.WARNING, "import-cut", found.path, f"{record.key}: {text}", line=found.line
        )
        for text in short
    ]
