from __future__ import annotations

import csv
import lzma
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from tests.builders import git
from tests.real.figures import Life, lives
from tix.clock import now
from tix.exchange.importer import Imported, run_import
from tix.exchange.mapping import Mapping, read_mapping
from tix.exchange.sources.registry import open_source
from tix.git.gitconfig import Author
from tix.git.repo import Repo
from tix.model.ticket import parse_time

SHARED = Path(os.environ.get("TIX_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")
DESK = SHARED / "helpdesk"
UCI = DESK / "uci_servicenow" / "incident_event_log_A.csv.xz"
SUPPORT = DESK / "technical_support" / "technical_support_A.csv"
AEA = DESK / "aea_jira" / "jira_history_2024.csv.xz"
ASF = SHARED / "trackers" / "jira_apache" / "jira_apache_derived_server_export.csv.xz"
MAPS = Path(__file__).parents[2] / "docs" / "import"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DESK.exists(), reason=f"no shared data in {SHARED}"),
]

Rows = list[dict[str, str]]
Sample = tuple[dict[str, Rows], dict[str, Life], Imported, Callable[[], Imported]]


def sample(source: Path, case: str, one_in: int) -> tuple[list[str], Rows]:
    """Return the heading and every row of one ticket in so many."""
    opener = lzma.open if source.suffix == ".xz" else open
    with opener(source, "rt", encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        groups = groupby(reader, key=lambda row: row[case])
        rows = [row for n, (_, each) in enumerate(groups) if n % one_in == 0 for row in each]
        return list(reader.fieldnames or ()), rows


def written(path: Path, heading: list[str], rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, heading)
        writer.writeheader()
        writer.writerows(rows)
    return path


def move_in(root: Path, form: str, path: Path, words: Path | None) -> Imported:
    chosen = read_mapping(words) if words else Mapping()
    with open_source(form, path, chosen) as source:
        author = Author("Ada", "ada@example.com")
        return run_import(
            Repo.discover(root), "", source, importer=author, now=now(), chosen=chosen
        )


def moved_in(folder: Path, form: str, source: Path, case: str, words: str, one_in: int) -> Sample:
    """Return a sample's rows by ticket, what git holds of it, and a way to import it again."""
    root = folder / "tracker"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    (root / "tix.yaml").write_text("format: 1\nkey: T\n")
    git(root, "add", ".")
    git(root, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "init")
    heading, rows = sample(source, case, one_in)
    path = written(folder / source.name.removesuffix(".xz"), heading, rows)
    done = move_in(root, form, path, MAPS / words)
    cases = {key: list(each) for key, each in groupby(rows, key=lambda row: row[case])}
    return cases, lives(root), done, lambda: move_in(root, form, path, MAPS / words)


def statuses(life: Life) -> list[str]:
    return [before for _, before, _ in life.moves] + [life.last.status]


def slugs(words: Iterable[str]) -> list[str]:
    names = [word.lower().replace(" ", "-") for word in words]
    return names[:1] + [after for before, after in pairwise(names) if after != before]


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def minute(text: str) -> str:
    return "" if text == "?" else datetime.strptime(text, "%d/%m/%Y %H:%M").strftime("%F %H:%M")


def at(life: Life, field: str) -> str:
    text = life.last.text(field)
    return f"{parse_time(text):%F %H:%M}" if text else ""


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("uci")
    return moved_in(folder, "eventlog", UCI, "number", "servicenow.yaml", 40)


def test_incidents_go_through_the_statuses_of_their_rows(incidents):
    cases, found, done, _ = incidents
    assert {key: statuses(life) for key, life in found.items()} == {
        key: slugs(row["incident_state"] for row in rows) for key, rows in cases.items()
    }
    assert {key: life.reopened for key, life in found.items()} == {
        key: int(rows[-1]["reopen_count"]) for key, rows in cases.items()
    }
    assert done.created == len(cases) == 333


def test_incidents_end_with_the_fields_of_their_last_row(incidents):
    cases, found, _, _ = incidents

    def told(life: Life) -> tuple[object, ...]:
        ticket = life.last
        return (
            f"{ticket.created:%F %H:%M}",
            at(life, "resolved_at"),
            at(life, "closed_at"),
            ticket.text("made_sla"),
            int(ticket.text("reassignments") or 0),
            ticket.text("team") or "?",
            ticket.text("channel"),
            ticket.text("priority"),
        )

    words = {"1": "critical", "2": "high", "3": "normal", "4": "low"}
    assert {key: told(life) for key, life in found.items()} == {
        key: (
            minute(last["opened_at"]),
            minute(last["resolved_at"]),
            minute(last["closed_at"]),
            last["made_sla"],
            int(last["reassignment_count"]),
            last["assignment_group"],
            last["contact_type"].lower(),
            words[last["priority"][0]],
        )
        for key, rows in cases.items()
        for last in [rows[-1]]
    }


def test_every_row_that_changed_something_is_a_commit_at_its_own_time(incidents):
    cases, found, _, _ = incidents
    whole = {key for key, life in found.items() if len(life.states) == len(cases[key])}
    assert {
        key: [f"{datetime.fromtimestamp(when, UTC):%F %H:%M}" for when, _ in found[key].states[1:]]
        for key in whole
    } == {key: [minute(row["sys_updated_at"]) for row in cases[key][1:]] for key in whole}
    assert len(whole) >= len(cases) - 1


def test_an_event_log_imported_again_adds_nothing(incidents):
    again = incidents[3]()
    assert (again.created, again.updated, again.commits) == (0, 0, 0)


def test_support_tickets_keep_their_moments_and_their_marks(tmp_path):
    cases, found, done, again = moved_in(tmp_path, "csv", SUPPORT, "Ticket ID", "helpdesk.yaml", 5)

    def second(text: str) -> str:
        return text[:19]

    def came(life: Life, status: str) -> str:
        times = [when for when, _, to in life.moves if to == status]
        return f"{datetime.fromtimestamp(times[-1], UTC):%F %T}" if times else ""

    assert {
        key: (
            f"{life.last.created:%F %T}",
            [f"{said.at:%F %T}" for said in life.last.comments],
            came(life, "resolved"),
            came(life, "closed"),
            life.last.text("resolution_sla"),
            life.last.text("response_sla"),
        )
        for key, life in found.items()
    } == {
        key: (
            row["Created time"],
            [second(row["First response time"])] if row["First response time"] else [],
            second(row["Resolution time"]),
            second(row["Close time"]),
            row["SLA For Resolution"],
            row["SLA For first response"],
        )
        for key, (row,) in cases.items()
    }
    scores = {key: life.last.doc.get("satisfaction") for key, life in found.items()}
    assert scores == {
        key: {"score": row["Survey results"][0]} if row["Survey results"] else None
        for key, (row,) in cases.items()
    }
    assert (done.created, again().commits) == (233, 0)


def test_states_that_ended_become_changes_at_the_time_of_the_older_row(tmp_path):
    cases, found, done, again = moved_in(tmp_path, "eventlog", AEA, "ticket", "states.yaml", 20)

    def changes(rows: Rows) -> list[tuple[int, str, str]]:
        pairs = [
            (
                int(datetime.fromisoformat(old["As.Of.Date"]).timestamp()),
                old["Status"],
                new["Status"],
            )
            for old, new in pairwise(reversed(rows))
        ]
        return [(when, *slugs([old, new])) for when, old, new in pairs if old != new]

    def plain(name: str) -> str:
        return name.replace("(", "").replace(")", "")

    expected = {
        key: [(when, plain(old), plain(new)) for when, old, new in changes(rows)]
        for key, rows in cases.items()
    }
    assert {key: life.moves for key, life in found.items()} == expected
    assert {key: at(life, "resolved_at")[:10] for key, life in found.items()} == {
        key: _utc_day(rows[0]["Resolved"]) for key, rows in cases.items()
    }
    assert (done.created, again().commits) == (35, 0)


def _utc_day(text: str) -> str:
    return f"{parse_time(text):%F}" if text else ""


def test_jiras_table_ends_as_its_rows_say(tmp_path):
    heading, _ = sample(ASF, "Issue key", 1000)
    with lzma.open(ASF, "rt", encoding="utf-8", newline="") as stream:
        rows = [row for n, row in enumerate(csv.reader(stream)) if n % 10 == 1]
    path = tmp_path / "export.csv"
    with lzma.open(ASF, "rt", encoding="utf-8", newline="") as stream, path.open("w") as out:
        csv.writer(out).writerows([next(csv.reader(stream)), *rows])
    root = tmp_path / "tracker"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    (root / "tix.yaml").write_text("format: 1\nkey: T\n")
    git(root, "add", ".")
    git(root, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "init")
    done = move_in(root, "jira", path, None)
    cells = {row[1]: dict(zip(heading, row, strict=True)) for row in rows}
    said = {row[1]: sum(bool(text) for text in row[-60:]) for row in rows}
    found = lives(root)
    assert {
        key: (
            life.last.status,
            life.last.text("resolution").replace("-", ""),
            len(life.last.comments),
        )
        for key, life in found.items()
    } == {
        key: (row["Status"].lower(), letters(row["Resolution"]), said[key])
        for key, row in cells.items()
    }
    assert {key: f"{life.last.created:%d/%b/%y}" for key, life in found.items()} == {
        key: row["Created"].split()[0] for key, row in cells.items()
    }
    assert done.created == len(rows) == 51
