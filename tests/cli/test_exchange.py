from __future__ import annotations

import os

from tests.builders import git
from tests.exchange.builders import export, issue


def test_an_import_says_what_went_where(tix, tracker, tmp_path):
    path = export(tmp_path, issue(labels=["login"]))
    result = tix("import", "jira", str(path))
    assert (result.err, result.code) == ("", 0)
    assert "labels     1         tags" in result.out
    assert result.out.endswith("1 new ticket made 2 commits.\n")
    assert git(tracker, "log", "-1", "--format=%an %s").startswith("Bob OPS-")


def test_a_dry_run_proposes_a_mapping_and_writes_nothing(tix, tracker, tmp_path):
    path = export(tmp_path, issue())
    head = git(tracker, "rev-parse", "HEAD")
    result = tix("import", "jira", str(path), "--dry-run")
    assert "\nstatuses:\n  Open: {to: open, category: queue}" in result.out
    assert result.err.endswith("1 new ticket would make 2 commits.\n")
    assert git(tracker, "rev-parse", "HEAD") == head
    (tmp_path / "map.yaml").write_text(result.out)
    again = tix("import", "jira", str(path), "--map", str(tmp_path / "map.yaml"), "--json")
    assert (again.json["kind"], again.json["created"], again.json["findings"]) == ("import", 1, [])


def test_a_broken_export_is_told_and_the_exit_code_says_so(tix, tracker, tmp_path):
    path = tmp_path / "export.json"
    path.write_text('[{"key": ')
    result = tix("import", "jira", str(path))
    assert result.code == 1
    assert "error import-json export.json:1:" in result.out


def test_the_demo_refuses_a_folder_in_use(tix, tracker):
    result = tix("demo", ".")
    assert (result.out, result.code) == ("", 6)
    assert result.err == "tix: . is not an empty folder.\nhint: tix demo ANOTHER-FOLDER\n"


def test_a_word_of_the_mapping_that_the_export_does_not_have_is_told(tix, tracker, tmp_path):
    path = export(tmp_path, issue())
    words = tmp_path / "map.yaml"
    words.write_text("statuses:\n  Opne: {to: open, category: queue}\n")

    result = tix("import", "jira", str(path), "--map", str(words), "--json")

    assert [(each["rule"], each["message"]) for each in result.json["findings"]] == [
        (
            "import-mapping",
            "the mapping has 'Opne', which the source does not have; did you mean Open?",
        )
    ]
    assert result.code == 0


