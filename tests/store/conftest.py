"""A tracker to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.index_world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)
