"""Clones without work trees: tickets in memory, commits by tix's plumbing, merges by its engine."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.convergedeeds import PEOPLE, TAGS
from tix.config.load import parse_config
from tix.git.gitconfig import Author
from tix.git.objects import Entry, join_tree, object_id
from tix.git.repo import Repo
from tix.merge.pick import plan_pick
from tix.merge.plan import MergePlan, plan_merge
from tix.merge.trees import merged_tree
from tix.model.config import Config
from tix.model.ticket import Ticket
from tix.store.layout import folder_and_id, keep_path, ticket_path
from tix.store.ticketfile import parse_ticket, render_ticket, rewrite_ticket

FOLDERS = ("open", "doing", "waiting", "review", "done")
SETTINGS = {
    "tix.yaml": "format: 1\nkey: OPS\nname: Converging desk\ntimezone: UTC\n"
    f"tags: {{{', '.join(f'{tag}: {{}}' for tag in TAGS)}}}\n"
    "fields:\n  browser: {type: text}\n",
    "tix.d/people.yaml": "".join(
        f"{name}: {{emails: [{name}@example.com], roles: [agent, admin]}}\n" for name in PEOPLE
    ),
    ".gitattributes": "*.yaml text eol=lf merge=tix\n/files/** -text\n",
    **{keep_path(folder): "" for folder in FOLDERS},
}
CONFIG: Config = parse_config({name: text.encode() for name, text in SETTINGS.items()})[0]


class Diverged(Exception):
    """Two ways to one thing that led to two results, or a result that nobody may make."""


class Snapshot(NamedTuple):
    """A commit: who wrote it when, and its files, path and blob."""

    author: Author
    authored: datetime
    files: Mapping[str, str]


class Store:
    """The objects of all clones of a world, as `git clone --shared` makes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blobs: dict[str, bytes] = {}
        self.commits: dict[str, Snapshot] = {}
        self._written: set[str] = set()

    def blob(self, content: bytes) -> str:
        """Write a file's content and return its id."""
        name = self._write("blob", content)
        self.blobs[name] = content
        return name

    def commit(
        self, files: Mapping[str, str], parents: Sequence[str], snapshot: Snapshot, when: datetime
    ) -> str:
        """Write a commit and return its id."""
        author = snapshot.author
        lines = [f"tree {self.tree(files)}", *(f"parent {parent}" for parent in parents)]
        lines.append(f"author {author} {int(snapshot.authored.timestamp())} +0000")
        lines.append(f"committer {author} {int(when.timestamp())} +0000")
        name = self._write("commit", ("\n".join(lines) + "\n\ntickets\n").encode())
        self.commits[name] = snapshot
        return name

    def tree(self, files: Mapping[str, str]) -> str:
        """Write the tree of these files and return its id."""
        rows: list[Entry] = []
        folders: dict[str, dict[str, str]] = {}
        for path, blob in files.items():
            folder, _, rest = path.partition("/")
            if rest:
                folders.setdefault(folder, {})[rest] = blob
            else:
                rows.append(Entry(b"100644", folder.encode(), bytes.fromhex(blob)))
        for folder, inside in folders.items():
            rows.append(Entry(b"40000", folder.encode(), bytes.fromhex(self.tree(inside))))
        return self._write("tree", join_tree(rows))

    def _write(self, kind: str, content: bytes) -> str:
        """Write an object as git does, without a process for each."""
        name = object_id(kind, content)
        if name not in self._written:
            path = self.folder / name[:2] / name[2:]
            path.parent.mkdir(exist_ok=True)
            raw = b"%s %d\0" % (kind.encode(), len(content)) + content
            path.write_bytes(zlib.compress(raw, 1))
            self._written.add(name)
        return name


@dataclass(slots=True)
class Sheet:
    """A ticket as a clone has it: where, which bytes, what they say."""

    path: str
    blob: str
    ticket: Ticket


