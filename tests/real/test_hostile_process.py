from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.builders import clones, commit, git
from tests.corpus.attack import RAW, World
from tests.real.killing import was_python_starting

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
#: Root without the right to pass over the modes of files.
HUMBLED = "setpriv --bounding-set -dac_override,-dac_read_search --inh-caps -all"


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "tix", *args]


@pytest.fixture(autouse=True)
def python_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which `tix` is the program under test."""
    return subprocess.run(
        ["bash", "-c", f'tix() {{ "{sys.executable}" -m tix "$@"; }}\n{line}'],
        capture_output=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("tix list >&-", 0),
        ("tix list 2>&-", 0),
        ("tix list <&-", 0),
        ("tix create x >&- 2>&- <&-", 0),
        ("tix nonsense 2>/dev/full", 2),
        ("tix list >/dev/full", 6),
        ("tix create x >/dev/full", 6),
        ("tix list --json | true; exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_streams_that_are_closed_or_full_are_no_bug(tracker, line, code):
    done = shell(line)

    assert done.returncode == code, done.stderr
    assert b"Traceback" not in done.stderr
    assert git(tracker, "status", "--porcelain") == ""


def test_files_never_take_the_numbers_of_closed_streams(tracker):
    done = shell("tix comment k7m -m x >&- 2>&- <&- && tix list -q")

    assert sorted(done.stdout.decode().split()) == ["OPS-k7m2qd", "OPS-m4x0tz", "OPS-x2c9fa"]
    assert git(tracker, "fsck", "--strict", "--no-dangling") == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_letters_that_the_output_cannot_take_are_spelled(tracker, encoding):
    shell("tix set k7m title='emoji 😀 登录'")

    done = shell(f"LC_ALL=C PYTHONIOENCODING={encoding} tix list -n 1")

    assert (done.returncode, done.stderr.decode(encoding)) == (0, "showing 1 of 3 tickets\n")
    assert "emoji" in done.stdout.decode(encoding)


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("GIT_DIR=/nonexistent", 0),
        ("GIT_DIR=$PWD/../other/.git GIT_WORK_TREE=/ GIT_INDEX_FILE=$PWD/../index", 0),
        ("HOME= XDG_CONFIG_HOME=", 0),
        ("TERM=dumb COLUMNS=1 LINES=x LC_ALL=xx_XX.no TZ=../../etc/passwd", 0),
        ("PATH=/nonexistent", 8),
        ("TIX_DIR=/etc/passwd", 3),
        ("TIX_DIR=$'\\xff'", 3),
    ],
)
def test_no_environment_sends_a_write_elsewhere(tracker, setting, code):
    other = tracker.parent / "other"
    git(tracker.parent, "init", "-q", "other")
    before = sorted(other.rglob("*"))

    done = shell(f"export {setting}; {sys.executable} -m tix comment k7m -m hello -q")

    assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr
    assert (b"OPS-k7m2qd" in done.stdout) is not bool(code)
    assert sorted(other.rglob("*")) == before
    assert not (tracker.parent / "index").exists()


def test_nothing_in_a_clone_is_run(tracker):
    """Programs, settings, attributes and templates of a stranger's tracker stay words."""
    evil = "#!/bin/sh\ntouch ../owned\n"
    for name in ("tix-evil", "tickets/tix-evil", "open/tix-evil", ".git-hooks/pre-commit"):
        path = tracker / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(evil)
        path.chmod(0o755)
    (tracker / "tix.yaml").write_text(
        "format: 1\nkey: OPS\ncommit: {foreign_hooks: run}\nviews: {v: '$(touch ../owned)'}\n"
    )
    (tracker / ".gitattributes").write_text("*.yaml filter=evil diff=evil merge=evil\n")
    (tracker / ".gitconfig").write_text('[filter "evil"]\nclean = touch ../owned\n')
    commit(tracker, "hostile")
    (folder,) = clones(tracker, "bob")

    lines = ("list", "evil", "view v", "comment k7m -m '$(touch ../owned)'", "config check", "log")
    done = [shell(f"cd '{folder}'; PATH=:.:$PATH; tix {line}") for line in lines]

    assert [result.returncode for result in done][:2] == [0, 2]
    assert [b"Traceback" in result.stderr for result in done] == [False] * len(lines)
    assert not (folder.parent / "owned").exists()
    assert not (tracker.parent / "owned").exists()


