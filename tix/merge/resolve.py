"""Settle tickets that git left in conflict: in a merge, a pick, a revert, a rebase or a stash."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from tix.errors import BadInput
from tix.frozen import frozen
from tix.git.commit import id_width
from tix.git.objects import object_id
from tix.git.partial import read_blobs
from tix.git.repo import Repo, State
from tix.git.uninterrupted import uninterrupted
from tix.merge.applied import find_applied
from tix.merge.decisions import MergePlan, Put
from tix.merge.pick import plan_pick
from tix.merge.plan import plan_merge
from tix.merge.sides import is_covered, owner
from tix.merge.trees import merged_tree
from tix.merge.versions import Versions
from tix.store.layout import folder_and_id
from tix.store.staging import read_bytes
from tix.store.ticketfile import parse_ticket

_BASE, _THEIRS = 1, 3
_REGULAR = "100644"
_MARKS = re.compile(rb"^(<<<<<<<|>>>>>>>)( |$)", re.MULTILINE)
_ID = re.compile(rb"^id: *([^\s#]+)", re.MULTILINE)
#: The ref that names what is applied, and whether it is applied backwards.
_APPLIED = {
    State.CHERRY_PICK: ("CHERRY_PICK_HEAD", False),
    State.REVERT: ("REVERT_HEAD", True),
    State.REBASE: ("REBASE_HEAD", False),
}


@frozen
class Entry:
    """One row of the index: stage 0 is settled, 1 the base, 2 ours, 3 theirs."""

    path: str
    mode: str
    blob: str
    stage: int


@frozen
class Settlement:
    """What is to be done: paths to remove and files (mode, blob) to put, by path in the repository.

    `names` are the tickets and files that it settles; `left` the conflicts that are not tix's.
    """

    names: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    puts: tuple[tuple[str, str, str], ...] = ()
    left: tuple[str, ...] = ()
    plan: MergePlan | None = None


def plan_settlement(repo: Repo, prefix: str) -> Settlement:
    """Return what settles the conflicts of the tracker in the index; nothing is changed."""
    return _Conflict(repo, prefix).settlement()


def settle_conflicts(repo: Repo, settlement: Settlement) -> None:
    """Bring index and work tree there; the conflicts of other files stay as they are."""
    if not settlement.names:
        return
    rows = "".join(f"{mode} {blob} 0\t{path}\0" for path, mode, blob in settlement.puts)
    paths = "".join(f"{path}\0" for path, _, _ in settlement.puts)
    gone = "".join(f":(top,literal){path}\0" for path in settlement.removed)
    listed = ("--pathspec-from-file=-", "--pathspec-file-nul")
    with uninterrupted():
        if gone:
            _run(repo, "rm", "-f", "-q", "--ignore-unmatch", "--sparse", *listed, input=gone)
        _run(repo, "update-index", "-z", "--index-info", input=rows)
        _run(repo, "checkout-index", "-f", "-u", "-q", "-z", "--stdin", input=paths)


def _run(repo: Repo, *command: str, input: str) -> None:
    text = input.encode("utf-8", "surrogateescape")
    repo.git.start(*command, input=text, shielded=True).finish()


class _Conflict:
    """The index as git left it."""

    def __init__(self, repo: Repo, prefix: str) -> None:
        self._repo = repo
        self._prefix = prefix
        self._root = repo.work_tree or repo.git_dir

    @cached_property
    def entries(self) -> list[Entry]:
        """The rows of the index below the tracker, and the unmerged ones elsewhere."""
        below = [f":(top,literal){self._prefix.rstrip('/')}"] if self._prefix else [":(top)"]
        rows = self._repo.git.lines0("ls-files", "-s", "-z", "--full-name", "--", *below)
        rows += self._repo.git.lines0("ls-files", "-u", "-z", "--full-name", "--", ":(top)")
        return [_entry(row) for row in dict.fromkeys(rows)]

    @cached_property
    def unmerged(self) -> list[Entry]:
        """The rows that are in conflict."""
        return [entry for entry in self.entries if entry.stage]

    def settlement(self) -> Settlement:
        """Return what settles the tickets and other files of the tracker."""
        ours = {entry.path for entry in self.unmerged if self._is_covered(entry.path)}
        ids = self._ids()
        present = {e.path for e in self.entries if self._ticket(e.path) in ids}
        by_hand = self._by_hand(present)
        unread = {path for path, blob in by_hand.items() if not blob}
        ids -= {self._ticket(path) for path in unread}
        others = {path for path in ours if not self._ticket(path)}
        left = sorted({entry.path for entry in self.unmerged} - ours | unread)
        if not ids and not others:
            return Settlement(left=tuple(left))
        plan = self._plan()
        puts = self._files(plan, ids, others)
        for path, blob in by_hand.items():
            name = self._ticket(path)
            if name in ids:
                puts = {at: put for at, put in puts.items() if self._ticket(at) != name}
                puts[path] = (_REGULAR, blob)
        removed = {path for path in present if self._ticket(path) in ids} | others
        return Settlement(
            names=(*sorted(ids), *sorted(others)),
            removed=tuple(sorted(removed - puts.keys())),
            puts=tuple((path, *put) for path, put in sorted(puts.items())),
            left=tuple(left),
            plan=plan,
        )

    def _files(
        self, plan: MergePlan, ids: Collection[str], others: Collection[str]
    ) -> dict[str, tuple[str, str]]:
        """Return what a plan makes of these tickets and other files: mode and blob by path."""
        target = merged_tree(self._repo, "HEAD", plan)
        versions = Versions(self._repo, self._prefix, target)
        wanted = [path for name in ids for path in versions.places.get(name, ())]
        wanted += [path for path in versions.blobs if self._prefix + path in others]
        wanted += [path for path in self._kept(plan, ids) if path in versions.blobs]
        return {self._prefix + path: (_REGULAR, versions.blobs[path]) for path in wanted}

    def _kept(self, plan: MergePlan, ids: Collection[str]) -> list[str]:
        """Return the attachments that a plan puts beside these tickets."""
        paths = (put.path[len(self._prefix) :] for put in plan.puts if put.blob)
        return [path for path in paths if owner(path) in ids]

    def _is_covered(self, path: str) -> bool:
        return path.startswith(self._prefix) and is_covered(path[len(self._prefix) :])

    def _ticket(self, path: str) -> str:
        """Return the id that the name of a ticket's file says, "" for other files."""
        named = folder_and_id(path[len(self._prefix) :]) if path.startswith(self._prefix) else None
        return named[1] if named else ""

    def _ids(self) -> set[str]:
        """Return the tickets in conflict, in two places of the index, or with marks in their file.

        Git may take one ticket for another by guess, so that what the versions say counts too.
        """
        texts = self._texts(entry for entry in self.unmerged if self._ticket(entry.path))
        found = {self._ticket(entry.path) for entry in self.unmerged} - {""}
        found |= {said[1].decode() for text in texts.values() if (said := _ID.search(text))}
        if self._repo.state() is State.NONE:
            return found
        places: dict[str, str] = {}
        for entry in self.entries:
            name = self._ticket(entry.path)
            if name and places.setdefault(name, entry.path) != entry.path:
                found.add(name)
        return found | self._marked()

    def _marked(self) -> set[str]:
        """Return the tickets that were added with the marks of a conflict in their file."""
        added = self._repo.git.lines0("diff-index", "--cached", "--name-only", "-z", "HEAD", "--")
        paths = {path for path in added if self._ticket(path)}
        texts = {path: read_bytes(self._root / path) or b"" for path in paths}
        return {self._ticket(path) for path, text in texts.items() if _MARKS.search(text)}

    def _texts(self, entries: Iterable[Entry]) -> dict[str, bytes]:
        blobs = [entry.blob for entry in entries]
        return {blob: text or b"" for blob, text in read_blobs(self._repo, blobs)}

    def _by_hand(self, paths: Collection[str]) -> dict[str, str]:
        """Return the files that somebody has edited since, as blobs; "" for one that does not read.

        They have no marks and are no version that git put there.
        """
        versions = {entry.blob for entry in self.entries if entry.path in paths}
        found: dict[str, str] = {}
        for path in paths:
            text = read_bytes(self._root / path)
            if text is None or _MARKS.search(text):
                continue
            if object_id("blob", text, width=id_width(self._repo)) not in versions:
                write = ("hash-object", "-w", "--stdin")
                reads = _reads(text, path)
                found[path] = self._repo.git.text(*write, input=text) if reads else ""
        return found

    def _plan(self) -> MergePlan:
        """Return what merging makes of the two sides, by what git says it is doing."""
        git_dir = self._repo.git_dir
        if (git_dir / "MERGE_HEAD").exists():
            theirs = (git_dir / "MERGE_HEAD").read_text("ascii").split()
            if len(theirs) == 1:
                return plan_merge(self._repo, self._prefix, "HEAD", theirs[0])
        ref, is_backwards = _APPLIED.get(self._repo.state(), ("", False))
        parents = self._parents(ref) if ref else []
        if len(parents) == 2:
            commit, parent = parents
            base, theirs_ = (commit, parent) if is_backwards else (parent, commit)
            return plan_pick(self._repo, self._prefix, base, "HEAD", theirs_)
        blobs = {e.blob for e in self.unmerged if e.stage == _THEIRS and self._is_covered(e.path)}
        applied = find_applied(self._repo, blobs)
        if applied:
            return plan_pick(self._repo, self._prefix, applied.base, "HEAD", applied.theirs)
        return self._by_stages()

    def _parents(self, ref: str) -> list[str]:
        """Return a commit and its parents, nothing where the ref is not there."""
        command = ("rev-list", "--parents", "--max-count=1", "--ignore-missing", ref, "--")
        code, out, _ = self._repo.git.start(*command).communicate()
        return out.decode().split() if code == 0 else []

    def _by_stages(self) -> MergePlan:
        """Return the plan for a base and a side that only the index still has, as after a stash."""
        places = {name: path for path in self._at_head if (name := self._ticket(path))}
        base: dict[str, Put] = {}
        side: dict[str, Put] = {}
        for path in sorted({e.path for e in self.unmerged if self._is_covered(e.path)}):
            stages = {e.stage: e for e in self.unmerged if e.path == path}
            # Where ours has it the base had it, as far as anybody can tell now.
            at = places.get(self._ticket(path), path)
            if at != path:
                side[at] = Put(at, None)
            if _BASE in stages:
                base[at] = Put(at, stages[_BASE].blob, stages[_BASE].mode)
            one = stages.get(_THEIRS)
            side[path] = Put(path, one.blob, one.mode) if one else Put(path, None)
        base = {path: Put(path, None) for path in side if path in self._at_head} | base
        trees = [self._tree(tuple(puts.values())) for puts in (base, side)]
        return plan_pick(self._repo, self._prefix, trees[0], "HEAD", trees[1])

    def _tree(self, puts: tuple[Put, ...]) -> str:
        return merged_tree(self._repo, "HEAD", MergePlan("HEAD", "", puts))

    @cached_property
    def _at_head(self) -> Sequence[str]:
        return self._repo.git.lines0("ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD")


def _entry(row: str) -> Entry:
    meta, path = row.split("\t", 1)
    mode, blob, stage = meta.split(" ")
    return Entry(path, mode, blob, int(stage))


def _reads(text: bytes, path: str) -> bool:
    try:
        parse_ticket(text, path, "")
    except BadInput:
        return False
    return True
