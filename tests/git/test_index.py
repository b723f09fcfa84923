from __future__ import annotations

from pathlib import Path

import pytest

from tix.git.index import IndexEntry, read_entries
from tix.git.objects import object_id
from tix.git.run import Git

NAMES = ["a", "a/b", "aa", "b.yaml", "open/a", "ü", "open/link.yaml", "x" * 70]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    git = Git(tmp_path)
    git.run("init", "-q", ".")
    for name in ("aa", "b.yaml", "open/a", "ü", "open/link.yaml", "x" * 70):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    git.run("add", ".")
    return git


def entries(git: Git, names: list[str] = NAMES) -> dict[str, IndexEntry]:
    return read_entries(git, Path(git.cwd) / ".git", names)


def expected(*skipped: str) -> dict[str, IndexEntry]:
    return {
        name: IndexEntry("100644", object_id("blob", name.encode()), 0, name in skipped)
        for name in NAMES
        if name not in ("a", "a/b")
    }


def test_no_index_holds_nothing(tmp_path: Path) -> None:
    assert read_entries(Git(tmp_path), tmp_path, ["a"]) == {}
    (tmp_path / "index").touch()
    assert read_entries(Git(tmp_path), tmp_path, ["a"]) == {}


@pytest.mark.parametrize(
    "setup",
    [["--refresh"], ["--index-version=4"], ["--split-index"], ["--untracked-cache"]],
    ids=lambda setup: setup[0],
)
def test_every_form_of_index_tells_the_same(git: Git, setup: list[str]) -> None:
    git.run("update-index", *setup)
    assert entries(git) == expected()
    git.run("update-index", "--skip-worktree", "aa", "ü")
    assert entries(git) == expected("aa", "ü")


def test_a_plain_index_is_read_without_a_process(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    git.run("rm", "-q", "--cached", "open/link.yaml")
    monkeypatch.setenv("PATH", "")
    assert entries(Git(git.cwd), ["b.yaml", "none"]) == {"b.yaml": expected()["b.yaml"]}


def test_many_paths_are_listed_at_once(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tix.git.index._WORTH_SEARCHING", 0)
    assert entries(git, [*NAMES, *(f"none{number}" for number in range(30))]) == expected()
