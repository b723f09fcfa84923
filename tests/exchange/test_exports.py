from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.builders import git
from tix.exchange.exports.audience import masked, opened
from tix.exchange.exports.wholefile import whole_file
from tix.model.ticket import Ticket
from tix.text import as_cell, clean

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "export.schema.json").read_text())


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("audience", ["team", "public"])
def test_json_is_as_its_schema_says(tix, tracker, audience):
    done = tix("export", "json", "--audience", audience)
    jsonschema.Draft202012Validator(SCHEMA).validate(done.json)
    assert [ticket["id"] for ticket in done.json["tickets"]] == [
        "OPS-k7m2qd",
        "OPS-m4x0tz",
        "OPS-a0b1c2",
        "OPS-x2c9fa",
    ]
    assert ("settings" in done.json, done.code) == (audience == "team", 0)


def test_lines_of_json_are_the_head_and_the_tickets_of_the_document(tix, tracker):
    whole = tix("export", "json").json
    head, *lines = [json.loads(line) for line in tix("export", "jsonl").out.splitlines()]
    assert {**head, "tickets": lines} == whole


def test_a_query_says_which_tickets_and_closed_ones_are_no_exception(tix, tracker):
    done = tix("export", "jsonl", "status:done")
    assert [json.loads(line)["id"] for line in done.out.splitlines()[1:]] == ["OPS-a0b1c2"]


def test_the_public_gets_no_notes_no_addresses_and_no_history_of_them(tix, tracker):
    tix("comment", "k7m", "--note", "-m", "The password is swordfish.")
    tix("comment", "k7m", "--call", "-m", "They said swordfish.")
    tix("comment", "k7m", "--decision", "-m", "No more swordfish.")
    tix("comment", "k7m", "-m", "It was swordfish.")
    (*_, said) = tix("show", "k7m", "--json").json["items"][0]["comments"]
    tix("comment", "k7m", "--delete", said["id"])
    tix("comment", "k7m", "-m", "Write to eve@corp.example.")
    tix("set", "k7m", "watchers=eve@corp.example")
    tix("set", "m4x", "visibility=internal")
    for form in ("json", "jsonl", "csv", "markdown", "gh", "jira-csv"):
        done = tix("export", form, "--audience", "public")
        assert ("swordfish" in done.out, "corp.example" in done.out) == (False, False), form
        assert ("OPS-m4x0tz" in done.out, "e…@…" in done.out) == (False, True), form
    assert "swordfish" in tix("export", "json").out
    assert "swordfish" not in tix("export", "markdown").out


def test_a_spreadsheet_runs_nothing_and_keeps_long_texts_and_breaks(tix, tracker):
    long = "word " * 8000
    text = f'@SUM(1)\nsecond "line"; ä 登录\n{long}'
    made = tix("create", "=1+1", "-d", text, "-q").out.strip()
    names, *cells = rows(tix("export", "csv", made).out)
    found = dict(zip(names, cells[0], strict=True))
    assert found["title"] == "'=1+1"
    assert found["description"].startswith('\'@SUM(1)\nsecond "line"; ä 登录\n')
    assert (len(cells), found["description"].count("word")) == (1, 8000)


def test_jira_gets_a_column_for_each_label_and_comment(tix, tracker):
    tix("tag", "k7m", "+ui")
    tix("comment", "k7m", "-m", "One; two")
    names, *cells = rows(tix("export", "jira-csv", "k7m").out)
    pairs = list(zip(names, cells[0], strict=True))
    assert [cell for name, cell in pairs if name == "Labels"] == ["login", "ui"]
    (said,) = [cell for name, cell in pairs if name == "Comment"]
    assert said.endswith(";ada;One; two")


def test_github_gets_an_object_a_line_with_dates(tix, tracker):
    lines = [json.loads(line) for line in tix("export", "gh").out.splitlines()]
    closed = next(line["issue"] for line in lines if line["issue"]["closed"])
    assert {"title", "body", "created_at", "closed", "closed_at", "labels"} == set(closed)
    assert len(lines) == 4


