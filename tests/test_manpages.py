from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tix.cli.manpages import pages, write_pages
from tix.cli.reference import page
from tix.cli.registry import COMMANDS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "man"


def test_there_is_a_page_for_the_program_for_git_and_for_every_command():
    assert set(pages()) == {"tix.1", "git-tix.1", *(f"tix-{name}.1" for name in COMMANDS)}


def test_the_pages_in_the_docs_are_those_of_the_program():
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.1")}
    assert kept == pages(), "python -m tix.cli.manpages docs/man"


def test_the_page_of_commands_is_that_of_the_program():
    kept = (FOLDER.parent / "commands.md").read_text(encoding="utf-8")
    assert kept == page(), "python -m tix.cli.reference"


def test_pages_of_commands_that_are_gone_are_removed(tmp_path):
    (tmp_path / "tix-gone.1").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")

    write_pages(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {*pages(), "notes.txt"}


@pytest.mark.real
def test_roff_reads_them_without_a_warning(tmp_path):
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not installed")
    write_pages(tmp_path)
    names = sorted(name for name in pages() if name != "git-tix.1")
    done = subprocess.run(
        [groff, "-man", "-ww", "-Tutf8", *names],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "refused by a guard" in done.stdout
