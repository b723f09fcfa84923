from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.builders import git, write_files
from tix.store.yamlread import read_node

NEW = re.compile(r"(OPS-[0-9a-z]{6}) (\S+\.yaml)\n")


def created(tracker: Path, result) -> tuple[str, dict]:
    """Return the path of the ticket that was printed, and its fields without id."""
    match = NEW.fullmatch(result.out)
    assert match, result.err
    doc = read_node((tracker / match[2]).read_bytes(), match[2])
    assert doc.pop("id") == match[1]
    return match[2].replace(match[1], "ID"), doc


def count(tracker: Path) -> int:
    return int(git(tracker, "rev-list", "--count", "HEAD"))


def test_words_are_the_title_and_options_the_fields(tix, tracker):
    result = tix(
        *("create", "Print", "ใบแจ้งหนี้ 🖨", "-p", "HIGH", "-t", "ui,login", "-t", "ui", "-a", "me"),
        *("--due", "friday", "--estimate", "1d4h", "--parent", "k7m", "-d", "One\r\nTwo"),
        *("-s", "doing", "--field", "impact=low"),
    )

    assert created(tracker, result) == (
        "doing/ID.yaml",
        {
            "title": "Print ใบแจ้งหนี้ 🖨",
            "priority": "high",
            "impact": "low",
            "reporter": "ada",
            "assignee": "ada",
            "estimate": "1d4h",
            "tags": ["login", "ui"],
            "created": "2026-11-21T10:00:00Z",
            "due": "2026-11-27",
            "parent": "OPS-k7m2qd",
            "description": "One\nTwo\n",
        },
    )
    name = result.out.split()[0]
    assert result.err == f"next: tix start {name}, tix comment {name}, tix show {name}\n"
    assert git(tracker, "log", "-1", "--format=%s") == f"{name}: create Print ใบแจ้งหนี้ 🖨"
    assert git(tracker, "status", "--short") == ""


def test_quiet_prints_the_id_alone_and_a_trial_writes_nothing(tix, tracker):
    assert re.fullmatch(r"OPS-[0-9a-z]{6}\n", tix("new", "Disk full", "-q").out)
    before = count(tracker)
    result = tix("create", "Disk full", "--dry-run", "--json").json
    assert (result["commit"], result["dry_run"], count(tracker)) == (None, True, before)


def test_the_description_comes_from_a_file_or_stdin(tix, tracker):
    result = tix("create", "Disk full", "-F", "-", input="Since noon.\r\n\r\nAgain.")

    assert created(tracker, result)[1]["description"] == "Since noon.\n\nAgain.\n"


@pytest.mark.parametrize(
    ("words", "message", "code"),
    [
        ((), "A ticket needs a title.", 2),
        ((" ",), "A ticket needs a title.", 5),
        (("x", "--title", "y"), "The title is given twice.", 2),
        (("x", "-d", "y", "-F", "z"), "-d and -F exclude each other.", 2),
        (("x", "-p", "hgh"), "'hgh' is not declared for priority.", 5),
        (("x", "-s", "nowhere"), "There is no status 'nowhere'.", 4),
        (("x", "-a", "nobody"), "Nobody here is called 'nobody'.", 4),
        (("x", "--parent", "zzz"), "No ticket zzz here.", 4),
        (("x", "--external", "12"), "external: '12' is not like github:owner/repo#12.", 5),
        (("x", "--template", "bug"), "There is no template 'bug'.", 4),
        (("x", "--field", "id=OPS-1"), "The field id is not set by hand.", 5),
        (("x\x1b[31m",), "title: has control characters.", 5),
    ],
)
def test_what_cannot_be_created_is_explained(tix, tracker, words, message, code):
    result = tix("create", *words)

    assert (result.out, result.err.splitlines()[0], result.code) == ("", f"tix: {message}", code)
    assert count(tracker) == 3


def test_an_external_name_creates_once(tix, tracker):
    first = tix("create", "Disk full", "--external", "monitor:disk-7")
    before = count(tracker)

    again = tix("create", "Disk full again", "--external", "monitor:disk-7")

    name = first.out.split()[0]
    assert (again.out, count(tracker)) == (first.out, before)
    assert again.err.splitlines()[0] == f"{name} is there already and stays as it is."
    assert tix("create", "x", "--external", "monitor:disk-7", "--json").json == {
        "tix": 1,
        "kind": "change",
        "ids": [name],
        "message": first.out.strip(),
        "commit": None,
        "dry_run": False,
        "paths": [first.out.split()[1]],
        "existing": [name],
    }


def test_likely_duplicates_are_shown(tix, tracker):
    tix("set", "--query", "tag:login", "priority=low")  # the index knows the tickets now

    title = "Login page rejects my passwords with umlauts"
    told, quiet = tix("create", title), tix("create", title, "-q")

    assert told.err.splitlines()[0] == (
        "similar: OPS-k7m2qd (open) Login page rejects passwords with umlauts"
    )
    assert quiet.err == ""


