from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tix.errors import Refused
from tix.git.repo import Repo
from tix.store.transaction import FileWrite, commit, writing

pytestmark = pytest.mark.real

ONE_MORE_LINE = """
import sys
from pathlib import Path
from tix.git.repo import Repo
from tix.store.transaction import FileWrite, writing
root, name = Path(sys.argv[1]), sys.argv[2]
with writing(Repo.discover(root)) as session:
    shared = (root / "open/shared").read_bytes()
    session.commit(
        [
            FileWrite("open/shared", shared, shared + name.encode() + b"\\n"),
            FileWrite(f"open/{name}", None, name.encode()),
        ],
        f"writer {name}",
    )
"""


def git(root: Path, *args: str) -> str:
    done = subprocess.run(["git", "-C", root, *args], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "desk"
    git(tmp_path, "init", "-q", str(root))
    commit(Repo.discover(root), [FileWrite("open/shared", None, b"")], "start")
    return root


def test_twenty_writers_at_once_lose_nothing(root: Path) -> None:
    names = [f"w{number:02}" for number in range(20)]
    writers = [
        subprocess.Popen([sys.executable, "-c", ONE_MORE_LINE, str(root), name]) for name in names
    ]
    assert [writer.wait() for writer in writers] == [0] * 20
    assert sorted((root / "open/shared").read_text().split()) == names
    assert sorted(git(root, "log", "--format=%s").splitlines()) == sorted(
        ["start", *(f"writer {name}" for name in names)]
    )
    assert sorted(git(root, "ls-files", "open").splitlines()) == sorted(
        ["open/shared", *(f"open/{name}" for name in names)]
    )
    assert git(root, "status", "--porcelain") == ""


def test_a_second_writer_gives_up_in_time_and_names_the_first(root: Path) -> None:
    repo = Repo.discover(root)
    with (
        writing(repo),
        pytest.raises(Refused, match=r"Another tix \(process \d+\) has been writing here"),
        writing(repo, patience=0.01),
    ):
        pass


def test_a_commit_made_meanwhile_by_git_is_built_upon(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tix.store import journal

    def interfere(name: str) -> None:
        if name == "index prepared" and not (root / "code.py").exists():
            (root / "code.py").write_text("code\n")
            git(root, "add", "code.py")
            git(root, "commit", "-qm", "code")

    monkeypatch.setattr(journal, "step", interfere)
    commit(Repo.discover(root), [FileWrite("open/a", None, b"a")], "ticket")
    assert git(root, "log", "--format=%s") == "ticket\ncode\nstart\n"
    assert git(root, "status", "--porcelain") == ""


def test_a_branch_moved_under_the_write_is_built_upon(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tix.store import journal

    moved: list[str] = []

    def interfere(name: str) -> None:
        if name == "file in place" and not moved:
            tree = git(root, "rev-parse", "HEAD^{tree}").strip()
            new = git(root, "commit-tree", tree, "-p", "HEAD", "-m", "pushed").strip()
            git(root, "update-ref", "refs/heads/master", new)
            moved.append(new)

    monkeypatch.setattr(journal, "step", interfere)
    git(root, "branch", "-M", "master")
    commit(Repo.discover(root), [FileWrite("open/a", None, b"a")], "ticket")
    assert git(root, "log", "--format=%s") == "ticket\npushed\nstart\n"
    assert git(root, "status", "--porcelain") == ""


def test_a_foreign_index_lock_is_waited_for_and_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tix.git.nextindex._PATIENCE", 0.02)
    lock = root / ".git/index.lock"
    lock.write_bytes(b"")
    with pytest.raises(Refused, match=r"Another git command holds .*index\.lock") as caught:
        commit(Repo.discover(root), [FileWrite("open/a", None, b"a")], "ticket")
    assert caught.value.hint == f"wait for it; if none is running: rm {lock}"
    assert lock.exists()
    assert not (root / "open/a").exists()
    assert git(root, "log", "--format=%s") == "start\n"
