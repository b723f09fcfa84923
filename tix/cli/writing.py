"""Long text: from an option, or out of somebody's editor, and never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tix.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from tix.cli.context import Session


@contextmanager
def written_text(
    session: Session, given: str | None, *, edit: bool, advice: Callable[[], str], present: str = ""
) -> Iterator[str]:
    """Give the text of an option or, without one or with `edit`, what an editor made of it.

    What is done with a text out of the editor happens inside: when that fails the text is kept.
    """
    if given is not None and not edit:
        yield given
        return
    if given is None and not edit and not session.is_interactive:
        raise UsageError("The text is missing.", hint="give -m TEXT, or -F - for stdin")
    from tix.cli.prompts import edit_text, keeping

    check_writable(session)
    keep = edits_folder(session)
    text = edit_text(given or present, str, keep=keep, advice=advice())
    with keeping(text, keep):
        yield text


def edits_folder(session: Session) -> Path:
    """Return where texts lie while they are written; git never sees it."""
    return session.tracker.repo.own_dir / "edits"


def check_writable(session: Session) -> None:
    """Raise before somebody writes a text that could not be kept in a commit."""
    session.tracker.write(lambda _draft: None, dry_run=True)
