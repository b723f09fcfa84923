"""The family `tix config`, and what goes with settings: `migrate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tix.cli import options
from tix.cli.command import command, group
from tix.cli.context import Session, pass_session
from tix.cli.output import Form, Json, Kind, write, write_done, write_json
from tix.text import clean

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tix.model.ticket import Node


def _settings(
    _ctx: click.Context, _param: click.Parameter, typed: str
) -> list[CompletionItem[str]]:
    from click.shell_completion import CompletionItem

    from tix.config.spec import SETTINGS

    known = [row for name, row in SETTINGS.items() if name.startswith(typed) and "*" not in name]
    return [CompletionItem(row.name, help=row.meaning) for row in known]


@command("get", examples=("tix config get", "tix config get statuses", "tix config get key --json"))
@click.argument("key", required=False, default="", shell_complete=_settings)
@options.value_form
@pass_session
def get(session: Session, *, key: str, form: Form) -> None:
    """Print settings, defaults among them.

    KEY is dotted, such as views.mine or statuses.open.folder; without it, all settings that have a
    value are printed as YAML.
    """
    from tix.settings import find_setting_value

    node = find_setting_value(session.tracker.root, key)
    if form.kind is Kind.JSON:
        write_json("config", {"key": key or None, "value": _as_json(node)})
    else:
        write(clean(_as_text(node), lines=True))


@command(
    "set",
    examples=(
        "tix config set timezone Europe/Riga",
        "tix config set views.mine 'assignee:me sort:due'",
        "tix config set priorities low,normal,high",
    ),
)
@click.argument("key", shell_complete=_settings)
@click.argument("value")
@options.dry_run
@options.change_form
@pass_session
def set_(session: Session, *, key: str, value: str, dry_run: bool, form: Form) -> None:
    """Change one setting; comments and everything else in the file stay.

    VALUE is text, words with commas between them for a list, or YAML in brackets or braces. An
    empty VALUE takes the setting out. What would break the settings is refused.
    """
    from tix.settings import forgiving_config, set_setting

    tracker = session.tracker
    tracker.config = forgiving_config(tracker.root)  # so that a fault can be mended
    title = f"tix: set {key} to {value}" if value.strip() else f"tix: unset {key}"
    outcome = tracker.write(
        lambda draft: set_setting(draft, key, value), title=title, dry_run=dry_run
    )
    changed = bool(outcome.commit) or dry_run
    said = title.removeprefix("tix: ") if changed else "nothing changed"
    write_done(form, said, [], commit=outcome.commit)


@command("check", examples=("tix config check",))
@options.value_form
@pass_session
def check(session: Session, *, form: Form) -> int:
    """Check the settings, the queries in them included.

    Each finding comes with file, line and column; the exit code is 1 when there are any.
    """
    from tix import clock
    from tix.cli.findingview import finding_lines, finding_records
    from tix.settings import check_settings, settings_left_out

    tracker = session.tracker
    findings = [*check_settings(tracker.root, clock.now()), *settings_left_out(tracker)]
    if form.kind is Kind.JSON:
        write_json("config.check", {"total": len(findings), "items": finding_records(findings)})
    elif findings:
        write(finding_lines(findings))
    else:
        write("The settings are in order.")
    return int(any(finding.severity != "info" for finding in findings))


@command("migrate", examples=("tix migrate",))
@options.value_form
@pass_session
def migrate(session: Session, *, form: Form) -> None:
    """Bring the tracker to the newest format.

    Format 1 is the only one so far, so there is nothing to do. A tracker of a newer format is
    read, and never written.
    """
    from tix.model.formats import FORMAT
    from tix.tracker import refuse_newer

    tracker = session.tracker
    refuse_newer(tracker.config)
    if form.kind is Kind.JSON:
        write_json("migrate", {"from": tracker.config.format, "to": FORMAT, "commit": None})
    else:
        write(f"The tracker has format {FORMAT}, the newest: there is nothing to do.")


def _as_text(node: Node) -> str:
    from tix.store.emit import emit_document

    if isinstance(node, str):
        return node + "\n"
    if isinstance(node, dict):
        return emit_document(node, node) if node else ""
    lines = emit_document({"items": node}, ("items",)).splitlines()[1:]
    return "\n".join(line.removeprefix("  ") for line in lines) + "\n" if node else ""


def _as_json(node: Node) -> Json:
    if isinstance(node, list):
        return [_as_json(item) for item in node]
    if isinstance(node, dict):
        return {key: _as_json(item) for key, item in node.items()}
    return node or None


config = group(
    "config",
    (get, set_, check),
    help="Print, change and check the settings.\n\nThey are in tix.yaml and in tix.d;"
    " `tix help settings` explains every key.",
    default="get",
)
