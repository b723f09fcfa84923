from __future__ import annotations

from typing import Any

import pytest

from tests.exchange.webbuilders import edits, only, read, saved
from tix.exchange.sources.bugzilla import open_bugzilla

XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE bugzilla SYSTEM "https://bugs.example/page.cgi?id=bugzilla.dtd">
<bugzilla version="5.0" urlbase="https://bugs.example/">
  <bug>
    <bug_id>7</bug_id>
    <creation_ts>2026-01-05 12:00:00 +0200</creation_ts>
    <short_desc>Crash \x01 on print</short_desc>
    <delta_ts>2026-01-09 12:00:00 +0200</delta_ts>
    <product>Desk</product><component>Printing</component><version>unspecified</version>
    <bug_status>RESOLVED</bug_status><resolution>FIXED</resolution>
    <keywords>crash, regression</keywords><priority>P2</priority>
    <target_milestone>---</target_milestone>
    <dependson>5</dependson><dependson>6</dependson>
    <reporter name="Ana K.">Ana@Desk.example</reporter>
    <assigned_to name="Nobody">nobody@desk.example</assigned_to>
    <cc>bob@desk.example</cc>
    <flag name="review" status="?" requestee="bob@desk.example"/>
    <long_desc isprivate="0"><commentid>70</commentid><comment_count>0</comment_count>
      <who name="Ana K.">Ana@Desk.example</who><bug_when>2026-01-05 12:00:00 +0200</bug_when>
      <thetext>It crashes.</thetext></long_desc>
    <long_desc isprivate="1"><commentid>71</commentid><comment_count>1</comment_count>
      <who>bob@desk.example</who><bug_when>2026-01-06 12:00:00 +0200</bug_when>
      <work_time>1.50</work_time><thetext>Found it.</thetext></long_desc>
    <attachment><filename>trace.txt</filename></attachment>
  </bug>
</bugzilla>
"""


def bug(**fields: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "summary": "Crash on print",
        "status": "NEW",
        "resolution": "",
        "product": "Desk",
        "priority": "--",
        "is_open": True,
        "creator": "ana@desk.example",
        "creator_detail": {"name": "ana@desk.example", "real_name": "Ana K."},
        "assigned_to": "nobody@desk.example",
        "cc": [],
        "keywords": [],
        "blocks": [],
        "depends_on": [],
        "flags": [],
        "creation_time": "2026-01-05T10:00:00Z",
        "last_change_time": "2026-01-09T10:00:00Z",
        **fields,
    }


def change(field: str, removed: str, added: str) -> dict[str, str]:
    return {"field_name": field, "removed": removed, "added": added}


def entry(day: int, *changes: dict[str, str]) -> dict[str, Any]:
    at = f"2026-01-{day:02}T12:00:00Z"
    return {"who": "bob@desk.example", "when": at, "changes": list(changes)}


def test_a_bug_in_xml_has_its_fields_its_comments_and_its_end(tmp_path):
    with open_bugzilla(saved(tmp_path, XML, "bugs.xml")) as source:
        (record,) = source.records()
        assert (source.alias, source.findings) == ("bugs.example", [])
    assert {name: value for name, value in record.fields.items() if value} == {
        "title": "Crash  on print",
        "status": "RESOLVED",
        "resolution": "FIXED",
        "priority": "P2",
        "project": "Desk",
        "component": "Printing",
        "description": "It crashes.",
        "reporter": "ana@desk.example",
        "subscribers": ("bob@desk.example",),
        "labels": ("crash", "regression"),
        "links": ("depends on #5", "depends on #6"),
        "requests": ("review?(bob@desk.example)",),
        "attachment": ("trace.txt",),
    }
    assert [(remark.text, remark.kind) for remark in record.remarks] == [("Found it.", "note")]
    assert [work.seconds for work in record.works] == [5400]
    assert edits(record) == [
        ("09 10:00", "bugzilla-export", "status", "NEW", "RESOLVED"),
        ("09 10:00", "bugzilla-export", "resolution", "", "FIXED"),
    ]


def test_the_history_of_rest_answers_lies_beside_the_bugs(tmp_path):
    final = bug(
        status="RESOLVED",
        resolution="FIXED",
        is_open=False,
        keywords=["crash"],
        cc=["cid@desk.example"],
        assigned_to="bob@desk.example",
        blocks=[9],
        cf_team="Print",
    )
    saved(tmp_path, {"bugs": [final]}, "bugs.json")
    history = [
        entry(7, change("status", "NEW", "RESOLVED"), change("resolution", "", "FIXED")),
        entry(
            6,
            change("assigned_to", "nobody@desk.example", "bob@desk.example"),
            change("keywords", "hang", "crash"),
            change("cc", "", "cid@desk.example"),
            change("blocks", "8", "9"),
            change("cf_team", "---", "Print"),
            change("attachments.isobsolete", "0", "1"),
        ),
    ]
    saved(tmp_path, {"bugs": [{"id": 7, "history": history}]}, "history.json")
    said = {"id": 1, "creator": "ana@desk.example", "time": "2026-01-05T10:00:00Z"}
    comments = [said | {"count": 0, "text": "It crashes."}]
    saved(tmp_path, {"bugs": {"7": {"comments": comments}}}, "comments.json")

    record = only(open_bugzilla, tmp_path)

    assert [row[:1] + row[2:] for row in edits(record)] == [
        ("06 12:00", "assignee", "", "bob@desk.example"),
        ("06 12:00", "labels", "hang", ""),
        ("06 12:00", "labels", "", "crash"),
        ("06 12:00", "subscribers", "", "cid@desk.example"),
        ("06 12:00", "links", "blocks #8", ""),
        ("06 12:00", "links", "", "blocks #9"),
        ("06 12:00", "team", "", "Print"),
        ("06 12:00", "otherEvents", "", "attachments.isobsolete"),
        ("07 12:00", "status", "NEW", "RESOLVED"),
        ("07 12:00", "resolution", "", "FIXED"),
    ]
    assert (record.fields["description"], record.remarks) == ("It crashes.", ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (XML.replace("</thetext></long_desc>", "</long_desc>", 1), "export.xml:20: mismatched tag"),
        (XML[:700], "export.xml: ends in the middle; the export was cut off"),
        ("<html><body/></html>", "export.xml: is no export of Bugzilla: it begins with <html>"),
        (
            XML.replace("<!DOCTYPE", '<!ENTITY a "b">\n<!DOCTYPE'),
            "export.xml:2: declares entities, which are not read",
        ),
        ("", "export.xml: is empty"),
    ],
    ids=["broken", "cut off", "another page", "entities", "empty"],
)
def test_xml_that_cannot_be_read_is_told_with_its_place(tmp_path, text, told):
    path = saved(tmp_path, text, "export.xml")
    saved(tmp_path, {"bugs": [bug(id=8)]}, "more.json")
    records, findings = read(open_bugzilla(path.parent))
    assert "#8" in [record.key for record in records]
    assert told in [finding.message for finding in findings]


def test_a_bug_that_nobody_may_see_and_an_error_are_told(tmp_path):
    hidden = '<bugzilla urlbase="https://b.example/"><bug error="NotPermitted"/></bugzilla>'
    saved(tmp_path, hidden, "hidden.xml")
    saved(tmp_path, {"error": True, "message": "Log in first"}, "error.json")
    _, findings = read(open_bugzilla(tmp_path))
    assert [finding.message.partition(";")[0] for finding in findings] == [
        "Bugzilla answered: Log in first",
        "Bugzilla answered: NotPermitted",
    ]
