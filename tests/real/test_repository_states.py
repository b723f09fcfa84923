from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from tix.errors import ChangedOnDisk, Refused, TixError
from tix.git.gitconfig import NoIdentity
from tix.git.repo import Repo
from tix.store.atomic import CannotWrite
from tix.store.transaction import Commit, FileWrite, commit, writing

pytestmark = pytest.mark.real

PATH = "open/OPS-k7m2qd.yaml"
OLD = b"id: OPS-k7m2qd\ntitle: Old\n"
NEW = b"id: OPS-k7m2qd\ntitle: New\n"
EDIT = [FileWrite(PATH, OLD, NEW)]


def git(root: Path, *args: str, code: int = 0) -> str:
    done = subprocess.run(["git", "-C", root, *args], capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "desk"
    git(tmp_path, "init", "-q", "-b", "main", str(root))
    (root / "open").mkdir()
    (root / PATH).write_bytes(OLD)
    (root / "notes.txt").write_text("notes\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "start")
    return root


def edit(root: Path) -> Commit:
    return commit(Repo.discover(root), EDIT, "OPS-k7m2qd: edit")


def landed(root: Path) -> tuple[str, str, str]:
    """Subject of HEAD, what it changed, and what status has to say."""
    return (
        git(root, "log", "-1", "--format=%s").strip(),
        git(root, "show", "--format=", "--name-status", "HEAD").strip(),
        git(root, "status", "--porcelain"),
    )


EDITED = ("OPS-k7m2qd: edit", f"M\t{PATH}", "")


def test_a_branch_without_commits_gets_its_first(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    made = commit(Repo.discover(tmp_path), [FileWrite(PATH, None, NEW)], "first")
    assert made == Commit(git(tmp_path, "rev-parse", "HEAD").strip(), None, "refs/heads/main")
    assert landed(tmp_path) == ("first", f"A\t{PATH}", "")


def test_what_is_staged_stays_staged_and_out_of_the_commit(root: Path) -> None:
    (root / "notes.txt").write_text("staged\n")
    git(root, "add", "notes.txt")
    (root / "notes.txt").write_text("edited\n")
    edit(root)
    assert landed(root) == ("OPS-k7m2qd: edit", f"M\t{PATH}", "MM notes.txt\n")


@pytest.mark.parametrize(
    "setup",
    [
        ["update-index", "--index-version", "4"],
        ["update-index", "--split-index"],
        ["update-index", "--untracked-cache"],
        ["update-index", "--skip-worktree", "notes.txt"],
        ["config", "core.autocrlf", "input"],
        ["config", "filter.lfs.clean", "cat"],
        ["pack-refs", "--all"],
        ["gc", "-q"],
    ],
    ids=lambda setup: " ".join(setup),
)
def test_kinds_of_index_and_settings_make_no_difference(root: Path, setup: list[str]) -> None:
    git(root, *setup)
    edit(root)
    assert landed(root) == EDITED
    assert git(root, "fsck", "--strict", "--no-dangling") == ""


def test_a_sha256_repository_works(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256", ".")
    commit(Repo.discover(tmp_path), [FileWrite(PATH, None, OLD)], "first")
    edit(tmp_path)
    assert landed(tmp_path) == EDITED
    assert git(tmp_path, "fsck", "--strict", "--no-dangling") == ""


def test_a_linked_work_tree_works(root: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    git(root, "worktree", "add", "-q", "-b", "other", str(linked))
    edit(linked)
    assert landed(linked) == EDITED
    assert landed(root) == ("start", f"A\tnotes.txt\nA\t{PATH}", "")


def test_a_submodule_works(root: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    git(tmp_path, "init", "-q", str(outer))
    allow = ("-c", "protocol.file.allow=always")
    git(outer, *allow, "submodule", "--quiet", "add", str(root), "desk")
    edit(outer / "desk")
    assert landed(outer / "desk") == EDITED
    assert Repo.discover(outer / "desk").superproject == outer


def test_a_shallow_clone_works(root: Path, tmp_path: Path) -> None:
    edit(root)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{root}", "shallow")
    shallow = tmp_path / "shallow"
    assert Repo.discover(shallow).is_shallow
    commit(Repo.discover(shallow), [FileWrite(PATH, NEW, OLD)], "OPS-k7m2qd: edit")
    assert landed(shallow) == EDITED


def test_a_partial_clone_works(root: Path, tmp_path: Path) -> None:
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{root}", "partial")
    partial = tmp_path / "partial"
    assert Repo.discover(partial).is_partial
    edit(partial)
    assert landed(partial) == EDITED


@pytest.mark.parametrize("sparse_index", ["--sparse-index", "--no-sparse-index"])
def test_a_path_outside_a_sparse_checkout_is_written_and_shown(
    root: Path, sparse_index: str
) -> None:
    (root / "code").mkdir()
    (root / "code/x").write_text("x\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "code")
    git(root, "sparse-checkout", "set", "--cone", sparse_index, "code")
    assert not (root / PATH).exists()
    edit(root)
    assert landed(root) == EDITED
    assert (root / PATH).read_bytes() == NEW


def test_a_bare_repository_is_refused(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(root), "bare.git")
    with pytest.raises(Refused, match="is a bare repository") as caught:
        edit(tmp_path / "bare.git")
    assert caught.value.hint == f"git clone {tmp_path / 'bare.git'}"


def test_a_detached_head_is_refused(root: Path) -> None:
    git(root, "checkout", "-q", "--detach")
    with pytest.raises(Refused, match="HEAD is detached") as caught:
        edit(root)
    assert caught.value.hint == "git switch BRANCH"


def conflict(root: Path) -> None:
    git(root, "checkout", "-qb", "side")
    (root / "notes.txt").write_text("side\n")
    git(root, "commit", "-qam", "side")
    git(root, "checkout", "-q", "main")
    for text in ("main", "main again"):
        (root / "notes.txt").write_text(f"{text}\n")
        git(root, "commit", "-qam", text)


@pytest.mark.parametrize(
    ("command", "state"),
    [
        (["merge", "side"], "merge"),
        (["cherry-pick", "side"], "cherry-pick"),
        (["rebase", "side"], "rebase"),
        (["revert", "HEAD~1"], "revert"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_git_in_the_middle_of_something_is_refused(
    root: Path, command: list[str], state: str
) -> None:
    conflict(root)
    git(root, *command, code=1)
    with pytest.raises(Refused, match=f"in the middle of a {state}") as caught:
        edit(root)
    assert caught.value.hint == f"git {state} --continue, or git {state} --abort"
    assert (root / PATH).read_bytes() == OLD


@pytest.mark.parametrize("staged", [False, True])
def test_an_uncommitted_hand_edit_is_refused_or_included(root: Path, staged: bool) -> None:
    hand = b"by hand\n"
    (root / PATH).write_bytes(hand)
    if staged:
        git(root, "add", ".")
    write = [FileWrite(PATH, hand, NEW)]
    with pytest.raises(Refused, match="has edits that are not committed") as caught:
        commit(Repo.discover(root), write, "edit")
    assert caught.value.hint == "tix commit OPS-k7m2qd"
    assert (root / PATH).read_bytes() == hand
    commit(Repo.discover(root), write, "OPS-k7m2qd: edit", include=True)
    assert landed(root) == EDITED


def test_a_move_made_by_hand_is_committed_as_it_is(root: Path) -> None:
    (root / "done").mkdir()
    (root / PATH).rename(root / "done/OPS-k7m2qd.yaml")
    writes = [FileWrite(PATH, None, None), FileWrite("done/OPS-k7m2qd.yaml", OLD, OLD)]
    commit(Repo.discover(root), writes, "moved", include=True)
    assert landed(root) == ("moved", f"R100\t{PATH}\tdone/OPS-k7m2qd.yaml", "")


def test_a_file_that_changed_since_it_was_read_is_refused(root: Path) -> None:
    (root / PATH).write_bytes(b"meanwhile\n")
    with pytest.raises(ChangedOnDisk, match="changed since it was read"):
        edit(root)
    assert (root / PATH).read_bytes() == b"meanwhile\n"


def test_line_ends_are_those_that_git_would_store(root: Path) -> None:
    (root / ".gitattributes").write_text("*.yaml text eol=lf\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "attributes")
    windows = NEW.replace(b"\n", b"\r\n")
    commit(Repo.discover(root), [FileWrite(PATH, OLD, windows)], "OPS-k7m2qd: edit")
    assert landed(root) == EDITED
    assert git(root, "show", f"HEAD:{PATH}").encode() == NEW
    commit(Repo.discover(root), [FileWrite(PATH, windows, OLD)], "OPS-k7m2qd: edit")
    assert landed(root) == EDITED


def test_a_content_filter_is_applied(root: Path) -> None:
    (root / ".gitattributes").write_text("*.yaml filter=shout\n")
    git(root, "config", "filter.shout.clean", "tr a-z A-Z")
    git(root, "config", "filter.shout.smudge", "tr A-Z a-z")
    git(root, "add", "--renormalize", ".")
    git(root, "add", ".")
    git(root, "commit", "-qm", "filter")
    edit(root)
    assert landed(root) == EDITED
    assert git(root, "show", f"HEAD:{PATH}").encode() == NEW.upper()


def test_permissions_are_kept(root: Path) -> None:
    (root / PATH).chmod(0o640)
    edit(root)
    assert (root / PATH).stat().st_mode & 0o777 == 0o640
    assert git(root, "ls-tree", "HEAD", PATH).startswith("100644 blob")


@pytest.mark.parametrize(
    "path",
    ["../out", "/tmp/out", ".git/config", "open/../../out", "open//x", "a\nb", ".GIT/x", "open/."],
)
def test_a_path_that_leads_out_is_refused(root: Path, path: str) -> None:
    with pytest.raises(Refused, match="is not written"):
        commit(Repo.discover(root), [FileWrite(path, None, NEW)], "out")


def test_links_and_fifos_in_place_of_files_and_folders_are_refused(
    root: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "doing").symlink_to(outside)
    (root / "open/link").symlink_to(outside / "file")
    os.mkfifo(root / "open/fifo")
    for path in ("doing/x", "open/link", "open/fifo", "notes.txt/x"):
        with pytest.raises(Refused, match="is not written"):
            commit(Repo.discover(root), [FileWrite(path, None, NEW)], "out")
    assert list(outside.iterdir()) == []


def test_nobody_to_commit_as_is_said_before_anything_is_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.startswith("GIT_AUTHOR_"):
            monkeypatch.delenv(name)
    with pytest.raises(NoIdentity, match=r"user\.email is not set"):
        edit(root)
    assert git(root, "status", "--porcelain") == ""


def test_a_dry_run_checks_and_writes_nothing(root: Path) -> None:
    with writing(Repo.discover(root), dry_run=True) as session:
        head = git(root, "rev-parse", "HEAD").strip()
        assert session.commit(EDIT, "edit") == Commit(head, head, "refs/heads/main")
    assert landed(root) == ("start", f"A\tnotes.txt\nA\t{PATH}", "")
    assert not (root / ".git/tix").exists()


def hook(root: Path, name: str, script: str) -> None:
    path = root / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_the_hooks_of_others_run_and_see_only_our_file(root: Path) -> None:
    hook(root, "pre-commit", "git diff --cached --no-renames --name-only > seen")
    hook(root, "post-commit", "touch after")
    (root / "notes.txt").write_text("staged\n")
    git(root, "add", "notes.txt")
    writes = [FileWrite(PATH, OLD, None), FileWrite("done/x.yaml", None, OLD)]
    commit(Repo.discover(root), writes, "move")
    assert (root / "seen").read_text().splitlines() == ["done/x.yaml", PATH]
    assert (root / "after").exists()
    assert git(root, "status", "--porcelain", "-uno") == "M  notes.txt\n"


def test_a_hook_that_refuses_leaves_everything_as_it_was(root: Path) -> None:
    hook(root, "commit-msg", "echo 'no ticket number' >&2; exit 1")
    writes = [FileWrite(PATH, OLD, None), FileWrite("done/x.yaml", None, OLD)]
    with pytest.raises(Refused, match="no ticket number"):
        commit(Repo.discover(root), writes, "move")
    assert landed(root) == ("start", f"A\tnotes.txt\nA\t{PATH}", "")
    assert not (root / "done").exists()


def test_our_own_hooks_and_skipped_ones_do_not_run(root: Path) -> None:
    hook(root, "pre-commit", "# tix-hook: 1\nexit 1")
    edit(root)
    hook(root, "pre-commit", "exit 1")
    commit(Repo.discover(root), [FileWrite(PATH, NEW, OLD)], "back", hooks="skip")
    assert git(root, "log", "--format=%s") == "back\nOPS-k7m2qd: edit\nstart\n"


def test_a_signing_key_is_used(root: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    made = subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key])
    assert made.returncode == 0
    git(root, "config", "gpg.format", "ssh")
    git(root, "config", "user.signingkey", f"{key}.pub")
    git(root, "config", "commit.gpgsign", "true")
    edit(root)
    assert "-----BEGIN SSH SIGNATURE-----" in git(root, "cat-file", "commit", "HEAD")
    assert landed(root) == EDITED


def test_a_signature_that_fails_leaves_everything_as_it_was(root: Path) -> None:
    git(root, "config", "gpg.format", "ssh")
    git(root, "config", "user.signingkey", "/nowhere/key.pub")
    git(root, "config", "commit.gpgsign", "true")
    with pytest.raises(Refused, match="git could not sign the commit"):
        edit(root)
    assert landed(root)[0] == "start"
    assert (root / PATH).read_bytes() == OLD


def unprivileged(root: Path, action: str) -> str:
    """Run an edit as nobody (root may write anywhere) and return the error it stops at."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setuid(65534)
            edit(root)
            answer = "written"
        except TixError as error:
            answer = f"{type(error).__name__}: {error.message}"
        except BaseException as error:
            answer = f"{action}: {error!r}"
        os.write(write, answer.encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as pipe:
        return pipe.read()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become nobody")
def test_a_read_only_folder_is_one_sentence() -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are closed to others
        root = Path(folder)
        root.chmod(0o755)
        git(root, "init", "-q", "-b", "main", ".")
        commit(Repo.discover(root), [FileWrite(PATH, None, OLD)], "start")
        answer = unprivileged(root, "edit")
        assert answer.startswith("CannotWrite: ")
        assert answer.endswith("cannot be written: Permission denied. Nothing was changed.")
        assert (root / PATH).read_bytes() == OLD


def test_a_full_disk_changes_nothing_and_is_one_sentence(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from tix.store import journal

    def fill(name: str) -> None:
        if name == "journal written":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(root / PATH))

    monkeypatch.setattr(journal, "step", fill)
    with pytest.raises(CannotWrite, match=r"the disk is full\. Nothing was changed"):
        edit(root)
    assert landed(root) == ("start", f"A\tnotes.txt\nA\t{PATH}", "")
    assert sorted(path.name for path in (root / ".git/tix").iterdir()) == ["lock"]
