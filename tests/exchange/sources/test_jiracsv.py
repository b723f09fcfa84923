from __future__ import annotations

from pathlib import Path

import pytest

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Edit, Record, Remark, Work
from tix.exchange.sources.jira import open_jira
from tix.findings import Finding

HEAD = (
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Resolution,Assignee,"
    "Creator,Created,Updated,Resolved,Labels,Labels,Fix Version/s,Original Estimate,"
    "Inward issue link (Blocker),Outward issue link (Duplicate),Parent id,Attachment,Log Work,"
    "Custom field (Team),Comment,Comment\n"
)
ROWS = (
    "Login fails,OPS-1,100,Bug,Closed,OPS,Operations,Fixed,ana,bob,06/Jan/14 6:22 AM,"
    '09/May/14 2:39 AM,08/May/14 1:00 PM,login,utf8,1.0,5400,OPS-2,OPS-3,,"06/Jan/14 6:30 AM;bob;'
    'x.png;http://x",looked;07/Jan/14 9:00 AM;ana;3600,Core,"06/Jan/14 12:29 PM;ana;One; two\n'
    'lines",no date;x;y\n'
    "Part,OPS-2,101,Sub-task,Open,OPS,Operations,,,bob,07/Jan/14 6:22 AM,07/Jan/14 6:22 AM,,,,,"
    ",,,100,,,,,\n"
)


def read(tmp_path: Path, text: str = HEAD + ROWS) -> tuple[list[Record], list[Finding]]:
    path = tmp_path / "export.csv"
    path.write_text(text)
    with open_jira(path, Mapping(alias="jira.example")) as source:
        return list(source.records()), source.findings


def test_an_export_of_all_fields_becomes_what_the_rest_interface_would_give(tmp_path):
    (one, two), findings = read(tmp_path)
    assert one.fields == {
        "summary": "Login fails",
        "issuetype": "Bug",
        "status": "Closed",
        "project": "Operations",
        "resolution": "Fixed",
        "assignee": "ana",
        "labels": ("login", "utf8"),
        "fixVersions": ("1.0",),
        "timeoriginalestimate": "1h30m",
        "Team": "Core",
        "links": ("is blocked by OPS-2", "duplicates OPS-3"),
        "attachment": ("x.png",),
    }
    assert [(f"{each.at:%F %H:%M}", each.edits) for each in one.events] == [
        ("2014-05-08 13:00", (Edit("status", "Open", "Closed"), Edit("resolution", "", "Fixed")))
    ]
    ana = Account("ana", "ana")
    (said,), (work,) = one.remarks, one.works
    assert said == Remark("0/06/Jan/14 12:29 PM", said.at, ana, "One; two\nlines")
    assert work == Work("0/07/Jan/14 9:00 AM", work.at, ana, 3600, "looked")
    assert (two.fields["links"], two.events) == (("sub-task of OPS-1",), ())
    assert [(each.rule, each.line) for each in findings] == [("import-comment", 2)]


def test_another_table_is_explained(tmp_path):
    with pytest.raises(BadInput, match="no column `Issue key`"):
        read(tmp_path, "Key,Title\n1,x\n")