def test_a_template_gives_what_options_do_not(tix, tracker):
    template = {"type": "bug", "priority": "low", "tags": ["ui"], "description": "Steps:\n"}
    write_files(
        tracker, {"tix.d/templates/crash.yaml": json.dumps(template | {"checklist": ["Reproduce"]})}
    )

    result = tix("create", "It crashes", "--template", "crash", "-p", "high", "-t", "login")

    doc = created(tracker, result)[1]
    assert doc["checklist"][0]["text"] == "Reproduce"
    assert {name: doc[name] for name in template} == {
        "type": "bug",
        "priority": "high",
        "tags": ["login", "ui"],
        "description": "Steps:\n",
    }


def test_required_fields_are_asked_for(tix, tracker):
    settings = tracker / "tix.yaml"
    fields = "fields:\n  browser: {type: enum, values: [Firefox], required_when: 'type:bug'}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + fields, encoding="utf-8")

    refused = tix("create", "It crashes", "--type", "bug")
    made = tix("create", "It crashes", "--type", "bug", "--field", "browser=Firefox")

    assert re.fullmatch(
        r"tix: OPS-\w+: browser is required here \(type:bug\)\.\nhint: add --field browser=…\n",
        refused.err,
    )
    assert (refused.code, created(tracker, made)[1]["browser"]) == (6, "Firefox")


def test_lines_of_json_become_one_commit(tix, tracker):
    lines = [{"title": "One", "tags": ["ui"], "priority": None}, {"title": "Two", "due": "3d"}]

    result = tix("create", "--jsonl", "-", "-a", "bob", input="\n".join(map(json.dumps, lines)))

    made = [
        read_node((tracker / line.split()[1]).read_bytes(), "x") for line in result.out.splitlines()
    ]
    assert [(doc["title"], doc["assignee"]) for doc in made] == [("One", "bob"), ("Two", "bob")]
    assert result.err == "2 tickets created; tix list shows them.\n"
    assert count(tracker) == 4


def test_one_wrong_line_creates_nothing_and_all_are_named(tix, tracker):
    lines = '{"title":"One"}\n\n{"titel":"Two"}\n[1]\n{"title":"x","priority":"zz"}\nnope\n'

    result = tix("create", "--jsonl", "-", input=lines)

    assert (result.out, result.code, count(tracker)) == ("", 5, 3)
    assert result.err.splitlines() == [
        "stdin:3:1: error ticket There is no field 'titel'. (did you mean title?)",
        'stdin:4:1: error json-syntax is no object such as {"title": "Login page is slow"}',
        "stdin:5:1: error ticket 'zz' is not declared for priority."
        " (one of low, normal, high, critical)",
        "stdin:6:1: error json-syntax is no JSON: Expecting value: line 1 column 1 (char 0)",
        "tix: 4 of 5 lines are wrong, so nothing was created.",
        "hint: mend them and run it again",
    ]


def test_the_editor_shows_a_sheet_that_explains_itself(tix, tracker, editor):
    seen = editor('sed -i \'s/^title:.*/title: "Mail: down"/\' "$1"; echo "Since noon." >> "$1"')

    doc = created(tracker, tix("create", "-e", "-p", "high"))[1]

    assert (doc["title"], doc["priority"], doc["description"]) == (
        "Mail: down",
        "high",
        "Since noon.\n",
    )
    assert seen.read_text(encoding="utf-8") == (
        "#| A new ticket. Write what you know: a title is all it needs.\n"
        "#| Below the line --- stands the description. Lines that begin with #| are left out.\n"
        "#| Empty everything to stop.\n"
        "#| type: support, request, bug, feature, incident, problem, change, task\n"
        "#| priority: low, normal, high, critical\n"
        "#| category: auth, auth/login\n"
        "#| tags: login, ui\n"
        "title:\ntype:\npriority: high\ncategory:\nassignee:\ntags:\ndue:\n---\n"
    )


def test_a_wrong_sheet_opens_again_with_the_problem_and_is_kept_at_last(tix, tracker, editor):
    seen = editor('sed -i "s/^priority:.*/priority: hgh/" "$1"')

    result = tix("create", "Mail is down", "-e")

    kept = list((tracker / ".git/tix/edits").iterdir())
    assert seen.read_text(encoding="utf-8").startswith(
        "#| PROBLEM: 'hgh' is not declared for priority.\n"
    )
    assert (result.code, count(tracker), len(kept)) == (5, 3, 1)
    assert "title: Mail is down\n" in kept[0].read_text(encoding="utf-8")
    assert str(kept[0]) in result.err


def test_a_terminal_is_asked_for_the_title(tix, tracker, on_terminal, monkeypatch):
    answers = iter(["Mail is down", "bug", "", "Since noon."])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: next(answers))

    doc = created(tracker, tix("create", "-t", "ui"))[1]

    assert (doc["title"], doc["type"], doc["description"]) == (
        "Mail is down",
        "bug",
        "Since noon.\n",
    )
    assert "priority" not in doc


def test_the_first_ticket_of_an_unborn_branch(tix, tmp_path, monkeypatch):
    folder = tmp_path / "fresh"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write_files(folder, {"tix.yaml": "format: 1\nkey: NEW\n"})
    monkeypatch.chdir(folder)

    result = tix("create", "First")

    assert re.fullmatch(r"NEW-[0-9a-z]{6} open/NEW-[0-9a-z]{6}\.yaml\n", result.out)
    assert count(folder) == 1


def test_without_a_tracker_the_way_to_one_is_named(tix, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    result = tix("create", "First")

    assert (result.code, result.out) == (3, "")
    assert "hint:" in result.err
