"""The pager of the reader: TIX_PAGER, what git uses, PAGER."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tix.cli.programs import chosen_program

if TYPE_CHECKING:
    from tix.cli.context import Session


def page(session: Session, text: str) -> None:
    """Show long text in the pager."""
    with _environment("PAGER", chosen_program("TIX_PAGER", "GIT_PAGER", "less")):
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(text, color=session.paints)


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
