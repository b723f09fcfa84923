from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return folder


def executable(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.real
def test_an_executable_on_path_is_a_command_and_gets_its_arguments_as_they_stand(
    tix_process, on_path
):
    executable(on_path, "tix-hello", 'echo "$@"; exit 7')

    result = tix_process("hello", "--json", "-x", "--", "a b", "--help")

    assert (result.out, result.err, result.code) == ("--json -x -- a b --help\n", "", 7)


@pytest.mark.real
def test_built_in_commands_win_and_the_folder_is_passed_on(tix_process, on_path, tmp_path):
    executable(on_path, "tix-version", "echo mine")
    executable(on_path, "tix-where", "pwd")

    assert tix_process("version").out.startswith("tix ")
    assert tix_process("-C", str(tmp_path), "where").out == f"{tmp_path}\n"


@pytest.mark.parametrize("name", ["../evil", "a/b", "Upper", ".hidden", "-x"])
def test_only_plain_names_are_looked_for(tix, on_path, name):
    executable(on_path, "evil", "echo no")

    assert tix("--", name).code == 2


def test_a_file_that_cannot_be_run_is_no_command(tix, on_path):
    (on_path / "tix-notes").write_text("no program")
    (on_path / "tix-folder").mkdir()

    assert (tix("notes").code, tix("folder").code) == (2, 2)
