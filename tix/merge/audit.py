"""Merges that others made: what they hold, compared with what merging makes of their parents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from tix.errors import NotFound
from tix.findings import Finding, Severity
from tix.frozen import frozen
from tix.git.commit import Stamp
from tix.git.gitconfig import Author
from tix.git.repo import Repo
from tix.merge.plan import plan_merge
from tix.merge.sides import compare_trees, is_covered, is_keep
from tix.merge.trees import merged_tree
from tix.merge.versions import Versions
from tix.model.changes import Change, describe, diff, follows, invert
from tix.model.registers import Values, registers
from tix.model.ticket import Ticket
from tix.store.layout import folder_and_id

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_FIX = "tix check --merge {} --fix"
_NOBODY = Stamp(Author("tix", "tix"), Author("tix", "tix"), datetime.fromtimestamp(0, UTC), "")


@frozen
class Loss:
    """What a merge lost of one ticket: the changes that bring it back, or the whole file.

    `path` and `content` are of the file as merging makes it, for a ticket that is gone or broken;
    `held` is what the merge has in its place.
    """

    ticket: str
    changes: tuple[Change, ...] = ()
    path: str = ""
    content: bytes = b""


@frozen
class Audit:
    """A merge commit, what is wrong with it, and what it lost."""

    commit: str
    findings: tuple[Finding, ...]
    losses: tuple[Loss, ...]


def merges_of(repo: Repo, named: str) -> list[str]:
    """Return the merges that a commit or a range names, the oldest first.

    A commit that is no merge stands for the last one before it.
    """
    if named.startswith("-"):
        raise NotFound(f"There is no commit {named}.", hint="git log --merges --oneline")
    last = [] if ".." in named else ["--max-count=1"]
    command = repo.git.start(
        *("rev-list", "--merges", "--topo-order", "--reverse", *last, named, "--")
    )
    code, out, _ = command.communicate()
    if code:
        raise NotFound(f"There is no commit {named}.", hint="git log --merges --oneline")
    return out.decode().split()


def audit_merge(repo: Repo, prefix: str, commit: str) -> Audit:
    """Compare a merge commit with what merging makes of its parents; nothing is changed.

    What somebody has put right since, as HEAD has it, is left out.
    """
    parents = repo.git.text("rev-list", "--parents", "--max-count=1", commit, "--").split()[1:]
    wanted = _merged(repo, prefix, parents)
    paths = [
        path[len(prefix) :]
        for path in compare_trees(repo, prefix, wanted, commit)
        if is_covered(path[len(prefix) :])
    ]
    if not paths:
        return Audit(commit, (), ())
    look = _Look(
        commit,
        Versions(repo, prefix, wanted),
        Versions(repo, prefix, commit),
        [Versions(repo, prefix, parent) for parent in parents],
        Versions(repo, prefix, "HEAD"),
    )
    found = [*look.tickets({named[1] for path in paths if (named := folder_and_id(path))})]
    findings = [finding for finding, _ in found] + [*look.files(paths)]
    return Audit(commit, tuple(findings), tuple(loss for _, loss in found if loss))


def _merged(repo: Repo, prefix: str, parents: Sequence[str]) -> str:
    """Return the tree that merging makes of all parents, one after the other."""
    first, *others = parents
    tree = first
    for count, other in enumerate(others):
        tree = merged_tree(repo, first, plan_merge(repo, prefix, first, other))
        if count < len(others) - 1:
            first = _join(repo, tree, first, other)
    return tree


def _join(repo: Repo, tree: str, one: str, other: str) -> str:
    command = ("commit-tree", tree, "-p", one, "-p", other, "-m", "merge")
    return repo.git.run(*command, env=_NOBODY.environment()).decode().strip()


@frozen
class _Look:
    """One merge: what it should hold, what it holds, what its parents hold, what is there now."""

    commit: str
    wanted: Versions
    held: Versions
    parents: Sequence[Versions]
    now: Versions

    def tickets(self, ids: Collection[str]) -> Iterator[tuple[Finding, Loss | None]]:
        """Yield what is wrong with tickets, and what would bring them back."""
        wanted, held = self.wanted.tickets(ids), self.held.tickets(ids)
        sides = [parent.tickets(ids) for parent in self.parents]
        now = self.now.tickets(ids)
        whole = {name: (path, text) for name, path, text in self.wanted.read(ids)}
        for name in sorted(ids):
            if name not in wanted:
                continue
            if name in held:
                mine = [registers(side[name]) for side in sides if name in side]
                changes = _lasting(diff(wanted[name], held[name]), now.get(name))
                yield from self._registers(name, changes, mine)
            elif name not in now:
                rule, problem = self._problem(name)
                loss = Loss(name, (), *whole[name])
                yield self._finding(rule, whole[name][0], f"{name} {problem}"), loss

    def files(self, paths: Sequence[str]) -> Iterator[Finding]:
        """Yield other files that are not as merging makes them, settings and attachments."""
        for path in sorted(paths):
            if folder_and_id(path) or is_keep(path):
                continue
            held = self.held.blobs.get(path)
            if path not in self.wanted.blobs or self.now.blobs.get(path) != held:
                continue
            is_gone = held is None
            message = "is gone" if is_gone else "is not what both sides make of it"
            short = self.commit[:10]
            fix = f"git show {short}, then put it right by hand"
            yield Finding(ERROR, "merge-file", path, f"{path} {message} in {short}", fix=fix)

    def _registers(
        self, name: str, changes: Iterable[Change], sides: Sequence[Values]
    ) -> Iterator[tuple[Finding, Loss | None]]:
        path = self.held.places[name][0]
        for change in changes:
            if _is_own(change, sides):
                message = f"{name}: the merge itself says {describe(change)}"
                yield self._finding("merge-own", path, message, severity=WARNING), None
            else:
                message = f"{name}: lost {describe(invert(change))}"
                yield self._finding("merge-lost", path, message), Loss(name, (invert(change),))

    def _problem(self, name: str) -> tuple[str, str]:
        places = self.held.places.get(name, [])
        if not places:
            return "merge-gone", "is gone"
        if len(places) > 1:
            return "merge-twice", f"is in more than one place: {' and '.join(places)}"
        return "merge-broken", "cannot be read"

    def _finding(
        self, rule: str, path: str, message: str, *, severity: Severity = ERROR
    ) -> Finding:
        short = self.commit[:10]
        fix = _FIX.format(short) if severity is ERROR else f"git show {short}"
        return Finding(severity, rule, path, f"{message} ({short})", fix=fix)


def _lasting(changes: Iterable[Change], now: Ticket | None) -> list[Change]:
    """Return the changes of a merge that nobody has overwritten since."""
    held = registers(now) if now else None
    return [
        change
        for change in changes
        if not follows(change) and (held is None or held.get(change.register) == change.after)
    ]


def _is_own(change: Change, sides: Sequence[Values]) -> bool:
    """Tell whether somebody wrote this in the merge: no parent has it so."""
    return change.after is not None and all(
        side.get(change.register) != change.after for side in sides
    )
