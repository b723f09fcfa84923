"""What `tix help TOPIC` and the man page say beside the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tix.errors import EXIT_CODES

if TYPE_CHECKING:
    from tix.model.fields import Field

#: Variables of the environment that tix reads.
VARIABLES = {
    "TIX_DIR": "The tracker, when it is not found from the current folder.",
    "TIX_EDITOR, GIT_EDITOR": "The editor; otherwise what git uses.",
    "TIX_PAGER, GIT_PAGER": "The pager for long text; otherwise what git uses.",
    "TIX_AUTHOR": "Who acts, as `Name <email>`, instead of git's identity.",
    "TIX_NOW": "The moment to take for now, RFC 3339, for tests and imports.",
    "TIX_DEBUG": "With 1, errors show where in the program they arose.",
    "NO_COLOR, FORCE_COLOR": "No colour, or colour also into a pipe; NO_COLOR wins.",
}

#: The forms of a query that are needed most; docs/query.md has all of them.
QUERIES = {
    "login umlaut": "Both words, anywhere in the ticket.",
    "status:open,doing": "One of several values.",
    "-tag:ui": "Not this; `not tag:ui` as well.",
    "priority:high+": "That or higher; `high-` that or lower.",
    "created:2026-01-01..": "From that day; `due:..7d` until a day, both ends inside.",
    "assignee:me": "You; `assignee:none` nobody, `assignee:any` anybody.",
    "category:auth/*": "`*` is any text.",
    "is:overdue": "Also open, closed, snoozed, blocked, ready.",
    "a or b, (a b)": "Either, and brackets; quote them for the shell.",
    "sort:-due": "In this order, downwards with a `-`.",
    "view:late": "A query that `tix view save late ...` keeps.",
}


def _settings() -> Mapping[str, str]:
    from tix.config.spec import SETTINGS, default_text

    rows = {}
    for setting in SETTINGS.values():
        default = default_text(setting)
        rows[setting.name] = setting.meaning + (f" ({default})" if default else "")
    return rows


def _fields() -> Mapping[str, str]:
    from tix.model.fields import CORE

    return {field.name: f"{field.meaning} ({_form(field)})" for field in CORE.values()}


def _form(field: Field) -> str:
    """Return what stands in the file: one value, a list, records."""
    from tix.model.fields import Shape

    words = {Shape.SET: "list", Shape.RECORDS: "list of entries", Shape.RECORD: "one entry"}
    form = words.get(field.shape, str(field.kind))
    return f"{form}, of {field.declared}" if field.declared else form


#: Topics by name: a heading, and its rows or what makes them.
TOPICS: dict[str, tuple[str, Mapping[str, str] | Callable[[], Mapping[str, str]]]] = {
    "exit-codes": (
        "What the exit code of a command means",
        {str(code): f"{said}." for code, said in EXIT_CODES.items()},
    ),
    "fields": (
        "The fields of a ticket's file, in their order; `tix schema ticket` has all",
        _fields,
    ),
    "settings": ("The settings of tix.yaml, with what holds where they are missing", _settings),
    "query": ("How a query asks for tickets; all its words must hold", QUERIES),
    "environment": ("Variables of the environment that tix reads", VARIABLES),
}


def topic_rows(name: str) -> Mapping[str, str]:
    """Return the terms of a topic with what they mean."""
    rows = TOPICS[name][1]
    return rows() if callable(rows) else rows


def topic_text(name: str) -> str:
    """Return a topic as text for people."""
    heading, _ = TOPICS[name]
    rows = topic_rows(name)
    width = max(map(len, rows))
    lines = [f"  {term.ljust(width)}  {meaning}" for term, meaning in rows.items()]
    return "\n".join([f"{heading}:", "", *lines]) + "\n"
