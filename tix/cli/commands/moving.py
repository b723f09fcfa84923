"""Commands that move tickets between statuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from tix.cli import complete, options
from tix.cli.changing import How, change_draft, change_tickets, changes
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import say
from tix.errors import GitFailed, NotFound, Refused, UsageError

if TYPE_CHECKING:
    from tix.drafts import Draft
    from tix.git.repo import Repo
    from tix.tracker import Tracker
    from tix.workflow.bulk import Plan

_as = click.option(
    "--as",
    "resolution",
    metavar="RESOLUTION",
    shell_complete=complete.values_of("resolution"),
    help="How it ended, such as fixed or wontfix.",
)


def _spoken(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command -m, -F and --note: a comment in the same commit."""
    note = click.option("--note", is_flag=True, help="The comment is internal.")
    return options.text(note(function))


@command(
    "move",
    examples=(
        "tix move k7m doing",
        "tix move k7m x2c waiting -m 'Asked the vendor.'",
        "tix move --query 'status:review tag:login' done --as fixed",
    ),
)
@click.argument(
    "words",
    metavar="ID... STATUS",
    nargs=-1,
    shell_complete=complete.then(complete.statuses),
)
@_as
@_spoken
@changes
@pass_session
def move(
    session: Session,
    *,
    words: tuple[str, ...],
    resolution: str | None,
    text: str | None,
    note: bool,
    how: How,
) -> None:
    """Move tickets to another status.

    The last word is the status. A ticket that comes into a closed status gets a resolution: the one
    of --as, or `defaults.resolution`, or the first that the settings declare. Leaving a closed
    status reopens it.
    """
    from tix.workflow.moves import plan_move

    config = session.tracker.config
    names, status = _split_status(session, words, has_query=how.query is not None)
    ending = _read_resolution(session.tracker, resolution)
    plan: Plan = lambda ticket: plan_move(ticket, status, config, resolution=ending)  # noqa: E731
    change_tickets(session, names, _with_comment(session, plan, text, note=note), how)


@command(
    "start",
    examples=("tix start k7m", "tix start k7m --branch", "tix start k7m --branch feature/umlauts"),
)
@options.tickets
@click.option("--take", is_flag=True, help="Take it even from somebody who has it.")
@click.option(
    "--branch",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[NAME]",
    help="Make a branch of code for it and switch to it.",
)
@_spoken
@changes
@pass_session
def start(
    session: Session,
    *,
    tickets: tuple[str, ...],
    take: bool,
    branch: str | None,
    text: str | None,
    note: bool,
    how: How,
) -> None:
    """Begin work on tickets.

    The ticket becomes active and yours; somebody else's is refused (exit code 6) unless you --take
    it. With --branch, last on the line or with a name, a branch of code is made from where you are:
    after that `.` stands for the ticket, as in `tix show .`. A NAME without the id gets it.

    Where the tracker is the repository itself, its tickets are on the new branch too: you are told
    how to go back.
    """
    from tix.workflow.moves import plan_start

    tracker = session.tracker
    names = _names_for_branch(tracker, tickets, branch, how)
    me, config = tracker.me, tracker.config
    plan: Plan = lambda ticket: plan_start(ticket, me, config, take=take)  # noqa: E731
    plan = _with_comment(session, plan, text, note=note)
    switch = _prepared_branch(tracker, names[0], branch) if branch is not None else None
    outcome = change_tickets(session, names, plan, how)
    _tell_blockers(tracker, [edit.after.id for edit in outcome.edits])
    if switch and not how.dry_run:
        _switch(tracker, *switch)


@command(
    "close",
    examples=(
        "tix close k7m",
        "tix close k7m x2c --as wontfix -m 'Nobody uses it any more.'",
        "tix close k7m --solution 'Escaped the umlauts.'",
        "tix close k7m --duplicate-of x2c",
    ),
)
@options.tickets
@_as
@click.option(
    "--duplicate-of",
    "original",
    metavar="ID",
    shell_complete=complete.tickets,
    help="Link it to the ticket that it repeats.",
)
@click.option("--solution", metavar="TEXT", help="What solved it, for those who look later.")
@options.fields("status")
@_spoken
@changes
@pass_session
def close(
    session: Session,
    *,
    tickets: tuple[str, ...],
    resolution: str | None,
    original: str | None,
    solution: str | None,
    status: str | None,
    text: str | None,
    note: bool,
    how: How,
) -> None:
    """End tickets.

    They move to the first closed status, or to --status, with the resolution of --as, or else
    `defaults.resolution`, or the first that the settings declare. Sub-tickets that are still open
    are named on stderr and stay open.
    """
    from tix.selection import some_ids
    from tix.workflow.links import join
    from tix.workflow.moves import find_status, plan_close

    tracker = session.tracker
    config = tracker.config
    twin = tracker.resolve(original) if original else ""
    target = find_status(config, status) if status else ""
    ending = _read_resolution(tracker, resolution, is_duplicate=bool(twin))
    ids = some_ids(tracker, tickets, how.query)
    plan: Plan = lambda ticket: plan_close(  # noqa: E731
        ticket, config, resolution=ending, solution=solution or "", status=target
    )
    plan = _with_comment(session, plan, text, note=note)

    def fill(draft: Draft) -> None:
        for name in ids:
            if twin:
                join(draft, name, "duplicates", twin)
            draft.change(name, plan)

    change_draft(session, fill, how)
    _tell_children(tracker, ids)


