from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import CREATED, commit, git, write_files
from tix.store.layout import ATTRIBUTES_TEXT

pytestmark = pytest.mark.real


@pytest.fixture
def sound(tracker: Path) -> Path:
    """Give the tracker in a state in which the doctor finds nothing."""
    write_files(tracker, {".gitattributes": ATTRIBUTES_TEXT})
    commit(tracker)
    git(tracker, "config", "merge.directoryRenames", "false")
    git(tracker, "config", "merge.tix.driver", "tix merge-driver %O %A %B %P %L")
    return tracker


def rules(result) -> list[tuple[str, str]]:
    return [(item["rule"], item["path"]) for item in result.json["items"]]


def new(id: str, more: str = "") -> str:
    return f"id: {id}\ntitle: New\ncreated: {CREATED}\n{more}"


def test_a_sound_tracker_has_no_findings(tix, sound):
    result = tix("doctor")
    assert (result.out, result.err, result.code) == ("", "4 tickets looked at: all is well\n", 0)


def test_findings_have_place_and_fix_as_json(tix, sound):
    write_files(sound, {"open/OPS-dddddd.yaml": new("OPS-dddddd", "due: someday\n")})
    commit(sound)

    result = tix("doctor", "--json")
    assert result.code == 1
    assert result.json == {
        "tix": 1,
        "kind": "doctor",
        "tickets": 5,
        "fixed": [],
        "total": 1,
        "items": [
            {
                "severity": "error",
                "rule": "field-value",
                "path": "open/OPS-dddddd.yaml",
                "line": 4,
                "column": 1,
                "message": result.json["items"][0]["message"],
                "fix": None,
            }
        ],
    }


def test_safe_fixes_are_one_commit_and_each_is_said(tix, sound):
    login = "open/OPS-k7m2qd.yaml"
    write_files(
        sound,
        {
            ".gitattributes": "*.png binary",
            "open/z/OPS-qqqqqq.yaml": new("OPS-qqqqqq"),
            "open/x/OPS-k7m2qd.yaml": (sound / login).read_text(),
        },
    )
    git(sound, "rm", "-q", "review/.gitkeep")
    commit(sound)
    git(sound, "config", "--unset", "merge.directoryRenames")
    git(sound, "config", "--unset", "merge.tix.driver")
    count = int(git(sound, "rev-list", "--count", "HEAD"))

    fixed = tix("doctor", "--fix")
    assert fixed.out.splitlines() == [
        "fixed: review/.gitkeep is made",
        "fixed: .gitattributes is complete",
        "fixed: open/x/OPS-k7m2qd.yaml is removed: the same stands where it belongs",
        "fixed: open/z/OPS-qqqqqq.yaml is moved to open/OPS-qqqqqq.yaml",
        "fixed: merge.directoryRenames is false: a merge moves no tickets on its own",
        "fixed: merge.tix is the driver: git merges a ticket's file field by field",
    ]
    assert (fixed.err, fixed.code) == ("5 tickets looked at: all is well\n", 0)
    assert int(git(sound, "rev-list", "--count", "HEAD")) == count + 1
    assert (sound / ".gitattributes").read_text() == f"*.png binary\n{ATTRIBUTES_TEXT}"
    assert git(sound, "status", "--porcelain") == ""


def test_what_somebody_must_decide_is_left_and_named(tix, sound):
    write_files(
        sound,
        {
            "doing/OPS-m4x0tz.yaml": new("OPS-m4x0tz"),
            "doing/OPS-aaaaaa.yaml": new("OPS-bbbbbb"),
            "open/notes.yaml": "a: b\n",
            "open/OPS-cccccc.yaml": "a: [\n",
            "odd/OPS-eeeeee.yaml": new("OPS-eeeeee"),
            "files/OPS-ffffff/3f9a00000000-a.txt": "x",
        },
    )
    (sound / "open/OPS-gggggg.yaml").symlink_to("../tix.yaml")
    commit(sound)

    found = tix("doctor", "--fix", "--json")
    assert found.json["fixed"] == []
    assert {
        ("id-twice", "doing/OPS-m4x0tz.yaml"),
        ("id-name", "doing/OPS-aaaaaa.yaml"),
        ("file-name", "open/notes.yaml"),
        ("yaml-syntax", "open/OPS-cccccc.yaml"),
        ("folder-unknown", "odd"),
        ("attachment-orphan", "files/OPS-ffffff"),
        ("file-odd", "open/OPS-gggggg.yaml"),
    } <= set(rules(found))


