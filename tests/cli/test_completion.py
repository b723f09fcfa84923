from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("shell", "first", "function"),
    [
        ("bash", "# Completion of tix for bash. To install:", "_git_tix()"),
        ("zsh", "#compdef tix", "_tix_completion()"),
        ("fish", "# Completion of tix for fish. To install:", "function _tix_completion"),
    ],
)
def test_a_script_says_how_to_install_it(tix, shell, first, function):
    result = tix("completion", shell)

    assert (result.err, result.code) == ("", 0)
    assert result.out.startswith(first)
    assert f"tix completion {shell}" in result.out
    assert function in result.out
    assert "_TIX_COMPLETE" in result.out


def test_without_a_name_the_shell_in_use_is_meant(tix, monkeypatch):
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert tix("completion").out == tix("completion", "fish").out

    monkeypatch.setenv("SHELL", "/bin/tcsh")
    result = tix("completion")
    assert (result.out, result.code) == ("", 2)
    assert result.err == (
        "tix: The shell in use is not known.\nhint: tix completion bash|zsh|fish\n"
    )


def complete(words: str, position: int, folder: Path) -> list[str]:
    done = subprocess.run(
        ["python", "-m", "tix"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "_TIX_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(position),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_commands_and_options_are_completed(tmp_path):
    assert complete("tix vers", 1, tmp_path) == ["plain,version"]
    assert complete("tix --no", 1, tmp_path) == ["plain,--no-input"]
    assert complete("tix completion z", 2, tmp_path) == ["plain,zsh"]


def test_where_there_is_no_tracker_completion_says_nothing(tmp_path):
    assert complete("tix nonsense x", 2, tmp_path) == []


@pytest.mark.real
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_accepts_the_script(tix, shell, tmp_path):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(tix("completion", shell).out)

    done = subprocess.run([program, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.real
def test_bash_completes_after_git_too(tix, tmp_path):
    script = tmp_path / "script"
    script.write_text(tix("completion", "bash").out)
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "tix"
    program.write_text(f'#!/bin/sh\nexec {shutil.which("python")} -m tix "$@"\n')
    program.chmod(0o755)
    line = (
        f"source {script}; words=(git tix vers); cword=2; __git_cmd_idx=1; COMPREPLY=(); _git_tix;"
        ' echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", line],
        env={"PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("version\n", "")
