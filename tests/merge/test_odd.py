from __future__ import annotations

from tests.builders import commit, git
from tests.merge.branches import append, merged, move, on, paths, plan, replace, show

LOGIN = "open/OPS-k7m2qd.yaml"


def test_one_id_in_two_folders_becomes_one_file_and_nothing_of_it_is_lost(tracker):
    def copy(folder):
        text = (folder / LOGIN).read_text(encoding="utf-8")
        (folder / "doing/OPS-k7m2qd.yaml").write_text(text.replace("high", "low"), "utf-8")

    on(tracker, "ann", copy)
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: normal"))
    tree = merged(tracker)
    found = [name for name in paths(tracker, tree) if "OPS-k7m2qd" in name]

    assert [name for name in found if not name.startswith("files/")] == [LOGIN]
    assert "priority: normal\n" in show(tracker, tree, LOGIN)
    assert any(
        "priority: low\n" in show(tracker, tree, name)
        for name in found
        if name.startswith("files/")
    )
    assert {finding.rule for finding in plan(tracker).findings} == {"merge-unread"}


def test_two_tickets_of_one_id_and_second_part_by_what_they_were(tracker):
    path = "open/OPS-q1q1q1.yaml"
    text = "id: OPS-q1q1q1\ntitle: {}\ncreated: 2026-11-20T09:00:00Z\n"
    on(tracker, "ann", append(path, text.format("Printer")))
    on(tracker, "bob", append(path, text.format("Mail")))
    tree = merged(tracker)
    new = set(paths(tracker, tree)) - set(paths(tracker, "main"))

    assert {
        show(tracker, tree, name).partition("title: ")[2].partition("\n")[0] for name in new
    } == {
        "Printer",
        "Mail",
    }
    on(tracker, "bob", append(path, text.format("Printer") + "due: 2026-12-01\n"), at="11:00")
    tree = merged(tracker)
    assert set(paths(tracker, tree)) - set(paths(tracker, "main")) == {path}
    assert show(tracker, tree, path) == text.format("Printer") + "due: 2026-12-01\n"


def test_histories_that_have_nothing_in_common_merge_too(tracker):
    on(tracker, "ann", replace(LOGIN, "priority: high", "priority: low"), at="10:00")
    git(tracker, "checkout", "-q", "--orphan", "bob", "main")
    replace(LOGIN, "  - login", "  - login\n  - web")(tracker)
    commit(tracker, at="2026-11-17T10:00:00Z")
    text = show(tracker, merged(tracker), LOGIN)

    assert "priority: low\n" in text
    assert "  - login\n  - web\n" in text


def test_a_shallow_clone_says_that_it_does_not_know_what_came_before(tracker):
    on(tracker, "ann", replace(LOGIN, "priority: high", "priority: low"))
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: normal"), at="11:00")
    shallow = tracker.parent / "shallow"
    git(
        tracker, "clone", "-q", "--depth=2", "--no-single-branch", f"file://{tracker}", str(shallow)
    )
    git(shallow, "branch", "ann", "origin/ann")

    assert "priority: normal\n" in show(shallow, merged(shallow, "ann", "origin/bob"), LOGIN)
    assert [finding.rule for finding in plan(shallow, "ann", "origin/bob").findings] == [
        "merge-shallow"
    ]


def test_names_that_are_no_text_are_kept_as_they_are(tracker):
    name = b"files/OPS-k7m2qd/caf\xe9.txt".decode("utf-8", "surrogateescape")
    on(tracker, "ann", append(name, "one\n"), move(LOGIN, "doing/OPS-k7m2qd.yaml"))
    on(tracker, "bob", append(name, "two\n"), replace(LOGIN, "priority: high", "priority: low"))
    found = [path for path in paths(tracker, merged(tracker)) if "files/" in path]

    assert len(found) == 2
