from __future__ import annotations

import io
import json
import random
import tarfile
import zipfile
from datetime import UTC, datetime

import pytest

from tests.exchange.webbuilders import HOME, backup, edits, event, only, read, rest, saved
from tix.exchange.record import Account, Remark
from tix.exchange.sources.github import open_github

LABEL = {"label": {"name": "bug"}}
CLOSED = {"state": "closed", "state_reason": "not_planned", "closed_at": "2026-01-08T12:00:00Z"}


def ana(**more: object) -> Account:
    return Account("Ana", email="ana@users.noreply.github.com", **more)  # type: ignore[arg-type]


def test_every_event_of_a_timeline_is_one_edit_by_its_own_actor(tmp_path):
    course = backup(
        event("labeled", 6, **LABEL),
        event("renamed", 7, rename={"from": "Umlauts", "to": "Umlauts are rejected"}),
        event("milestoned", 7, milestone={"title": "1.0"}),
        event("closed", 8, commit_id="c0ffee"),
        event("locked", 9, None, lock_reason="too heated"),
        labels=[{"name": "bug"}],
        milestone={"title": "1.0"},
        locked=True,
        active_lock_reason="too heated",
        **CLOSED,
    )
    record = only(open_github, saved(tmp_path, course))
    assert edits(record) == [
        ("06 12:00", "Bob", "labels", "", "bug"),
        ("07 12:00", "Bob", "title", "Umlauts", "Umlauts are rejected"),
        ("07 12:00", "Bob", "milestone", "", "1.0"),
        ("08 12:00", "Bob", "status", "open", "closed"),
        ("08 12:00", "Bob", "resolution", "", "not planned"),
        ("08 12:00", "Bob", "commits", "", "c0ffee"),
        ("09 12:00", "ghost", "locked", "", "too heated"),
    ]
    assert (record.key, record.author) == ("#1", ana())


def test_reopening_takes_the_reason_back_and_only_the_last_closing_has_the_issues_own(tmp_path):
    course = backup(event("closed", 6), event("reopened", 7), event("closed", 8), **CLOSED)
    record = only(open_github, saved(tmp_path, course))
    assert [row[2:] for row in edits(record)] == [
        ("status", "open", "closed"),
        ("status", "closed", "open"),
        ("status", "open", "closed"),
        ("resolution", "", "not planned"),
    ]


def test_the_first_assignee_has_it_and_the_others_watch(tmp_path):
    people = [{"login": name} for name in ("Bob", "Cid")]
    course = backup(
        event("assigned", 6, assignee={"login": "Ana"}),
        event("assigned", 7, assignee={"login": "Bob"}),
        event("assigned", 8, assignee={"login": "Cid"}),
        event("unassigned", 9, assignee={"login": "Ana"}),
        assignees=people,
    )
    record = only(open_github, saved(tmp_path, course))
    assert [row[2:] for row in edits(record)] == [
        ("assignee", "", "Ana"),
        ("coassignees", "", "Bob"),
        ("coassignees", "", "Cid"),
        ("assignee", "Ana", "Bob"),
        ("coassignees", "Bob", ""),
    ]
    assert (record.fields["assignee"], record.fields["coassignees"]) == ("Bob", ("Cid",))


def test_a_label_whose_name_changed_its_case_since_is_the_same_label(tmp_path):
    course = backup(event("labeled", 6, label={"name": "BUG"}), labels=[{"name": "Bug"}])
    record = only(open_github, saved(tmp_path, course))
    assert edits(record) == [("06 12:00", "Bob", "labels", "", "Bug")]


def test_issues_that_mention_each_other_are_linked_and_others_are_not(tmp_path):
    def source(number: int, repo: str = "desk/tool", **more: object) -> dict[str, object]:
        address = f"https://api.github.com/repos/{repo}"
        return {"issue": {"number": number, "repository_url": address, **more}}

    course = backup(
        event("cross-referenced", 6, source=source(2)),
        event("cross-referenced", 7, source=source(3, "other/tool")),
        event("cross-referenced", 8, source=source(4, pull_request={})),
    )
    record = only(open_github, saved(tmp_path, course))
    assert edits(record) == [("06 12:00", "Bob", "links", "", "mentioned in #2")]


def test_comments_come_from_the_timeline_from_files_beside_and_from_the_issue_once(tmp_path):
    said = {
        "body": "Me too",
        "user": {"login": "Ana"},
        "created_at": "2026-01-06T08:00:00Z",
        "author_association": "MEMBER",
        "html_url": f"{HOME}/1#issuecomment-77",
        "issue_url": "https://api.github.com/repos/desk/tool/issues/1",
    }
    saved(tmp_path, [backup({**said, "event": "commented", "id": 77})], "issues.json")
    saved(tmp_path, [said, {**said, "html_url": f"{HOME}/1#issuecomment-78"}], "comments.json")
    record = only(open_github, tmp_path)
    at = datetime(2026, 1, 6, 8, tzinfo=UTC)
    assert record.remarks == tuple(
        Remark(number, at, ana(is_agent=True), "Me too") for number in ("77", "78")
    )


