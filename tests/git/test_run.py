from __future__ import annotations

import os
from pathlib import Path

import pytest

from tix.errors import GitFailed
from tix.git.run import LOCAL_VARIABLES, Git, GitMissing


@pytest.fixture
def git(tmp_path: Path) -> Git:
    git = Git(tmp_path)
    git.run("init", "-q", ".")
    return git


def test_the_variables_dropped_are_those_that_git_names(git: Git) -> None:
    named = set(git.text("rev-parse", "--local-env-vars").split())
    assert named <= LOCAL_VARIABLES


def test_a_repository_named_by_the_environment_is_left_out_unless_kept(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert Git(tmp_path).text("rev-parse", "--git-dir") == ".git"
    with pytest.raises(GitFailed):
        Git(tmp_path, keep_env=True).text("rev-parse", "--git-dir")


def test_a_failure_tells_command_code_and_message(git: Git) -> None:
    with pytest.raises(GitFailed) as caught:
        git.run("cat-file", "blob", "HEAD")
    assert (caught.value.command, caught.value.code) == (["cat-file", "blob", "HEAD"], 128)
    assert caught.value.message == (
        "git cat-file failed with code 128: fatal: Not a valid object name HEAD"
    )


def test_more_input_and_output_than_a_pipe_holds_passes(git: Git) -> None:
    text = os.urandom(300_000)
    name = git.text("hash-object", "-w", "--stdin", input=text)
    assert git.run("cat-file", "blob", name) == text


def test_lists_are_split_at_nul(git: Git, tmp_path: Path) -> None:
    (tmp_path / "a\nb").touch()
    (tmp_path / "ü").touch()
    assert git.lines0("ls-files", "-z", "-o") == ["a\nb", "ü"]
    assert git.lines0("ls-files", "-z") == []


def test_an_answer_by_exit_code_is_yes_no_or_a_failure(git: Git) -> None:
    assert git.ok("config", "core.bare") is True
    assert git.ok("config", "no.such") is False
    with pytest.raises(GitFailed):
        git.ok("rev-parse", "--verify", "HEAD")


def test_a_stream_left_early_is_no_failure_and_one_that_fails_is(git: Git) -> None:
    with git.stream("config", "--list") as process:
        assert process.stdout is not None
        assert process.stdout.read(1)
    with pytest.raises(GitFailed), git.stream("log"):
        pass


def test_no_git_on_the_path_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitMissing, match="git cannot be started"):
        Git(tmp_path).run("version")


def test_an_old_git_is_named_when_it_refuses_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "git"
    old.write_text(
        '#!/bin/sh\n[ "$3" = version ] && echo git version 2.30.2 && exit\n'
        "echo usage: git >&2\nexit 129\n"
    )
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(GitMissing, match=r"git 2\.30\.2 is too old"):
        Git(tmp_path).run("log", "--new-option")
