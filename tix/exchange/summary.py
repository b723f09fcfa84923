"""Say what went where in an import, and what did not fit."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from tix.exchange.importer import Imported
from tix.exchange.mapping import CREATOR, DROP, LINKS
from tix.text import plural


class Row(NamedTuple):
    """One field of the source: in how many issues it was set, where it went, what to know."""

    field: str
    issues: int
    to: str
    note: str


#: Findings of one rule that are shown to people.
SHOWN = 5
_FATES = {
    DROP: "left out",
    CREATOR: "author of the first commit",
    LINKS: "links, parent, other_links",
}


def rows(done: Imported) -> list[Row]:
    """Return every field of the source with what became of it, those left out last."""
    listed = [
        Row(
            name,
            done.survey.filled[name],
            _FATES.get(target.to, target.to),
            target.why if target.to == DROP else _note(done, name),
        )
        for name, target in done.mapping.fields.items()
    ]
    return sorted(listed, key=lambda row: (row.to == _FATES[DROP], row.field.casefold()))


def sentences(done: Imported) -> list[str]:
    """Return what the table of fields does not say, one sentence each."""
    found = done.survey
    people = {face.handle for face in done.mapping.people.values()}
    said = [
        f"Read: {plural(len(found.keys), 'issue')}"
        f" with {plural(found.events, 'history entry', 'history entries')},"
        f" {plural(found.remarks, 'comment')} and {plural(found.works, 'work log')}"
        f" by {plural(len(people), 'person', 'people')}."
    ]
    if done.tally.edited:
        said.append(
            f"{plural(done.tally.edited, 'comment')} edited later: only the last wording is here."
        )
    lossy = _lossy(done)
    if lossy:
        said.append(f"Links that tix has no word for became `relates`: {', '.join(lossy)}.")
    return said


def headline(done: Imported, *, dry_run: bool) -> str:
    """Return the one sentence of what was done, or would be."""
    if not done.commits:
        return "Nothing is new; nothing was written." if not dry_run else "Nothing is new."
    would = "would make" if dry_run else "made"
    new = plural(done.created, "new ticket") if done.created or not done.updated else ""
    known = f"news on {plural(done.updated, 'known ticket')}" if done.updated else ""
    what = " and ".join(part for part in (new, known) if part)
    return f"{what} {would} {plural(done.commits, 'commit')}."


def findings_text(done: Imported) -> list[str]:
    """Return the findings by their rule, the first few of each; `--json` has all of them."""
    groups: dict[str, list[str]] = {}
    for finding in done.findings:
        groups.setdefault(finding.rule, []).append(f"  {finding}")
    lines: list[str] = []
    for rule, told in groups.items():
        lines += ["", f"{plural(len(told), 'finding')} {rule}:", *told[:SHOWN]]
        if len(told) > SHOWN:
            lines.append(f"  … and {len(told) - SHOWN:,} more, all of them with --json")
    return lines


def as_json(done: Imported) -> dict[str, Any]:
    """Return the summary for `--json`."""
    rules = Counter(finding.rule for finding in done.findings)
    return {
        "commit": done.commit,
        "commits": done.commits,
        "created": done.created,
        "updated": done.updated,
        "issues": len(done.survey.keys),
        "comments": done.survey.remarks,
        "fields": [dict(row._asdict()) for row in rows(done)],
        "findings": [
            {
                "severity": str(finding.severity),
                "rule": finding.rule,
                "path": finding.path,
                "line": finding.line,
                "message": finding.message,
            }
            for finding in done.findings
        ],
        "rules": dict(rules),
    }


def _note(done: Imported, name: str) -> str:
    unmoved = done.tally.dropped[name]
    if name == "links" and unmoved:
        return f"{plural(unmoved, 'change')} told at the other end of the link"
    return f"{plural(unmoved, 'change')} of it changed nothing here" if unmoved else ""


def _lossy(done: Imported) -> list[str]:
    plain = ("relates", "relates to", "is related to")
    return [
        phrase
        for phrase, kind in done.mapping.links.items()
        if kind == "relates" and phrase not in plain
    ]
