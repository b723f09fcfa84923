from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """Give a function that makes the editor run shell on the file `$1`; `seen` is what it saw."""
    script, seen = tmp_path / "editor", tmp_path / "seen"

    def becomes(shell: str) -> Path:
        script.write_text(f'#!/bin/sh\ncp "$1" {seen}\n{shell}\n', encoding="utf-8")
        script.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(script))
        return seen

    return becomes
