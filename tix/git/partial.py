"""Objects that a partial clone lacks, fetched together instead of one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tix.git.objects import read_many
from tix.git.repo import Repo
from tix.git.run import Git


def read_blobs(repo: Repo, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield (id, content) in the order asked for; content is None for what is nowhere."""
    wanted = list(ids)
    remote = promisor(repo)
    if remote and len(wanted) > 1:
        fetch_missing(repo.git, wanted, remote)
    yield from read_many(repo.git, wanted)


def promisor(repo: Repo) -> str:
    """Return the remote that a partial clone gets missing objects from, "" for a whole clone.

    A look at the file saves whole clones a process that lists all settings.
    """
    if b"promisor" not in (repo.common_dir / "config").read_bytes().lower():
        return ""
    for key in repo.settings.values:
        if key.startswith("remote.") and key.endswith(".promisor") and repo.settings.is_on(key):
            return key.removeprefix("remote.").removesuffix(".promisor")
    return ""


def fetch_missing(git: Git, ids: Iterable[str], remote: str) -> int:
    """Fetch in one batch what a partial clone lacks; return how many objects that were.

    Without this each missing blob would be a connection of its own.
    """
    wanted = set(ids)
    if not wanted:
        return 0
    local = git.run(
        "cat-file",
        "--batch-all-objects",
        "--batch-check=%(objectname)",
        "--buffer",
        "--unordered",
    )
    wanted.difference_update(local.decode().split())
    if wanted:
        git.run(
            *("-c", "fetch.negotiationAlgorithm=noop", "fetch", remote, "--no-tags", "--quiet"),
            *("--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin"),
            input="".join(f"{name}\n" for name in sorted(wanted)).encode(),
        )
    return len(wanted)
