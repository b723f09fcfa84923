from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus.attack import APART, World, first_lines
from tix.cli.registry import COMMANDS

pytestmark = pytest.mark.real

LONG = "a" * 100_000
NASTY = [
    *("", "\x1b]0;owned\x07", "\udcff\udcfe", LONG, "--", "-1", "((((", "../../etc/passwd", "id=x"),
    *("{0.__class__}\n", "title=\x1b[31mred\u202e", "status=open", "-F/dev/null", "2026-13-45"),
]
VERBS = [line[0] for line in first_lines()]


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIX_EDITOR", "true")


@pytest.mark.parametrize("line", first_lines(), ids=" ".join)
def test_any_word_in_any_place_is_taken_or_explained(tix, tracker, line):
    """Each command once with all nasty words in a row of their own, alone and behind an id."""
    world = World.look(tracker)
    for word in NASTY:
        family = 2 if COMMANDS[line[0]].name in ("status", "config", "attach") else 1
        result = tix("--no-input", *line[:family], "k7m", word)
        world = world.judge(result.code, result.out, result.err)
        assert result.code < 2 or len(result.err) < 6000


def test_bytes_that_are_no_text_are_refused_in_words_and_kept_in_file_names(tix, tracker):
    refused = tix("show", "\udcff")
    name = os.fsdecode(b"caf\xe9.txt")
    (tracker.parent / name).write_text("a description")

    created = tix("create", "From a file", "-F", str(tracker.parent / name), "-q")

    assert (refused.code, refused.out) == (2, "")
    assert "is not UTF-8 text" in refused.err.replace("it is not", "is not")
    assert (created.code, created.err) == (0, "")
    assert tix("show", created.out.strip(), "--field", "description").out == "a description\n"


def test_an_error_quotes_no_more_than_people_read(tix, tracker):
    result = tix("show", LONG)

    assert result.code == 4
    assert len(result.err) < 2100


def test_a_ticket_that_says_nul_does_not_stop_a_commit_half_way(tix, tracker):
    path = tracker / "open/OPS-k7m2qd.yaml"
    path.write_text('id: OPS-k7m2qd\ntitle: t\ncreated: 2026-11-18T09:00:00Z\ngoal: "a\\0b"\n')
    tix("commit")

    after = tix("comment", "m4x0tz", "-m", "still works")

    assert (after.code, after.err) == (0, "")
    assert not (tracker / ".git/tix/journal").exists()


def test_a_folder_that_is_gone_is_said(tix, tmp_path, monkeypatch):
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()

    result = tix("list")

    assert (result.code, result.out) == (3, "")
    assert result.err == "tix: The current folder is gone.\nhint: cd to another one\n"


@pytest.mark.parametrize(
    "now", ["garbage", "", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1969-12-31"]
)
@pytest.mark.parametrize("line", [["list", "due:..7d"], ["create", "x"], ["snooze", "k7m", "2w"]])
def test_no_clock_is_a_bug(tix, tracker, monkeypatch, now, line):
    monkeypatch.setenv("TIX_NOW", now)
    world = World.look(tracker)

    result = tix(*line)

    world.judge(result.code, result.out, result.err)
    assert result.code == (2 if now else 0)


@pytest.mark.parametrize(
    "author", ["x", "<>", "A\nB <a@b>", "A <a\nb@c>", "\x1b[31mA <a@b>", "\0"[:0]]
)
def test_no_author_is_a_bug(tix, tracker, monkeypatch, author):
    monkeypatch.setenv("TIX_AUTHOR", author)
    for line in (["list", "assignee:me"], ["comment", "k7m", "-m", "x"], ["log", "-n", "3"]):
        world = World.look(tracker)
        result = tix(*line)
        world.judge(result.code, result.out, result.err)


pieces = st.sampled_from(
    [
        "status:",
        "tag:",
        "(",
        ")",
        " or ",
        "not ",
        "-",
        '"',
        "..",
        ":",
        ",",
        "*",
        "me",
        "7d",
        "é",
        "登",
    ]
)
words = st.lists(pieces | st.text(max_size=6), max_size=12).map("".join)
no_fixture_reset = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@no_fixture_reset
@given(query=st.lists(words, max_size=3))
def test_any_query_is_answered_or_explained(tix, tracker, query):
    world = World.look(tracker)

    for verb in ("list", "search"):
        result = tix(verb, "--", *(word.replace("\0", "") for word in query))
        world = world.judge(result.code, result.out, result.err)


@no_fixture_reset
@given(verb=st.sampled_from(VERBS), rest=st.lists(words | st.just("k7m"), max_size=4))
def test_any_arguments_are_taken_or_explained(tix, tracker, template_tracker, verb, rest):
    world = World.look(tracker)

    result = tix("--no-input", verb, *(word.replace("\0", "") for word in rest))

    if world.judge(result.code, result.out, result.err) != world:
        renewed(tracker, template_tracker)


fragments = st.sampled_from(
    [
        *(b"id: OPS-k7m2qd\n", b"title: x\n", b"created: 2026-11-18T09:00:00Z\n", b"comments:\n"),
        *(b"links:\n", b"tags: ", b"  - ", b"- ", b"{", b"[", b": ", b"|\n", b"&a", b"*a", b'"'),
        *(b"'", b"\n", b"  ", b"\xff", b"#"),
    ]
)
contents = st.lists(fragments | st.binary(max_size=8), max_size=25).map(b"".join)


@no_fixture_reset
@given(content=contents)
def test_any_bytes_may_be_a_ticket(tix, tracker, template_tracker, content):
    (tracker / "open/OPS-k7m2qd.yaml").write_bytes(content)

    world = World.look(tracker)
    for line in (["list"], ["show", "k7m"], ["set", "k7m", "due=none"], ["tag", "k7m", "+ui"]):
        result = tix(*line)
        world = world.judge(result.code, result.out, result.err)
    renewed(tracker, template_tracker)


@no_fixture_reset
@given(content=contents | contents.map(lambda rest: b"format: 1\nkey: OPS\n" + rest))
def test_any_bytes_may_be_settings(tix, tracker, content):
    (tracker / "tix.yaml").write_bytes(content)

    world = World.look(tracker)
    for line in (["list"], ["config", "check"], ["create", "x", "--dry-run"]):
        result = tix(*line)
        world = world.judge(result.code, result.out, result.err)


def renewed(tracker: Path, template: Path) -> None:
    """Put a tracker back as the template has it."""
    for path in tracker.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(template, tracker, symlinks=True, dirs_exist_ok=True)


def test_the_lines_to_type_name_every_command():
    assert {line[0] for line in first_lines()} == COMMANDS.keys() - APART
