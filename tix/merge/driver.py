"""The merge driver: the content of one ticket's file, for merges that git makes by itself.

A driver sees three texts and no history. Where git tells what it merges, the commits decide as
everywhere; in a revert, a stash or a rebase what is applied comes later than what is there.
"""

from __future__ import annotations

import os

from tix.errors import BadInput, MergeUnresolved
from tix.frozen import frozen
from tix.git.repo import Repo
from tix.merge.plan import plan_merge
from tix.merge.strategy import find_prefix
from tix.merge.threeway import three_way
from tix.merge.trees import merged_tree
from tix.model.ticket import Ticket
from tix.store.layout import folder_and_id
from tix.store.remembered import recall, remember
from tix.store.ticketfile import parse_ticket, rewrite_ticket

_NAMED = "GITHEAD_"
_MARKER = 7


@frozen
class Texts:
    """Three versions of a file; an empty base is none."""

    base: bytes
    ours: bytes
    theirs: bytes


def merge_file(repo: Repo, path: str, texts: Texts) -> bytes | None:
    """Return the merged content of a ticket's file, None for a file that is no ticket's.

    `path` is relative to the work tree. Raise BadInput for what breaks the format. Git merges both
    as text.
    """
    prefix = find_prefix(repo, "HEAD")
    inside = path.removeprefix(prefix)
    named = folder_and_id(inside)
    if named is None or not path.startswith(prefix):
        return None
    base, ours, theirs = (
        parse_ticket(text, inside, named[0]) if text.strip() else None
        for text in (texts.base, texts.ours, texts.theirs)
    )
    if ours is None or theirs is None:
        raise BadInput(f"{path} is empty on one side.")
    check_ids(base, ours, theirs)
    by_history = _by_history(repo, prefix, ours.id)
    if by_history is not None:
        return by_history
    return rewrite_ticket(texts.ours, three_way(base, ours, theirs).ticket, inside)


def check_ids(base: Ticket | None, ours: Ticket, theirs: Ticket) -> None:
    """Raise MergeUnresolved for versions of different tickets, which git takes for one by guess."""
    sides = [ticket for ticket in (base, ours, theirs) if ticket]
    if len({(ticket.id, ticket.text("created")) for ticket in sides}) > 1:
        names = " and ".join(sorted({ticket.id for ticket in sides}))
        raise MergeUnresolved(f"{names}: versions of two tickets are not one.")


def both(texts: Texts, size: int = _MARKER) -> bytes:
    """Return both versions whole, between marks, so that neither is lost nor overlooked."""
    ours, theirs = (
        text if text.endswith(b"\n") else text + b"\n" for text in (texts.ours, texts.theirs)
    )
    open_, middle, close = (mark * size for mark in (b"<", b"=", b">"))
    return b"".join((open_, b" ours\n", ours, middle, b"\n", theirs, close, b" theirs\n"))


def _by_history(repo: Repo, prefix: str, ticket: str) -> bytes | None:
    """Return the ticket as the merge of the commits has it, where git tells which they are."""
    heads = [name.removeprefix(_NAMED) for name in os.environ if name.startswith(_NAMED)]
    ours = repo.head().commit
    if len(heads) != 1 or ours is None:
        return None
    tree = _merged(repo, prefix, ours, heads[0])
    below = [prefix] if prefix else []
    paths = repo.git.lines0("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree, "--", *below)
    for path in paths:
        named = folder_and_id(path.removeprefix(prefix))
        if named and named[1] == ticket:
            return repo.git.run("cat-file", "blob", f"{tree}:{path}")
    return None


def _merged(repo: Repo, prefix: str, ours: str, theirs: str) -> str:
    """Return the tree of the merge, kept for the next file of it that git asks about."""
    kept = str(repo.own_dir / "driver")
    signed = ((ours, 0, 0, 0, 0), (theirs, 0, 0, 0, 0))
    tree = recall(kept, signed)
    if not isinstance(tree, str):
        tree = merged_tree(repo, ours, plan_merge(repo, prefix, ours, theirs))
        remember(kept, signed, tree)
    return tree
