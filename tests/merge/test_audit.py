from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import commit, git, write_files

LOGIN = "open/OPS-k7m2qd.yaml"
COMMENT = """\
comments:
  - id: c1c1c1
    at: 2026-11-20T09:30:00Z
    by: bob
    kind: note
    text: |
      Seen on staging.
"""


@pytest.fixture
def parted(tracker: Path) -> Path:
    """Give a tracker whose branch `side` says more of tickets that main changed as well."""
    login = (tracker / LOGIN).read_text()
    git(tracker, "switch", "-qc", "side")
    write_files(tracker, {LOGIN: login.replace("  - login\n", "  - login\n  - ui\n") + COMMENT})
    git(tracker, "mv", "open/OPS-m4x0tz.yaml", "doing/OPS-m4x0tz.yaml")
    commit(tracker, "side", at="2026-11-20T10:00:00Z", by="bob")
    git(tracker, "switch", "-q", "main")
    write_files(tracker, {LOGIN: login.replace("priority: high", "priority: low")})
    commit(tracker, "main", at="2026-11-20T11:00:00Z")
    return tracker


def merge_by_hand(tracker: Path, files: dict[str, str] | None = None) -> str:
    """Merge `side` keeping nothing of it but what `files` says."""
    git(tracker, "merge", "-q", "-s", "ours", "--no-commit", "side")
    write_files(tracker, files or {})
    git(tracker, "add", "-A")
    git(tracker, "commit", "-qm", "merged by hand")
    return git(tracker, "rev-parse", "--short=10", "HEAD")


def test_what_a_careless_merge_lost_is_found_and_brought_back(tix, parted):
    merge = merge_by_hand(parted)
    found = tix("check", "--merge", "--json")
    assert found.code == 1
    assert [(item["rule"], item["path"], item["message"]) for item in found.json["items"]] == [
        ("merge-lost", LOGIN, f"OPS-k7m2qd: lost +tag ui ({merge})"),
        ("merge-lost", LOGIN, f"OPS-k7m2qd: lost add comment c1c1c1 ({merge})"),
        (
            "merge-lost",
            "open/OPS-m4x0tz.yaml",
            f"OPS-m4x0tz: lost status: open -> doing ({merge})",
        ),
    ]

    fixed = tix("check", "--merge", "--fix")
    assert (fixed.code, "brought back in" in fixed.out) == (0, True)
    text = (parted / LOGIN).read_text()
    assert COMMENT in text
    assert "priority: low" in text
    assert "  - ui\n" in text
    assert (parted / "doing/OPS-m4x0tz.yaml").exists()
    assert git(parted, "status", "--porcelain") == ""

    again = tix("check", "--merge")
    assert (again.out, again.err, again.code) == ("", "1 merge looked at: nothing is lost\n", 0)


def test_what_was_set_since_is_not_set_back(tix, parted):
    merge_by_hand(parted)
    tix("move", "m4x", "waiting")
    found = tix("check", "--merge", "HEAD~5..HEAD", "--json")
    assert [item["path"] for item in found.json["items"]] == [LOGIN, LOGIN]
    tix("check", "--merge", "--fix")
    assert (parted / "waiting/OPS-m4x0tz.yaml").exists()


def test_a_ticket_left_in_two_folders_is_put_together(tix, parted):
    write_files(parted, {"waiting/.gitkeep": ""})
    login = git(parted, "show", f"side:{LOGIN}") + "\n"
    twin = (parted / LOGIN).read_text()
    merge_by_hand(parted, {f"waiting/{Path(LOGIN).name}": login, LOGIN: twin})
    found = tix("check", "--merge", "--json")
    assert "merge-twice" in [item["rule"] for item in found.json["items"]]
    assert tix("check", "--merge", "--fix").code == 0
    assert sorted(path.parent.name for path in parted.rglob("OPS-k7m2qd.yaml")) == ["open"]
    assert tix("show", "k7m", "--json").json["items"][0]["tags"] == ["login", "ui"]


def test_what_somebody_wrote_in_the_merge_itself_is_only_told(tix, parted):
    wanted = git(parted, "show", f"side:{LOGIN}").replace("priority: high", "priority: critical")
    git(parted, "merge", "-q", "-s", "ours", "--no-commit", "side")
    git(parted, "mv", "open/OPS-m4x0tz.yaml", "doing/OPS-m4x0tz.yaml")
    write_files(parted, {LOGIN: wanted + "\n"})
    git(parted, "add", "-A")
    git(parted, "commit", "-qm", "with care")
    found = tix("check", "--merge", "--json")
    assert [(item["severity"], item["rule"]) for item in found.json["items"]] == [
        ("warning", "merge-own")
    ]
    assert found.code == 0


def test_a_merge_by_tix_and_a_history_without_merges_have_nothing_to_find(tix, tracker):
    result = tix("check", "--merge", "HEAD~1..HEAD")
    assert (result.out, result.err, result.code) == ("", "0 merges looked at: nothing is lost\n", 0)


def test_names_that_are_no_commits_and_a_missing_option_are_explained(tix, tracker):
    assert tix("check", "--merge", "nonsense").code == 4
    assert tix("check").code == 2