@dataclass
class Clone:
    """A bare clone of one person; `head` is the commit that its branch stands at.

    What tix remembers of history each clone has for itself, and it comes to see commits in an
    order of its own.
    """

    folder: Path
    person: str
    store: Store
    head: str = ""
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.repo = Repo.discover(self.folder)
        self.author = Author(self.person.title(), f"{self.person}@example.com")

    @property
    def tree(self) -> str:
        """The tree of its commit."""
        return self.store.tree(self.store.commits[self.head].files)

    def begin(self, when: datetime) -> str:
        """Commit the settings as the first commit."""
        files = {path: self.store.blob(text.encode()) for path, text in SETTINGS.items()}
        return self._advance(files, (), Snapshot(self.author, when, files), when)

    def commit(self, tickets: Iterable[Ticket], when: datetime) -> str:
        """Commit tickets as they are now, and return the commit."""
        files = dict(self.store.commits[self.head].files)
        for ticket in tickets:
            path = ticket_path(CONFIG.status(ticket.status), ticket.created, ticket.id)
            sheet = self.sheets.get(ticket.id)
            if sheet:
                del files[sheet.path]
                data = rewrite_ticket(self.store.blobs[sheet.blob], ticket)
            else:
                data = render_ticket(ticket)
            files[path] = self.store.blob(data)
        return self._advance(files, (self.head,), Snapshot(self.author, when, files), when)

    def merge(self, theirs: str, when: datetime, *, both_ways: bool) -> str:
        """Merge a commit, also with the sides changed over, and return the merge commit."""
        plan = plan_merge(self.repo, "", self.head, theirs)
        files = self._after(self.head, plan)
        if both_ways and files != self._after(theirs, plan_merge(self.repo, "", theirs, self.head)):
            raise Diverged(f"merging {self.head[:10]} and {theirs[:10]} depends on who merges")
        snapshot = Snapshot(self.author, when, files)
        return self._advance(files, (self.head, theirs), snapshot, when, plan)

    def pick(self, source: str, when: datetime) -> str:
        """Do what a commit did once more, and return the commit that does; the same for nothing."""
        plan = plan_pick(self.repo, "", f"{source}^", self.head, source)
        if not plan.puts:
            return self.head
        files = self._after(self.head, plan)
        snapshot = self.store.commits[source]._replace(files=files)
        return self._advance(files, (self.head,), snapshot, when, plan)

    def go_to(self, commit: str) -> None:
        """Stand at another commit, and have its tickets."""
        self.head = commit
        known = {(sheet.path, sheet.blob): sheet for sheet in self.sheets.values()}
        self.sheets = {}
        for path, blob in self.store.commits[commit].files.items():
            named = folder_and_id(path)
            if named is None:
                continue
            folder, name = named
            if name in self.sheets:
                raise Diverged(f"{name} lies in {path} and in {self.sheets[name].path}")
            self.sheets[name] = known.get((path, blob)) or Sheet(
                path, blob, self._parsed(blob, path, CONFIG.status_of_folder(folder))
            )

    def _parsed(self, blob: str, path: str, status: str) -> Ticket:
        return parse_ticket(self.store.blobs[blob], path, status)

    def _after(self, commit: str, plan: MergePlan) -> dict[str, str]:
        """Return the files, path and blob, that a plan makes of those of a commit."""
        if plan.findings:
            raise Diverged(f"findings in a sound tracker: {plan.findings}")
        for content in plan.blobs.values():
            self.store.blob(content)
        files = dict(self.store.commits[commit].files)
        for put in plan.puts:
            if put.blob is None:
                del files[put.path]
            else:
                files[put.path] = put.blob
        return files

    def _advance(
        self,
        files: Mapping[str, str],
        parents: Sequence[str],
        snapshot: Snapshot,
        when: datetime,
        plan: MergePlan | None = None,
    ) -> str:
        if plan is not None and merged_tree(self.repo, self.head, plan) != self.store.tree(files):
            raise Diverged(f"the tree of {self.head[:10]} after a merge is not as planned")
        self.go_to(self.store.commit(files, parents, snapshot, when))
        return self.head


def make_clones(scratch: Path, people: Sequence[str]) -> list[Clone]:
    """Make a bare clone for each of these people."""
    store = Store(scratch / "objects")
    store.folder.mkdir()
    clones = []
    for number, who in enumerate(people):
        folder = scratch / f"clone{number}"
        subprocess.run(
            ["git", "init", "-q", "--bare", "-b", "main", "--template=", str(folder)], check=True
        )
        shutil.rmtree(folder / "objects")
        (folder / "objects").symlink_to(store.folder)
        clones.append(Clone(folder, who, store))
    return clones
