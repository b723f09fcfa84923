"""The command that takes tickets out, in forms that others read."""

from __future__ import annotations

from pathlib import Path

import click

from tix.cli import options
from tix.cli.command import Dashes, command
from tix.cli.context import Session, pass_session
from tix.cli.output import say, write
from tix.exchange.exports.audience import Audience
from tix.exchange.exports.registry import EXPORTS, forms_told
from tix.text import plural

#: `\\b` keeps the lines of a paragraph as they are.
EXPORTING = f"""\
Take tickets out for other programs and people.

All tickets, closed ones too, or those that a query matches. FORM is one of these, for the
audience in brackets unless --audience says otherwise:

\b
{forms_told()}

For the public there are no notes, no internal fields and no tickets whose visibility is
internal, and addresses of e-mail are masked. Files that are attached stay where they are.
"""


@command(
    "export",
    help=EXPORTING,
    examples=(
        "tix export json -o tickets.json",
        "tix export csv status:open -o open.csv",
        "tix export markdown tag:release -o release.md",
    ),
    dashes=Dashes.QUERY,
)
@click.argument("form", metavar="FORM", type=click.Choice(list(EXPORTS)))
@options.words
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to FILE, whole or not at all, instead of stdout.",
)
@click.option(
    "--audience",
    type=click.Choice([str(each) for each in Audience]),
    help="Who will read it.",
)
@pass_session
def export(
    session: Session,
    *,
    form: str,
    words: tuple[str, ...],
    target: Path | None,
    audience: str | None,
) -> int:
    """Take tickets out for other programs and people."""
    from tix.cli.progress import progress
    from tix.exchange.exports.item import Book
    from tix.exchange.exports.registry import write_export
    from tix.exchange.exports.wholefile import whole_file
    from tix.selection import select

    tracker = session.tracker
    ids = select(tracker, words, everything=True, sort="created").ids()
    seen_by = Audience(audience) if audience else EXPORTS[form].audience
    with progress("Writing tickets", len(ids)) as step:
        book = Book(tracker, ids, seen_by, step)
        if target is None:
            write_export(form, book, write)
        else:
            with whole_file(target, EXPORTS[form].mark) as out:
                write_export(form, book, out)
    for finding in book.findings:
        say(str(finding))
    if target is not None:
        say(f"{target} holds {plural(len(ids) - len(book.findings), 'ticket')}.")
    return int(bool(book.findings))
