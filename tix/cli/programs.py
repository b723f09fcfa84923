"""Which editor and pager somebody wants: ours, then git's own choice."""

from __future__ import annotations

import os
from pathlib import Path

from tix.errors import GitFailed


def chosen_program(ours: str, gits: str, fallback: str) -> str:
    """Return the program in the variable `ours`, else what `git var` says, else `fallback`."""
    named = os.environ.get(ours, "")
    if named:
        return named
    from tix.git.run import Git

    try:
        return Git(Path.cwd()).text("var", gits).strip() or fallback
    except GitFailed:  # git refuses a terminal-less editor: "Terminal is dumb, but EDITOR unset"
        return fallback
