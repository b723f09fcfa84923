"""The session: what the whole command line asked for, and the tracker it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path

    from tix.tracker import Tracker


WIDEST_HELP = 100


class Session:
    """Options that every command takes; `click` fills it while it parses."""

    def __init__(
        self,
        directory: str = "",
        colour: str = "auto",
        *,
        utc: bool = False,
        no_input: bool = False,
    ) -> None:
        self.directory = directory
        self.colour = colour
        self.utc = utc
        self.no_input = no_input

    def in_folder(self, directory: str) -> Session:
        """Return a session that was asked for the same, of another folder."""
        return Session(directory, self.colour, utc=self.utc, no_input=self.no_input)

    @property
    def start(self) -> Path | None:
        """The folder that -C names, where the search for the tracker begins."""
        if not self.directory:
            return None
        from pathlib import Path

        return Path(self.directory)

    @cached_property
    def tracker(self) -> Tracker:
        """The tracker, opened when a command first asks for it."""
        from tix.cli.output import say
        from tix.cli.progress import Meter
        from tix.tracker import Tracker

        return Tracker.open(self.directory, say=say, progress=Meter())

    @contextmanager
    def warmed(self) -> Iterator[None]:
        """Let git list its settings while a command that will need them is still being imported.

        What is wrong with the tracker is told when the command asks for it.
        """
        from tix.errors import TixError

        try:
            repo = self.tracker.repo
        except (TixError, OSError):
            yield
            return
        with repo.warmed():
            yield

    @cached_property
    def paints(self) -> bool:
        """Whether stdout takes colour."""
        from tix.cli.terminal import wants_colour

        return wants_colour(self.colour, error=False)

    @property
    def is_interactive(self) -> bool:
        """Whether somebody is there to answer questions."""
        from tix.cli import terminal

        here = terminal.is_terminal("stdin") and terminal.is_terminal("stderr")
        return here and not self.no_input


class OwnHelp(click.Command):
    """A command whose --help is made here: click's looks for its translation, which costs 2 ms."""

    @cached_property
    def _own_help(self) -> click.Option:
        return click.Option(
            ("-h", "--help"),
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_help,
            help="Show this message and exit.",
        )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:  # noqa: ARG002  # click's
        """Return the option, the same each time."""
        return self._own_help


class TixContext(click.Context):
    """A context whose help is as wide as the terminal, up to 100 columns."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return a formatter; click's own would import shutil to learn the width, 3 ms."""
        from tix.cli.terminal import size

        columns, _ = size()
        return click.HelpFormatter(width=min(columns, WIDEST_HELP) - 2)


pass_session = click.make_pass_decorator(Session, ensure=True)


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value and param.name:
        setattr(ctx.ensure_object(Session), param.name, value)


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from tix import __version__
        from tix.cli.output import write

        write(f"tix {__version__}")
        ctx.exit()


def _print_help(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from tix.cli.output import write

        write(ctx.get_help())
        ctx.exit()


_Options = dict[str, Any]

#: Options that stand before or after the name of a command, with one meaning.
_GLOBAL: tuple[tuple[tuple[str, ...], _Options], ...] = (
    (
        ("-C", "directory"),
        {"metavar": "DIR", "help": "Find the tracker from DIR instead of here."},
    ),
    (
        ("--color", "--colour", "colour"),
        {
            "type": click.Choice(["auto", "always", "never"]),
            "help": "When to colour; NO_COLOR also switches it off.",
        },
    ),
    (("--utc",), {"is_flag": True, "help": "Show times in UTC instead of local time."}),
    (("--no-input",), {"is_flag": True, "help": "Never ask, fail instead."}),
)


def global_options(*, hidden: bool) -> list[click.Parameter]:
    """Return fresh global options; commands take them hidden, the program shows them."""
    return [
        click.Option(names, expose_value=False, callback=_remember, hidden=hidden, **settings)
        for names, settings in _GLOBAL
    ]


def version_option() -> click.Option:
    """Return the option `--version`."""
    show: Callable[..., None] = _print_version
    return click.Option(
        ("--version",),
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Show the version and exit.",
    )
