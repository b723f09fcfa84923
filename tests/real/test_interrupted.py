from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders import git
from tests.real.killing import was_python_starting

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.real

ISSUES = 40
KEYS = [f"DESK-{number}" for number in range(1, ISSUES + 1)]


@dataclass(frozen=True)
class Case:
    """A command that takes a while: what it needs, and how it is run again."""

    args: tuple[str, ...]
    prepare: Callable[[Path], None] = lambda _root: None
    where: str = "desk"
    #: Once it is done, a second run finds nothing to do or says that it was done.
    again: tuple[int, ...] = (0,)


def many_tickets(root: Path) -> None:
    """Commit 120 tickets in `open`, so that changing them takes a while."""
    for number in range(120):
        id = f"OPS-{number:06d}"
        text = f"id: {id}\ntitle: Number {number}\ncreated: 2026-{number % 9 + 1:02}-02T09:00:00Z\n"
        (root / "open" / f"{id}.yaml").write_text(text)
    git(root, "add", ".")
    git(root, "commit", "-qm", "many")


def hand_edits(root: Path) -> None:
    many_tickets(root)
    for path in sorted((root / "open").glob("OPS-0*.yaml")):
        path.write_text(path.read_text().replace("Number", "Nr."))


def list_of_new(root: Path) -> None:
    lines = "".join(json.dumps({"title": f"Thing {number}"}) + "\n" for number in range(400))
    (root.parent / "new.jsonl").write_text(lines)


def jira_export(root: Path) -> None:
    folder = root.parent / "export"
    folder.mkdir(exist_ok=True)
    for key in KEYS:
        (folder / f"{key}.json").write_text(json.dumps(jira_issue(key)))


def jira_issue(key: str) -> dict[str, object]:
    at = "2024-03-01T10:00:00.000+0000"
    person = {"name": "ada", "displayName": "Ada", "emailAddress": "ada@example.com"}
    fields = {
        "summary": f"About {key}",
        "created": at,
        "updated": at,
        "reporter": person,
        "creator": person,
        "status": {"name": "Open", "statusCategory": {"key": "new"}},
        "issuetype": {"name": "Bug"},
        "priority": {"name": "Major"},
        "project": {"key": "DESK"},
        "comment": {"comments": [], "total": 0},
    }
    return {"key": key, "id": key[5:], "fields": fields, "changelog": {"histories": []}}


CASES = {
    "create": Case(("create", "--jsonl", "../new.jsonl"), list_of_new),
    "import": Case(("import", "jira", "../export"), jira_export),
    "bulk": Case(
        ("bulk", "status:open", "set", "priority=high", "--yes"), many_tickets, again=(0,)
    ),
    "shelve": Case(("status", "shelve", "open", "month/c"), many_tickets),
    "commit": Case(("commit",), hand_edits),
    "init": Case(("init", "--branch", "--key", "OPS"), where="code", again=(0, 6)),
    "setup": Case(("setup",), where="clone"),
}


def program(*args: str, cwd: Path) -> subprocess.Popen[bytes]:
    """Start the program as a process of its own, whose words go to a file beside `cwd`."""
    with (cwd.parent / "said").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "tix", *args],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )


def run(*args: str, cwd: Path) -> tuple[int, str]:
    code = program(*args, cwd=cwd).wait()
    return code, (cwd.parent / "said").read_text()


@dataclass(frozen=True)
class World:
    """A folder that a case begins in, and the seconds that its command takes there."""

    folder: Path
    lasts: float


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return {}


def world(kind: str, tracker: Path, folder: Path) -> World:
    """Make what a case needs, and run it once in a copy."""
    case = CASES[kind]
    folder.mkdir()
    if case.where == "desk":
        shutil.copytree(tracker, folder / "desk", symlinks=True)
        case.prepare(folder / "desk")
        assert run("list", "-q", cwd=folder / "desk")[0] == 0
    else:
        git(folder, "init", "-q", "-b", "main", "code")
        (folder / "code" / "main.py").write_text("pass\n")
        git(folder / "code", "add", ".")
        git(folder / "code", "commit", "-qm", "code")
    if case.where == "clone":
        assert run("init", "--branch", "--key", "OPS", cwd=folder / "code")[0] == 0
        git(folder, "clone", "-q", "code", "clone")
    twin = folder.with_name("twin")
    shutil.copytree(folder, twin, symlinks=True)
    begun = time.monotonic()
    code, said = run(*case.args, cwd=twin / case.where)
    assert code == 0, said
    return World(folder, time.monotonic() - begun)


def state(root: Path) -> tuple[str, str]:
    return git(root, "rev-parse", "HEAD"), git(root, "status", "--porcelain")