def test_in_the_background_of_a_script_ctrl_c_is_nothing(tracker):
    """There SIGINT is ignored, but git with a lock in hand hears it."""
    running = subprocess.Popen(
        command("create", "Printer burns"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    with suppress(ProcessLookupError):
        while running.poll() is None:
            os.killpg(running.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                running.wait(0.002)
    _, err = running.communicate()
    assert (running.returncode, git(tracker, "status", "--porcelain")) == (0, ""), err


def test_ctrl_c_leaves_the_old_or_the_new_state(tracker):
    """However early or late it comes: exit code 130 or 0, nothing uncommitted, no lock left."""
    codes = []
    for number in range(8):
        running = subprocess.Popen(
            command("create", f"Number {number}"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        with suppress(subprocess.TimeoutExpired):
            running.wait(0.02 + number * 0.025)  # wherever it is by then
        with suppress(ProcessLookupError):  # it was done before
            os.killpg(running.pid, signal.SIGINT)
        _, err = running.communicate()
        codes.append(running.returncode)
        assert b"Traceback" not in err or was_python_starting(err.decode()), err
        assert shell("tix list -q").returncode == 0
        assert git(tracker, "status", "--porcelain") == ""

    assert set(codes) <= {0, 1, 130, -signal.SIGINT}
    assert git(tracker, "fsck", "--strict", "--no-dangling") == ""


def test_two_of_every_writing_command_at_once_lose_nothing(tracker):
    lines = [
        ("create", "One"),
        ("set", "k7m", "milestone=v1"),
        ("comment", "k7m", "-m", "at once"),
        ("tag", "m4x0tz", "+login"),
        ("move", "x2c", "review"),
        ("status", "add", "vendor", "--category", "waiting"),
        ("config", "set", "name", "Desk"),
    ]
    running = [
        subprocess.Popen(command(*line), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for line in lines * 2
    ]
    told = [process.communicate()[1].decode() for process in running]

    codes = [process.returncode for process in running]
    assert set(codes) <= {0, 4, 5, 6}, told
    assert 0 in codes[5::7]  # one of the two adds the status, the other finds it there
    assert git(tracker, "status", "--porcelain") == ""
    assert git(tracker, "log", "--format=%s").count("OPS-k7m2qd: add comment") == 2
    assert (tracker / "review/OPS-x2c9fa.yaml").exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_leaves_everything_as_it_was(tracker):
    small = tracker.parent / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine mounts nothing")
    try:
        folder = small / "tracker"
        shutil.copytree(tracker, folder, symlinks=True)
        shell(f"tix -C '{folder}' list")
        world = World.look(folder)
        done = shell(f"head -c 1500000 /dev/urandom | base64 | tix -C '{folder}' comment k7m -F -")

        world.judge(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert done.returncode in (6, 8)
        assert git(folder, "status", "--porcelain") == ""
        assert shell(f"tix -C '{folder}' comment k7m -m again").returncode == 0
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be sure of what it gives up")
@pytest.mark.parametrize(
    ("locked", "line"),
    [
        ("open", "create x"),
        ("open/OPS-k7m2qd.yaml", "show k7m"),
        (".git", "comment m4x -m x"),
        (".git/objects", "comment m4x -m x"),
        (".", "status add vendor --category waiting"),
        ("tix.yaml", "list"),
    ],
)
def test_what_may_not_be_read_or_written_is_said(tracker, locked, line):
    shell("tix list")
    before = git(tracker, "rev-parse", "HEAD")
    (tracker / locked).chmod(0o555 if (tracker / locked).is_dir() else 0)

    done = shell(f"{HUMBLED} {sys.executable} -m tix {line}")
    (tracker / locked).chmod(0o755)

    told = done.stderr.decode()
    assert done.returncode in (5, 6, 8), told
    assert told.startswith("tix: ")
    assert RAW.findall(told) == []
    assert git(tracker, "rev-parse", "HEAD") == before
    assert git(tracker, "-c", "core.fileMode=false", "status", "--porcelain") == ""
