from __future__ import annotations

import os
import re
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


def bash_offers(tix, tmp_path: Path, folder: Path, *cut: str) -> list[str]:
    """Return COMPREPLY for a line as bash cuts it; a space stands before each word of `cut`
    that does not begin with a colon or equals sign, or follow one."""
    script = tmp_path / "script"
    script.write_text(tix("completion", "bash").out)
    bin_ = tmp_path / "bin"
    bin_.mkdir(exist_ok=True)
    (bin_ / "tix").write_text(f'#!/bin/sh\nexec {shutil.which("python")} -m tix "$@"\n')
    (bin_ / "tix").chmod(0o755)
    line = re.sub(r" ([:=]) ?", r"\1", " ".join(cut))
    words = " ".join(f"'{word}'" for word in cut)
    run = (
        f"source {script}; compopt() {{ :; }}; COMP_TYPE=9; COLUMNS=60; COMP_WORDS=({words});"
        f" COMP_CWORD={len(cut) - 1}; COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}};"
        " _tix_completion tix; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(
        ["bash", "-c", run],
        cwd=folder,
        env={"PATH": f"{bin_}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.real
@pytest.mark.parametrize(
    ("cut", "offered"),
    [
        (("tix", "list", "prio"), ["priority:"]),
        (("tix", "list", "status", ":"), None),
        (("tix", "list", "status", ":", "do"), ["doing", "done"]),
        (("tix", "list", "status", ":", "open,wai"), ["open,waiting"]),
        (("tix", "set", "k7m", "priority", "=", "h"), ["high"]),
        (("tix", "assign", "k7m", "m"), ["me"]),
        (("tix", "move", "k7m", "rev"), ["review"]),
        (("tix", "flag", "k7m", "+v"), ["+vip"]),
    ],
)
def test_bash_completes_behind_colons_and_last_words(tix, tracker, tmp_path, cut, offered):
    found = [line.split()[0] for line in bash_offers(tix, tmp_path, tracker, *cut)]
    statuses = ["open", "doing", "waiting", "review", "done"]
    assert found == (statuses if offered is None else offered)


@pytest.mark.real
def test_bash_shows_the_titles_of_ids(tix, tracker, tmp_path):
    names = [tix("create", title, "-q").out.strip() for title in ("Disk full", "Login: umlauts")]
    tix("list")
    found = bash_offers(tix, tmp_path, tracker, "tix", "show", "OPS-")
    assert {f"{names[0]}  Disk full", f"{names[1]}  Login: umlauts"} <= set(found)


def test_tags_in_use_are_offered_besides_declared_ones(tix, tracker):
    tix("tag", "k7m", "+louder")
    tix("list")

    assert complete("tix list tag:lo", 2, tracker) == ["plain,tag:login", "plain,tag:louder"]
    assert complete("tix tag k7m +lo", 3, tracker) == ["plain,+login", "plain,+louder"]
