"""Clones of one tracker that are set up for merging."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.builders import clones, commit, git, write_files
from tests.conftest import SEALED
from tests.real.merging import Clone
from tix.cli.main import run
from tix.store.layout import ATTRIBUTES_TEXT

NAMES = ("ada", "bob", "eve")


@pytest.fixture(scope="session")
def template_clones(
    template_tracker: Path, programs: str, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Make the clones that `people` copies: of one tracker, each set up."""
    folder = tmp_path_factory.mktemp("clones")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        for name, value in (SEALED | {"PATH": programs, "HOME": str(folder)}).items():
            patch.setenv(name, value)
        shutil.copytree(template_tracker, folder / "desk")
        write_files(folder / "desk", {".gitattributes": ATTRIBUTES_TEXT})
        commit(folder / "desk", "attributes", at="2026-11-19T12:30:00Z")
        for clone in clones(folder / "desk", *NAMES):
            assert run(["-C", str(clone), "setup"]) == 0
            assert git(clone, "config", "pull.twohead") == "tix"
        shutil.rmtree(folder / "desk")
        for unused in (*folder.glob("*/.git/hooks"), *folder.glob("*/hooks")):
            shutil.rmtree(unused)  # they would be copied for every test
    return folder


@pytest.fixture
def people(template_clones: Path, installed: None, tmp_path: Path) -> dict[str, Clone]:
    """Give three clones of one tracker by the names of those who work in them."""
    shutil.copytree(template_clones, tmp_path / "clones", symlinks=True)
    found = {name: Clone(tmp_path / "clones" / name, name) for name in NAMES}
    for clone in found.values():
        clone.git("remote", "set-url", "origin", str(tmp_path / "clones" / "desk.git"))
    return found


@pytest.fixture
def ada(people: dict[str, Clone]) -> Clone:
    """Give Ada's clone."""
    return people["ada"]


@pytest.fixture
def bob(people: dict[str, Clone]) -> Clone:
    """Give Bob's clone."""
    return people["bob"]


@pytest.fixture
def eve(people: dict[str, Clone]) -> Clone:
    """Give Eve's clone."""
    return people["eve"]
