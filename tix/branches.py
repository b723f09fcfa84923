"""Branches of code that are named after a ticket, and so stand for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tix.errors import NotFound
from tix.model.ids import ID_PATTERN
from tix.text import slug

if TYPE_CHECKING:
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker

#: Stands for the ticket of the branch that is checked out.
HERE = "."

_WITHIN = re.compile(rf"(?:^|/)({ID_PATTERN.pattern})(?=$|[-/])")


def branch_name(ticket: Ticket) -> str:
    """Return the branch for work on a ticket: its id and its title in short."""
    words = slug(ticket.title)
    return f"{ticket.id}-{words}" if words else ticket.id


def ticket_of_branch(tracker: Tracker, name: str) -> str | None:
    """Return the id that the name of a branch holds; `.` is the branch that is checked out.

    None when `name` is no branch's; raises NotFound when `.` stands for nothing.
    """
    if name != HERE:
        found = _WITHIN.search(name)
        return found[1] if found and found[1] != name else None
    for folder in (Path.cwd(), tracker.root, tracker.root.parent):
        found = _WITHIN.search(_branch(folder))
        if found:
            return found[1]
    raise NotFound(
        "The branch that is checked out is not named after a ticket.",
        hint="tix start ID --branch makes one that is",
    )


def _branch(folder: Path) -> str:
    from tix.errors import NotATracker
    from tix.git.repo import Repo

    try:
        ref = Repo.discover(folder).head().ref
    except NotATracker:
        return ""
    return (ref or "").removeprefix("refs/heads/")
