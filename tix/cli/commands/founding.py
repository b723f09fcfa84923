"""Commands that begin a tracker, and get a clone of one ready."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tix.cli import options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Json, Kind, say, write, write_json
from tix.config.templates import SUMMARIES
from tix.errors import UsageError
from tix.text import clean

if TYPE_CHECKING:
    from tix.founding.begin import Founding, Way
    from tix.founding.site import Site

_QUESTION = """\
{top} holds other things. The tracker can be
  1  a branch of its own, checked out in {folder}/: one status for the whole team,
     and no ticket commits between those of the code
  2  the folder {folder}/ beside the code, in the same branch: a ticket and its code in one commit
Which one"""


@command(
    "init",
    examples=(
        "tix init desk --template support",
        "tix init --branch",
        "tix init --here --dir issues --key OPS",
    ),
)
@click.argument("folder", metavar="[DIR]", default="", type=click.Path(path_type=Path))
@click.option("--branch", is_flag=True, help="A branch of its own, checked out in tickets/.")
@click.option("--here", is_flag=True, help="The folder tickets/ in the branch of the code.")
@click.option("--dir", "name", metavar="NAME", default="", help="Another folder than tickets.")
@click.option("--key", default="", help="What ids begin with; otherwise from the folder's name.")
@click.option("--template", type=click.Choice([*SUMMARIES]), help="Statuses and types to start.")
@click.option("--name", "title", metavar="TEXT", default="", help="What people call the tracker.")
@options.dry_run
@options.value_form
@pass_session
def init(
    session: Session,
    *,
    folder: Path,
    branch: bool,
    here: bool,
    name: str,
    key: str,
    template: str | None,
    title: str,
    dry_run: bool,
    form: Form,
) -> None:
    """Begin a tracker.

    In an empty folder or an empty repository, the tracker is the repository. In one that holds
    other things it is either a branch of its own (--branch) or a folder beside the code (--here);
    without one of the two, and without anybody to ask, nothing is done.

    Templates: simple (open, doing, done), kanban (a board with a backlog, limits and review),
    support (a help desk). One commit is made; what you have staged stays out of it.
    """
    from tix import clock
    from tix.founding.begin import Wish, found, plan_founding
    from tix.founding.site import find_site

    site = find_site((session.start or Path()) / folder)
    way = _way(session, site, branch=branch, here=here, name=name)
    founding = plan_founding(site, Wish(way, name, key, template or "", title))
    made = "" if dry_run else found(founding, clock.now())
    if form.kind is Kind.JSON:
        write_json("init", _as_json(founding, made))
    else:
        write(clean(_told(founding, dry_run=dry_run), lines=True))


@command("setup", examples=("tix setup", "tix setup --strategy", "tix setup --undo"))
@click.option("--dir", "name", metavar="NAME", default="", help="Another folder than tickets.")
@click.option("--strategy", is_flag=True, help="Merge through tix beside code, too.")
@click.option("--undo", is_flag=True, help="Take it back; commits stay on the branch.")
@options.value_form
@pass_session
def setup(session: Session, *, name: str, strategy: bool, undo: bool, form: Form) -> None:
    """Get a clone of a tracker ready for work.

    A tracker on a branch of its own is fetched if need be and checked out in tickets/, which git
    status of the code then overlooks, and hooks of the code do not run there.

    Git learns to merge a ticket's file field by field and not to guess that folders were renamed.
    Where the work tree is the tracker's own, every git merge, pull, rebase and cherry-pick in it
    goes through tix (pull.twohead), so that none stops at a ticket. Beside code that is a choice,
    --strategy: it makes each pick of a rebase some milliseconds slower, and a clone that loses the
    program git-merge-tix cannot merge at all. Running setup again changes nothing.
    """
    from tix.founding.merging import missing_strategy
    from tix.founding.setup import set_up, take_back
    from tix.git.repo import Repo

    start = session.start or Path()
    report = take_back(start) if undo else set_up(start, name, strategy=strategy)
    if form.kind is Kind.JSON:
        write_json("setup", {"tracker": str(report.tracker), "steps": [*report.steps]})
        return
    ready = "Nothing was set up." if undo else f"{report.tracker} was ready."
    write(clean("\n".join(report.steps) or ready, lines=True))
    if not undo and (missing := missing_strategy(Repo.discover(report.tracker))):
        say(f"warning: {missing}")


def _way(session: Session, site: Site, *, branch: bool, here: bool, name: str) -> Way | None:
    from tix.founding.begin import Way

    if branch and here:
        raise UsageError("--branch and --here exclude each other.", hint="give one")
    if branch or here:
        return Way.BRANCH if branch else Way.HERE
    if site.is_empty:
        return None
    folder = name or "tickets"
    if not session.is_interactive:
        both = "tix init --branch (a branch of its own), or tix init --here (a folder beside)"
        raise UsageError(f"{site.top} holds other things.", hint=both)
    question = clean(_QUESTION.format(top=site.top, folder=folder), lines=True)
    answer = click.prompt(question, type=click.Choice(["1", "2"]), default="1", err=True)
    return Way.BRANCH if answer == "1" else Way.HERE


def _as_json(founding: Founding, made: str) -> dict[str, Json]:
    return {
        "path": str(founding.place),
        "way": founding.way.value,
        "key": founding.key,
        "statuses": [*founding.statuses],
        "commit": made or None,
    }


def _told(founding: Founding, *, dry_run: bool) -> str:
    from tix.founding.begin import Way

    verb = "would be" if dry_run else "is"
    place = founding.place if founding.folder == "" else f"{founding.folder}/"
    own = ", on the branch tix of its own" if founding.way is Way.BRANCH else ""
    lines = [
        f"{place} {verb} the tracker {founding.key}{own}.",
        f"Statuses: {', '.join(founding.statuses)}.",
    ]
    if not dry_run:
        lines += ["", "Try next:", *_next(founding)]
    return "\n".join(lines)


def _next(founding: Founding) -> list[str]:
    from tix.founding.begin import Way

    steps = ["  tix create 'The first thing to do'", "  tix board"]
    if founding.site.top != Path.cwd() and founding.way is Way.ROOT:
        steps.insert(0, f"  cd {founding.place}")
    if founding.way is Way.BRANCH and founding.site.repo and _has_remote(founding.site):
        steps.append("  tix sync")
    return steps


def _has_remote(site: Site) -> bool:
    return site.repo is not None and "remote.origin.url" in site.repo.settings.values
