from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tix.git.log import FileChange, LogEntry, stream
from tix.git.objects import object_id
from tix.git.run import Git


class Desk:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = 1_700_000_000
        self("init", "-q", "-b", "main", ".")

    def __call__(self, *args: str) -> str:
        done = subprocess.run(
            ["git", "-C", self.root, *args], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, subject: str, **files: str | None) -> str:
        for name, text in files.items():
            path = self.root / name.replace("__", "/")
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)
        self.clock += 60
        self("add", "-A")
        self("commit", "-q", "--allow-empty", "-m", subject, "--date", f"{self.clock} +0200")
        return self("rev-parse", "HEAD")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def blob(text: str) -> str:
    return object_id("blob", text.encode())


def added(path: str, text: str) -> FileChange:
    return FileChange(path, "", blob(text), "100644")


def log(
    desk: Desk, *tips: str, known: tuple[str, ...] = (), paths: tuple[str, ...] = ()
) -> list[LogEntry]:
    return list(stream(Git(desk.root), tips or ("HEAD",), known, paths))


def test_a_commit_has_its_people_times_subject_and_files(desk: Desk) -> None:
    first = desk.commit("start: ü", open__a="1", b="2")
    second = desk.commit("change", open__a="3", b=None)
    entries = log(desk)
    assert [entry._replace(committed=0) for entry in entries] == [
        LogEntry(
            first, (), "Ada", "ada@example.com", 1_700_000_060, 0, "start: ü",
            ([added("b", "2"), added("open/a", "1")],),
        ),
        LogEntry(
            second, (first,), "Ada", "ada@example.com", 1_700_000_120, 0, "change",
            (
                [
                    FileChange("b", blob("2"), "", "000000"),
                    FileChange("open/a", blob("1"), blob("3"), "100644"),
                ],
            ),
        ),
    ]  # fmt: skip


def test_what_somebody_told_git_to_show_changes_nothing(desk: Desk) -> None:
    desk.commit("start", a="1")
    before = log(desk)
    desk("config", "log.showRoot", "false")
    desk("config", "log.showSignature", "true")
    assert log(desk) == before


def test_a_merge_is_compared_with_each_parent(desk: Desk) -> None:
    desk.commit("base", a="0", b="0")
    desk("checkout", "-qb", "side")
    side = desk.commit("side", a="side")
    desk("checkout", "-q", "main")
    main = desk.commit("main", b="main")
    desk("merge", "-q", "--no-commit", "side")
    merge = desk.commit("merge", c="own")
    entry = log(desk)[-1]
    assert (entry.id, entry.parents) == (merge, (main, side))
    assert entry.diffs == (
        [FileChange("a", blob("0"), blob("side"), "100644"), added("c", "own")],
        [FileChange("b", blob("0"), blob("main"), "100644"), added("c", "own")],
    )


def test_a_merge_that_kept_one_side_shows_what_the_other_lost(desk: Desk) -> None:
    desk.commit("base", a="0")
    desk("checkout", "-qb", "side")
    desk.commit("side", a="side")
    desk("checkout", "-q", "main")
    desk.commit("main", a="main")
    desk("merge", "-q", "-s", "ours", "side", "-m", "ours")
    assert log(desk)[-1].diffs == ([], [FileChange("a", blob("side"), blob("main"), "100644")])


def test_paths_limit_the_files_and_never_the_commits(desk: Desk) -> None:
    first = desk.commit("code", code="1")
    second = desk.commit("ticket", open__a="1", code="2")
    third = desk.commit("code again", code="3")
    assert [(e.id, e.parents, e.diffs) for e in log(desk, paths=("open",))] == [
        (first, (), ([],)),
        (second, (first,), ([added("open/a", "1")],)),
        (third, (second,), ([],)),
    ]


def test_parents_come_before_children_even_when_clocks_run_backwards(desk: Desk) -> None:
    ids = []
    for number in range(5):
        desk.clock -= 10_000
        ids.append(desk.commit(str(number)))
    assert [entry.id for entry in log(desk)] == ids


def test_known_commits_are_left_out(desk: Desk) -> None:
    first, second = desk.commit("one", a="1"), desk.commit("two", a="2")
    assert [entry.id for entry in log(desk, second, known=(first,))] == [second]
    assert log(desk, second, known=(second,)) == []


def test_odd_names_and_subjects_pass(desk: Desk) -> None:
    path = desk.root / ":100644 a\n:b\tü"
    path.write_text("x")
    desk.commit(":000000 looks like a row")
    entry = log(desk)[0]
    assert entry.subject == ":000000 looks like a row"
    assert [change.path for change in entry.diffs[0]] == [path.name]


def test_mailmap_gives_people_their_names(desk: Desk) -> None:
    desk.commit("map", **{".mailmap": "Ada Lovelace <ada@new.example> <ada@example.com>\n"})
    assert [(e.name, e.email) for e in log(desk)] == [("Ada Lovelace", "ada@new.example")]


def test_leaving_early_is_no_failure(desk: Desk) -> None:
    for number in range(3):
        desk.commit(str(number))
    commits = stream(Git(desk.root))
    assert next(commits).subject == "0"
    commits.close()