@pytest.mark.parametrize(
    ("number", "share"),
    [(signal.SIGINT, 0.6), (signal.SIGKILL, 0.75)],
    ids=["interrupted", "killed"],
)
@pytest.mark.parametrize("kind", CASES)
def test_a_command_that_is_cut_off_leaves_old_or_new_and_can_be_run_again(
    kind: str,
    number: signal.Signals,
    share: float,
    worlds: dict[str, World],
    tracker: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    case = CASES[kind]
    if kind not in worlds:
        worlds[kind] = world(kind, tracker, tmp_path_factory.mktemp("world") / "whole")
    copy = tmp_path_factory.mktemp("cut") / "copy"
    shutil.copytree(worlds[kind].folder, copy, symlinks=True)
    root = copy / case.where
    old = state(root)
    process = program(*case.args, cwd=root)
    with suppress(subprocess.TimeoutExpired):
        process.wait(share * worlds[kind].lasts)
    with suppress(ProcessLookupError):  # it was faster than before
        (os.killpg if number is signal.SIGINT else os.kill)(process.pid, number)
    process.wait()
    cut = (copy / "said").read_text()
    if not was_python_starting(cut):
        assert process.returncode in (0, 130, -signal.SIGKILL), cut
        assert "Traceback" not in cut
    broken = [item for item in findings(root) if item["severity"] == "error"]
    assert [item for item in broken if item["rule"] != "tracker"] == []
    now = state(root)
    assert now == old or (now[0] != old[0] and now[1] == "") or case.where != "desk"
    code, said = run(*case.args, cwd=root)
    assert code in case.again, said
    assert state(root)[1] == ""


def findings(root: Path) -> list[dict[str, str]]:
    _, said = run("doctor", "--json", cwd=root)
    found: list[dict[str, str]] = json.loads(said[said.index("{") :])["items"]
    assert [item for item in found if item["rule"] == "leftover"] == []
    return found


def test_commands_of_two_kinds_wait_for_each_other(tracker: Path) -> None:
    many_tickets(tracker)
    ones = [
        program(*args, cwd=tracker)
        for args in (
            ("bulk", "title:Number", "set", "priority=high", "--yes", "-q"),
            ("status", "shelve", "open", "month/c"),
            ("create", "Another thing"),
            ("status", "add", "parked", "--category", "waiting"),
        )
    ]
    assert [one.wait() for one in ones] == [0, 0, 0, 0]
    assert git(tracker, "rev-list", "--count", "HEAD") == "8"
    assert git(tracker, "status", "--porcelain") == ""
    assert [item for item in findings(tracker) if item["severity"] == "error"] == []


WRITING = (
    ("create", "A thing"),
    ("set", "OPS-k7m2qd", "priority=high"),
    ("move", "OPS-k7m2qd", "doing"),
    ("comment", "OPS-k7m2qd", "-m", "Said."),
    ("close", "OPS-k7m2qd"),
    ("bulk", "status:open", "set", "priority=high", "--yes"),
    ("status", "add", "parked", "--category", "waiting"),
    ("status", "shelve", "open", "month/c"),
    ("tag", "OPS-k7m2qd", "+ui"),
)
READING = (
    ("list", "-q"),
    ("show", "OPS-k7m2qd"),
    ("board",),
    ("search", "login"),
    ("log", "OPS-k7m2qd"),
)
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def as_nobody(root: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*NOBODY, sys.executable, "-m", "tix", *args],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GIT_CONFIG_GLOBAL": str(root.parent / "gitconfig"),
        },
    )


@pytest.fixture
def forbidden(tracker: Path) -> Iterator[Path]:
    """Give a tracker that the user nobody may read and not write."""
    if os.geteuid() or not shutil.which("setpriv"):
        pytest.skip("needs root and setpriv to become somebody else")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        (place / "gitconfig").write_text("[safe]\n\tdirectory = *\n")
        root = place / "desk"
        shutil.copytree(tracker, root, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(root)], check=True)
        if as_nobody(root, "--version").returncode:
            pytest.skip("the user nobody may not read this program")
        yield root


def test_who_may_not_write_is_told_so_and_can_read(forbidden: Path) -> None:
    before = state(forbidden)
    told = [as_nobody(forbidden, *args) for args in WRITING]
    assert [(done.returncode, done.stdout) for done in told] == [(6, "")] * len(WRITING)
    for done in told:
        assert done.stderr.startswith("tix: ")
        assert "Permission denied" in done.stderr
        assert "Traceback" not in done.stderr
    read = [as_nobody(forbidden, *args) for args in READING]
    assert [(done.returncode, done.stderr) for done in read] == [(0, "")] * len(READING)
    assert all(done.stdout for done in read)
    assert state(forbidden) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 4 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tix", str(place)]
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("needs root to mount a small disk")
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not permitted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("free", [0, 200_000])
def test_a_full_disk_is_told_and_nothing_is_lost(
    free: int, tracker: Path, small_disk: Path
) -> None:
    root = small_disk / "desk"
    shutil.copytree(tracker, root, symlinks=True)
    assert run_outside(tracker.parent, "-C", str(root), "list", "-q")[0] == 0
    list_of_new(tracker)
    old = state(root)
    room = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(b"x" * max(0, room - free))
    for _ in ("first", "again"):
        new = str(tracker.parent / "new.jsonl")
        code, said = run_outside(tracker.parent, "-C", str(root), "create", "--jsonl", new)
        assert (code, "Traceback" in said, "is full" in said) == (6, False, True), said
    code, said = run_outside(tracker.parent, "-C", str(root), "list", "-q")
    assert code == 0, said
    (small_disk / "ballast").unlink()
    assert state(root) == old
    assert run_outside(tracker.parent, "-C", str(root), "create", "One")[0] == 0
    assert state(root)[1] == ""


def run_outside(folder: Path, *args: str) -> tuple[int, str]:
    """Run the program in a folder beside `folder`, so that what it says has room."""
    place = folder / "outside"
    place.mkdir(exist_ok=True)
    return run(*args, cwd=place)
