from __future__ import annotations

from pathlib import Path

import pytest

from tix.exchange.sources.places import alias_of


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("project/", "project"),
        ("project.git/", "project"),
        ("project/.beads/issues.jsonl", "project"),
        ("project/.tickets/", "project"),
        ("project/backlog/", "project"),
        ("issues_2026-01-05.jsonl.xz", "issues"),
        ("my bugs.bundle", "my-bugs"),
        ("2026.json", "2026"),
    ],
)
def test_a_source_is_called_the_same_whatever_of_it_is_read(tmp_path: Path, path, name):
    place = tmp_path / path
    if path.endswith("/"):
        place.mkdir(parents=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    assert alias_of(place) == name
