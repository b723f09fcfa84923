from __future__ import annotations

import pytest

from tests.builders import git

pytestmark = pytest.mark.real


@pytest.fixture
def part(tracker, tmp_path, monkeypatch):
    """Give a clone of a bare repository that has open tickets alone, and no blob besides."""
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", str(tracker), str(bare))
    git(bare, "config", "uploadpack.allowFilter", "true")
    git(bare, "config", "uploadpack.allowAnySHA1InWant", "true")
    clone = tmp_path / "part"
    git(tmp_path, "clone", "-qn", "--filter=blob:none", f"file://{bare}", str(clone))
    git(clone, "sparse-checkout", "set", "--no-cone", "/tix.*", "/open/")
    git(clone, "checkout", "-q")
    monkeypatch.chdir(clone)
    return clone


def fetches(part, monkeypatch, work):
    """Return how often git connected during `work`, and what `work` returned."""
    trace = part.parent / "trace"
    with monkeypatch.context() as patch:
        patch.setenv("GIT_TRACE", str(trace))
        done = work()
    return trace.read_text().count("built-in: git upload-pack"), done


def test_history_fetches_what_it_lacks_in_one_batch(tix, tracker, part, monkeypatch):
    for status in ("low", "normal", "low"):
        tix("-C", str(tracker), "set", "k7m", f"priority={status}")
    whole = tix("-C", str(tracker), "log", "--json").json
    git(part.parent / "bare.git", "fetch", "-q", str(tracker), "main:main")
    git(part, "pull", "-q")

    count, log = fetches(part, monkeypatch, lambda: tix("log", "--json"))

    assert (log.code, log.json["items"]) == (0, whole["items"])
    assert count == 1
    again, _ = fetches(part, monkeypatch, lambda: tix("log"))
    assert again == count  # the trace goes on, and nothing was added


def test_a_sparse_checkout_of_a_partial_clone_lists_everything(tix, part, monkeypatch):
    count, listed = fetches(part, monkeypatch, lambda: tix("list", "-A", "-q"))

    assert sorted(listed.out.split()) == ["OPS-a0b1c2", "OPS-k7m2qd", "OPS-m4x0tz", "OPS-x2c9fa"]
    assert (count, (part / "done").exists()) == (1, False)


def test_settings_that_a_sparse_checkout_leaves_out_are_told(tix, part):
    git(part, "sparse-checkout", "set", "--no-cone", "/tix.yaml", "/open/")

    checked = tix("config", "check")

    assert (checked.code, "warning config-left-out" in checked.out) == (1, True)
    assert "config-left-out" in tix("doctor").out
    git(part, "sparse-checkout", "add", "tix.d")
    assert tix("config", "check").code == 0
