from __future__ import annotations

from pathlib import Path

import click
import pytest

from tix.cli.context import Session
from tix.cli.prompts import ask, confirm, edit_text
from tix.errors import BadInput, Refused, UsageError


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Give a function that sets the editor to a shell script; the file is $1."""

    def use(script: str) -> None:
        path = tmp_path / "editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("TIX_EDITOR", str(path))

    return use


def accept(text: str) -> str:
    return text


def no_vowels(text: str) -> str:
    if "o" in text:
        raise BadInput("There is an o.")
    return text


def test_the_edited_text_comes_back_without_the_advice(editor, tmp_path):
    editor('printf "more\\n" >> "$1"')

    edited = edit_text("text\n", accept, keep=tmp_path / "edits", advice="Write.\n\nTwo lines.")

    assert edited == "text\nmore\n"
    assert list((tmp_path / "edits").iterdir()) == []


def test_the_editor_opens_again_with_the_problem_until_it_is_right(editor, tmp_path):
    editor(f'cp "$1" {tmp_path}/seen; tr o x < "$1" > {tmp_path}/new; cp {tmp_path}/new "$1"')
    attempts = []

    def second_time(text: str) -> str:
        attempts.append(text)
        if len(attempts) == 1:
            raise BadInput("Not yet.")
        return text

    assert edit_text("foo\n", second_time, keep=tmp_path / "edits") == "fxx\n"
    assert attempts == ["fxx\n", "fxx\n"]
    assert (tmp_path / "seen").read_text() == "#| PROBLEM: Not yet.\nfxx\n"


def test_a_text_that_stays_wrong_is_kept(editor, tmp_path):
    editor("exit 0")

    with pytest.raises(BadInput, match=r"There is an o\.") as caught:
        edit_text("foo\n", no_vowels, keep=tmp_path / "edits")

    kept = tmp_path / "edits" / "EDIT-1.md"
    assert caught.value.hint == f"your text is kept in {kept}"
    assert kept.read_text().endswith("foo\n")


def test_an_emptied_text_stops_and_leaves_nothing(editor, tmp_path):
    editor(': > "$1"')

    with pytest.raises(Refused, match="The text is empty"):
        edit_text("text\n", accept, keep=tmp_path / "edits")
    assert list((tmp_path / "edits").iterdir()) == []


def test_when_the_editor_or_the_program_fails_the_text_is_kept(editor, tmp_path, capfd):
    def fail(_text: str) -> str:
        raise KeyboardInterrupt

    editor('echo typed >> "$1"; exit 1')
    with pytest.raises(BadInput, match="ended with an error"):
        edit_text("text\n", accept, keep=tmp_path / "edits")
    editor('echo typed >> "$1"')
    with pytest.raises(KeyboardInterrupt):
        edit_text("text\n", fail, keep=tmp_path / "edits")

    names = ["EDIT-1.md", "EDIT-2.md"]
    assert [(tmp_path / "edits" / name).read_text() for name in names] == ["text\ntyped\n"] * 2
    assert capfd.readouterr().err == f"Your text is kept in {tmp_path}/edits/EDIT-2.md\n"


def test_text_that_is_not_utf8_is_kept(editor, tmp_path):
    editor(r'printf "\\377" >> "$1"')

    with pytest.raises(BadInput, match="not UTF-8"):
        edit_text("text\n", accept, keep=tmp_path / "edits")
    assert (tmp_path / "edits" / "EDIT-1.md").read_bytes() == b"text\n\xff"


def test_git_names_the_editor(tmp_path, monkeypatch):
    program = tmp_path / "editor"
    program.write_text('#!/bin/sh\necho git >> "$1"\n')
    program.chmod(0o755)
    monkeypatch.setenv("GIT_EDITOR", str(program))

    assert edit_text("", accept, keep=tmp_path / "edits") == "git\n"


def test_without_a_terminal_nothing_is_asked():
    with pytest.raises(UsageError) as caught:
        ask(Session(), "The title", flag="--title")
    assert caught.value.hint == "give --title"
    with pytest.raises(Refused):
        confirm(Session(), "Removing 3 files")
    confirm(Session(), "Removing 3 files", yes=True)


def test_on_a_terminal_a_question_is_asked_unless_no_input(on_terminal, monkeypatch, capfd):
    answers = iter(["Printer", "n"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: next(answers))

    assert ask(Session(), "The title", flag="--title") == "Printer"
    with pytest.raises(click.Abort):
        confirm(Session(), "Removing 3 files")
    with pytest.raises(UsageError):
        ask(Session(no_input=True), "The title", flag="--title")
    assert capfd.readouterr().out == ""


def test_an_editor_that_is_not_there_is_told_with_the_settings_to_change(tmp_path, monkeypatch):
    monkeypatch.setenv("TIX_EDITOR", "no-such-editor --wait")

    with pytest.raises(BadInput) as caught:
        edit_text("text\n", accept, keep=tmp_path / "edits")

    assert caught.value.message == "The editor no-such-editor is not on this machine."
    assert caught.value.hint == (
        "set TIX_EDITOR, or git config --global core.editor nano; your text is kept in"
        f" {tmp_path}/edits/EDIT-1.md"
    )
