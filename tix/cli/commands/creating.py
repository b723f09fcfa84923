"""The command that opens tickets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from tix.cli import options
from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.filename import FileName
from tix.cli.output import Form, Kind, say, write_done
from tix.errors import BadInput, TixError, UsageError

if TYPE_CHECKING:
    from tix.cli.newtickets import Made
    from tix.model.ticket import Node
    from tix.store.search import Alike
    from tix.workflow.creation import Wish


@command(
    "create",
    examples=(
        "tix create Login page rejects umlauts -p high -t login",
        "tix create 'Print in colour' --type request -a me -d 'On the second floor.'",
        "tix create --template bug -e",
        "tix create 'Disk full' --external monitor:disk-7 -q",
        "tix create --jsonl tickets.jsonl",
    ),
)
@click.argument("words", metavar="[TITLE]...", nargs=-1)
@click.option("--title", metavar="TITLE", help="One line that says what it is about.")
@options.fields(
    "type",
    "priority",
    "category",
    "assignee",
    "status",
    "tags",
    "flags",
    "due",
    "description",
    "goal",
    "reporter",
    "participants",
    "channel",
    "customer",
    "team",
    "parent",
    "milestone",
    "estimate",
)
@click.option("--field", "others", multiple=True, metavar="NAME=VALUE", help="Any other field.")
@click.option(
    *("-F", "--file"),
    metavar="FILE",
    type=FileName(),
    help="Read the description from FILE; - is stdin.",
)
@options.edit
@click.option("--template", metavar="NAME", help="Begin from tix.d/templates/NAME.yaml.")
@click.option(
    "--external",
    metavar="SYSTEM:KEY",
    help="Its name elsewhere; where a ticket has it already, nothing is created.",
)
@click.option(
    "--jsonl",
    "lines",
    metavar="FILE",
    type=FileName(),
    help="Create one ticket for each line of JSON in FILE; - is stdin.",
)
@options.dry_run
@options.change_form
@pass_session
def create(
    session: Session,
    /,
    *,
    words: tuple[str, ...],
    title: str | None,
    others: tuple[str, ...],
    file: str | None,
    edit: bool,
    template: str | None,
    external: str | None,
    lines: str | None,
    dry_run: bool,
    form: Form,
    **fields: str | tuple[str, ...] | None,
) -> None:
    """Open a ticket.

    The words are its title; without one you are asked for it. Its id and its file are printed. A
    template gives fields that options override, tags of both come together; the type's own template
    is used by itself. With --jsonl each line is an object such as {"title": "Disk full", "tags":
    ["ops"]}: all tickets come into being in one commit, or none where a line is wrong.
    """
    if words and title:
        raise UsageError("The title is given twice.", hint="give words or --title")
    if file is not None and fields["description"] is not None:
        raise UsageError("-d and -F exclude each other.", hint="give one")
    fields |= {"title": title or " ".join(words) or None, "external": external}
    if file is not None:
        fields["description"] = options.read_text(file)
    given = _given(fields, others)
    if lines is not None:
        wishes = _wishes_of_lines(session, lines, given, template or "")
        _make(session, wishes, form, dry_run=dry_run)
    elif edit:
        _make_edited(session, given, template or "", form, dry_run=dry_run)
    else:
        wish = _wish(session, given, template or "")
        _make(session, [wish], form, dry_run=dry_run)


def _given(
    fields: dict[str, str | tuple[str, ...] | None], others: tuple[str, ...]
) -> dict[str, Node]:
    """Return the fields that options gave, as they were typed."""
    found: dict[str, Node] = {}
    for name, value in fields.items():
        if isinstance(value, tuple):
            members = [part.strip() for text in value for part in text.split(",")]
            if value:
                found[name] = [part for part in members if part and part != "none"]
        elif value is not None:
            found[name] = value
    for word in others:
        name, equals, text = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is no NAME=VALUE.", hint="--field browser=Firefox")
        found[name.strip()] = text
    return found


def _wish(session: Session, given: dict[str, Node], template: str) -> Wish:
    from tix.workflow.creation import template_fields, wish_from

    tracker = session.tracker
    has_title = "title" in given or (
        template and "title" in template_fields(tracker.config, template)
    )
    if not has_title:
        given = given | _ask(session, given)
    return wish_from(given, template, tracker.desk, tracker.resolve)


def _ask(session: Session, given: dict[str, Node]) -> dict[str, Node]:
    """Ask for the title and, once somebody answers, for what else helps."""
    if not session.is_interactive:
        raise UsageError("A ticket needs a title.", hint="tix create 'Login page is slow'")
    from tix.cli.prompts import ask

    config = session.tracker.config
    answers: dict[str, Node] = {"title": ask(session, "Title", flag="--title")}
    questions = {
        "type": f"Type ({', '.join(config.types)}; Enter for none)",
        "priority": f"Priority ({', '.join(config.priorities)}; Enter for the usual)",
        "description": "Description (Enter for none)",
    }
    for name, question in questions.items():
        if name not in given:
            answer = ask(session, question, flag=f"--{name}", may_skip=True)
            if answer:
                answers[name] = answer
    return answers


def _make_edited(
    session: Session, given: dict[str, Node], template: str, form: Form, *, dry_run: bool
) -> None:
    from tix.cli.newtickets import trial_ticket
    from tix.cli.prompts import edit_text, keeping
    from tix.cli.sheet import advice, fill_sheet, read_sheet
    from tix.cli.writing import check_writable, edits_folder
    from tix.workflow.creation import read_wish, template_fields

    tracker = session.tracker
    check_writable(session)
    base = template_fields(tracker.config, template) if template else {}
    keep = edits_folder(session)

    def check(text: str) -> tuple[str, Wish]:
        wish = read_wish(read_sheet(text), tracker.desk, tracker.resolve)
        trial_ticket(tracker, wish)
        return text, wish

    text, wish = edit_text(
        fill_sheet(base | given, tracker.config),
        check,
        keep=keep,
        advice=advice(tracker.config),
        suffix=".yaml",
    )
    with keeping(text, keep, ".yaml"):
        _make(session, [wish], form, dry_run=dry_run)


def _wishes_of_lines(
    session: Session, name: str, given: dict[str, Node], template: str
) -> list[Wish]:
    """Return what each line asks for, on top of the options; raise when any line is wrong."""
    from tix.cli.newtickets import trial_ticket
    from tix.workflow.creation import wish_from
    from tix.workflow.lines import fault, read_lines

    tracker = session.tracker
    source = "stdin" if name == "-" else name
    lines, findings = read_lines(options.read_text(name), source)
    wishes = []
    for line in lines:
        try:
            wish = wish_from(given | {**line.fields}, template, tracker.desk, tracker.resolve)
            trial_ticket(tracker, wish)
            wishes.append(wish)
        except TixError as error:
            findings.append(fault(source, line.number, "ticket", error.message, error.hint or ""))
    for finding in sorted(findings, key=lambda finding: finding.line):
        say(f"{finding}" + (f" ({finding.fix})" if finding.fix else ""))
    if findings:
        count = len(lines) + len(findings) - (len(lines) - len(wishes))
        raise BadInput(
            f"{len(findings)} of {count} lines are wrong, so nothing was created.",
            hint="mend them and run it again",
        )
    if not wishes:
        raise BadInput(f"{source} has no lines.", hint='{"title": "Login page is slow"}')
    return wishes


def _make(session: Session, wishes: list[Wish], form: Form, *, dry_run: bool) -> None:
    from tix.cli.newtickets import make_tickets

    is_asked = len(wishes) == 1 and form.kind is not Kind.IDS
    alike = _alike(session, wishes[0]) if is_asked else []
    made = make_tickets(session.tracker, wishes, dry_run=dry_run)
    for warning in made.warnings:
        say(f"warning: {warning}")
    for name in made.existing:
        say(f"{name} is there already and stays as it is.")
    for other in alike if not made.existing else ():
        say(f"similar: {other.id} ({other.status}) {other.title}")
    root = os.path.relpath(session.tracker.place)
    shown = [os.path.normpath(os.path.join(root, path)) for path in made.paths]  # noqa: PTH118
    write_done(
        form,
        "\n".join(f"{name} {path}" for name, path in zip(made.ids, shown, strict=True)),
        made.ids,
        commit=made.commit or None,
        dry_run=dry_run,
        paths=[*made.paths],
        existing=[*made.existing],
    )
    if form.is_text:
        _say_next(made, dry_run=dry_run)


def _alike(session: Session, wish: Wish) -> list[Alike]:
    """Return tickets that may be about the same, as far as the index knows without reading."""
    from tix.store.search import similar

    return similar(session.tracker.index, str(wish.fields.get("title", "")))


def _say_next(made: Made, *, dry_run: bool) -> None:
    if dry_run:
        say("Only a trial: nothing was written.")
    elif len(made.ids) == 1:
        say(f"next: tix start {made.ids[0]}, tix comment {made.ids[0]}, tix show {made.ids[0]}")
    else:
        say(f"{len(made.ids) - len(made.existing)} tickets created; tix list shows them.")
