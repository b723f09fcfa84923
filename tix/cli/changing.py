"""Commands that change tickets: the options they share, the one write, what is said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

from tix.cli import options
from tix.cli.output import Form, Json, say, write_done
from tix.frozen import frozen

if TYPE_CHECKING:
    from tix.cli.context import Session
    from tix.drafts import Draft, Edit, Outcome
    from tix.model.changes import Change
    from tix.model.ticket import Ticket
    from tix.workflow.bulk import Order, Plan


@frozen
class How:
    """What the options say about a change: on what besides, whether for real, how to tell it."""

    query: str | None
    dry_run: bool
    include: bool
    form: Form


def changes(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --query, --dry-run, --include, --json and -q as one parameter `how`."""
    return options.query(changes_one(function))


def changes_one(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command that is about one ticket the options of `changes` but --query."""

    @wraps(function)
    def call(
        *args: Any,  # noqa: ANN401  # a decorator of any function
        query: str | None = None,
        dry_run: bool,
        include: bool,
        form: Form,
        **kwargs: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        return function(*args, how=How(query, dry_run, include, form), **kwargs)

    return options.dry_run(options.include(options.change_form(call)))


def run_order(session: Session, names: Sequence[str], order: Order, how: How) -> None:
    """Do what a verb asks for to the tickets named and to those of --query, as one commit."""
    from tix.workflow.bulk import plan_for

    tracker = session.tracker
    change_tickets(session, names, plan_for(order, tracker.desk, tracker.resolve), how)


def change_tickets(session: Session, names: Sequence[str], plan: Plan, how: How) -> Outcome:
    """Make the changes of a plan to the tickets named and to those of --query, as one commit."""
    from tix.selection import some_ids

    ids = some_ids(session.tracker, names, how.query)

    def fill(draft: Draft) -> None:
        draft.tracker.tickets.expect(ids)
        for name in ids:
            draft.change(name, plan)

    return change_draft(session, fill, how)


def change_draft(
    session: Session, fill: Callable[[Draft], object], how: How, *, title: str = ""
) -> Outcome:
    """Write what `fill` puts into a draft as one commit, judged, and tell it."""
    outcome = write_judged(session, fill, how, title=title)
    tell(outcome, how)
    return outcome


def write_judged(
    session: Session, fill: Callable[[Draft], object], how: How, *, title: str = ""
) -> Outcome:
    """Write what `fill` puts into a draft as one commit, and tell what it should not hold."""
    warnings: list[str] = []

    def fill_and_judge(draft: Draft) -> None:
        fill(draft)
        warnings.extend(judged(draft))

    outcome = session.tracker.write(
        fill_and_judge, title=title, include=how.include, dry_run=how.dry_run
    )
    for warning in warnings:
        say(f"warning: {warning}")
    return outcome


def judged(draft: Draft) -> list[str]:
    """Return warnings about what a draft brings; raise Refused for what the settings forbid."""
    edits = [edit for edit in draft.edits() if not _is_talk(edit)]
    if not edits:
        return []
    from tix.workflow.judge import judge

    desk = draft.tracker.desk
    return [text for edit in edits for text in judge(edit.before, edit.after, desk)]


def _is_talk(edit: Edit) -> bool:
    """Tell whether an edit touches only what plans write themselves and no setting forbids."""
    return all(change.register.field in ("comments", "checklist") for change in edit.changes)


def tell(outcome: Outcome, how: How) -> None:
    """Print what was changed, one line a ticket."""
    from tix.drafts import in_words

    lines = [f"{edit.after.id}: {in_words(edit)}" for edit in outcome.edits]
    if how.form.is_text and not lines:
        say("Nothing to change.")
        return
    ids = [edit.after.id for edit in outcome.edits]
    body: dict[str, Json] = {
        "commit": outcome.commit or None,
        "dry_run": how.dry_run,
        "changes": changes_json(outcome.edits),
    }
    write_done(how.form, "\n".join(lines), ids, **body)
    if how.dry_run and how.form.is_text:
        say("Only a trial: nothing was written.")


def changes_json(edits: Iterable[Edit]) -> list[Json]:
    """Return each change of each ticket as a promised object."""
    return [_change_json(edit.after, change) for edit in edits for change in edit.changes]


def _change_json(ticket: Ticket, change: Change) -> dict[str, Json]:
    return {
        "id": ticket.id,
        "register": str(change.register),
        "before": _as_json(change.before),
        "after": _as_json(change.after),
    }


def _as_json(node: Any) -> Json:  # noqa: ANN401  # a Node, whose text is JSON as it stands
    if isinstance(node, list):
        return [_as_json(item) for item in node]
    if isinstance(node, dict):
        return {name: _as_json(item) for name, item in node.items()}
    return str(node) if node is not None else None
