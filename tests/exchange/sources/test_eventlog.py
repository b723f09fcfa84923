from __future__ import annotations

from pathlib import Path

import pytest

from tix.errors import BadInput
from tix.exchange.mapping import Mapping, Target
from tix.exchange.record import Edit, Record
from tix.exchange.sources.eventlog import open_eventlog
from tix.findings import Finding
from tix.model.fields import Kind

COLUMNS = {"case": "number", "time": "at", "by": "who", "status": "state", "assignee": "agent"}


def read(
    tmp_path: Path, text: str, fields: dict[str, Target] | None = None, **reading: object
) -> tuple[list[Record], list[Finding]]:
    path = tmp_path / "log.csv"
    path.write_text(text)
    chosen = Mapping(fields=fields or {}, reading={"columns": COLUMNS, **reading})
    with open_eventlog(path, chosen) as source:
        first = list(source.records())
        assert list(source.records()) == first
        return first, source.findings


def told(record: Record) -> list[tuple[str, str, tuple[Edit, ...]]]:
    return [(f"{each.at:%d %H:%M}", each.author.name, each.edits) for each in record.events]


LOG = """\
number,state,at,who,agent,result,opened
I1,New,2026-01-05 10:00,ada,?,fixed,2026-01-05 09:00
I1,Active,2026-01-05 11:00,bob,bob,fixed,2026-01-05 09:00
I1,Closed,2026-01-06 12:00,bob,bob,fixed,2026-01-05 09:00
I2,New,2026-01-07 10:00,ada,?,?,2026-01-07 10:00
"""


def test_each_row_is_an_event_that_tells_what_changed(tmp_path):
    columns = {**COLUMNS, "created": "opened", "resolution": "result"}
    (one, two), findings = read(tmp_path, LOG, columns=columns, at_end=["result"])
    assert told(one) == [
        ("05 11:00", "bob", (Edit("status", "New", "Active"), Edit("assignee", "", "bob"))),
        ("06 12:00", "bob", (Edit("status", "Active", "Closed"), Edit("resolution", "", "fixed"))),
    ]
    assert one.fields == {"status": "Closed", "assignee": "bob", "resolution": "fixed"}
    assert (f"{one.created:%H:%M}", one.author.name, sorted(one.people)) == (
        "09:00",
        "ada",
        ["bob"],
    )
    assert (two.key, two.events, two.line, findings) == ("I2", (), 5, [])


def test_a_log_in_order_of_time_gives_the_same_tickets(tmp_path):
    head, *rows = LOG.splitlines(keepends=True)
    mixed = head + "".join([rows[0], rows[3], rows[1], rows[2]])
    together, _ = read(tmp_path, LOG)
    scattered, _ = read(tmp_path, mixed)
    assert [told(each) for each in scattered] == [told(each) for each in together]


def test_a_state_that_ended_at_its_time_tells_when_the_next_began(tmp_path):
    log = """\
number,state,at,who,agent
I1,Done,2026-01-08 10:00,cy,?
I1,Open,2026-01-06 10:00,bob,?
I1,New,2026-01-05 10:00,ada,?
"""
    (one,), findings = read(tmp_path, log, rows="before", order="newest first")
    assert told(one) == [
        ("05 10:00", "ada", (Edit("status", "New", "Open"),)),
        ("06 10:00", "bob", (Edit("status", "Open", "Done"),)),
    ]
    assert (one.fields["status"], findings) == ("Done", [])


def test_a_log_with_the_newest_row_first_is_recognised(tmp_path):
    head, *rows = LOG.splitlines(keepends=True)
    (two, one), findings = read(tmp_path, head + "".join(reversed(rows)))
    assert ([len(one.events), len(two.events)], findings) == ([2, 0], [])


