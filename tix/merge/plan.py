"""Plan a merge of two commits: what becomes of the tracker, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from tix.git.repo import Repo
from tix.merge.decisions import MergePlan, Put
from tix.merge.objects import Objects
from tix.merge.paths import is_config, is_covered
from tix.merge.result import Result
from tix.merge.sides import Meeting, compare_trees, start_log
from tix.merge.tickets import merge_tickets
from tix.store.layout import folder_and_id

if TYPE_CHECKING:
    from tix.merge.files import Purged
    from tix.model.config import Config

__all__ = ["MergePlan", "plan_merge"]


def plan_merge(repo: Repo, prefix: str, ours: str, theirs: str) -> MergePlan:
    """Return what a merge of two commits makes of the tracker below `prefix`.

    Objects are read, nothing is written. `prefix` is "" or ends with a slash. The plan is the
    difference to our tree; with the sides changed over it leads to the same tree.
    """
    with Objects(repo) as objects:
        meeting = meet(objects, prefix, ours, theirs)
        if not meeting.files or not meeting.sides[1].ahead:
            return MergePlan(meeting.ours, meeting.theirs)
        if not meeting.sides[0].ahead:
            return _forward(meeting)
        result = Result(len(meeting.ours) // 2)
        settle(meeting, result)
        return result.plan(meeting)


def meet(objects: Objects, prefix: str, ours: str, theirs: str) -> Meeting:
    """Return two commits, by any names, with what differs between them."""
    repo = objects.repo
    one, other = (commit_id(repo, name) for name in (ours, theirs))
    cut = len(prefix)
    log = start_log(repo, prefix, one, other)
    files = {
        path[cut:]: pair
        for path, pair in compare_trees(repo, prefix, one, other).items()
        if is_covered(path[cut:])
    }
    if not files:
        log.close()
    return Meeting(repo, objects, prefix, one, other, files, log)


def commit_id(repo: Repo, name: str) -> str:
    """Return the id of a commit, without asking git where the name is one."""
    if len(name) in (40, 64) and not name.strip("0123456789abcdef"):
        return name
    return repo.git.text("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")


def settle(meeting: Meeting, result: Result) -> None:
    """Settle the settings first, then everything else by what they are after the merge.

    What most merges do not need is not imported: settings, files beside tickets, history.
    """
    config = _settled_settings(meeting, result)
    beside = any(not is_config(path) and folder_and_id(path) is None for path in meeting.files)
    purged: Purged = {}
    if beside:
        from tix.merge.files import merge_files, purged_tickets

        purged = purged_tickets(meeting, result)
    merge_tickets(meeting, config, purged, result)
    if any(map(is_config, meeting.files)):
        from tix.merge.places import move_to_places

        move_to_places(meeting, config(), result)
    if beside:
        merge_files(meeting, config, purged, result)


def _settled_settings(meeting: Meeting, result: Result) -> Callable[[], Config]:
    """Settle the settings, if they differ, and return what reads those of the result."""
    if any(map(is_config, meeting.files)):
        from tix.merge.settings import merge_settings

        return merge_settings(meeting, result)

    @cache
    def config() -> Config:
        from tix.merge.settings import settings_at

        return settings_at(meeting, meeting.ours)

    return config


def _forward(meeting: Meeting) -> MergePlan:
    """Return the plan that takes everything from theirs, which has all that we have."""
    puts = [
        Put(meeting.prefix + path, theirs.blob or None, theirs.mode)
        for path, (_, theirs) in sorted(meeting.files.items())
    ]
    return MergePlan(meeting.ours, meeting.theirs, tuple(puts))
