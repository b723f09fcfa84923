from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.real.killing import at_work, git, picture, run_and_die_at
from tix.errors import GitFailed, Refused
from tix.git.fastimport import Put
from tix.git.gitconfig import Author
from tix.git.repo import Repo
from tix.store import journal
from tix.store.journal import needs_recovery
from tix.store.landing import importing
from tix.store.recovery import recover, settle

pytestmark = pytest.mark.real

ADA = Author("Ada", "ada@example.com")
NEW = {"open/a.yaml": b"new a\n", "open/n.yaml": b"n\n", "doing/m.yaml": b"old moved\n"}
GONE = ("open/moved.yaml", "waiting/only.yaml")
LARGE = b"0123456789abcdef" * 20_000


def desk(root: Path) -> Path:
    git(root.parent, "init", "-q", "-b", "main", str(root))
    olds = {"open/a.yaml": "old a\n", "open/moved.yaml": "old moved\n", "waiting/only.yaml": "o\n"}
    for path, text in {**olds, "notes.txt": "first\n", "code.py": "first\n"}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return at_work(root)


def arrive(root: Path, more: dict[str, bytes] | None = None) -> None:
    """Import a commit that adds, changes, moves and removes files."""
    with importing(Repo.discover(root)) as work:
        puts = [Put(path, work.stream.blob(data)) for path, data in {**NEW, **(more or {})}.items()]
        puts += [Put(path, None) for path in GONE]
        work.stream.commit(ADA, 1_700_000_000, "import", puts)


def cut_off(root: Path, step: str) -> Repo:
    """Import in a process that dies at the step of this name."""
    names: list[str] = []
    twin = desk(root.with_name("twin"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "step", names.append)
        arrive(twin)
    assert run_and_die_at(names.index(step) + 1, lambda: arrive(root))
    return Repo.discover(root)


def test_an_import_killed_at_any_step_leaves_the_old_or_the_new_state(tmp_path: Path) -> None:
    old, new = picture(desk(tmp_path / "old")), desk(tmp_path / "new")
    arrive(new)
    outcomes = []
    died = True
    while died:
        root = desk(tmp_path / f"cut{len(outcomes)}")
        died = run_and_die_at(len(outcomes) + 1, lambda root=root: arrive(root))
        repo = Repo.discover(root)
        settle(repo)
        outcomes.append(picture(root))
        assert sorted(path.name for path in repo.own_dir.iterdir()) == ["lock"]
        assert not (repo.git_dir / "index.lock").exists()
    turn = outcomes.index(picture(new))
    assert outcomes == [old] * turn + [picture(new)] * (len(outcomes) - turn)
    assert (turn, len(outcomes)) == (2, 7)


@pytest.mark.parametrize("number", [1, 2])
def test_a_recovery_that_is_killed_is_repeated(number: int, tmp_path: Path) -> None:
    arrive(desk(tmp_path / "new"))
    repo = cut_off(desk(tmp_path / "cut"), "branch moved")
    run_and_die_at(number, lambda: recover(repo))
    settle(repo)
    assert picture(tmp_path / "cut") == picture(tmp_path / "new")


def test_files_that_git_had_written_begun_or_not_are_all_there_then(tmp_path: Path) -> None:
    arrive(desk(tmp_path / "new"), {"open/large.yaml": LARGE})
    root = desk(tmp_path / "cut")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(NEW, "open/large.yaml", LARGE)
        repo = cut_off(root, "branch moved")
    (root / "open/a.yaml").unlink()
    (root / "open/n.yaml").write_bytes(NEW["open/n.yaml"])
    (root / "open/large.yaml").write_bytes(LARGE[:4096])
    (root / "waiting/only.yaml").unlink()
    (repo.own_dir / "checkout").write_bytes(b"")
    (repo.own_dir / "checkout.lock").write_bytes(b"")
    assert settle(repo) == "A write that was cut off is finished: tix import"
    assert picture(root) == picture(tmp_path / "new")
    assert not needs_recovery(repo)


def test_edits_made_after_the_crash_are_kept(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    repo = cut_off(root, "branch moved")
    (root / "open/a.yaml").write_text("by hand\n")
    (root / "open/moved.yaml").write_text("by hand\n")
    (root / "open/n.yaml").write_text("another n\n")
    assert settle(repo) == "A write that was cut off is finished: tix import"
    assert git(root, "status", "--porcelain", "-uall").splitlines() == [
        " M code.py",
        "MM notes.txt",
        " M open/a.yaml",
        " M open/n.yaml",
        "?? draft.txt",
        "?? open/moved.yaml",
    ]
    assert (root / "doing/m.yaml").read_bytes() == NEW["doing/m.yaml"]
    assert not (root / "waiting").exists()


def test_a_branch_that_moved_on_after_the_crash_is_left_alone(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    old = picture(root)
    repo = cut_off(root, "branch moved")
    git(root, "update-ref", "refs/heads/main", "HEAD~1")
    assert settle(repo) == "A write that was cut off is undone: tix import"
    assert picture(root) == old


def test_the_first_commit_of_a_branch_is_recovered_too(tmp_path: Path) -> None:
    root = tmp_path / "desk"
    git(tmp_path, "init", "-q", "-b", "main", str(root))

    def begin() -> None:
        with importing(Repo.discover(root)) as work:
            work.stream.commit(ADA, 1, "first", [Put("a", work.stream.blob(b"a\n"))])

    assert run_and_die_at(3, begin)
    assert not (root / "a").exists()
    settle(Repo.discover(root))
    assert ((root / "a").read_bytes(), git(root, "status", "--porcelain")) == (b"a\n", "")


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Have the kernel end any program that writes a larger file, as git within its checkout."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_checkout_that_fails_halfway_is_taken_back(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    old = picture(root)
    with no_file_larger_than(100_000), pytest.raises(GitFailed):
        arrive(root, {"open/b.yaml": LARGE, "open/z.yaml": b"z\n"})
    assert picture(root) == old
    assert not needs_recovery(Repo.discover(root))
    assert not (root / ".git/index.lock").exists()


def test_a_commit_made_meanwhile_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = desk(tmp_path / "desk")

    def interfere(name: str) -> None:
        if name == "index locked":
            tree = git(root, "rev-parse", "HEAD^{tree}").strip()
            other = git(root, "commit-tree", tree, "-p", "HEAD", "-m", "pushed").strip()
            git(root, "update-ref", "refs/heads/main", other)

    monkeypatch.setattr(journal, "step", interfere)
    with pytest.raises(Refused, match="Another command committed"):
        arrive(root)
    assert git(root, "log", "--format=%s") == "pushed\nstart\n"
    assert not needs_recovery(Repo.discover(root))


def test_what_is_in_the_way_is_named_and_nothing_changes(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    (root / "open/n.yaml").write_text("mine\n")
    old = picture(root)
    with pytest.raises(Refused, match=r"in the way: .*open/n\.yaml"):
        arrive(root)
    assert picture(root) == old
    assert sorted(path.name for path in (root / ".git/tix").iterdir()) == ["lock"]
    assert git(root, "for-each-ref", "refs/tix") == ""
