from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tix.errors import NotATracker
from tix.git.gitconfig import Author, NoIdentity, Survey, identity, parse_settings, survey
from tix.git.refs import Head
from tix.git.repo import Repo


def git(root: Path, *args: str) -> str:
    done = subprocess.run(["git", "-C", root, *args], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "desk"
    git(tmp_path, "init", "-q", "-b", "main", str(root))
    git(root, "commit", "-q", "--allow-empty", "-m", "start")
    return root


def test_a_repository_is_found_from_any_folder_in_it(root: Path) -> None:
    (root / "a/b").mkdir(parents=True)
    repo = Repo.discover(root / "a/b")
    assert (repo.work_tree, repo.git_dir, repo.common_dir, repo.prefix) == (
        root,
        root / ".git",
        root / ".git",
        "a/b/",
    )


def test_finding_a_repository_and_its_head_starts_no_process(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = git(root, "rev-parse", "HEAD")
    monkeypatch.setenv("PATH", "")
    assert Repo.discover(root).head() == Head("refs/heads/main", commit)


def test_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotATracker, match="is in no git repository"):
        Repo.discover(tmp_path)


def test_a_linked_work_tree_has_its_own_git_dir(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", str(tmp_path / "linked"))
    repo = Repo.discover(tmp_path / "linked")
    assert (repo.work_tree, repo.git_dir, repo.common_dir, repo.is_linked) == (
        tmp_path / "linked",
        root / ".git/worktrees/linked",
        root / ".git",
        True,
    )
    assert repo.head() == Head("refs/heads/linked", git(root, "rev-parse", "HEAD"))


def test_a_bare_repository_has_no_work_tree(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(root), "bare.git")
    repo = Repo.discover(tmp_path / "bare.git")
    assert (repo.work_tree, repo.git_dir, repo.is_bare) == (None, tmp_path / "bare.git", True)


def test_a_work_tree_set_in_the_settings_is_respected(root: Path, tmp_path: Path) -> None:
    git(root, "config", "core.worktree", str(tmp_path))
    assert Repo.discover(root).work_tree == tmp_path


def test_hooks_find_the_repository_that_git_names(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(root))
    assert Repo.discover(root, keep_env=True).git_dir == root / ".git"
    with pytest.raises(NotATracker):
        Repo.discover(tmp_path)


@pytest.mark.parametrize("packed", [False, True])
def test_head_is_read_loose_packed_detached_and_unborn(root: Path, packed: bool) -> None:
    commit = git(root, "rev-parse", "HEAD")
    if packed:
        git(root, "pack-refs", "--all")
    repo = Repo.discover(root)
    assert repo.head() == Head("refs/heads/main", commit)
    git(root, "checkout", "-q", "--detach")
    assert repo.head() == Head(None, commit)
    git(root, "checkout", "-q", "--orphan", "ma")
    assert repo.head() == Head("refs/heads/ma", None)


def test_a_branch_that_is_another_name_of_one_is_followed_by_git(root: Path) -> None:
    git(root, "symbolic-ref", "refs/heads/alias", "refs/heads/main")
    git(root, "symbolic-ref", "HEAD", "refs/heads/alias")
    assert Repo.discover(root).head().commit == git(root, "rev-parse", "main")


def test_settings_are_read_with_lists_and_keys_without_value() -> None:
    settings = parse_settings(b"a.b\n1\0a.b\n2\nlines\0c.d\0filter.x.clean\ncat\0")
    assert settings.get("a.b") == "2\nlines"
    assert settings.every("a.b") == ("1", "2\nlines")
    assert settings.is_on("c.d")
    assert not settings.is_on("a.b")
    assert settings.has_filters()


def test_who_commits_comes_from_environment_then_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = parse_settings(b"user.name\nBob <b>,\0user.email\nbob@example.com\0")
    assert identity(settings) == Author("Ada", "ada@example.com")
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    assert identity(settings) == Author("Bob b", "bob@example.com")
    with pytest.raises(NoIdentity) as caught:
        identity(parse_settings(b""))
    assert caught.value.hint == "git config --global user.email you@example.com"


def test_a_survey_names_branches_remotes_and_upstream(root: Path, tmp_path: Path) -> None:
    git(root, "branch", "tix")
    git(tmp_path, "clone", "-q", str(root), "clone")
    assert survey(tmp_path / "clone") == Survey(
        branches=("main",),
        remotes={"origin": str(root)},
        remote_branches=("origin/HEAD", "origin/main", "origin/tix"),
        upstream="origin/main",
    )
