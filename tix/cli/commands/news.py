"""The command that tells what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tix.cli import options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Listing, say, write_listing, write_page
from tix.cli.tables import Column
from tix.errors import GitFailed, TixError

if TYPE_CHECKING:
    from tix.cli.output import Record
    from tix.lookback.news import News
    from tix.merge.decisions import Decision
    from tix.tracker import Tracker


@command(
    "news",
    examples=("tix news", "tix news --since monday", "tix news --all --keep", "tix news --json"),
)
@click.option("--since", metavar="DATE", help="Since DATE instead of the last look.")
@click.option("--keep", is_flag=True, help="Show the same again next time.")
@click.option("-A", "--all", "everything", is_flag=True, help="On every ticket.")
@options.list_form
@pass_session
def news(session: Session, *, since: str | None, keep: bool, everything: bool, form: Form) -> None:
    """Tell what others did to my tickets since I last looked.

    My tickets are those that I own, watch, reported, took part in or am mentioned in. The look is
    kept in this clone, by commit: what a pull brings is news however old it is. --since does not
    count as a look, nor does --all. The first look shows the last seven days. Last come values of
    mine that gave way to others in a merge since then.
    """
    from tix.lookback.news import find_news, keep_mark
    from tix.model.dates import parse_moment

    tracker = session.tracker
    start = parse_moment(since, tracker.now, tracker.config.zone) if since else None
    found = find_news(tracker, since=start, everything=everything)
    lost = () if since or found.is_first else _lost(tracker)
    _write(session, form, found, lost)
    if keep or since or everything:
        return
    try:
        keep_mark(tracker)
    except TixError as error:
        say(f"warning: the look is not kept: {error.message}")


def _lost(tracker: Tracker) -> tuple[Decision, ...]:
    """Return what gave way in merges since the last look."""
    from tix.lookback.news import mark_path
    from tix.store.marks import read_mark
    from tix.sync.account import lost_in

    mark, head = read_mark(mark_path(tracker), tracker.me), tracker.history.head
    if mark is None or head is None or mark.commit == head:
        return ()
    try:
        return tuple(lost_in(tracker, mark.commit, head))
    except GitFailed:  # the commit that was looked at is gone
        return ()


def _write(session: Session, form: Form, found: News, lost: tuple[Decision, ...]) -> None:
    from tix.cli import times
    from tix.cli.newsview import FIELDS, news_records, news_text
    from tix.cli.syncview import decision_json, loss_lines
    from tix.model.ticket import format_time

    when = times.both(found.since, session.tracker.now, utc=session.utc)
    if form.is_text:
        if found.is_first:
            say("First look here: the last seven days.")
        if not found.stories and not lost:
            say(f"No news since {when}.")
            return
        lines = "".join(f"{line}\n" for line in loss_lines(session, lost))
        gap = "\n" if found.stories and lines else ""
        write_page(session, news_text(session, found) + gap + lines)
        return
    records: list[Record] = news_records(found)
    listing = Listing(
        kind="news.list",
        columns=(Column("id"),),
        rows=[(story.ticket,) for story in found.stories],
        records=lambda: records,
        fields=FIELDS,
        extra={"since": format_time(found.since), "lost": [decision_json(one) for one in lost]},
    )
    write_listing(session, form, listing)
