"""Decode the refs of git-bug: chains of commits with packs of operations, and identities."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator

from tix.errors import BadInput
from tix.exchange.record import Account
from tix.exchange.sources.gitbugops import Bug, Operation, account, operation
from tix.findings import Finding, Severity
from tix.git.log import stream
from tix.git.objects import CatFile
from tix.git.run import Git

_BUGS, _IDENTITIES = (
    ("refs/bugs", "refs/remotes/*/bugs"),
    ("refs/identities", "refs/remotes/*/identities"),
)
#: What stands between two operations.
_GAP = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(strict=False)
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)


def bugs_in_refs(git: Git, findings: list[Finding]) -> Iterator[Bug]:
    """Yield every bug; the own refs come before what was fetched from elsewhere."""
    refs = _refs(git, _BUGS)
    if not refs:
        raise BadInput(
            "The repository has no bugs of git-bug.",
            hint="git fetch REMOTE 'refs/bugs/*:refs/bugs/*' 'refs/identities/*:refs/identities/*'",
        )
    with CatFile(git) as objects:
        people = _people(git, objects, findings)
        packs = _packs(git, refs.values())
        for ident, ref in refs.items():
            operations = _operations(objects, ref, packs[ref], people, findings)
            yield Bug(ident, tuple(operations), ref)


def _refs(git: Git, patterns: tuple[str, ...]) -> dict[str, str]:
    """Return the refs by the id that each name ends in."""
    refs: dict[str, str] = {}
    for ref in git.text("for-each-ref", "--format=%(refname)", *patterns).split():
        refs.setdefault(ref.rpartition("/")[2], ref)
    return refs


def _people(git: Git, objects: CatFile, findings: list[Finding]) -> dict[str, Account]:
    """Return who everybody is now: the last version of each identity."""
    people: dict[str, Account] = {}
    for ident, ref in _refs(git, _IDENTITIES).items():
        data = objects.find(f"{ref}:version")
        try:
            people[ident] = account(ident, json.loads(data or b"{}"))
        except _BROKEN as error:
            told = f"is no identity of git-bug: {error}"
            findings.append(Finding(Severity.WARNING, "import-people", ref, told))
    return people


def _packs(git: Git, refs: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return commit and blob of each pack of operations, by ref: one walk over all chains."""
    chains: dict[str, str] = {}
    packs: dict[str, list[tuple[str, str]]] = {}
    names = [*refs]
    for entry in stream(git, names):
        known = (chains[parent] for parent in entry.parents if parent in chains)
        chain = chains[entry.id] = next(known, entry.id)
        blobs = [change.after for change in entry.diffs[0] if change.path == "ops"]
        packs.setdefault(chain, []).extend((entry.id, blob) for blob in blobs if blob)
    listed = git.text("for-each-ref", "--format=%(refname) %(objectname)", *_BUGS)
    tips = dict(row.split() for row in listed.splitlines())
    return {name: packs[chains[tips[name]]] for name in names}


def _operations(
    objects: CatFile,
    ref: str,
    packs: list[tuple[str, str]],
    people: dict[str, Account],
    findings: list[Finding],
) -> Iterator[Operation]:
    for commit, blob in packs:
        try:
            yield from _pack(objects.get(blob).decode(), people)
        except _BROKEN as error:
            told = f"commit {commit[:10]} holds no operations that can be read: {error}"
            findings.append(Finding(Severity.ERROR, "import-shape", ref, told))


def _pack(text: str, people: dict[str, Account]) -> Iterator[Operation]:
    whole = json.loads(text, strict=False)
    ident = str(whole["author"]["id"])
    author = people.get(ident) or account(ident, {})
    for node, raw in zip(whole["ops"], _raw(text), strict=True):
        yield operation(node, hashlib.sha256(raw.encode()).hexdigest(), author)


def _raw(text: str) -> Iterator[str]:
    """Yield each operation as it is written: its id is the sum of that."""
    place = _over_gap(text, text.index("[", text.index('"ops"')) + 1)
    while text[place] != "]":
        _, end = _DECODER.raw_decode(text, place)
        yield text[place:end]
        place = _over_gap(text, end)


def _over_gap(text: str, place: int) -> int:
    found = _GAP.match(text, place)
    return found.end() if found else place