GH = {
    "number": 1,
    "url": f"{HOME}/1",
    "title": "Umlauts are rejected",
    "body": "",
    "state": "CLOSED",
    "stateReason": "NOT_PLANNED",
    "author": {"login": "Ana", "name": "Ana K."},
    "assignees": [{"login": "Bob"}],
    "labels": [{"name": "bug"}],
    "comments": [
        {
            "author": {"login": "Bob"},
            "body": "No.",
            "createdAt": "2026-01-08T11:00:00Z",
            "url": f"{HOME}/1#issuecomment-9",
        }
    ],
    "createdAt": "2026-01-05T10:00:00Z",
    "closedAt": "2026-01-08T12:00:00Z",
    "updatedAt": "2026-01-09T10:00:00Z",
}
GRAPH = {
    **GH,
    "labels": {"nodes": [{"name": "bug"}]},
    "assignees": {"edges": [{"node": {"login": "Bob"}}]},
    "comments": {"totalCount": 1, "nodes": GH["comments"]},
    "timelineItems": {
        "nodes": [
            {
                "__typename": "ClosedEvent",
                "id": "x",
                "createdAt": "2026-01-08T12:00:00Z",
                "actor": {"login": "Bob"},
            },
            {"__typename": "PinnedEvent", "id": "y", "createdAt": "2026-01-08T12:00:00Z"},
        ]
    },
}


def test_gh_issue_list_has_the_closing_and_the_comments_with_their_times(tmp_path):
    record = only(open_github, saved(tmp_path, [GH]))
    assert edits(record) == [
        ("08 12:00", "github-export", "status", "open", "closed"),
        ("08 12:00", "github-export", "resolution", "", "not planned"),
    ]
    assert [(remark.id, remark.text) for remark in record.remarks] == [("9", "No.")]


def test_graphql_answers_are_read_wherever_the_issues_lie_in_them(tmp_path):
    answer = {"data": {"repository": {"issues": {"nodes": [GRAPH]}}}}
    record = only(open_github, saved(tmp_path, answer))
    assert edits(record) == [
        ("08 12:00", "Bob", "status", "open", "closed"),
        ("08 12:00", "Bob", "resolution", "", "not planned"),
        ("08 12:00", "ghost", "otherEvents", "", "pinned"),
    ]
    assert record.fields["labels"] == ("bug",)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([rest(1)]) + json.dumps([rest(2)]),
        f"{json.dumps(rest(1))}\n{json.dumps(rest(2))}\n",
        json.dumps([[rest(1)], [rest(2)]]),
        json.dumps({"issues": [rest(1)]}) + json.dumps({"issues": [rest(2)], "next": {"page": 2}}),
    ],
    ids=["pages one after the other", "lines", "pages in a list", "pages in objects"],
)
def test_pages_of_an_answer_are_read_however_they_were_put_together(tmp_path, text):
    records, findings = read(open_github(saved(tmp_path, text)))
    assert ([record.key for record in records], findings) == (["#1", "#2"], [])


def test_pull_requests_never_become_tickets(tmp_path):
    pulls = [
        rest(1),
        rest(2, pull_request={}),
        rest(3, html_url="https://github.com/desk/tool/pull/3"),
        {"type": "pull", "pull": rest(4, head={}), "events": []},
        {"issue_url": f"{HOME}/2", "body": "Nice", "created_at": "2026-01-06T08:00:00Z"},
    ]
    records, findings = read(open_github(saved(tmp_path, pulls)))
    assert [record.key for record in records] == ["#1"]
    assert [str(finding) for finding in findings] == [
        "export.json: info import-left-out left out 3 pull or merge requests: no issues"
    ]


def test_what_is_broken_is_told_with_its_place_and_hides_nothing_else(tmp_path):
    saved(tmp_path, [rest(1)], "1.json")
    saved(tmp_path, '[\n{"number": 2,\n', "2.json")
    saved(tmp_path, "\n" + json.dumps(rest(3, title={"no": "text"})), "3.json")
    saved(tmp_path, {"message": "API rate limit exceeded"}, "4.json")
    saved(tmp_path, [rest(5, created_at="soon"), rest(6, user=None), 7], "5.json")
    saved(tmp_path, [rest(8)], "6.json").write_text(json.dumps([rest(8)])[:-1])
    records, findings = read(open_github(tmp_path))
    assert [(record.key, record.author.name) for record in records] == [
        ("#1", "Ana"),
        ("#6", "ghost"),
        ("#8", "Ana"),
    ]
    assert sorted((finding.path, finding.line, finding.rule) for finding in findings) == [
        ("2.json", 0, "import-broken"),
        ("3.json", 2, "import-shape"),
        ("4.json", 1, "import-no-issue"),
        ("5.json", 1, "import-no-issue"),
        ("5.json", 1, "import-shape"),
        ("6.json", 0, "import-broken"),
    ]