def test_an_id_twice_is_found_in_a_folder_where_no_shelf_puts_it(tix, sound):
    write_files(sound, {"open/by/hand/OPS-k7m2qd.yaml": new("OPS-k7m2qd")})
    commit(sound)

    found = tix("doctor", "--json")
    assert rules(found) == [("id-twice", "open/OPS-k7m2qd.yaml")]
    assert "open/by/hand/OPS-k7m2qd.yaml" in found.json["items"][0]["message"]


def test_links_that_lead_nowhere_and_circles_are_found(tix, sound):
    circle = {
        f"open/OPS-{name}.yaml": new(f"OPS-{name}", f"parent: OPS-{above}\n")
        for name, above in (("aaaaaa", "bbbbbb"), ("bbbbbb", "cccccc"), ("cccccc", "aaaaaa"))
    }
    lost = new("OPS-dddddd", "links:\n  blocks:\n    - OPS-zzzzzz\n")
    write_files(sound, {**circle, "open/OPS-dddddd.yaml": lost})
    commit(sound)

    found = tix("doctor", "--json")
    assert rules(found) == [
        ("link-dangling", "open/OPS-dddddd.yaml"),
        ("link-circle", "open/OPS-aaaaaa.yaml"),
    ]
    assert found.json["items"][1]["message"] == (
        "a circle of parent: OPS-aaaaaa -> OPS-bbbbbb -> OPS-cccccc -> OPS-aaaaaa"
    )


def test_files_with_uncommitted_edits_are_not_touched(tix, sound):
    write_files(sound, {"open/z/OPS-qqqqqq.yaml": new("OPS-qqqqqq")})

    found = tix("doctor", "--fix", "--json")
    assert found.json["fixed"] == []
    assert rules(found) == [
        ("uncommitted", "open/z/OPS-qqqqqq.yaml"),
        ("file-place", "open/z/OPS-qqqqqq.yaml"),
    ]
    assert tix("commit").code == 0
    assert tix("doctor").code == 0


def test_an_attachment_that_is_gone_is_an_error(tix, sound):
    record = (
        "attachments:\n  - id: a7f2kq\n    at: 2026-11-19T08:10:00Z\n    by: ada\n"
        "    file: 3f9a00000000-log.txt\n    name: log.txt\n    size: 3\n    sha256: 3f9a\n"
    )
    write_files(sound, {"open/OPS-qqqqqq.yaml": new("OPS-qqqqqq", record)})
    commit(sound)

    found = rules(tix("doctor", "--json"))
    assert ("attachment-missing", "files/OPS-qqqqqq/3f9a00000000-log.txt") in found


def test_faulty_settings_do_not_stop_it(tix, sound):
    (sound / "tix.yaml").write_text("key: OPS\nstatuses: {open: nowhere}\n")
    found = tix("doctor", "--json")

    assert found.code == 1
    assert "tix.yaml" in {path for _, path in rules(found)}


def test_without_a_tracker_the_machine_is_still_looked_at(tix, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = tix("doctor")

    assert found.code == 1
    assert found.out.startswith(".: error tracker No tracker in")


def test_a_shallow_clone_is_a_note(tix, installed, sound, tmp_path, monkeypatch):
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{sound}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    tix("setup")

    found = tix("doctor", "--json")
    assert (rules(found), found.code) == ([("git-shallow", ".git")], 0)


def test_a_link_in_place_of_a_status_folder_is_a_finding(tix, sound, tmp_path):
    (sound / "waiting").rename(tmp_path / "waiting")
    (sound / "waiting").symlink_to(tmp_path / "waiting")

    result = tix("doctor", "--json")

    assert ("file-odd", "waiting") in rules(result)
    assert result.code == 1


def test_folders_that_a_sparse_checkout_leaves_out_are_not_missing(tix, sound):
    git(sound, "sparse-checkout", "set", "--no-cone", "/*", "!/waiting")

    assert rules(tix("doctor", "--json")) == [("git-sparse", ".git")]


def test_a_status_folder_that_was_removed_by_hand_comes_back(tix, sound):
    (sound / "review/.gitkeep").unlink()
    (sound / "review").rmdir()

    assert tix("commit").err == "left as it is: review/.gitkeep\n"
    assert tix("doctor", "--fix").out == "fixed: review/.gitkeep is made\n"
    assert git(sound, "status", "--porcelain") == ""
