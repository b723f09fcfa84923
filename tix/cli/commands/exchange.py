"""Commands that move trackers in, and make one to try."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tix.cli import options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Kind, say, write, write_json
from tix.exchange.sources.registry import FORMATS, formats_told
from tix.text import clean

if TYPE_CHECKING:
    from tix.exchange.importer import Imported
    from tix.exchange.sources.tixjson import TixJson
    from tix.tracker import Tracker


#: `\\b` keeps the lines of a paragraph as they are.
IMPORTING = f"""\
Move a tracker in with its history.

Every change that the export tells of becomes a commit with its own author and time; where it
tells only how a ticket is, its creation is one commit and its end another. A later import of a
newer export adds only what is new.

\b
FORMAT is one of
{formats_told()}

--dry-run writes nothing and prints a mapping: where every status, type, field and person
goes. Change it, and give it to --map.
"""


@command(
    "import",
    help=IMPORTING,
    examples=(
        "tix import jira export.tar.xz --dry-run > map.yaml",
        "tix import jira export.tar.xz --map map.yaml",
        "tix import csv tickets.csv --as helpdesk",
        "tix import eventlog incidents.csv.gz --map servicenow.yaml",
    ),
)
@click.argument("system", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "chosen",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What becomes of the words of the export; --dry-run proposes it.",
)
@click.option(
    "--as",
    "alias",
    metavar="NAME",
    help="The source's name, as it stands in the tickets' `external`; the same each time.",
)
@options.dry_run
@options.value_form
@pass_session
def import_tracker(
    session: Session,
    *,
    system: str,
    path: Path,
    chosen: Path | None,
    alias: str | None,
    dry_run: bool,
    form: Form,
) -> int:
    """Move a tracker in with its history."""
    from tix import clock
    from tix.exchange.ground import read_ground
    from tix.exchange.importer import rehearse, run_import
    from tix.exchange.mapping import Mapping, checked_alias, read_mapping
    from tix.exchange.sources.registry import open_source
    from tix.exchange.sources.tixjson import TixJson

    tracker = session.tracker
    statuses = {name: status.category for name, status in tracker.config.statuses.items()}
    mapping = read_mapping(chosen, statuses) if chosen else Mapping()
    mapping = replace(
        mapping,
        alias=checked_alias(alias or mapping.alias),
        timezone=mapping.timezone or tracker.config.timezone,
    )
    with open_source(system, path, mapping) as source, _stages() as told:
        if isinstance(source, TixJson):
            done = _restored(tracker, source, told, dry_run=dry_run)
        elif dry_run:
            ground = read_ground(tracker.repo, tracker.prefix, source.system)
            done = rehearse(source, ground, mapping)
        else:
            done = run_import(
                tracker.repo,
                tracker.prefix,
                source,
                importer=tracker.author,
                now=clock.now(),
                chosen=mapping,
                progress=told,
            )
    _report(done, form, dry_run=dry_run)
    return int(any(finding.severity == "error" for finding in done.findings))


def _restored(
    tracker: Tracker, source: TixJson, told: Callable[[str, int, int], None], *, dry_run: bool
) -> Imported:
    """Bring back tickets of tix, which keep their ids and need no mapping."""
    from tix import clock
    from tix.exchange.restore import rehearse_restore, restore

    if dry_run:
        return rehearse_restore(tracker.repo, tracker.prefix, source)
    return restore(
        tracker.repo,
        tracker.prefix,
        source,
        importer=tracker.author,
        now=clock.now(),
        progress=told,
    )


@command("demo", examples=("tix demo", "tix demo /tmp/desk"))
@click.argument("folder", metavar="[DIR]", default="tix-demo", type=click.Path(path_type=Path))
@pass_session
def demo(session: Session, *, folder: Path) -> None:
    """Make a tracker to try: a small company's desk.

    Some 300 tickets over eighteen months, with people, comments, due dates and history, in DIR
    (tix-demo unless said otherwise), which must be new or empty.
    """
    from tix import clock
    from tix.exchange.demodesk import make_demo

    place = (session.start or Path()) / folder
    done = make_demo(place, clock.now())
    write(
        f"{place} is the desk of a small company: {done.created} tickets,"
        f" {done.commits:,} changes in git. You are Ana there."
    )
    for words in (["board", "-n", "4"], ["list", "priority:high+"], ["show", _talked_about(place)]):
        write(f"\n$ tix {' '.join(words)}")
        _run_in(session, place, words)
    write(
        "\nTry next:\n"
        f"  cd {folder}\n"
        f"{_way_to_tix()}"
        "  tix mine                   what waits for you\n"
        "  tix next                   what to take, and why\n"
        "  tix search invoice         in everything that was ever said\n"
        "  tix create 'The coffee machine is empty' -p high\n"
        "  tix log --since 7d         what happened this week\n"
    )


def _way_to_tix() -> str:
    """Return the line that puts this tix on PATH, where it is not."""
    if shutil.which("tix"):
        return ""
    return f'  export PATH="{Path(sys.argv[0]).resolve().parent}:$PATH"\n'


def _talked_about(place: Path) -> str:
    """Return the open ticket with the longest talk."""
    from tix.selection import select
    from tix.tracker import Tracker

    return str(select(Tracker.open(place), "sort:-comments").rows(("id",), limit=1)[0][0])


def _run_in(session: Session, place: Path, words: list[str]) -> None:
    """Run a command as if it had been typed in another folder."""
    from tix.cli.main import build

    there = session.in_folder(str(place))
    build().main(words, prog_name="tix", standalone_mode=False, obj=there)


def _report(done: Imported, form: Form, *, dry_run: bool) -> None:
    from tix.cli.tables import small_table
    from tix.exchange.proposal import proposal
    from tix.exchange.summary import as_json, findings_text, headline, rows, sentences

    if form.kind is Kind.JSON:
        mapping = {"mapping": proposal(done.survey, done.mapping)} if dry_run else {}
        write_json("import", as_json(done) | mapping)
        return
    table = small_table(
        ("field", "issues", "goes to", "remark"),
        [(row.field, str(row.issues), row.to, row.note) for row in rows(done)],
    )
    fields = [table, "", *sentences(done)] if done.mapping.fields else []
    told = [*fields, *findings_text(done), "", headline(done, dry_run=dry_run)]
    if dry_run:
        if done.mapping.fields:
            write(proposal(done.survey, done.mapping))
        say("\n".join(told))
    else:
        write(clean("\n".join(told), lines=True))


@contextmanager
def _stages() -> Iterator[Callable[[str, int, int], None]]:
    """Yield what an import tells its progress to: one line, begun anew for each of its stages."""
    from tix.cli.progress import progress

    with ExitStack() as stack:
        now: list[tuple[str, Callable[[int], None]]] = []

        def tell(stage: str, _done: int, total: int) -> None:
            if not now or now[-1][0] != stage:
                stack.close()
                now.append((stage, stack.enter_context(progress(stage.capitalize(), total))))
            now[-1][1](1)

        yield tell