def test_an_issue_that_is_there_twice_is_taken_as_it_is_newest(tmp_path):
    older = rest(title="Umlauts", updated_at="2026-01-06T10:00:00Z")
    (record,), findings = read(open_github(saved(tmp_path, [rest(), older])))
    assert record.fields["title"] == "Umlauts are rejected"
    assert [finding.rule for finding in findings] == ["import-duplicate"]


def test_an_issue_of_another_repository_is_told_and_not_mixed_in(tmp_path):
    other = rest(2, html_url="https://github.com/desk/other/issues/2")
    records, findings = read(open_github(saved(tmp_path, [rest(), other])))
    assert [record.key for record in records] == ["#1"]
    assert [finding.message for finding in findings] == [
        "#2: belongs to desk/other, not to desk/tool"
    ]


@pytest.mark.parametrize(
    ("address", "alias"),
    [
        ("https://github.com/desk/tool/issues/1", "desk/tool"),
        ("https://api.github.com/repos/desk/tool/issues/1", "desk/tool"),
        ("https://ghe.example/api/v3/repos/desk/tool/issues/1", "ghe.example/desk/tool"),
        ("", "issues"),
    ],
)
def test_tickets_are_named_after_the_repository(tmp_path, address, alias):
    with open_github(saved(tmp_path, rest(html_url=address))) as source:
        assert len(list(source.records())) == 1
        assert source.alias == alias


def test_a_backup_with_events_and_comments_inside_the_issue_is_read(tmp_path):
    said = {"id": 5, "body": "No.", "user": {"login": "Bob"}, "created_at": "2026-01-06T08:00:00Z"}
    whole = rest(comments=1, comment_data=[said], event_data=[event("closed", 8)], **CLOSED)
    record = only(open_github, saved(tmp_path, whole))
    assert [remark.text for remark in record.remarks] == ["No."]
    assert [row[2] for row in edits(record)] == ["status", "resolution"]


def test_entries_without_a_time_cost_no_issue(tmp_path):
    course = backup({"event": "labeled", "label": {"name": "bug"}}, event("closed", 8), **CLOSED)
    (record,), findings = read(open_github(saved(tmp_path, course)))
    assert [edit.field for each in record.events for edit in each.edits] == ["status", "resolution"]
    assert [finding.message for finding in findings] == [
        "#1: 1 entry of its history without a time left out"
    ]


def test_comments_that_the_export_lacks_are_told(tmp_path):
    _, findings = read(open_github(saved(tmp_path, rest(comments=3))))
    assert [finding.message for finding in findings] == [
        "#1: the export holds 0 of 3 comments; comments are in the timeline of an issue"
    ]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8-sig", []), ("utf-16", []), ("cp1252", ["import-encoding"])],
)
def test_files_of_any_encoding_are_read(tmp_path, encoding, told):
    path = saved(tmp_path, [])
    path.write_bytes(json.dumps([rest(title="Grüße")], ensure_ascii=False).encode(encoding))
    (record,), findings = read(open_github(path))
    assert record.fields["title"] == "Grüße"
    assert [finding.rule for finding in findings] == told


@pytest.mark.parametrize("ending", ["tar.gz", "tar.xz", "zip"])
def test_archives_are_read_whatever_their_files_are_called(tmp_path, ending):
    names = ["../../up.json", "a/same.json", "b/same.json"]
    texts = [json.dumps(rest(number)).encode() for number in (1, 2, 3)]
    path = tmp_path / f"export.{ending}"
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as packed:
            for name, data in zip(names, texts, strict=True):
                packed.writestr(name, data)
    else:
        with tarfile.open(path, f"w:{ending[-2:]}") as packed:
            for name, data in zip(names, texts, strict=True):
                member = tarfile.TarInfo(name)
                member.size = len(data)
                packed.addfile(member, io.BytesIO(data))
    records, findings = read(open_github(path))
    assert ([record.key for record in records], findings) == (["#1", "#2", "#3"], [])
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_an_archive_that_was_cut_off_gives_what_it_has(tmp_path):
    path = tmp_path / "export.tar.gz"
    noise = random.Random(1).randbytes(60_000).hex()  # does not shrink, so the cut is in #2
    with tarfile.open(path, "w:gz") as packed:
        for number, body in ((1, ""), (2, noise)):
            data = json.dumps(rest(number, body=body)).encode()
            member = tarfile.TarInfo(f"{number}.json")
            member.size = len(data)
            packed.addfile(member, io.BytesIO(data))
    path.write_bytes(path.read_bytes()[:-20_000])
    records, findings = read(open_github(path))
    assert [record.key for record in records] == ["#1"]
    assert [(finding.path, finding.rule) for finding in findings] == [
        ("export.tar.gz", "import-archive")
    ]
