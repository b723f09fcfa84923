from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.real.killing import at_work, git, picture, run_and_die_at
from tix.git import objects
from tix.git.repo import Repo
from tix.store import journal, many
from tix.store.journal import needs_recovery
from tix.store.recovery import recover, settle
from tix.store.transaction import FileWrite, commit, writing

pytestmark = pytest.mark.real

OLD = b"id: OPS-k7m2qd\ntitle: Old\n"
NEW = b"id: OPS-k7m2qd\ntitle: New\n"
OPEN = "open/OPS-k7m2qd.yaml"
DONE = "done/2026-11/k/OPS-k7m2qd.yaml"
OTHER = "open/OPS-x2c9fa.yaml"

KINDS = {
    "create": [FileWrite("open/OPS-n3w000.yaml", None, NEW)],
    "create in a new folder": [FileWrite("doing/deep/OPS-n3w000.yaml", None, NEW)],
    "edit": [FileWrite(OPEN, OLD, NEW)],
    "move": [FileWrite(OPEN, OLD, None), FileWrite(DONE, None, NEW)],
    "move unchanged": [FileWrite(OPEN, OLD, None), FileWrite(DONE, None, OLD)],
    "remove": [FileWrite(OPEN, OLD, None)],
    "empty a shelf": [FileWrite("done/2025-01/c/OPS-c00000.yaml", OLD, None)],
    "several": [
        FileWrite(OPEN, OLD, NEW),
        FileWrite(OTHER, OLD, None),
        FileWrite("open/OPS-n3w000.yaml", None, NEW),
        FileWrite("waiting/OPS-x2c9fa.yaml", None, NEW),
    ],
}
MANY = [
    *KINDS["several"],
    FileWrite("done/2025-01/c/OPS-c00000.yaml", OLD, None),
    FileWrite("done/2025-02/OPS-c00000.yaml", None, OLD),
    FileWrite("doing/OPS-n3w001.yaml", None, NEW),
]


