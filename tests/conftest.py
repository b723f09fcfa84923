"""A sealed world for every test: no configuration, identity or clock from outside."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.builders import make_tracker
from tix.cli.main import run

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "tix", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tix")

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
}
SEALED = IDENTITY | {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "TIX_NOW": "2026-11-21T10:00:00Z",
    "COLUMNS": "100",
}


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a new home each time; `mktemp` would look through all earlier ones for each test."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def sealed_world(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a home of its own, UTC, plain C, one identity and a fixed clock."""
    home = next(homes)
    home.mkdir()
    for name in list(os.environ):
        if name.startswith(("GIT_", "TIX_", "XDG_")) or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    for name, value in (SEALED | {"HOME": str(home)}).items():
        monkeypatch.setenv(name, value)
    return home


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of the program printed, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        """Stdout as one JSON document."""
        return json.loads(self.out)


@pytest.fixture(scope="session")
def template_tracker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the tracker that `tracker` copies, once; copying takes 1 ms, making it 60."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        for name, value in SEALED.items():
            patch.setenv(name, value)
        return make_tracker(tmp_path_factory.mktemp("template") / "tracker")


@pytest.fixture
def tracker(template_tracker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a fresh tracker at the root of a repository, and make it the current folder."""
    copy = tmp_path / "tracker"
    shutil.copytree(template_tracker, copy, symlinks=True)
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def tix(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Give a function that runs the program in this process, in the current folder."""

    def run_tix(*args: str, input: str | None = None) -> Result:
        stdin = io.TextIOWrapper(io.BytesIO((input or "").encode()), encoding="utf-8")
        monkeypatch.setattr("sys.stdin", stdin)
        capfd.readouterr()
        code = run(args)
        printed = capfd.readouterr()
        return Result(printed.out, printed.err, code)

    return run_tix


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Make a folder with what an installation puts on PATH, and return PATH with it in front."""
    folder = tmp_path_factory.mktemp("programs")
    shutil.copy(ROOT / "tix" / "merge" / "git-merge-tix", folder)
    program = folder / "tix"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m tix "$@"\n')
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture
def installed(programs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git find `tix` and `git-merge-tix`, as after an installation."""
    monkeypatch.setenv("PATH", programs)


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program believe that all its streams are a terminal of 100 columns, 30 lines."""
    monkeypatch.setattr("tix.cli.terminal.is_terminal", lambda _stream: True)
    monkeypatch.setenv("LINES", "30")


@pytest.fixture
def tix_process() -> Callable[..., Result]:
    """Give a function that runs the program as a process of its own."""

    def run_process(*args: str, input: str | None = None, **env: str) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "tix", *args],
            input=input or "",
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            capture_output=True,
            text=True,
            check=False,
        )
        return Result(done.stdout, done.stderr, done.returncode)

    return run_process
