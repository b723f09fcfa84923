from __future__ import annotations

from pathlib import Path

import pytest

from tix.errors import BadInput
from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Edit, Record
from tix.exchange.sources.csvtable import ANSWERED, open_csv
from tix.findings import Finding


def read(
    tmp_path: Path, text: str, alias: str = "", **reading: object
) -> tuple[list[Record], list[Finding]]:
    path = tmp_path / "tickets.csv"
    path.write_text(text)
    with open_csv(path, Mapping(alias=alias, reading=reading)) as source:
        first = list(source.records())
        assert list(source.records()) == first
        return first, source.findings


TABLE = """\
Ticket ID,Subject,Status,Requester,Agent,Tags,Created,First response time,Resolution time,Close time
1,Printer burns,Closed,Ann <ann@x.example>,Bob,"fire, print",2026-01-05 10:00,2026-01-05 10:05,\
2026-01-06 10:00,2026-01-07 10:00
2,Screen dark,Resolved,cy@x.example,Bob,,2026-01-05 11:00,,2026-01-06 11:00,
3,Mouse lost,In progress,,,,2026-01-05 12:00,,,
"""


def moves(record: Record) -> list[tuple[str, tuple[Edit, ...]]]:
    return [(f"{each.at:%d %H:%M}", each.edits) for each in record.events]


def test_columns_and_moments_are_recognised_by_their_names(tmp_path):
    (one, two, three), findings = read(tmp_path, TABLE)
    assert one.fields == {
        "summary": "Printer burns",
        "status": "Closed",
        "reporter": "ann@x.example",
        "assignee": "Bob",
        "labels": ("fire", "print"),
    }
    assert moves(one) == [
        ("06 10:00", (Edit("status", "Open", "Resolved"),)),
        ("07 10:00", (Edit("status", "Resolved", "Closed"),)),
    ]
    assert moves(two) == [("06 11:00", (Edit("status", "Open", "Resolved"),))]
    assert (moves(three), three.fields["status"]) == ([], "In progress")
    (reply,) = one.remarks
    assert (reply.author.name, f"{reply.at:%H:%M}", reply.text) == ("Bob", "10:05", ANSWERED)
    assert one.author == Account("ann@x.example", "Ann", "ann@x.example")
    assert findings == []


def test_a_column_called_closed_is_a_moment_if_it_holds_times(tmp_path):
    text = "id,title,status,created,Closed\n7,x,Closed,2026-01-05,{}\n8,y,Open,2026-01-05,{}\n"
    (seven, _), _ = read(tmp_path, text.format("2026-01-09", ""))
    assert moves(seven) == [("09 00:00", (Edit("status", "Open", "Closed"),))]
    (seven, eight), findings = read(tmp_path, text.format("yes", "no"))
    assert (seven.fields["Closed"], eight.fields["Closed"], findings) == ("yes", "no", [])


def test_with_a_time_of_change_alone_there_is_one_event_at_the_end(tmp_path):
    text = "id,title,status,resolution,created,updated\n7,x,Done,fixed,2026-01-05,2026-01-09\n"
    (one,), _ = read(tmp_path, text, begins="To do")
    assert moves(one) == [
        ("09 00:00", (Edit("status", "To do", "Done"), Edit("resolution", "", "fixed")))
    ]


def test_a_ticket_closed_before_it_was_resolved_keeps_the_order_of_statuses(tmp_path):
    (one, *_), findings = read(tmp_path, TABLE.replace("2026-01-07 10:00", "2026-01-05 20:00"))
    assert [edits[0].after for _, edits in moves(one)] == ["Resolved", "Closed"]
    assert [(each.rule, each.line) for each in findings] == [("import-clock", 2)]


def test_a_status_that_the_moments_do_not_lead_to_is_settled_and_told(tmp_path):
    table = TABLE.replace("dark,Resolved", "dark,Reopened") + "4,x,Resolved,,,,2026-01-05,,,\n"
    (_, two, *_), findings = read(tmp_path, table)
    assert [edits[0].after for _, edits in moves(two)] == ["Resolved", "Reopened"]
    assert [(each.rule, each.line) for each in findings] == [("import-history", 3)]


def test_watchers_in_one_cell_are_people_each(tmp_path):
    text = 'id,created,Watchers\n1,2026-01-05,"Ann <a@x.example>; bob , "\n'
    (one,), _ = read(tmp_path, text, columns={"case": "id", "watchers": "Watchers"})
    assert (one.fields["watchers"], one.people) == (
        ("a@x.example", "bob"),
        {"a@x.example": Account("a@x.example", "Ann", "a@x.example"), "bob": Account("bob", "bob")},
    )


def test_an_id_that_comes_twice_is_told_with_both_lines(tmp_path):
    text = "id,title,created\n1,a,2026-01-05\n1,b,2026-01-06\n,c,2026-01-06\n"
    (one,), findings = read(tmp_path, text)
    assert one.fields["summary"] == "a"
    assert [(each.rule, each.line, each.message) for each in findings] == [
        ("import-double", 3, "1: stands in line 2 already; this row is left out"),
        ("import-key", 4, "has no id and is left out"),
    ]


def test_tickets_of_unknown_age_begin_with_the_first_time_of_the_table(tmp_path):
    text = "id,title,status,updated\n1,a,New,\n2,b,Done,2026-01-06 09:00\n"
    (one, two), findings = read(tmp_path, text)
    assert f"{one.created:%F %T}" == f"{two.created:%F %T}" == "2026-01-06 09:00:00"
    assert [each.message for each in findings] == [
        "nothing tells when 1 ticket began; 2026-01-06 09:00:00 UTC stands in"
    ]


def test_a_cell_that_is_no_time_is_told_and_costs_nothing_else(tmp_path):
    (one,), findings = read(tmp_path, "id,title,created,closed at\n1,a,2026-01-05,never\n")
    assert (one.fields["summary"], [each.rule for each in findings]) == ("a", ["import-time"])


def test_repeated_headings_are_one_field_with_many_values(tmp_path):
    (one,), _ = read(
        tmp_path, "id,created,Area,Area,Area\n1,2026-01-05,a,,b\n", columns={"case": "id"}
    )
    assert (one.fields["Area"], one.lists) == (("a", "b"), frozenset({"Area"}))


def test_a_table_without_ids_says_how_to_name_them(tmp_path):
    with pytest.raises(BadInput) as caught:
        read(tmp_path, "name,title\na,b\n")
    assert caught.value.hint == "columns: {case: name} in a mapping, for --map"
