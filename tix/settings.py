"""Settings of a tracker as people see and change them: checked whole, queries among them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tix.config.audit import audit_config
from tix.config.check import Problem
from tix.config.edit import get_value, plan_set, value_from_text
from tix.config.load import parse_config
from tix.config.places import Places
from tix.config.source import ConfigFolder
from tix.config.spec import SETTINGS
from tix.errors import ConfigError, QueryError
from tix.findings import Finding, Severity
from tix.model.config import Config
from tix.model.ticket import Node
from tix.model.validate import ALWAYS
from tix.store.layout import CONFIG_DIR

if TYPE_CHECKING:
    from tix.drafts import Draft
    from tix.model.validate import Answers
    from tix.tracker import Tracker


def find_setting_value(root: Path, name: str) -> Node:
    """Return what a dotted setting is; without a name all that have a value, by name."""
    files = ConfigFolder(root)
    if name:
        return get_value(files, name)
    tops = [key for key in SETTINGS if "." not in key]
    found = {key: get_value(files, key) for key in tops}
    return {key: node for key, node in found.items() if node}


def set_setting(draft: Draft, name: str, text: str) -> bool:
    """Set a dotted setting to what somebody typed, nothing to unset; tell whether it changed."""
    files = ConfigFolder(draft.tracker.root)
    edit = plan_set(files, name, value_from_text(name, text) if text.strip() else None)
    if edit.before == edit.after:
        return False
    after = parse_config({**files, edit.path: edit.after})[0]
    known = {problem.path for problem in _queries(parse_config(files)[0], draft.tracker.now)}
    for problem in _queries(after, draft.tracker.now):
        if problem.path not in known or problem.path == tuple(name.split(".")):
            message = f"{problem.message[0].upper()}{problem.message[1:]}."
            raise ConfigError(message, hint=problem.fix or None)
    draft.write_file(edit.path, edit.before, edit.after)
    return True


def check_settings(root: Path, now: datetime) -> list[Finding]:
    """Return everything that is wrong with the settings of the tracker at `root`."""
    files = ConfigFolder(root)
    findings = audit_config(files)
    config, _ = parse_config(files)
    places = Places(files)
    problems = list(_queries(config, now))
    return findings + [places.finding(problem) for problem in problems]


def settings_left_out(tracker: Tracker) -> list[Finding]:
    """Return a finding for files in tix.d that a sparse checkout leaves out, unread by all."""
    from tix.store.sparse import SparseFiles

    missing = SparseFiles(tracker.repo, tracker.prefix).names(CONFIG_DIR)
    if not missing:
        return []
    message = f"a sparse checkout leaves out {', '.join(missing)}: people and settings are missing"
    fix = f"git sparse-checkout add {tracker.prefix}{CONFIG_DIR}"
    return [Finding(Severity.WARNING, "config-left-out", missing[0], message, fix=fix)]


def answers_of(tracker: Tracker) -> Answers | None:
    """Return what decides `required_when`, None where no field needs it."""
    config = tracker.config
    asking = {field.required_when for field in config.fields.values()} - {"", ALWAYS}
    if not asking:
        return None
    from tix.query import Context, parse

    about = Context(config, tracker.me, tracker.now, UTC)
    queries = {text: parse(text, about) for text in asking}
    return lambda text, ticket: queries[text].matches(ticket)


def forgiving_config(root: Path) -> Config:
    """Return the settings with defaults in place of faulty sections."""
    return parse_config(ConfigFolder(root))[0]


def _queries(config: Config, now: datetime) -> Iterator[Problem]:
    """Yield a problem for each query in the settings that does not parse."""
    from tix.query import Context, parse, parse_sort

    about = Context(config, "me", now, UTC)
    asked = [
        (("views", view.name, "query"), view.query) for view in config.views.values() if view.query
    ]
    asked += [
        (("fields", field.name, "required_when"), field.required_when)
        for field in config.fields.values()
        if field.required_when not in ("", ALWAYS)
    ]
    for path, text in asked:
        try:
            parse(text, about)
        except QueryError as error:
            yield Problem(path, _told(text, error), "config-query", fix=error.hint or "")
    for view in config.views.values():
        try:
            if view.sort:
                parse_sort(view.sort, about)
        except QueryError as error:
            path = ("views", view.name, "sort")
            yield Problem(path, _told(view.sort, error), "config-query", fix=error.hint or "")


def _told(text: str, error: QueryError) -> str:
    return f"the query {text!r} does not parse: {error.problem.rstrip('.')}"
