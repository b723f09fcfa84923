"""The examples open, are in order, answer, and are what their stories tell."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from examples import make
from tests.builders import git

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"

#: Each example: how many tickets, authors and closed tickets, and what a query finds in it.
KNOWN = {
    "software-team": (12, 4, 6, "-A milestone:2.4", 5),
    "support-desk": (9, 5, 5, "-A category:mail/*", 3),
    "one-person": (8, 1, 4, "tag:home", 2),
    "public-office": (9, 3, 5, "status:izskatīšanā,saskaņošanā", 2),
}


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def commands(name: str) -> list[list[str]]:
    (block,) = re.findall(
        r"^```\n(.*?)^```$", (EXAMPLES / name / "README.md").read_text(), re.S | re.M
    )
    return [shlex.split(line)[1:] for line in block.splitlines()]


@pytest.mark.parametrize("name", KNOWN)
def test_an_example_is_what_its_story_tells(name, tmp_path, monkeypatch, tix):
    tickets, authors, closed, query, found = KNOWN[name]

    made = make.make(name, tmp_path / name)
    monkeypatch.chdir(made)

    assert files(made) == files(EXAMPLES / name)
    assert len(set(git(made, "log", "--format=%an").splitlines())) == authors
    assert len(tix("list", "-A").out.splitlines()) == tickets
    assert tickets - len(tix("list").out.splitlines()) == closed
    assert len(tix("list", *shlex.split(query)).out.splitlines()) == found
    told = [line for line in tix("doctor").out.splitlines() if "warning" in line or "error" in line]
    assert [line for line in told if "git-" not in line] == []
    assert tix("config", "check").code == 0
    assert [(words, tix(*words).code) for words in commands(name)] == [
        (words, 0) for words in commands(name)
    ]


def test_a_line_that_is_no_story_is_told():
    config = make.load_config(EXAMPLES / "one-person")
    story = make.Story("2026-01-10 10:00 rita: Feed\n  what is this\n", config, "x")
    with pytest.raises(SystemExit, match=r"story\.txt:2: 'what is this' is no line of a story"):
        list(story.records())


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(SystemExit, match="is not empty"):
        make.make("one-person", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
