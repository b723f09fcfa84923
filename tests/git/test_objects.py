from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tix.errors import GitFailed
from tix.git.objects import (
    CatFile,
    Entry,
    join_tree,
    object_id,
    parse_tree,
    read_many,
    sizes,
    write_objects,
)
from tix.git.partial import fetch_missing, promisor, read_blobs
from tix.git.repo import Repo
from tix.git.run import Git


@pytest.fixture
def git(tmp_path: Path) -> Git:
    git = Git(tmp_path)
    git.run("init", "-q", ".")
    return git


def test_objects_written_are_those_that_git_makes(git: Git) -> None:
    contents = [b"", b"text\n", bytes(range(256)) * 5000]
    write_objects(git, [("blob", content) for content in contents])
    ids = [git.text("hash-object", "--stdin", input=content) for content in contents]
    assert ids == [object_id("blob", content) for content in contents]
    assert list(read_many(git, ids)) == list(zip(ids, contents, strict=True))
    assert git.run("fsck", "--strict", "--no-dangling") == b""


def test_a_missing_object_is_none_among_many_and_an_error_alone(git: Git) -> None:
    write_objects(git, [("blob", b"here")])
    here, gone = object_id("blob", b"here"), "0" * 39 + "1"
    assert list(read_many(git, [gone, here])) == [(gone, None), (here, b"here")]
    with CatFile(git) as cat:
        assert cat.find(gone) is None
        assert cat.get(here) == b"here"
        with pytest.raises(GitFailed, match="is missing"):
            cat.get(gone)
    assert sizes(git, [gone, here]) == {here: 4}


def test_thousands_of_large_objects_never_block(git: Git) -> None:
    contents = [b"%d " % number * 4000 for number in range(500)]
    write_objects(git, [("blob", content) for content in contents])
    ids = [object_id("blob", content) for content in contents] * 20
    assert sum(len(content or b"") for _, content in read_many(git, ids)) == 20 * sum(
        map(len, contents)
    )


def test_a_reader_may_leave_early(git: Git) -> None:
    write_objects(git, [("blob", b"x" * 100_000)])
    name = object_id("blob", b"x" * 100_000)
    reader = read_many(git, [name] * 1000)
    assert next(reader) == (name, b"x" * 100_000)
    reader.close()


names = st.binary(min_size=1, max_size=20).filter(lambda name: not {0, 47} & set(name))


@given(
    st.dictionaries(
        names,
        st.tuples(st.sampled_from([b"100644", b"40000"]), st.binary(min_size=20, max_size=20)),
    )
)
@settings(max_examples=50)
def test_a_tree_reads_back_as_it_was_written(rows: dict[bytes, tuple[bytes, bytes]]) -> None:
    entries = [Entry(mode, name, raw) for name, (mode, raw) in rows.items()]
    assert sorted(parse_tree(join_tree(entries))) == sorted(entries)


def test_a_folder_sorts_as_git_sorts_it(git: Git) -> None:
    blob, tree = bytes.fromhex(object_id("blob", b"")), bytes.fromhex(object_id("tree", b""))
    rows = [
        Entry(b"40000", b"a", tree),
        Entry(b"100644", b"a-b", blob),
        Entry(b"100644", b"a0", blob),
    ]
    raw = join_tree(rows)
    assert [entry.name for entry in parse_tree(raw)] == [b"a-b", b"a", b"a0"]
    write_objects(git, [("blob", b""), ("tree", b""), ("tree", raw)])
    listing = "".join(
        f"{'040000 tree' if row.is_tree else '100644 blob'} {row.id.hex()}\t{row.name.decode()}\n"
        for row in rows
    )
    assert git.text("mktree", input=listing.encode()) == object_id("tree", raw)


def test_a_partial_clone_fetches_what_it_lacks_at_once(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        (tmp_path / f"{number}").write_text(f"{number}\n")
    git.run("add", ".")
    git.run("commit", "-qm", "five")
    git.run("config", "uploadpack.allowFilter", "true")
    git.run("config", "uploadpack.allowAnySHA1InWant", "true")
    subprocess.run(
        ["git", "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{tmp_path}", "part"],
        check=True,
        cwd=tmp_path,
    )
    part = Repo.discover(tmp_path / "part")
    ids = [object_id("blob", b"%d\n" % number) for number in range(5)]
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    read = [content for _, content in read_blobs(part, ids)]
    fetches = (tmp_path / "trace").read_text().count("built-in: git fetch")
    assert (read, fetches) == ([b"%d\n" % number for number in range(5)], 1)
    assert fetch_missing(part.git, ids, promisor(part)) == 0
