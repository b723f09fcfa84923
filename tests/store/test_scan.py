from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tix.store import scan


@pytest.fixture
def root(tmp_path: Path) -> Iterator[int]:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


def test_ticket_files_are_marked_and_others_passed_over(tmp_path: Path, root: int) -> None:
    folder = tmp_path / "open"
    (folder / "2026-11").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("OPS-a00001.yaml", ".gitkeep", "README.md", ".OPS-a00001.yaml.swp", ".x.yaml"):
        (folder / name).write_text(name)
    listing = scan.look(root, "open")
    info = (folder / "OPS-a00001.yaml").stat()
    assert listing.marks == {"OPS-a00001.yaml": scan.mark_of("OPS-a00001.yaml", info)}
    assert (listing.folders, listing.odd) == (["2026-11"], {})


def test_what_must_not_be_opened_is_odd(tmp_path: Path, root: int) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    (folder / "link.yaml").symlink_to("/etc/passwd")
    (folder / "shelf").symlink_to(tmp_path)
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    Path(os.fsdecode(os.fsencode(folder) + b"/b\xff.yaml")).write_text("")
    assert scan.look(root, "open").odd == {
        "link.yaml": scan.LINK,
        "shelf": scan.LINK,
        "folder.yaml": "is a folder",
        "pipe.yaml": scan.NOT_REGULAR,
        "b\\xff.yaml": scan.NOT_UTF8,
    }


def test_a_folder_that_is_a_link_is_odd_itself(tmp_path: Path, root: int) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "OPS-a00001.yaml").write_text("")
    (tmp_path / "open").symlink_to("real")
    listing = scan.look(root, "open")
    assert (listing.odd, list(listing.marks)) == ({"": scan.LINK}, [""])


def test_a_missing_folder_holds_nothing(root: int) -> None:
    assert scan.look(root, "open/2026-11") == scan.Listing({}, [], {}, [], 0)


def test_folders_below_are_looked_at_to_a_limit(tmp_path: Path, root: int) -> None:
    (tmp_path / "done" / "/".join("x" * 40)).mkdir(parents=True)
    looked = [path for path, _ in scan.look_through(root, "done")]
    assert looked == ["done" + "/x" * depth for depth in range(33)]


def test_the_total_changes_with_any_file_and_not_with_the_order() -> None:
    assert scan.total([1, -5, 2**62]) == scan.total([2**62, 1, -5])
    assert scan.total([2**63 - 1, 2**63 - 1, 5]) == 3


def test_files_changed_in_the_tick_of_the_scan_are_fresh(
    tmp_path: Path, root: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "OPS-a00001.yaml").write_text("")
    monkeypatch.setattr(scan, "COARSE_TICK_NS", 10**12)
    monkeypatch.setattr(scan, "TICK_NS", 10**12)
    looked = scan.look(root, "open")
    assert (looked.fresh, looked.stamp) == (["OPS-a00001.yaml"], 0)


def test_a_stamp_changes_when_a_name_comes(tmp_path: Path, root: int) -> None:
    (tmp_path / "open").mkdir()
    os.utime(tmp_path / "open", (1, 1))
    before = scan.folder_stamp(root, "open")
    (tmp_path / "open" / "OPS-a00001.yaml").write_text("")
    assert scan.folder_stamp(root, "open") != before
    assert scan.folder_stamp(root, "none") == -1