def test_a_page_shows_tags_and_does_not_obey_them(tix, tracker):
    text = "<script>x</script> and `<b>` and\n\n```\n<i>\n```"
    made = tix("create", "Page", "-d", text, "-q").out.strip()
    page = tix("export", "markdown", made).out
    assert "\\<script>x\\</script> and `<b>` and\n\n```\n<i>\n```" in page


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("before")

    def cut_off() -> None:
        with whole_file(path) as out:
            out("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    assert (path.read_text(), list(tmp_path.iterdir())) == ("before", [path])
    with whole_file(path, "\ufeff") as out:
        out("ä\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbf\xc3\xa4\r\n"


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(tix, tracker):
    done = tix("export", "csv", "-o", "nowhere/x.csv")
    assert (done.code, done.out) == (6, "")
    assert "nowhere/x.csv cannot be written: No such file or directory." in done.err


def test_a_broken_ticket_is_told_and_the_others_are_written(tix, tracker):
    path = next(tracker.rglob("OPS-k7m2qd.yaml"))
    path.write_text("title: [")
    done = tix("export", "csv", "-o", "out.csv")
    assert done.code == 1
    assert "OPS-k7m2qd" in done.err
    assert len(rows((tracker / "out.csv").read_text("utf-8-sig"))) == 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ada@desk.example", "a…@…"),
        ("mail <x.y+z@a.b.example> now", "mail <x…@…> now"),
        ("a @ b", "a @ b"),
        ("@ada said", "@ada said"),
        ('"x y"@a.example, o\'b@a.example', '"x y"…@…, o\'b…@…'),
        ("a" * 200_000, "a" * 200_000),
    ],
)
def test_addresses_are_masked(text, shown):
    assert masked(text) == shown


def test_what_is_internal_stays_within_the_team():
    said = [{"id": "a", "kind": "note", "text": "x"}, {"id": "b", "text": "y@z.example"}]
    whole = Ticket("open", {"id": "T-1", "worked": [{"id": "w"}], "comments": said})
    assert opened(whole) == Ticket("open", {"id": "T-1", "comments": [{"id": "b", "text": "y…@…"}]})
    assert opened(Ticket("open", {"id": "T-1", "visibility": "internal"})) is None


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_begins_like_a_formula(text):
    assert not as_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert clean(text, lines=True).strip() in as_cell(text)


