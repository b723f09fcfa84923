"""The table of forms that tickets leave in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from textwrap import fill
from typing import TYPE_CHECKING

from tix.exchange.exports.audience import Audience

if TYPE_CHECKING:
    from tix.exchange.exports.item import Book

Out = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Form:
    """A form by the function that writes it, who it is for, what it is, and how a file begins."""

    writer: str
    audience: Audience
    about: str
    mark: str = ""


#: A byte order mark: spreadsheets take a file without one for whatever their system speaks.
_BOM = "\ufeff"
EXPORTS = {
    "json": Form(
        "jsonform.write_json",
        Audience.TEAM,
        "everything, with history and settings; `tix import tix` reads it back",
    ),
    "jsonl": Form("jsonform.write_jsonl", Audience.TEAM, "the same, a ticket a line"),
    "csv": Form(
        "sheet.write_csv",
        Audience.TEAM,
        "a row for each ticket, for spreadsheets; what they would run has a quote before it",
        _BOM,
    ),
    "markdown": Form("markdown.write_markdown", Audience.PUBLIC, "a page to read or publish"),
    "gh": Form(
        "github.write_gh",
        Audience.PUBLIC,
        "lines of JSON for GitHub's issue import, which keeps dates",
    ),
    "jira-csv": Form(
        "jiracsv.write_jira_csv", Audience.TEAM, "for Jira's import of CSV, with comments"
    ),
}


def forms_told() -> str:
    """Return the table of forms in lines, each under its name."""
    told = [
        fill(
            f"{form.about} ({form.audience})",
            79,
            initial_indent=f"  {name:<12} ",
            subsequent_indent=" " * 15,
        )
        for name, form in EXPORTS.items()
    ]
    return "\n".join(told)


def write_export(name: str, book: Book, out: Out) -> None:
    """Write the tickets of `book` in the form `name`."""
    module, _, function = EXPORTS[name].writer.partition(".")
    writer: Callable[[Book, Out], None] = getattr(
        import_module(f"tix.exchange.exports.{module}"), function
    )
    writer(book, out)