def test_clocks_that_run_backwards_keep_the_order_of_the_rows_and_are_told(tmp_path):
    log = LOG.replace("2026-01-06 12:00", "2026-01-05 10:30")
    (one, _), findings = read(tmp_path, log)
    assert [edits[0].after for _, _, edits in told(one)] == ["Active", "Closed"]
    assert [(each.rule, each.path, each.line) for each in findings] == [
        ("import-clock", "log.csv", 4)
    ]
    by_time, _ = read(tmp_path, log, order="time")
    assert [edits[0].after for _, _, edits in told(by_time[0])] == ["Closed", "Active"]


def test_rows_without_id_or_time_are_left_out_and_told(tmp_path):
    log = LOG.replace("I2", "?").replace("2026-01-05 11:00", "around noon")
    (one,), findings = read(tmp_path, log)
    assert [each.at.day for each in one.events] == [6]
    assert sorted((each.rule, each.line) for each in findings if each.severity == "error") == [
        ("import-key", 5),
        ("import-time", 3),
    ]


def test_two_ways_to_write_times_in_one_column_are_told(tmp_path):
    _, findings = read(tmp_path, LOG.replace("2026-01-06 12:00", "6/1/2026 12:00"))
    assert [(each.rule, each.line) for each in findings] == [("import-dates", 4)]


def test_a_column_that_this_log_does_not_have_is_told_and_the_rest_is_read(tmp_path):
    columns = {**COLUMNS, "team": "support group"}
    (one, _), findings = read(tmp_path, LOG, columns=columns, at_end=["closed_at"])
    assert (len(one.events), [each.message for each in findings]) == (
        2,
        [
            "there is no column 'support group', which the mapping names",
            "there is no column 'closed_at', which the mapping names",
        ],
    )


def test_logs_of_process_mining_are_recognised_by_their_headings(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(
        "case:concept:name,concept:name,time:timestamp,org:resource\n"
        "A,Register,2026-01-05T10:00:00+01:00,Ann\nA,Decide,2026-01-06T10:00:00+01:00,Bob\n"
    )
    with open_eventlog(path, Mapping()) as source:
        (one,) = source.records()
    assert told(one) == [("06 09:00", "Bob", (Edit("status", "Register", "Decide"),))]


def test_columns_find_their_kind_unless_somebody_says_it(tmp_path):
    log = """\
number,time,n,ok,since,mixed
I1,2026-01-05,1,true,5/1/2026 9:00,1
I1,2026-01-06,2,?,?,x
"""
    path = tmp_path / "log.csv"
    path.write_text(log)
    chosen = Mapping(fields={"n": Target("n", Kind.TEXT)})
    with open_eventlog(path, chosen) as source:
        assert source.kinds == {"ok": Kind.BOOL, "since": Kind.TIME}
        assert source.told == {"columns": {"case": "number", "time": "time"}}
        (one,) = source.records()
    assert (one.fields["since"], one.fields["n"]) == ("", "2")
    assert one.events[0].edits[-2:] == (
        Edit("since", "2026-01-05T09:00:00Z", ""),
        Edit("mixed", "1", "x"),
    )


@pytest.mark.parametrize(
    ("reading", "problem"),
    [
        ({"columns": {"case": "numbr"}}, "the table has no column 'numbr'"),
        ({"columns": {"case": "number"}}, "hold the times of events"),
        ({"columns": {"time": "at"}}, "hold the tickets' ids"),
        ({"columns": ["number"]}, "columns must map one word to another"),
        ({"rows": "sideways"}, "'sideways' is none of after, before"),
        ({"separator": ";;"}, "separator is one character"),
        ({"missing": {"a": "b"}}, "missing must be a word or a list"),
    ],
)
def test_what_a_mapping_gets_wrong_is_explained(tmp_path, reading, problem):
    with pytest.raises(BadInput) as caught:
        read(tmp_path, LOG, **reading)
    assert problem in caught.value.message


def test_the_name_of_the_file_names_the_source_without_its_date(tmp_path):
    path = tmp_path / "Incident log_2026-11-21.csv"
    path.write_text(LOG)
    with open_eventlog(path, Mapping(reading={"columns": COLUMNS})) as source:
        assert source.alias == "incident-log"
