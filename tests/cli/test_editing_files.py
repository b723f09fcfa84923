from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import commit, git

FILE = "open/OPS-m4x0tz.yaml"


def kept(tracker: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in (tracker / ".git/tix/edits").iterdir()]


def test_the_file_is_what_was_saved_byte_for_byte(tix, tracker, editor):
    before = (tracker / FILE).read_text(encoding="utf-8")
    seen = editor("sed -i 's/^priority: low$/priority:   high  # soon/' \"$1\"")

    result = tix("edit", "m4x")

    assert (result.out, result.err, result.code) == (
        "OPS-m4x0tz: priority: low -> high\n",
        "",
        0,
    )
    assert (tracker / FILE).read_text(encoding="utf-8") == before.replace(
        "priority: low", "priority:   high  # soon"
    )
    assert seen.read_text(encoding="utf-8") == (
        f"#| This is the file {FILE}.\n"
        "#| It is checked when you save; id and created never change, and its folder is its"
        " status.\n"
        "#| Lines that begin with #| are left out.\n" + before
    )
    assert git(tracker, "log", "-1", "--format=%s") == "OPS-m4x0tz: priority: low -> high"
    assert (git(tracker, "status", "--short"), kept(tracker)) == ("", [])


def test_a_remark_alone_is_an_edit_too_and_nothing_is_none(tix, tracker, editor):
    editor('echo "# remember" >> "$1"')
    assert tix("edit", "m4x").out == "OPS-m4x0tz: edit the file\n"

    editor("true")
    result = tix("edit", "m4x")
    assert (result.out, result.err, result.code) == ("", "Nothing to change.\n", 0)
    assert git(tracker, "rev-list", "--count", "HEAD") == "4"


@pytest.mark.parametrize(
    ("shell", "problem"),
    [
        ("s/^id: .*/id: OPS-zzzzzz/", "id must stay OPS-m4x0tz, not OPS-zzzzzz."),
        (
            "s/^created: .*/created: 2026-01-01T00:00:00Z/",
            "created must stay 2026-11-18T09:30:00Z.",
        ),
        ("s/^title: .*/title:/", "OPS-m4x0tz: title is missing."),
        ("s/^priority: .*/priority: [/", "open/OPS-m4x0tz.yaml:"),
    ],
)
def test_what_must_not_be_saved_opens_again_and_is_kept(tix, tracker, editor, shell, problem):
    before = (tracker / FILE).read_bytes()
    seen = editor(f'sed -i "{shell}" "$1"')

    result = tix("edit", "m4x")

    assert result.code == 5
    assert result.err.startswith(f"tix: {problem}")
    assert seen.read_text(encoding="utf-8").startswith(f"#| PROBLEM: {problem}")
    assert ((tracker / FILE).read_bytes(), len(kept(tracker))) == (before, 1)


def test_a_change_made_meanwhile_is_not_written_over(tix, tracker, editor):
    editor(f"echo 'customer: ACME' >> {tracker / FILE}; echo 'team: web' >> \"$1\"")

    result = tix("edit", "m4x")

    assert (result.code, result.out) == (6, "")
    assert "changed since it was read" in result.err
    assert "customer: ACME" in (tracker / FILE).read_text(encoding="utf-8")
    assert [text.splitlines()[-1] for text in kept(tracker)] == ["team: web"]


def test_hand_edits_are_refused_before_anybody_types(tix, tracker, editor):
    seen = editor("true")
    (tracker / FILE).write_text("id: OPS-m4x0tz\n", encoding="utf-8")

    result = tix("edit", "m4x")

    assert (result.code, result.err.splitlines()[1]) == (6, "hint: tix commit OPS-m4x0tz")
    assert not seen.exists()


def test_a_broken_file_is_mended(tix, tracker, editor):
    sound = (tracker / FILE).read_text(encoding="utf-8")
    (tracker / FILE).write_text(sound + "tags: [\n", encoding="utf-8")
    git(tracker, "commit", "-q", "-am", "broken")
    seen = editor("sed -i '$d' \"$1\"")

    result = tix("edit", "m4x")

    assert (result.out, result.code) == ("OPS-m4x0tz: mend the file\n", 0)
    assert seen.read_text(encoding="utf-8").startswith(f"#| PROBLEM: {FILE}:")
    assert (tracker / FILE).read_text(encoding="utf-8") == sound


def test_a_file_that_was_broken_by_hand_is_mended_before_it_is_committed(tix, tracker, editor):
    sound = (tracker / FILE).read_text(encoding="utf-8")
    (tracker / FILE).write_text(sound + "tags: [\n", encoding="utf-8")
    editor("sed -i '$d' \"$1\"; echo 'goal: mended' >> \"$1\"")

    refused = tix("commit", "m4x")
    result = tix("edit", "m4x")

    assert (refused.code, result.code, result.out) == (5, 0, "OPS-m4x0tz: mend the file\n")
    assert git(tracker, "status", "--porcelain") == ""
    assert tix("show", "m4x", "--field", "goal").out == "mended\n"


def test_line_ends_of_windows_stay(tix, tracker, editor):
    (tracker / ".gitattributes").write_text("*.yaml -text\n", encoding="utf-8")
    path = tracker / FILE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    git(tracker, "add", "-A")
    git(tracker, "commit", "-q", "-m", "windows")
    before = path.read_bytes()
    editor("sed -i 's/^priority: low/priority: high/' \"$1\"")

    assert tix("edit", "m4x").code == 0
    assert path.read_bytes() == before.replace(b"low", b"high")


def test_an_edit_brings_no_new_word_into_a_closed_vocabulary(tix, tracker, editor):
    seen = editor("sed -i 's/^priority: low$/priority: hihg/' \"$1\"")

    result = tix("edit", "m4x")

    problem = "OPS-m4x0tz: 'hihg' is not declared in priorities; did you mean high?"
    assert result.code == 5
    assert result.err.startswith(f"tix: {problem}")
    assert seen.read_text(encoding="utf-8").startswith(f"#| PROBLEM: {problem}")
    assert "priority: low" in (tracker / FILE).read_text(encoding="utf-8")


def test_what_was_wrong_before_an_edit_stays(tix, tracker, editor):
    path = tracker / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("priority: low", "priority: urgent"))
    commit(tracker, "an import")
    editor("echo 'customer: ACME' >> \"$1\"")

    assert tix("edit", "m4x").out == "OPS-m4x0tz: customer: none -> ACME\n"


def test_an_edit_tells_a_field_that_looks_mistyped(tix, tracker, editor):
    editor("echo 'duee: 2026-12-01' >> \"$1\"")

    result = tix("edit", "m4x")

    assert (result.err, result.code) == (
        "warning: OPS-m4x0tz: duee is no field of this tracker; it stays as it is;"
        " did you mean due?\n",
        0,
    )


@pytest.mark.parametrize("said", ["warning", "off"])
def test_strict_lets_new_words_in(tix, tracker, editor, said):
    with (tracker / "tix.yaml").open("a", encoding="utf-8") as file:
        file.write(f"strict: {{priorities: {said}}}\n")
    editor("sed -i 's/^priority: low$/priority: urgent/' \"$1\"")

    assert tix("edit", "m4x").out == "OPS-m4x0tz: priority: low -> urgent\n"
    assert tix("set", "k7m", "priority=urgent").out == "OPS-k7m2qd: priority: high -> urgent\n"
