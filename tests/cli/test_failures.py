from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tix import __version__, errors
from tix.cli.context import Session
from tix.cli.failures import describe, report


def every_error() -> list[errors.TixError]:
    made = []
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.TixError):
            special = {
                errors.TicketSyntaxError: ("open/x.yaml", 1, 2, "bad"),
                errors.QueryError: ("tag:", 4, "needs a value"),
                errors.GitFailed: (["push"], 128, "fatal: no"),
            }
            made.append(kind(*special.get(kind, ("Something is so.",))))
    return made


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
def test_every_error_has_a_code_and_a_kind(error):
    failure = describe(error)

    assert (failure.code, failure.message) == (error.exit_code, error.message)
    assert failure.code in errors.EXIT_CODES
    assert failure.kind == failure.kind.lower()


def test_a_fault_in_a_query_shows_its_place(capfd):
    error = errors.QueryError("tag:ui stauts:open", 7, "No field 'stauts'.", hint="status:open")

    code = report(error, [], Session())

    assert code == 5
    assert capfd.readouterr().err == (
        "tix: No field 'stauts'.\n  tag:ui stauts:open\n         ^\nhint: status:open\n"
    )


def test_the_caret_stands_right_behind_wide_letters_and_in_long_queries(capfd):
    report(errors.QueryError("登录 x:", 5, "p"), [], Session())
    report(errors.QueryError("a" * 5000 + "!" + "b" * 5000, 5000, "p"), [], Session())

    lines = capfd.readouterr().err.splitlines()
    assert lines[1:3] == ["  登录 x:", "         ^"]
    assert lines[4][lines[5].index("^")] == "!"
    assert len(lines[4]) <= 80


def test_with_json_an_error_is_json_and_control_characters_are_escaped(capfd):
    report(errors.NotFound("No \x1b[31mticket", hint="tix list"), ["show", "--json"], Session())

    said = capfd.readouterr().err
    assert "\x1b" not in said
    assert json.loads(said) == {
        "tix": 1,
        "error": {"kind": "not-found", "message": "No \x1b[31mticket", "hint": "tix list"},
    }


def test_json_behind_a_double_dash_is_a_word(capfd):
    report(errors.NotFound("No."), ["show", "--", "--json"], Session())

    assert capfd.readouterr().err == "tix: No.\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort(), EOFError()])
def test_an_interrupt_has_its_own_code(error):
    assert describe(error).code == 130


def test_what_fails_while_cleaning_up_after_an_interrupt_is_an_interrupt():
    error = AttributeError("half imported")
    error.__context__ = KeyboardInterrupt()
    assert describe(error).code == 130


def test_a_bug_says_so_without_a_traceback(capfd, monkeypatch):
    try:
        {}["nothing"]
    except KeyError as error:
        code = report(error, [], Session())
        quiet = capfd.readouterr().err
        monkeypatch.setenv("TIX_DEBUG", "1")
        report(error, [], Session())
    loud = capfd.readouterr().err

    assert code == 70
    assert quiet == (
        f"tix: This is a bug in tix {__version__}: KeyError: 'nothing'\n"
        "hint: run it again with TIX_DEBUG=1 and send what it prints to the maintainers\n"
    )
    assert loud.startswith("Traceback (most recent call last):")
    assert loud.endswith(quiet)


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, 6), (errno.EROFS, 6), (errno.EACCES, 6), (errno.ENOENT, 5)]
)
def test_what_the_system_refuses_is_no_bug(number, code):
    failure = describe(OSError(number, "It said no", "open/x.yaml"))

    assert (failure.code, failure.message) == (code, "It said no: open/x.yaml")


@pytest.mark.real
def test_a_closed_pipe_ends_quietly(tmp_path):
    root = Path(__file__).resolve().parents[2]
    line = f"{sys.executable} -m tix completion zsh | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1; {line}"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "0\n"
