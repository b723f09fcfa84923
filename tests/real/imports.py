"""Move an export from the shared data into a new tracker, and look at what became of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.builders import git
from tix.clock import now
from tix.exchange.importer import Imported, run_import
from tix.exchange.mapping import Mapping
from tix.exchange.sources.registry import open_source
from tix.git.gitconfig import Author
from tix.git.repo import Repo

SHARED = Path(os.environ.get("TIX_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")
TRACKERS = SHARED / "trackers"
needs_data = pytest.mark.skipif(not SHARED.exists(), reason=f"no shared data in {SHARED}")


def new_tracker(root: Path, key: str = "T") -> Path:
    """Return a tracker without tickets, at the root of its own repository."""
    git(root, "init", "-q", "-b", "main")
    (root / "tix.yaml").write_text(f"format: 1\nkey: {key}\n")
    git(root, "add", ".")
    git(root, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "init")
    return root


def moved_in(root: Path, system: str, path: Path) -> Imported:
    """Import an export into the tracker at `root`."""
    with open_source(system, path, Mapping(timezone="UTC")) as source:
        author = Author("Ada", "ada@example.com")
        return run_import(Repo.discover(root), "", source, importer=author, now=now())


def expected(name: str) -> dict[str, Any]:
    """Return the true figures of a source."""
    return json.loads((SHARED / "expected" / f"{name}.json").read_text())