def test_a_table_without_statuses_fills_the_first_one(tix, tracker, tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text("id,title\n1,Printer burns\n2,\n")

    moved = tix("import", "csv", str(path), "--as", "desk", "--json")

    assert (moved.code, moved.json["created"]) == (0, 2)
    shown = tix("list", "external:csv:desk/1", "--format", "{status} {title}")
    assert shown.out == "open Printer burns\n"


def test_a_newer_table_brings_what_is_new_in_it_and_leaves_what_was_edited_here(tix, tracker):
    old = "id,title,status,assignee,updated,tags\n1,Printer,Open,ann,,a\n2,Screen,Open,bob,,\n"
    new = (
        old.replace("Printer,Open,ann,,a", 'Fire,Closed,ann,2026-02-05 10:00,"a,b"') + "3,New,,,,\n"
    )
    (tracker / "old.csv").write_text(old)
    (tracker / "new.csv").write_text(new)
    tix("import", "csv", "old.csv", "--as", "desk")
    tix("set", "csv:desk/2", "title=Screen dark")

    moved = tix("import", "csv", "new.csv", "--as", "desk", "--json").json
    again = tix("import", "csv", "new.csv", "--as", "desk", "--json").json

    shown = tix("list", "-A", "external:csv:desk/*", "--format", "{title} {status} {tags}")
    assert sorted(shown.out.splitlines()) == ["Fire closed a,b", "New open ", "Screen dark open "]
    assert (moved["created"], moved["updated"], again["commits"]) == (1, 1, 0)


def test_circles_of_the_source_are_told_and_doctor_agrees(tix, tracker, tmp_path):
    def blocks(key: str, other: str) -> dict[str, object]:
        kind = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
        return issue(key, issuelinks=[{"id": key, "type": kind, "outwardIssue": {"key": other}}])

    path = export(tmp_path, blocks("OPS-1", "OPS-2"), blocks("OPS-2", "OPS-1"))

    moved = tix("import", "jira", str(path), "--json")

    assert [each["rule"] for each in moved.json["findings"]] == ["link-circle"]
    assert moved.json["findings"][0]["message"].startswith("a circle of blocks: ")
    assert "warning link-circle a circle of blocks: " in tix("doctor").out


def test_a_table_brings_words_and_columns_that_tix_has_for_something_else(tix, tracker, tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(
        "id,title,priority,status,attachments,parent\n"
        '1,Printer burns,None,files,burnt.jpg,"no\none"\n2,Screen dark,Any,open,,\n'
    )
    moved = tix("import", "csv", str(path), "--json")
    assert (moved.code, moved.json["created"]) == (0, 2)
    (item,) = tix("list", "priority:none", "printer", "--json").json["items"]
    assert (item["title"], item["status"]) == ("Printer burns", "files-status")
    assert item["attachments_field"] == "burnt.jpg"
    assert item["other_links"] == ["sub-task of no one"]
    assert tix("doctor").code == 0


def test_words_with_control_characters_are_declared_without_them(tix, tracker, tmp_path):
    odd = issue(
        issuetype={"name": "B\x1b[31mug"},
        resolution={"name": "\x07"},
        project={"key": "A", "name": "De\x00sk\nop"},
        creator={"name": "jo\x07e", "displayName": "Jo\x07e", "emailAddress": "j\x07@x.example"},
        **{"we\x07ird": "x"},
    )
    path = export(tmp_path, odd)
    words = tmp_path / "map.yaml"
    words.write_text(tix("import", "jira", str(path), "--dry-run").out)

    assert tix("import", "jira", str(path), "--map", str(words)).code == 0

    (item,) = tix("list", "-A", "title:umlauts", "category:desk-op", "--json").json["items"]
    assert (item["type"], item["resolution"]) == ("bug", "other")
    people = (tracker / "tix.d/people.yaml").read_text()
    assert "name: Joe\n" in people
    assert "j@x.example" in people
    assert tix("import", "jira", str(path)).out.endswith("Nothing is new; nothing was written.\n")


def test_a_number_that_is_too_long_costs_nothing(tix, tracker, tmp_path):
    path = tmp_path / "issues.json"
    made = "2024-01-01T00:00:00Z"
    path.write_text(
        f'[{{"number": 1, "id": {"9" * 5000}, "title": "One", "created_at": "{made}"}},'
        f' {{"number": 2, "title": "Two", "created_at": "{made}"}}]'
    )
    moved = tix("import", "github", str(path), "--json")
    assert (moved.code, moved.json["created"], moved.json["findings"]) == (0, 2, [])


def test_an_export_takes_the_place_of_no_link_and_no_pipe(tix, tracker, tmp_path):
    link, pipe, file = (tmp_path / name for name in ("link", "pipe", "file"))
    link.symlink_to(file)
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDWR)
    try:
        for target in (link, pipe):
            assert tix("export", "jsonl", "-o", str(target)).code == 0
        whole = tix("export", "jsonl").out
        assert os.read(reading, 1 << 16).decode() == whole
    finally:
        os.close(reading)
    assert (link.is_symlink(), pipe.is_fifo(), file.read_text()) == (True, True, whole)


def test_a_folder_without_a_file_of_the_format_is_told(tix, tracker, tmp_path):
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "issue_1").write_text("[]")
    moved = tix("import", "gitlab", str(folder), "--json")
    said = [(each["rule"], each["message"]) for each in moved.json["findings"]]
    assert said == [("import-empty", "holds no file whose name ends in .json or .jsonl or .ndjson")]
