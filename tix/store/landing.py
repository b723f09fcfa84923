"""Move a branch and its work tree to commits made elsewhere; a crash leaves the old or the new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tix.errors import GitFailed, Refused, TixError
from tix.git.checkout import Checkout
from tix.git.commit import Move, move_branch, start_moving
from tix.git.fastimport import Import, fast_import, scratch_ref
from tix.git.refs import Head
from tix.git.repo import Repo, State
from tix.git.uninterrupted import uninterrupted
from tix.store import journal as journals
from tix.store.atomic import explain_git
from tix.store.journal import Journal, Phase
from tix.store.lock import locked
from tix.store.recovery import recover


@contextmanager
def importing(repo: Repo) -> Iterator[Import]:
    """Give a stream on top of HEAD; on leaving, HEAD's branch and the work tree move to its end.

    Nothing of the repository changes before that one step, and after an error nothing at all.
    Refuses to write over files that were changed by hand; what is staged elsewhere stays.
    """
    with locked(repo.own_dir / "lock") as held:
        recover(repo)
        state = repo.state()
        if state not in (State.NONE, State.BISECT):
            raise Refused(f"git is in the middle of a {state}.", hint="git status")
        head = repo.head()
        with scratch_ref(repo, "import") as ref:
            with fast_import(repo, ref, head.commit) as work:
                yield work
            if work.stream.commits:
                work.commit = repo.git.text("rev-parse", "--verify", ref)
                land(repo, head, work.commit, "tix import", held=held)


def land(repo: Repo, head: Head, commit: str, reason: str, *, held: int | None = None) -> None:
    """Move HEAD's branch from `head` to `commit`, and index and work tree with it, or refuse.

    The caller holds the work tree's lock, whose descriptor is `held`. A command that finds this cut
    off finishes it (`recovery`): files first written by git cannot all be there at once.
    """
    move = Move(head.ref or "HEAD", head.commit, commit, reason)
    if repo.is_bare:
        _move(repo, move, held)
        return
    journal = Journal(
        phase=Phase.CHECKOUT,
        ref=move.ref,
        old=move.old or "",
        new=commit,
        message=reason,
        files=(),
    )
    with uninterrupted():
        journals.save(repo, journal, durable=True)
        journals.step("journal written")
        try:
            _check_out(repo, move, held)
        except TixError as error:
            if repo.head().commit != commit:  # else the next command goes on from here
                journals.clear(repo)
            if isinstance(error, GitFailed):
                raise explain_git(error) from error
            raise
        journals.clear(repo)
        journals.step("journal cleared")


def _check_out(repo: Repo, move: Move, held: int | None) -> None:
    checkout = Checkout(repo, move.old, move.new, held=held)
    try:
        checkout.prepare()
        journals.step("index locked")
        _move(repo, move, held)
        journals.step("branch moved")
        try:
            checkout.run()
        except GitFailed:
            _go_back(repo, move, held)
            raise
        journals.step("checked out")
        checkout.publish()
        journals.step("index published")
    finally:
        checkout.drop()


def _move(repo: Repo, move: Move, held: int | None) -> None:
    started = start_moving(repo, move.message, held=held)
    if not move_branch(repo, move, started=started):
        raise Refused("Another command committed on this branch meanwhile.", hint="run it again")


def _go_back(repo: Repo, move: Move, held: int | None) -> None:
    """Take back a move whose files could not be written: these first, the branch at last."""
    Checkout(repo, move.new, move.old, held=held).resume()
    order = f"update {move.ref}\0{move.old or '0' * len(move.new)}\0{move.new}\0"
    start_moving(repo, f"{move.message} taken back", held=held).finish(order.encode())
