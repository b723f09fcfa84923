from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tix.errors import BadInput, NotFound
from tix.model.formats import MAX_SIZE
from tix.store.safeopen import open_folder, read_file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a tracker with one ticket, beside a secret that no link may lead to."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/key.yaml").write_text("secret\n")
    root = tmp_path / "tracker"
    (root / "open/k").mkdir(parents=True)
    (root / "open/k/OPS-k7m2qd.yaml").write_text("id: x\n")
    return root


def test_a_plain_file_is_read(root: Path) -> None:
    assert read_file("open/k/OPS-k7m2qd.yaml", root) == b"id: x\n"
    assert read_file(root / "open/k/OPS-k7m2qd.yaml", root) == b"id: x\n"


def test_a_folder_held_open_reads_file_by_file(root: Path) -> None:
    with open_folder(root, "open/k") as folder:
        data, info = folder.read_stat("OPS-k7m2qd.yaml")
    assert (data, info.st_size) == (b"id: x\n", 6)


def test_the_root_itself_may_be_reached_by_a_link(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    assert read_file("open/k/OPS-k7m2qd.yaml", link) == b"id: x\n"


@pytest.mark.parametrize(
    "path",
    ["../secret/key.yaml", "open/../../secret/key.yaml", "/etc/passwd", "..", ".", "", "a\0b",
     "open/a\0b/c"],
)  # fmt: skip
def test_paths_that_leave_the_tracker_or_name_nothing_are_refused(root: Path, path: str) -> None:
    with pytest.raises(BadInput):
        read_file(path, root)


def test_what_is_not_there_is_not_found(root: Path) -> None:
    with pytest.raises(NotFound, match=r"open/gone\.yaml is not there"):
        read_file("open/gone.yaml", root)
    with pytest.raises(NotFound, match="The folder gone is not there"):
        read_file("gone/x.yaml", root)
    with pytest.raises(NotFound, match="cannot be opened"):
        read_file("x.yaml", root / "gone")


def _put_link(place: Path) -> None:
    place.symlink_to(place.parents[1] / "../secret/key.yaml")


def _put_link_to_nothing(place: Path) -> None:
    place.symlink_to("gone")


def _put_pipe(place: Path) -> None:
    os.mkfifo(place)


def _put_folder(place: Path) -> None:
    place.mkdir()


def _put_socket(place: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place.name)
    os.chdir(here)


@pytest.mark.parametrize(
    ("put", "kind"),
    [
        (_put_link, "a link"),
        (_put_link_to_nothing, "a link"),
        (_put_pipe, "a pipe"),
        (_put_folder, "a folder"),
        (_put_socket, "a socket"),
    ],
)
def test_anything_but_a_plain_file_is_refused_at_once(root: Path, put, kind: str) -> None:
    put(root / "open/x.yaml")
    with pytest.raises(BadInput, match=f"open/x.yaml is {kind}, not a plain file"):
        read_file("open/x.yaml", root)


@pytest.mark.parametrize(
    ("put", "kind"),
    [(_put_link, "a link"), (_put_pipe, "a pipe"), (_put_socket, "a socket")],
)
def test_anything_but_a_plain_folder_on_the_way_is_refused(root: Path, put, kind: str) -> None:
    put(root / "open/way")
    with pytest.raises(BadInput, match=f"open/way is {kind}, not a plain folder"):
        read_file("open/way/x.yaml", root)


def test_a_link_to_a_folder_is_refused(root: Path) -> None:
    (root / "doing").symlink_to(root / "open")
    with pytest.raises(BadInput, match="doing is a link, not a plain folder"):
        read_file("doing/k/OPS-k7m2qd.yaml", root)


def test_a_device_is_refused() -> None:
    with pytest.raises(BadInput, match="null is a device, not a plain file"):
        read_file("null", Path("/dev"))


def test_a_large_file_is_refused_without_being_read(root: Path) -> None:
    with (root / "open/big.yaml").open("wb") as big:
        big.truncate(50 * 1024 * 1024)
    with pytest.raises(BadInput, match="has 52,428,800 bytes; the limit is 4,194,304"):
        read_file("open/big.yaml", root)


def test_the_limit_itself_is_read(root: Path) -> None:
    (root / "open/big.yaml").write_bytes(b"x" * MAX_SIZE)
    assert len(read_file("open/big.yaml", root)) == MAX_SIZE


def test_a_file_whose_size_is_not_known_before_is_read_to_its_end() -> None:
    assert b"processor" in read_file("cpuinfo", Path("/proc"))
    with pytest.raises(BadInput, match="the limit is 100"):
        read_file("cpuinfo", Path("/proc"), limit=100)


def _descriptors() -> list[str]:
    return sorted(entry.name for entry in Path("/proc/self/fd").iterdir())


def test_no_descriptor_stays_open(root: Path) -> None:
    before = _descriptors()
    read_file("open/k/OPS-k7m2qd.yaml", root)
    for path in ("open/gone.yaml", "gone/x.yaml", "open/k"):
        with pytest.raises((BadInput, NotFound)):
            read_file(path, root)
    assert _descriptors() == before
