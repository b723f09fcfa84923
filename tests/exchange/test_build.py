from __future__ import annotations

from pathlib import Path

from tests.exchange.builders import comment, entry, export, issue
from tix.exchange.build import Builder, Snapshot, Tally
from tix.exchange.mapping import Mapping
from tix.exchange.propose import propose
from tix.exchange.sources.jira import open_jira
from tix.exchange.survey import survey


def built(path: Path, chosen: Mapping | None = None) -> tuple[dict[str, list[Snapshot]], Tally]:
    """Return the snapshots of each issue by its key; `OPS-1` becomes the ticket `T-000001`."""
    with open_jira(path) as source:
        found = survey(source)
        mapping = (chosen or Mapping()).over(propose(found))
        ids = {key: f"T-{key.rpartition('-')[2]:0>6}" for key in found.keys}
        tally = Tally()
        builder = Builder(mapping, ids, "jira", source.alias, tally, found.pairs)
        return {record.key: list(builder.snapshots(record)) for record in source.records()}, tally


def test_every_deed_that_changes_something_is_a_snapshot_in_order_of_time(tmp_path):
    path = export(
        tmp_path,
        issue(
            status={"name": "Done", "id": "5"},
            labels=["login"],
            history=(
                entry(8, "2026-01-07T08:00:00.000+0000", ("status", "In Progress", "Done")),
                entry(6, "2026-01-05T12:00:00.000+0000", ("Workflow", "one", "two")),
                entry(
                    7,
                    "2026-01-06T08:00:00.000+0000",
                    ("status", "Open", "In Progress"),
                    ("labels", "", "login"),
                ),
            ),
            comments=(comment(9, "2026-01-06T09:00:00.000+0000", "On it\r\nsoon\x07 "),),
        ),
    )
    snapshots, tally = built(path)
    told = [(str(each.at), each.author.name, each.message) for each in snapshots["OPS-1"]]
    (said,) = snapshots["OPS-1"][-1].ticket.comments
    assert told == [
        ("2026-01-05 10:00:00.250000+00:00", "bob", "T-000001: create Login page rejects umlauts"),
        ("2026-01-06 08:00:00+00:00", "ana", "T-000001: status: open -> in-progress; +tag login"),
        ("2026-01-06 09:00:00+00:00", "ana", f"T-000001: add comment {said.id}"),
        ("2026-01-07 08:00:00+00:00", "ana", "T-000001: status: in-progress -> done"),
    ]
    assert (said.by, said.text) == ("ana", "On it\nsoon")
    assert tally.dropped == {"Workflow": 1}
    assert [each.message for each in tally.findings] == [
        "OPS-1: comment: 1 control character left out"
    ]


def test_two_events_of_one_second_keep_their_order(tmp_path):
    path = export(
        tmp_path,
        issue(
            status={"name": "C", "id": "5"},
            history=(
                entry(9, "2026-01-06T08:00:00.700+0000", ("status", "B", "C")),
                entry(10, "2026-01-06T08:00:00.100+0000", ("status", "Open", "B")),
            ),
        ),
    )
    snapshots, _ = built(path)
    assert [each.ticket.status for each in snapshots["OPS-1"]] == ["open", "b", "c"]


def link(inward: str, outward: str, **end: str) -> dict[str, object]:
    return {
        "id": "1",
        "type": {"name": "x", "inward": inward, "outward": outward},
        **{side: {"key": key} for side, key in end.items()},
    }


def test_a_link_stands_once_at_its_own_end_and_strangers_stay_words(tmp_path):
    blocks = ("is blocked by", "blocks")
    first = issue(
        "OPS-1",
        issuelinks=[
            link(*blocks, outwardIssue="OPS-2"),
            link("is related to", "relates to", inwardIssue="OPS-2"),
            link(*blocks, inwardIssue="FAR-7"),
        ],
        subtasks=[{"key": "OPS-2"}, {"key": "FAR-8"}],
    )
    second = issue(
        "OPS-2",
        issuelinks=[
            link(*blocks, inwardIssue="OPS-1"),
            link("is related to", "relates to", outwardIssue="OPS-1"),
        ],
        parent={"key": "OPS-1"},
    )
    snapshots, _ = built(export(tmp_path, first, second))
    one, two = (snapshots[key][0].ticket for key in ("OPS-1", "OPS-2"))
    assert one.links == {"blocks": ("T-000002",), "relates": ("T-000002",)}
    assert one.items("other_links") == ("is blocked by FAR-7", "has sub-task FAR-8")
    assert (two.links, two.text("parent")) == ({}, "T-000001")


def test_a_link_without_direction_that_one_end_alone_tells_stands_there(tmp_path):
    relates = link("is related to", "relates to", outwardIssue="OPS-1")
    snapshots, _ = built(export(tmp_path, issue("OPS-1"), issue("OPS-2", issuelinks=[relates])))
    one, two = (snapshots[key][0].ticket.links for key in ("OPS-1", "OPS-2"))
    assert (one, two) == ({}, {"relates": ("T-000001",)})


def test_what_does_not_fit_is_told_and_left_out(tmp_path):
    snapshots, tally = built(export(tmp_path, issue(duedate="soon")))
    assert snapshots["OPS-1"][0].ticket.text("due") == ""
    assert [each.rule for each in tally.findings] == ["import-unplaced"]


def test_work_logs_estimates_and_several_lines_find_their_place(tmp_path):
    worklog = {
        "total": 1,
        "worklogs": [
            {
                "id": "4",
                "author": {"name": "ana"},
                "created": "2026-01-06T08:00:00.000+0000",
                "timeSpentSeconds": 5400,
                "comment": "Looked",
            }
        ],
    }
    made = issue(worklog=worklog, timeoriginalestimate=7200, environment="Linux\nFirefox")
    snapshots, _ = built(export(tmp_path, made))
    last = snapshots["OPS-1"][-1].ticket
    (work,) = last.records("worked")
    assert {key: work[key] for key in work if key != "id"} == {
        "at": "2026-01-06T08:00:00Z",
        "by": "ana",
        "spent": "1h30m",
        "note": "Looked",
    }
    assert (last.text("estimate"), last.text("environment")) == ("2h", "Linux\nFirefox")
