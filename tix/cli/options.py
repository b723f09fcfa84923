"""Options that several commands share, so that a flag means one thing everywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from tix.cli import complete
from tix.cli.filename import FileName
from tix.cli.output import Form, Kind
from tix.errors import BadInput, UsageError
from tix.model.fields import CORE, Shape

AnyFunction = Callable[..., Any]
F = TypeVar("F", bound=AnyFunction)

LARGEST_TEXT = 4 * 1024 * 1024

limit = click.option(
    "-n", "--limit", type=click.IntRange(min=1), metavar="N", help="Show the first N only."
)
sort = click.option(
    "--sort",
    metavar="FIELD",
    shell_complete=complete.fields,
    help="Sort by FIELD, `-FIELD` downwards; several with commas.",
)
dry_run = click.option("--dry-run", is_flag=True, help="Show what would change and stop.")
yes = click.option("-y", "--yes", is_flag=True, help="Do not ask.")
edit = click.option("-e", "--editor", "edit", is_flag=True, help="Write in your editor.")
include = click.option(
    "--include", is_flag=True, help="Take uncommitted hand edits of the ticket along."
)
query = click.option(
    "--query", metavar="QUERY", help="Every ticket that matches QUERY, besides the ids given."
)
everything = click.option("-A", "--all", "everything", is_flag=True, help="Closed tickets too.")

ticket = click.argument("ticket", metavar="ID", shell_complete=complete.tickets)
tickets = click.argument("tickets", metavar="ID...", nargs=-1, shell_complete=complete.tickets)
words = click.argument("words", metavar="[QUERY]...", nargs=-1, shell_complete=complete.query)

#: The form of output: its option, what it is called, its help.
_FORMS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--json", "as_json"), {"is_flag": True, "help": "Print JSON, a promised interface."}),
    (("--csv", "as_csv"), {"is_flag": True, "help": "Print CSV with a header."}),
    (
        ("--format", "template"),
        {
            "metavar": "TEMPLATE",
            "help": "Print one line each, such as '{id} {title}': field names only.",
        },
    ),
    (("-q", "--quiet", "only_ids"), {"is_flag": True, "help": "Print ids only."}),
)
_CHANGE_FORMS = tuple(row for row in _FORMS if row[0][-1] in ("as_json", "only_ids"))
_VALUE_FORMS = tuple(row for row in _FORMS if row[0][-1] == "as_json")


def list_form(function: AnyFunction) -> AnyFunction:
    """Give a command --json, --csv, --format and -q as one parameter `form`."""
    return _with_form(function, _FORMS)


def change_form(function: AnyFunction) -> AnyFunction:
    """Give a command that changes tickets --json and -q as one parameter `form`."""
    return _with_form(function, _CHANGE_FORMS)


def value_form(function: AnyFunction) -> AnyFunction:
    """Give a command that shows one thing --json as one parameter `form`."""
    return _with_form(function, _VALUE_FORMS)


def _with_form(
    function: AnyFunction, rows: tuple[tuple[tuple[str, ...], dict[str, Any]], ...]
) -> AnyFunction:
    names = [declarations[-1] for declarations, _ in rows]

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # a decorator of any function
        chosen = {name: kwargs.pop(name) for name in names}
        return function(*args, form=_form(chosen), **kwargs)

    for declarations, settings in reversed(rows):
        call = click.option(*declarations, **settings)(call)
    return call


def _form(chosen: dict[str, Any]) -> Form:
    kinds = {
        "as_json": Kind.JSON,
        "as_csv": Kind.CSV,
        "template": Kind.TEMPLATE,
        "only_ids": Kind.IDS,
    }
    asked = [kinds[name] for name, value in chosen.items() if value not in (None, False)]
    if len(asked) > 1:
        raise UsageError("--json, --csv, --format and -q exclude each other.", hint="give one")
    return Form(asked[0] if asked else Kind.TEXT, chosen.get("template") or "")


def text(function: AnyFunction) -> AnyFunction:
    """Give a command -m TEXT and -F FILE as one parameter `text`, None when neither is given.

    Several -m become paragraphs; `-F -` reads stdin.
    """

    @wraps(function)
    def call(*args: Any, message: tuple[str, ...], file: str | None, **kwargs: Any) -> Any:  # noqa: ANN401
        if message and file is not None:
            raise UsageError("-m and -F exclude each other.", hint="give one")
        given = read_text(file) if file is not None else "\n\n".join(message)
        return function(*args, text=given if message or file is not None else None, **kwargs)

    call = click.option(
        *("-F", "--file"),
        metavar="FILE",
        type=FileName(),
        help="Read the text from FILE; - is stdin.",
    )(call)
    return click.option(
        "-m", "--message", multiple=True, metavar="TEXT", help="The text; each -m a paragraph."
    )(call)


def read_text(name: str) -> str:
    """Return the UTF-8 text of a file, or of stdin when `name` is `-`."""
    with click.open_file(name, "rb") as stream:
        data: bytes = stream.read(LARGEST_TEXT + 1)
    source = "stdin" if name == "-" else name
    if len(data) > LARGEST_TEXT:
        raise BadInput(f"{source} is larger than 4 MiB.", hint="tix attach ID FILE keeps files")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"{source} is not UTF-8 text: byte {error.start} is wrong.") from None


#: Short names of fields, and the words that complete them.
_SHORT = {"assignee": "-a", "status": "-s", "priority": "-p", "tags": "-t", "description": "-d"}
_LONG = {
    "tags": ("--tag", "--label"),
    "flags": ("--flag",),
    "participants": ("--participant",),
    "watchers": ("--watcher",),
}
_MEANINGS = {"status": "the status, which is its folder"}


def fields(*names: str) -> Callable[[AnyFunction], AnyFunction]:
    """Give a command one option for each field named, with the meaning from the table of fields.

    A field that is a set takes its option several times and arrives as a tuple; any other arrives
    as text, or None when it is not given. `""` and `none` are passed on and mean: clear.
    """

    def decorate(function: AnyFunction) -> AnyFunction:
        for name in reversed(names):
            function = _field_option(name)(function)
        return function

    return decorate


def _field_option(name: str) -> Callable[[AnyFunction], AnyFunction]:
    flags = _LONG.get(name, (f"--{name.replace('_', '-')}",))
    short = (_SHORT[name],) if name in _SHORT else ()
    meaning = _MEANINGS.get(name) or CORE[name].meaning
    is_set = name in CORE and CORE[name].shape is Shape.SET
    return click.option(
        *short,
        *flags,
        name,
        multiple=is_set,
        metavar=name.upper().removesuffix("S") if is_set else name.upper(),
        shell_complete=complete.values_of(name),
        help=meaning[0].upper() + meaning[1:] + (" (several times)." if is_set else "."),
    )
