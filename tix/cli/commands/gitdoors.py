"""Commands that git calls: a merge driver and a merge strategy."""

from __future__ import annotations

from pathlib import Path

import click

from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.filename import FileName
from tix.cli.output import say, write
from tix.text import clean


@command(
    "merge-strategy",
    examples=("tix merge-strategy -- BASE -- HEAD THEIRS",),
)
@click.argument("words", metavar="[-- OPTION... BASE... -- OURS THEIRS]", nargs=-1)
@pass_session
def merge_strategy(session: Session, *, words: tuple[str, ...]) -> int:
    """Merge two commits for git.

    It is git's strategy tix: git runs git-merge-tix, and that runs this command when tickets
    changed on both sides. Tickets never conflict; what lies beside them merges as ever. Exit code 7
    is a conflict in other files, left as git leaves it; 6 is a refusal that changed nothing.
    """
    from tix.errors import MergeUnresolved
    from tix.git.repo import Repo

    repo = Repo.discover(session.start or ".", keep_env=True)
    try:
        with repo.warmed():
            from tix.merge.strategy import Call, merge

            plan = merge(repo, Call.parse(words))
    except MergeUnresolved as conflict:
        write(clean(conflict.message, lines=True))
        return conflict.exit_code
    for finding in plan.findings:
        say(str(finding))
    return 0


@command(
    "merge-driver",
    examples=("tix merge-driver base.yaml ours.yaml theirs.yaml open/OPS-k7m2qd.yaml",),
)
@click.argument("base", type=FileName())
@click.argument("ours", type=FileName())
@click.argument("theirs", type=FileName())
@click.argument("path", type=FileName(), default="")
@click.argument("size", type=click.IntRange(1, 100), default=7)
@pass_session
def merge_driver(
    session: Session, *, base: str, ours: str, theirs: str, path: str, size: int
) -> int:
    """Merge the file of a ticket for git.

    Field by field: `tix setup` tells git of it, .gitattributes of the tracker asks for it. The
    result is written to OURS. Exit code 7: two tickets that git took for one stand there between
    marks. With any other code nothing was written, and git merges the file as text.
    """
    from tix.errors import BadInput, MergeUnresolved
    from tix.git.repo import Repo
    from tix.merge.driver import Texts, both, merge_file
    from tix.store.atomic import replace

    repo = Repo.discover(session.start or ".", keep_env=True)
    texts = Texts(*(Path(one).read_bytes() for one in (base, ours, theirs)))
    try:
        merged = merge_file(repo, path or ours, texts)
        code = 0
    except MergeUnresolved as conflict:
        say(f"tix: {conflict.message}")
        merged, code = both(texts, size), conflict.exit_code
    if merged is None:
        return BadInput.exit_code
    replace(Path(ours), merged, durable=False)
    return code
