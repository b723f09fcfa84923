"""The program: parse, run one command, turn every failure into an exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import click

from tix.cli.context import Session, global_options, version_option
from tix.cli.lazy import LazyCommands, RegistryGroup

#: Filled by Ctrl-C: what it breaks, such as a module half imported, need not say that it did.
_pressed: list[int] = []

EXAMPLES = """\
Examples:

\b
  tix init                        make a tracker here
  tix create "Printer is on fire" -p high -t office
  tix list assignee:me due:..7d   what I owe this week
  tix board                       everything that is open, by status
"""


def main() -> None:
    """Run the program with the arguments of the process and leave with its exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # Arguments and file names need not be UTF-8, and a terminal's encoding may be small.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    _leave(run(sys.argv[1:], program=_program_name(sys.argv[0])))


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    _pressed.append(number)
    raise KeyboardInterrupt


def _leave(code: int) -> NoReturn:
    """End the process at once: taking the interpreter apart would take 10 ms and help nobody."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read it is gone, or it was closed
            stream.flush()
    os._exit(code)


def _open_closed_streams() -> None:
    """Give standard streams that were closed to us /dev/null, before a file gets their number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is this one
            mode = "w" if number else "r"
            setattr(sys, name, open(opened, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def run(args: Sequence[str], *, program: str = "tix") -> int:
    """Run the program with `args` and return its exit code."""
    session = Session()
    try:
        result = build().main(
            list(args),
            prog_name=program,
            complete_var="_TIX_COMPLETE",
            standalone_mode=False,
            obj=session,
        )
        _flush()
    except (Exception, KeyboardInterrupt) as error:
        from tix.cli.failures import report

        return report(KeyboardInterrupt() if _pressed else error, args, session)
    return result if isinstance(result, int) else 0


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        from tix.errors import Refused

        raise Refused(
            f"The output could not be written: {error.strerror}.",
            hint="what the command did is done, only its words are lost; tix list shows it",
        ) from None


def build() -> click.Group:
    """Return the program as a click group that has imported none of its commands."""
    return RegistryGroup(
        "tix",
        commands=LazyCommands(),
        params=[*global_options(hidden=False), version_option()],
        invoke_without_command=True,
        callback=_show_help,
        help="Issues and help desk in plain files and git.\n\n" + EXAMPLES,
        epilog="`tix COMMAND --help` explains a command. Docs: man tix.",
        subcommand_metavar="COMMAND [ARGS]...",
        context_settings={"help_option_names": ["-h", "--help"]},
    )


@click.pass_context
def _show_help(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        from tix.cli.output import write

        write(ctx.get_help())


def _program_name(path: str) -> str:
    return "git tix" if os.path.basename(path) == "git-tix" else "tix"  # noqa: PTH119
