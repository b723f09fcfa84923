"""The only place that prints an error: one sentence, a hint, an exit code."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tix.cli.context import Session
from tix.cli.lazy import PipeClosed
from tix.errors import QueryError, TixError
from tix.frozen import frozen

if TYPE_CHECKING:
    from tix.cli.output import Json

BUG, INTERRUPTED, USAGE, BAD_INPUT, REFUSED = 70, 130, 2, 5, 6
#: The system says no, rather than that a file is odd.
DENIED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}
CARET_WIDTH = 76
#: Cells of a sentence on a terminal, however long the argument that it quotes.
LONGEST = 1000


@frozen
class Failure:
    """What is said about an error; `kind` is for programs, `place` shows where in a query."""

    code: int
    kind: str
    message: str
    hint: str = ""
    place: str = ""


def report(error: BaseException, args: Sequence[str], session: Session) -> int:
    """Print what went wrong, once, to stderr, and return the exit code."""
    if isinstance(error, (PipeClosed, BrokenPipeError)):
        return _leave_quietly()
    failure = describe(error)
    if os.environ.get("TIX_DEBUG") == "1":
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    with contextlib.suppress(OSError):  # nobody can be told that stderr is full or gone
        text = _as_json(failure) if _wants_json(args) else _as_text(failure, session)
        click.echo(text, err=True, color=True)
    return failure.code


def describe(error: BaseException) -> Failure:
    """Return what to say about an error; what nobody expected is a bug."""
    if isinstance(error, TixError) and not _was_interrupted(error):
        place = _caret(error) if isinstance(error, QueryError) else ""
        return Failure(error.exit_code, _kind(error), error.message, error.hint or "", place)
    if isinstance(error, (click.Abort, EOFError)) or _was_interrupted(error):
        return Failure(INTERRUPTED, "interrupted", "Stopped; nothing more was done.")
    if isinstance(error, click.UsageError):
        return Failure(USAGE, "usage", _usage_message(error), _usage_hint(error))
    if isinstance(error, click.ClickException):
        return Failure(BAD_INPUT, "bad-input", error.format_message())
    if isinstance(error, OSError) and error.errno is not None:
        return _system_failure(error)
    from tix import __version__

    said = f"{type(error).__name__}: {error}".rstrip(": ")
    return Failure(
        BUG,
        "bug",
        f"This is a bug in tix {__version__}: {said}",
        "run it again with TIX_DEBUG=1 and send what it prints to the maintainers",
    )


def _was_interrupted(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C came first: what fails while cleaning up after it is no news."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__context__
    return False


def _system_failure(error: OSError) -> Failure:
    reason = error.strerror or "the system refused"
    message = f"{reason}: {error.filename}" if error.filename else f"{reason}."
    if error.errno in DENIED:
        hint = "make room or ask for the rights, then run the command again; nothing is half done"
        return Failure(REFUSED, "refused", message, hint)
    return Failure(BAD_INPUT, "bad-input", message)


def _leave_quietly() -> int:
    """Let the reader of a pipe stop early; what it wanted it has."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return 0


def _as_text(failure: Failure, session: Session) -> str:
    from tix.cli.terminal import wants_colour
    from tix.text import clean, truncate

    colour = wants_colour(session.colour, error=True)
    head, hint = ("\x1b[31mtix:\x1b[0m", "\x1b[36mhint:\x1b[0m") if colour else ("tix:", "hint:")
    lines = [f"{head} {truncate(clean(failure.message), LONGEST)}"]
    if failure.place:
        lines.append(failure.place)
    if failure.hint:
        lines.append(f"{hint} {truncate(clean(failure.hint), LONGEST)}")
    return "\n".join(lines)


def _as_json(failure: Failure) -> str:
    from tix.cli.output import VERSION, json_text

    error: dict[str, Json] = {"kind": failure.kind, "message": failure.message}
    return json_text({"tix": VERSION, "error": {**error, "hint": failure.hint or None}})


def _wants_json(args: Sequence[str]) -> bool:
    before = args[: args.index("--")] if "--" in args else args
    return "--json" in before


def _kind(error: TixError) -> str:
    words = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    return words.removesuffix("-error")


def _caret(error: QueryError) -> str:
    """Return the query and a caret below the fault, cut to one line around it."""
    from tix.text import clean, width

    start = max(0, error.position - CARET_WIDTH // 2)
    before = clean(error.text[start : error.position])
    after = clean(error.text[error.position : start + CARET_WIDTH])
    return f"  {before}{after}\n  {' ' * width(before)}^"


def _usage_message(error: click.UsageError) -> str:
    where = error.ctx.command_path if error.ctx else "tix"
    if isinstance(error, click.NoSuchOption):
        return f"`{where}` has no option {error.option_name}."
    if isinstance(error, click.NoSuchCommand):
        return f"There is no command `tix {error.command_name}`."
    return error.format_message()


def _usage_hint(error: click.UsageError) -> str:
    where = error.ctx.command_path if error.ctx else "tix"
    close = getattr(error, "possibilities", None) or []
    if close and isinstance(error, click.NoSuchCommand):
        return "did you mean " + " or ".join(f"`tix {name}`" for name in close) + "?"
    if close:
        return "did you mean " + " or ".join(close) + "?"
    return f"{where} --help"
