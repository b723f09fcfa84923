"""Branches of code that are named after a ticket, and so stand for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tix.errors import NotFound, Refused
from tix.model.ids import ID_PATTERN, is_id
from tix.patterns import lazy_pattern
from tix.text import slug

if TYPE_CHECKING:
    from tix.git.repo import Repo
    from tix.model.ticket import Ticket
    from tix.tracker import Tracker

#: Stands for the ticket of the branch that is checked out.
HERE = "."

_WITHIN = lazy_pattern(rf"(?:^|/)({ID_PATTERN.pattern})(?=$|[-/])")


def branch_name(ticket: Ticket) -> str:
    """Return the branch for work on a ticket: its id and its title in short."""
    words = slug(ticket.title)
    return f"{ticket.id}-{words}" if words else ticket.id


def wanted_branch(ticket: Ticket, name: str) -> str:
    """Return the branch that `name` asks for; one that holds no id gets the ticket's in front."""
    if not name:
        return branch_name(ticket)
    held = _id_within(name, ticket.id.rpartition("-")[0])
    if held == ticket.id:
        return name
    if held:
        raise Refused(
            f"The branch {name} would stand for {held}, not for {ticket.id}.",
            hint=f"tix start {ticket.id} --branch",
        )
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}{ticket.id}-{last}" if last else f"{folder}/{branch_name(ticket)}"


def code_repo(tracker: Tracker) -> Repo:
    """Return the work tree whose branches are for code.

    For a tracker on a branch of its own that is the work tree around the current folder or, seen
    from the tracker itself, the main one of the clone; for a tracker elsewhere the repository
    around the current folder; else the repository that the tracker lies in.
    """
    from tix.errors import NotATracker
    from tix.git.repo import Repo
    from tix.git.worktrees import list_worktrees

    own = tracker.repo
    try:
        here = Repo.discover(os.getcwd())  # noqa: PTH109 - pathlib takes 4 ms to import
    except (NotATracker, OSError):
        here = own
    if here.git_dir != own.git_dir:
        return here
    if not own.is_linked or tracker.prefix:
        return own
    main = list_worktrees(own)[0]
    if main.is_bare or main.is_missing:
        raise Refused(
            "The clone has no work tree for code to make a branch in.",
            hint="run tix start from the work tree of the code",
        )
    return Repo.discover(main.path)


def ticket_of_branch(tracker: Tracker, name: str) -> str | None:
    """Return the id that the name of a branch holds; `.` is the branch that is checked out.

    None when `name` is no branch's; raises NotFound when `.` stands for nothing.
    """
    if name != HERE:
        if is_id(name):
            return None
        found = _id_within(name, tracker.config.key)
        return found if found != name else None
    for folder in (os.getcwd(), str(tracker.root), str(tracker.root.parent)):  # noqa: PTH109
        found = _id_within(_branch(folder), tracker.config.key)
        if found:
            return found
    raise NotFound(
        "The branch that is checked out is not named after a ticket.",
        hint="tix start ID --branch makes one that is",
    )


def _id_within(name: str, key: str) -> str | None:
    """Return the id that a name of a branch holds: any as it is written, of our key in any case."""
    found = _WITHIN.search(name)
    if found:
        return found[1]
    for part in name.casefold().split("/"):
        head, dash, rest = part.partition("-")
        held = f"{key}-{rest.partition('-')[0]}"
        if dash and head == key.casefold() and is_id(held):
            return held
    return None


def _branch(folder: str) -> str:
    from tix.errors import NotATracker
    from tix.git.repo import Repo

    try:
        ref = Repo.discover(folder).head().ref
    except NotATracker:
        return ""
    return (ref or "").removeprefix("refs/heads/")