def desk(root: Path) -> Path:
    git(root.parent, "init", "-q", str(root))
    for path in (OPEN, OTHER, "done/2025-01/c/OPS-c00000.yaml"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(OLD)
    for keep in ("open/.gitkeep", "notes.txt", "code.py"):
        (root / keep).write_text("first\n")
    return at_work(root)


def copy(root: Path, to: Path) -> Path:
    return shutil.copytree(root, to, ignore=shutil.ignore_patterns("hooks"))


@pytest.mark.parametrize("hooks", ["skip", "run"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_write_killed_at_any_step_leaves_the_old_or_the_new_state(
    kind: str, hooks: str, tmp_path: Path
) -> None:
    start = desk(tmp_path / "start")
    old = picture(start)
    root = copy(start, tmp_path / "whole")
    commit(Repo.discover(root), KINDS[kind], f"{kind} it", hooks=hooks)
    new = picture(root)
    number, outcomes = 0, []
    died = True
    while died:
        number += 1
        root = copy(start, tmp_path / f"cut{number}")
        repo = Repo.discover(root)
        died = run_and_die_at(
            number, lambda repo=repo: commit(repo, KINDS[kind], f"{kind} it", hooks=hooks)
        )
        with writing(Repo.discover(root)):
            outcomes.append(picture(root))
        assert not needs_recovery(repo)
        assert sorted(path.name for path in repo.own_dir.iterdir()) == ["lock"]
        assert not (repo.git_dir / "index.lock").exists()
    assert outcomes[0] == old
    assert outcomes[-1] == new
    turn = outcomes.index(new)
    assert outcomes == [old] * turn + [new] * (len(outcomes) - turn)
    assert number > 4


@pytest.mark.parametrize("hooks", ["skip", "run"])
def test_many_files_at_once_are_old_or_new_too(
    hooks: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "FEW", 1)
    monkeypatch.setattr(objects, "UNPACK_LIMIT", 1)
    monkeypatch.setitem(KINDS, "many", MANY)
    test_a_write_killed_at_any_step_leaves_the_old_or_the_new_state("many", hooks, tmp_path)


def test_a_recovery_that_moves_files_back_is_repeated_when_killed(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    repo = Repo.discover(root)
    old = picture(root)
    count = steps_until("index locked", tmp_path, "move unchanged") + 1
    assert run_and_die_at(count, lambda: commit(repo, KINDS["move unchanged"], "move"))
    assert (root / DONE).read_bytes() == OLD
    assert run_and_die_at(1, lambda: recover(repo))
    assert needs_recovery(repo)
    recover(repo)
    assert picture(root) == old


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_recovery_of_many_files_is_repeated_wherever_it_is_killed(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = desk(tmp_path / "desk")
    repo = Repo.discover(root)
    old = picture(root)
    monkeypatch.setattr(many, "FEW", 1)
    last = steps_until("branch moved", tmp_path, "several") - 1
    assert run_and_die_at(last, lambda: commit(repo, KINDS["several"], "several"))
    assert run_and_die_at(number, lambda: recover(repo))
    recover(repo)
    assert picture(root) == old


def test_a_moved_file_edited_after_the_crash_is_kept_and_so_is_the_old_one(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    repo = Repo.discover(root)
    count = steps_until("file in place", tmp_path, "move unchanged")
    assert run_and_die_at(count, lambda: commit(repo, KINDS["move unchanged"], "move"))
    (root / DONE).write_bytes(b"by hand\n")
    recover(repo)
    assert ((root / OPEN).read_bytes(), (root / DONE).read_bytes()) == (OLD, b"by hand\n")


def test_a_file_that_only_moves_is_the_same_file_with_its_permissions(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    (root / OPEN).chmod(0o600)
    before = (root / OPEN).stat()
    commit(Repo.discover(root), KINDS["move unchanged"], "move")
    after = (root / DONE).stat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert git(root, "status", "--short", "--", "open", "done") == ""


def test_recovery_killed_at_its_end_is_repeated(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    repo = Repo.discover(root)
    old = picture(root)
    assert run_and_die_at(4, lambda: commit(repo, KINDS["several"], "several"))
    assert run_and_die_at(1, lambda: recover(repo))
    assert needs_recovery(repo)
    assert recover(repo) == "A write that was cut off is undone: several"
    assert picture(root) == old


def test_an_edit_made_after_the_crash_is_kept(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    repo = Repo.discover(root)
    count = steps_until("file in place", tmp_path)
    assert run_and_die_at(count, lambda: commit(repo, KINDS["edit"], "edit"))
    (root / OPEN).write_bytes(b"by hand\n")
    recover(repo)
    assert (root / OPEN).read_bytes() == b"by hand\n"
    assert git(root, "log", "--format=%s") == "start\n"


def test_a_reading_command_settles_what_was_cut_off_even_during_a_rebase(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    repo = Repo.discover(root)
    old = picture(root)
    assert settle(repo) is None
    count = steps_until("index locked", tmp_path)
    assert run_and_die_at(count, lambda: commit(repo, KINDS["edit"], "edit"))
    assert (repo.git_dir / "index.lock").exists()
    (repo.git_dir / "rebase-merge").mkdir()
    assert settle(repo) == "A write that was cut off is undone: edit"
    assert not (repo.git_dir / "index.lock").exists()
    assert picture(root) == old


def test_a_strangers_index_lock_survives_recovery(tmp_path: Path) -> None:
    root = desk(tmp_path / "desk")
    repo = Repo.discover(root)
    assert run_and_die_at(2, lambda: commit(repo, KINDS["edit"], "edit"))
    (repo.git_dir / "index.lock").write_bytes(b"")
    recover(repo)
    assert (repo.git_dir / "index.lock").exists()


def steps_until(name: str, tmp_path: Path, kind: str = "edit") -> int:
    """Return the number of the first step of that name in a write of this kind."""
    names: list[str] = []
    twin = desk(tmp_path / "twin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "step", names.append)
        commit(Repo.discover(twin), KINDS[kind], kind)
    return names.index(name) + 1


def test_ctrl_c_while_the_write_is_applied_waits_for_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = desk(tmp_path / "desk")

    def press(name: str) -> None:
        if name == "index locked":
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(journal, "step", press)
    with pytest.raises(KeyboardInterrupt):
        commit(Repo.discover(root), KINDS["edit"], "edit")
    assert git(root, "log", "--format=%s") == "edit\nstart\n"
    assert not needs_recovery(Repo.discover(root))


def test_ctrl_c_before_that_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = desk(tmp_path / "desk")
    old = picture(root)

    def press(name: str) -> None:
        if name == "temporary written":
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(journal, "step", press)
    with pytest.raises(KeyboardInterrupt):
        commit(Repo.discover(root), KINDS["move"], "move")
    assert picture(root) == old
    assert not needs_recovery(Repo.discover(root))
