"""Walk the trunk of a repository: what each commit of its first parents did to some files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tix.errors import BadInput
from tix.exchange.record import Account
from tix.git.log import FileChange, stream
from tix.git.objects import CatFile
from tix.git.run import Git


@dataclass(frozen=True, slots=True)
class Deed:
    """One commit: who, when (author's date), and path to content; None is a file that went.

    `place` counts the commits of the trunk from its beginning.
    """

    id: str
    place: int
    at: datetime
    author: Account
    files: dict[str, bytes | None]


def walk(git: Git, is_wanted: Callable[[str], bool]) -> Iterator[Deed]:
    """Yield the commits of the trunk that changed wanted files, the oldest first."""
    tip = _tip(git)
    trunk = set(git.text("rev-list", "--first-parent", tip, "--").split())
    with CatFile(git) as objects:
        for place, entry in enumerate(stream(git, [tip])):
            if entry.id not in trunk:
                continue
            changes = [change for change in entry.diffs[0] if is_wanted(change.path)]
            if changes:
                author = Account(entry.email or entry.name, entry.name, entry.email)
                when = datetime.fromtimestamp(entry.authored, UTC)
                yield Deed(entry.id, place, when, author, _contents(objects, changes))


def _contents(objects: CatFile, changes: list[FileChange]) -> dict[str, bytes | None]:
    files: dict[str, bytes | None] = {change.path: None for change in changes if not change.after}
    regular = [change for change in changes if change.mode.startswith("100")]
    return files | {change.path: objects.get(change.after) for change in regular}


def _tip(git: Git) -> str:
    """Return the branch that counts: HEAD's, else main or master, else the only one there is."""
    if git.start("rev-parse", "--quiet", "--verify", "HEAD^{commit}").communicate()[0] == 0:
        return "HEAD"
    branches = git.text("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").split()
    for name in ("refs/heads/main", "refs/heads/master", *branches):
        if name in branches:
            return name
    raise BadInput("The repository has no branch with commits.", hint="git bundle create F --all")
