from __future__ import annotations

import re

import pytest

from tix import __version__


def test_no_arguments_show_the_help_and_succeed(tix):
    result = tix()

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Usage: tix [OPTIONS] COMMAND [ARGS]...")
    assert result.out == tix("--help").out == tix("-h").out


@pytest.mark.parametrize("words", [["--version"], ["version"]])
def test_version(tix, words):
    result = tix(*words)

    assert (result.out, result.err, result.code) == (f"tix {__version__}\n", "", 0)


def test_a_mistyped_command_gets_a_suggestion(tix):
    result = tix("completoin")

    assert (result.out, result.code) == ("", 2)
    assert result.err == (
        "tix: There is no command `tix completoin`.\nhint: did you mean `tix completion`?\n"
    )


def test_a_mistyped_option_gets_a_suggestion(tix):
    result = tix("--no-imput", "version")

    assert (result.out, result.code) == ("", 2)
    assert result.err == "tix: `tix` has no option --no-imput.\nhint: did you mean --no-input?\n"


def test_an_error_with_json_is_json(tix):
    result = tix("version", "--json")

    assert (result.out, result.code) == ("", 2)
    assert result.err == (
        '{"tix": 1, "error": {"kind": "usage", "message": "`tix version` has no option --json.",'
        ' "hint": "tix version --help"}}\n'
    )


def test_global_options_stand_before_or_after_the_command(tix):
    assert tix("--utc", "version").code == tix("version", "--utc").code == 0


def test_arguments_cannot_send_escapes_to_the_terminal(tix):
    result = tix("bad\x1b[31mname\x07")

    assert result.code == 2
    assert "\x1b" not in result.err
    assert "\x07" not in result.err


def test_help_of_a_command_and_of_a_topic(tix):
    assert tix("help", "completion").out == tix("completion", "--help").out
    assert tix("help").out == tix("--help").out
    assert "  130  interrupted.\n" in tix("help", "exit-codes").out
    assert "TIX_DIR" in tix("help", "environment").out


def test_help_of_what_there_is_not_suggests_what_there_is(tix):
    result = tix("help", "complete")

    assert (result.out, result.code) == ("", 2)
    assert result.err == (
        "tix: There is no command or topic complete.\nhint: tix help completion\n"
    )


def test_topics_tell_the_settings_and_the_fields(tix):
    settings, fields = tix("help", "settings"), tix("help", "fields")

    assert "  timezone " in settings.out
    assert "strict.priorities" in settings.out
    assert re.search(r"^  tags +words to find it by \(list, of tags\)$", fields.out, re.MULTILINE)
