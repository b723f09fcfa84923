from __future__ import annotations

import pytest

from tests.builders import git

CONTENT = b"\x89PNG\0 one picture"


@pytest.fixture
def picture(tmp_path):
    """Give a file to attach, outside the tracker."""
    path = tmp_path / "shot.png"
    path.write_bytes(CONTENT)
    return str(path)


def files(tracker):
    return [path.read_bytes() for path in sorted((tracker / "files").rglob("*.png"))]


def names(tix):
    return [one["name"] for one in tix("attach", "list", "k7m", "--json").json["items"]]


def test_an_attachment_goes_and_comes_back_with_its_bytes(tix, tracker, picture):
    tix("attach", "k7m", picture)

    assert tix("undo").code == 0
    assert (names(tix), files(tracker)) == ([], [])
    assert tix("undo").code == 0
    assert (names(tix), files(tracker)) == (["shot.png"], [CONTENT])
    assert git(tracker, "status", "--short") == ""


def test_a_removed_attachment_comes_back_under_later_edits(tix, tracker, picture):
    tix("attach", "k7m", picture)
    tix("attach", "remove", "k7m", "shot.png")
    commit = git(tracker, "rev-parse", "HEAD")
    tix("set", "k7m", "priority=low")

    assert tix("undo", commit).code == 0
    assert (names(tix), files(tracker)) == (["shot.png"], [CONTENT])
    assert git(tracker, "status", "--short") == ""


def test_a_file_stays_while_another_record_names_it(tix, tracker, picture, tmp_path):
    (tmp_path / "same.png").write_bytes(CONTENT)
    tix("attach", "k7m", picture)
    commit = git(tracker, "rev-parse", "HEAD")
    tix("attach", "k7m", str(tmp_path / "same.png"))

    tix("undo", commit)
    assert (names(tix), files(tracker)) == (["same.png"], [CONTENT])
    tix("attach", "remove", "k7m", "same.png")
    assert (names(tix), files(tracker)) == ([], [])


def test_a_dry_run_touches_no_file(tix, tracker, picture):
    tix("attach", "k7m", picture)

    assert tix("undo", "--dry-run").code == 0
    assert (names(tix), files(tracker)) == (["shot.png"], [CONTENT])
