from __future__ import annotations

from tests.merge.branches import append, merged, on, paths, plan, remove, replace, show

FILE = "files/OPS-k7m2qd/log.txt"


def attached(tracker, tree):
    return sorted(name for name in paths(tracker, tree) if name.startswith("files/"))


def test_two_files_of_one_name_are_both_kept(tracker):
    on(tracker, "ann", append(FILE, "one\n"))
    on(tracker, "bob", append(FILE, "two\n"))
    tree = merged(tracker)
    names = attached(tracker, tree)

    assert len(names) == 2
    assert {show(tracker, tree, name) for name in names} == {"one\n", "two\n"}
    assert [finding.rule for finding in plan(tracker).findings] == ["merge-two-files"]


def test_a_file_removed_here_stays_while_the_ticket_names_it(tracker):
    path = "open/OPS-k7m2qd.yaml"
    record = "attachments:\n  - id: aaaaaa\n    file: log.txt\n    name: log.txt\n"
    on(tracker, "main", append(FILE, "log\n"), append(path, record), at="08:00")
    on(tracker, "ann", remove(FILE), replace(path, record, ""), at="10:00")
    on(tracker, "bob", append("open/OPS-m4x0tz.yaml", "due: 2026-12-01\n"))
    assert attached(tracker, merged(tracker)) == []

    on(tracker, "bob", replace(path, "id: aaaaaa", "id: aaaaaa\n    note: keep"), at="11:00")
    assert attached(tracker, merged(tracker)) == [FILE]


def test_a_status_folder_is_kept_while_the_settings_have_it(tracker):
    on(tracker, "main", append("old/.gitkeep", ""), at="08:00")
    on(tracker, "ann", remove("doing/.gitkeep"), remove("old/.gitkeep"))
    on(tracker, "bob", append("new/.gitkeep", ""))
    kept = [name for name in paths(tracker, merged(tracker)) if name.endswith(".gitkeep")]

    assert kept == [
        f"{name}/.gitkeep" for name in ("doing", "done", "new", "open", "review", "waiting")
    ]


def test_tombstones_that_meet_unite(tracker):
    grave = "files/tombstones/OPS-k7m2qd.yaml"
    on(tracker, "ann", append(grave, "id: OPS-k7m2qd\nrecords:\n  - description\n"))
    on(tracker, "bob", append(grave, "id: OPS-k7m2qd\nrecords:\n  - title\n"))
    assert show(tracker, merged(tracker), grave) == (
        "id: OPS-k7m2qd\nrecords:\n  - description\n  - title\n"
    )
    on(tracker, "bob", append(grave, "id: OPS-k7m2qd\nby: bob\n"))
    assert show(tracker, merged(tracker), grave) == "id: OPS-k7m2qd\nby: bob\n"
