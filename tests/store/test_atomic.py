from __future__ import annotations

import errno
from pathlib import Path

import pytest

from tix.store.atomic import CannotWrite, explained, replace, write_new


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_new(path, b"one", mode=0o600)
    with pytest.raises(FileExistsError):
        write_new(path, b"two")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"one", 0o600)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(OSError, match="File exists"):
        write_new(tmp_path / "link", b"x")
    assert not (tmp_path / "target").exists()


def test_replacing_leaves_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    replace(path, b"one")
    replace(path, b"two")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"two"}


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "a/b was not written: the disk is full. Nothing was changed."),
        (errno.EACCES, "a/b cannot be written: Permission denied. Nothing was changed."),
        (errno.EROFS, "a/b cannot be written: Read-only file system. Nothing was changed."),
        (errno.EIO, "a/b was not written: Input/output error. Nothing was changed."),
    ],
)
def test_what_the_system_refuses_is_one_sentence(number: int, message: str) -> None:
    import os

    with pytest.raises(CannotWrite) as caught, explained(Path("a")):
        raise OSError(number, os.strerror(number), "a/b")
    assert caught.value.message == message
