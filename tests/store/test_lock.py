from __future__ import annotations

import os
from pathlib import Path

import pytest

from tix.errors import Refused
from tix.store import lock
from tix.store.lock import locked


def test_a_lock_is_free_again_after_use(tmp_path: Path) -> None:
    path = tmp_path / "tix/lock"
    with locked(path):
        assert path.read_text() == str(os.getpid())
    with locked(path, patience=0):
        pass


def test_waiting_is_said_once_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_SILENCE", 0)
    path = tmp_path / "lock"
    said: list[str] = []
    with (
        locked(path),
        pytest.raises(Refused, match="Another tix") as caught,
        locked(path, patience=0.02, on_wait=said.append),
    ):
        pass
    assert said == [f"waiting for another tix (process {os.getpid()}) to finish writing"]
    assert caught.value.hint == f"try again; the lock is {path} and ends with that process"