@command(
    "reopen",
    examples=("tix reopen k7m", "tix reopen k7m --status doing -m 'It happens again.'"),
)
@options.tickets
@options.fields("status")
@_spoken
@changes
@pass_session
def reopen(
    session: Session,
    *,
    tickets: tuple[str, ...],
    status: str | None,
    text: str | None,
    note: bool,
    how: How,
) -> None:
    """Take closed tickets back into the work.

    They move to the first status of the queue, or to --status, and lose their resolution. --query
    looks among closed tickets here.
    """
    from tix.workflow.moves import find_status, plan_reopen

    config = session.tracker.config
    target = find_status(config, status) if status else ""
    plan: Plan = lambda ticket: plan_reopen(ticket, config, target)  # noqa: E731
    plan = _with_comment(session, plan, text, note=note)
    change_tickets(session, tickets, plan, _among_closed(how))


def _split_status(
    session: Session, words: Sequence[str], *, has_query: bool
) -> tuple[Sequence[str], str]:
    """Return the names of tickets and the status behind them."""
    from tix.workflow.moves import find_status

    if len(words) < (1 if has_query else 2):
        given = " ".join(words) or "ID"
        raise UsageError("A ticket and a status are needed.", hint=f"tix move {given} STATUS")
    config = session.tracker.config
    *names, last = words
    if not has_query and config.find_status(last) is None and config.find_status(words[0]):
        hint = f"tix move {' '.join(words[1:])} {words[0]}"
        raise UsageError("The status stands last.", hint=hint)
    return names, find_status(config, last)


def _read_resolution(tracker: Tracker, given: str | None, *, is_duplicate: bool = False) -> str:
    """Return the resolution that is asked for, empty for the usual one."""
    from tix.workflow.moves import DUPLICATE
    from tix.workflow.values import canonical, settable

    if given is None and is_duplicate:
        declared = tracker.config.resolutions
        given = DUPLICATE if DUPLICATE in declared or not declared else None
    if given is None:
        return ""
    if not given.strip():
        raise UsageError("A resolution is empty.", hint="--as fixed")
    return canonical(settable("resolution", tracker.desk), given, tracker.desk, tracker.resolve)


def _with_comment(session: Session, plan: Plan, text: str | None, *, note: bool) -> Plan:
    """Return the plan and, when a text was given, a comment behind it."""
    if text is None:
        if note:
            raise UsageError("--note is about a comment.", hint="add -m TEXT")
        return plan
    from tix.workflow.moves import chained
    from tix.workflow.talk import plan_comment

    me, now = session.tracker.me, session.tracker.now
    kind = "note" if note else "reply"
    return chained(plan, lambda ticket: plan_comment(ticket, text, by=me, at=now, kind=kind))


def _among_closed(how: How) -> How:
    if how.query is None:
        return how
    query = f"is:closed ({how.query})" if how.query.strip() else "is:closed"
    return How(query, how.dry_run, how.include, how.form)


def _names_for_branch(
    tracker: Tracker, tickets: Sequence[str], branch: str | None, how: How
) -> Sequence[str]:
    """Return the tickets to start; with a branch there must be one, named by its id."""
    if branch is None:
        return tickets
    if not tickets and branch and how.query is None:
        return _swallowed(tracker, branch)
    if len(tickets) != 1 or how.query is not None:
        raise UsageError("A branch is for one ticket.", hint="tix start ID --branch")
    return tickets


def _swallowed(tracker: Tracker, word: str) -> Sequence[str]:
    """Explain `start --branch k7m`, where the id was read as the branch's name."""
    try:
        found = tracker.resolve(word)
    except NotFound:
        found = "ID"
    raise UsageError(f"{word} was read as a branch's name.", hint=f"tix start {found} --branch")


def _prepared_branch(tracker: Tracker, name: str, wanted: str | None) -> tuple[Repo, str]:
    """Return the repository of the code and the branch, once git would make it."""
    from tix.branches import code_repo, wanted_branch
    from tix.git.switching import check_new_branch

    branch = wanted_branch(tracker.load(name).ticket, wanted or "")
    repo = code_repo(tracker)
    check_new_branch(repo, branch)
    return repo, branch


def _switch(tracker: Tracker, repo: Repo, branch: str) -> None:
    from tix.git.switching import switch_to_new

    before = (repo.head().ref or "").removeprefix("refs/heads/") or "-"
    try:
        switch_to_new(repo, branch)
    except GitFailed as error:
        if repo.head().ref == f"refs/heads/{branch}":  # only a hook of somebody failed
            say(f"warning: {error.message}")
            return
        complaint = (error.stderr.strip().splitlines() or ["no message"])[0]
        raise Refused(
            f"The ticket is started, but git made no branch: {complaint}",
            hint=f"git switch -c {branch}",
        ) from error
    say(f"On the new branch {branch}, where `.` stands for the ticket: tix show .")
    if repo.git_dir == tracker.repo.git_dir and not tracker.prefix:
        say(f"warning: tickets are in this repository too, and change on {branch} alone from now")
        say(f"hint: git switch {before}")


def _tell_blockers(tracker: Tracker, ids: Sequence[str]) -> None:
    from tix.neighbours import open_blockers

    for name in ids:
        blockers = open_blockers(tracker, name)
        if blockers:
            say(f"warning: {name} is blocked by {', '.join(blockers)}.")


def _tell_children(tracker: Tracker, ids: Sequence[str]) -> None:
    from tix.neighbours import open_children

    for parent, children in open_children(tracker, ids).items():
        verb = "is" if len(children) == 1 else "are"
        say(f"warning: {', '.join(children)}, part of {parent}, {verb} still open.")
