from __future__ import annotations

from pathlib import Path

from tests.builders import git, write_files


def test_a_tracker_of_a_newer_format_is_read_each_time_with_a_word_and_never_written(tix, tracker):
    settings = (tracker / "tix.yaml").read_text()
    write_files(tracker, {"tix.yaml": settings.replace("format: 1", "format: 2")})
    git(tracker, "commit", "-qam", "newer")
    told = (
        "The tracker has format 2, newer than this tix knows (1): it is read, and never written.\n"
    )

    results = [tix("list", "-q") for _ in range(3)]

    assert {(result.err, result.code) for result in results} == {(told, 0)}
    assert "OPS-k7m2qd" in results[-1].out
    refused = tix("set", "k7m", "priority=low")
    assert (refused.code, git(tracker, "status", "--short")) == (6, "")


def test_tickets_that_a_sparse_checkout_leaves_out_are_shown_and_written(tix, tracker):
    path = tix("path", "k7m").out.strip()
    git(tracker, "update-index", "--refresh")  # the files are copies, which git has not seen
    git(tracker, "sparse-checkout", "set", "--no-cone", "/*", "!OPS-k7m2qd.yaml")
    assert not Path(path).exists()

    assert tix("show", "k7m").out.startswith("OPS-k7m2qd")
    assert tix("set", "k7m", "priority=low").code == 0
    assert tix("show", "k7m", "--field", "priority").out == "low\n"
    assert git(tracker, "status", "--short") == ""
