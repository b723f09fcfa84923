from __future__ import annotations

import os
from pathlib import Path

import pytest

from tix.config.load import load_config
from tix.config.remembered import load_remembered
from tix.errors import ConfigError

SETTINGS = """\
key: OPS
statuses:
  open: {category: queue, was: [new]}
  done: {category: closed, colour: green}
fields: {browser: {type: enum, values: [Firefox, Chrome]}}
views: {late: {query: "is:overdue", columns: [id, due]}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "tracker"
    (root / "tix.d").mkdir(parents=True)
    (root / "tix.yaml").write_text(SETTINGS)
    (root / "tix.d/people.yaml").write_text("ada: {email: ada@example.com}\n")
    (root / "tix.d/sla.yaml").write_text("policies: {}\n")
    age(root)
    return root


def age(root: Path) -> None:
    """Wait until the files are no longer so young that they could change unseen."""
    newest = max(path.stat().st_ctime_ns for path in [root / "tix.d", *root.rglob("*.yaml")])
    probe = root.parent / "probe"
    while probe.write_text("") or probe.stat().st_ctime_ns <= newest + 30_000_000:
        os.sched_yield()


def test_what_is_remembered_equals_what_is_read(root, tmp_path):
    cache = tmp_path / "git" / "settings"
    read = load_config(root)

    first, second = load_remembered(root, cache), load_remembered(root, cache)

    assert cache.exists()
    assert first == second == read
    assert second.statuses["done"].category is read.statuses["done"].category
    assert list(second.sections) == list(read.sections)
    assert {key: second.sections[key] for key in second.sections} == dict(read.sections)
    assert second.people.handle("ada@example.com") == "ada"


@pytest.mark.parametrize("name", ["tix.yaml", "tix.d/people.yaml", "tix.d/types.yaml"])
def test_a_changed_or_new_file_is_seen(root, tmp_path, name):
    cache = tmp_path / "settings"
    load_remembered(root, cache)
    text = {"tix.yaml": SETTINGS + "name: New\n", "tix.d/people.yaml": "bob: b@example.com\n"}
    (root / name).write_text(text.get(name, "oddity: {}\n"))

    assert load_remembered(root, cache) == load_config(root)


def test_a_cache_that_is_odd_is_made_again(root, tmp_path):
    cache = tmp_path / "settings"
    for odd in (b"", b"\x00", b"nonsense", b"\xfb" * 100):
        cache.write_bytes(odd)
        assert load_remembered(root, cache) == load_config(root)


def test_settings_that_cannot_be_used_are_never_remembered(root, tmp_path):
    cache = tmp_path / "settings"
    (root / "tix.yaml").write_text("key: [\n")

    for _ in range(2):
        with pytest.raises(ConfigError):
            load_remembered(root, cache)
    assert not cache.exists()