def restored(tix: Any, folder: Path, export: Path) -> Any:
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "tix.yaml").write_text("format: 1\nkey: T\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "init")
    return tix("-C", str(folder), "import", "tix", str(export))


def history(tix: Any, folder: Path) -> list[dict[str, Any]]:
    items = tix("-C", str(folder), "log", "--json").json["items"]
    return [{key: item[key] for key in item if key != "commit"} for item in items]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_out_and_in_gives_the_same_files_and_history(tix, tracker, tmp_path, form):
    path = next(tracker.rglob("OPS-k7m2qd.yaml"))
    path.write_text("# by hand\n" + path.read_text())
    git(tracker, "commit", "-qam", "a comment of the file")
    tix("comment", "k7m", "-m", "Seen")
    tix("close", "k7m")
    tix("export", form, "-o", str(tmp_path / "out"))
    other = tmp_path / "other"
    done = restored(tix, other, tmp_path / "out")
    assert "4 new tickets" in done.out
    files = {path.relative_to(tracker): path.read_bytes() for path in tracker.rglob("OPS-*.yaml")}
    assert {
        path.relative_to(other): path.read_bytes() for path in other.rglob("OPS-*.yaml")
    } == files
    assert history(tix, other) == history(tix, tracker)
    again = tix("-C", str(other), "import", "tix", str(tmp_path / "out"))
    assert again.out.strip() == "Nothing is new; nothing was written."


def test_a_ticket_that_was_answered_before_it_was_made_is_brought_back(tix, tracker, tmp_path):
    table = tmp_path / "tickets.csv"
    table.write_text(
        "id,title,status,agent,created,first response\n"
        "1,Early,Open,ana,2026-01-05 10:00,2026-01-05 09:00\n"
    )
    tix("import", "csv", str(table))
    tix("export", "json", "title:early", "-o", str(tmp_path / "out"))
    other = tmp_path / "other"
    assert "1 new ticket" in restored(tix, other, tmp_path / "out").out
    (here,) = other.rglob("OPS-*.yaml")
    assert here.read_bytes() == (tracker / here.relative_to(other)).read_bytes()


def test_what_stood_over_another_change_is_exported_and_made_again(
    tix, tracker, tmp_path, monkeypatch
):
    git(tracker, "branch", "there")
    monkeypatch.setenv("TIX_NOW", "2026-11-30T09:00:00Z")
    tix("move", "k7m", "waiting")
    git(tracker, "switch", "-q", "there")
    monkeypatch.setenv("TIX_NOW", "2026-11-30T10:00:00Z")
    tix("close", "k7m")
    git(tracker, "merge", "-q", "-s", "ours", "main")
    tix("export", "json", "-o", str(tmp_path / "out"))
    other = tmp_path / "other"
    restored(tix, other, tmp_path / "out")
    texts = [item["text"] for item in history(tix, other) if item["ticket"] == "OPS-k7m2qd"]
    assert texts[:2] == ["status: waiting -> done (fixed)", "status: open -> waiting"]
    (line,) = tix("export", "gh", "k7m").out.splitlines()
    assert json.loads(line)["issue"]["closed_at"] == "2026-11-30T10:00:00Z"


def test_a_newer_export_adds_what_is_new_and_leaves_what_was_edited_here(
    tix, tracker, tmp_path, monkeypatch
):
    tix("export", "json", "-o", str(tmp_path / "first.json"))
    other = tmp_path / "other"
    restored(tix, other, tmp_path / "first.json")
    tix("-C", str(other), "set", "k7m", "title=Edited here")
    monkeypatch.setenv("TIX_NOW", "2026-11-30T09:00:00Z")
    tix("set", "k7m", "priority=low")
    tix("create", "A new one", "-q")
    tix("export", "json", "-o", str(tmp_path / "second.json"))
    done = tix("-C", str(other), "import", "tix", str(tmp_path / "second.json"))
    assert "1 new ticket and news on 1 known ticket made 2 commits." in done.out
    shown = tix("-C", str(other), "show", "k7m", "--json").json
    assert "Edited here" in json.dumps(shown)
    assert '"priority": "low"' in json.dumps(shown)


def test_a_public_export_brings_the_fields_that_it_has(tix, tracker, tmp_path):
    tix("export", "json", "--audience", "public", "-o", str(tmp_path / "out.json"))
    done = restored(tix, tmp_path / "other", tmp_path / "out.json")
    assert (done.code, "4 new tickets" in done.out) == (0, True)


DATED = '"fields": {"id": "T-abc123", "title": "x", "created": "2026-01-01T00:00:00Z"}'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": "x"}', "is no ticket of `tix export json`: 'fields'"),
        ('{"fields": {"id": "T-abc123"}, "status": "open", "state": "queue"}', "'' is no time"),
        ('{"fields": {"id": 7}}', "7 is no text, list or mapping"),
        (f'{{{DATED}, "status": "../x", "state": "queue"}}', "'../x' is no name of a status"),
        (f'{{{DATED}, "status": "x", "state": "open"}}', "'open' is not a valid Category"),
        (f'{{{DATED}, "status": "x", "state": "queue", "file": "a: ["}}', "did not find"),
        ('{"kind": "export", "tickets": [{"id": "x"}, {', "x.json:1:"),
    ],
)
def test_what_is_no_export_is_a_finding(tix, tracker, tmp_path, text, told):
    path = tmp_path / "x.json"
    path.write_text(text)
    head = git(tracker, "rev-parse", "HEAD")
    done = tix("import", "tix", str(path))
    assert (done.code, git(tracker, "rev-parse", "HEAD")) == (1, head)
    assert told in done.out


def test_settings_of_an_export_lead_nowhere_else(tix, tracker, tmp_path):
    path = tmp_path / "x.json"
    settings = {
        "../out.yaml": "a: 1",
        "tix.d/../../out.yaml": "a: 1",
        "run.sh": "x",
    }
    ticket = {
        "fields": {"id": "T-abc123", "title": "x", "created": "2026-01-01T00:00:00Z"},
        "status": "gone",
        "state": "closed",
        "path": "../../x.yaml",
    }
    path.write_text(json.dumps({"kind": "export", "settings": settings, "tickets": [ticket]}))
    done = restored(tix, tmp_path / "other", path)
    assert done.code == 0
    assert git(tmp_path / "other", "ls-files").split() == [
        "doing/.gitkeep", "done/.gitkeep", "gone/.gitkeep", "gone/2026-01/a/T-abc123.yaml",
        "open/.gitkeep", "review/.gitkeep", "tix.yaml", "waiting/.gitkeep",
    ]  # fmt: skip
