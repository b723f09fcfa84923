from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import git
from tix.git import loose
from tix.git.objects import CatFile, object_id
from tix.git.repo import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    git(tmp_path, "init", "-q")
    return Repo.discover(tmp_path)


def test_git_reads_what_is_written_and_finds_no_fault(repo: Repo) -> None:
    folder, blob = loose.writable(repo), b"one\ntwo\n"
    name = object_id("blob", blob)
    tree = b"100644 a\0" + bytes.fromhex(name)

    loose.write(folder, [("blob", blob), ("tree", tree), ("blob", b"")])

    assert repo.git.run("cat-file", "-p", name) == blob
    assert repo.git.run("ls-tree", object_id("tree", tree)).endswith(b"\ta\n")
    assert repo.git.text("count-objects").startswith("3 objects,")
    assert repo.git.text("fsck", "--strict", "--no-dangling") == ""


def test_what_git_wrote_is_read_and_what_it_packed_is_left_to_it(repo: Repo) -> None:
    name = repo.git.text("hash-object", "-w", "--stdin", input=b"x\0y")
    folder = loose.readable(repo)

    assert (loose.find(folder, name), loose.find(folder, "0" * 40)) == (b"x\0y", None)

    pack = f"{repo.places.git}/objects/pack/pack"
    repo.git.run("pack-objects", "-q", pack, input=f"{name}\n".encode())
    repo.git.run("prune-packed", "-q")
    with CatFile(repo.git, objects=folder) as cat:
        assert (loose.find(folder, name), cat.get(name)) == (None, b"x\0y")


@pytest.mark.parametrize("data", [b"", b"no zlib", b"\x78\x01\x03\x00\x00\x00\x00\x01"])
def test_a_broken_object_is_left_to_git(repo: Repo, data: bytes) -> None:
    place = Path(loose.readable(repo), "aa", "b" * 38)
    place.parent.mkdir()
    place.write_bytes(data)

    assert loose.find(loose.readable(repo), "aa" + "b" * 38) is None


def test_an_object_that_is_there_stays_and_is_young_again(repo: Repo) -> None:
    loose.write(loose.writable(repo), [("blob", b"x")])
    (place,) = Path(repo.common_dir, "objects").glob("??/*")
    os.utime(place, (1, 1))
    before = place.stat().st_ino

    loose.write(loose.writable(repo), [("blob", b"x")])

    assert place.stat().st_ino == before
    assert place.stat().st_mtime > 1
    assert place.stat().st_mode & 0o777 == 0o444


def test_an_object_of_another_user_is_written_again(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    loose.write(loose.writable(repo), [("blob", b"x")])
    (place,) = Path(repo.common_dir, "objects").glob("??/*")
    before = place.stat().st_ino

    def refuse(path: str) -> None:
        raise PermissionError(13, "Operation not permitted", path)

    monkeypatch.setattr(os, "utime", refuse)
    loose.write(loose.writable(repo), [("blob", b"x")])

    assert place.stat().st_ino != before
    assert repo.git.run("cat-file", "blob", place.parent.name + place.name) == b"x"


def test_git_writes_where_it_is_told_how_and_reads_where_objects_are_replaced(
    repo: Repo, tmp_path: Path
) -> None:
    git(tmp_path, "config", "core.sharedRepository", "group")
    (repo.common_dir / "refs" / "replace").mkdir()

    again = Repo.discover(tmp_path)

    assert (loose.writable(again), loose.readable(again)) == ("", "")
