"""A group of commands that imports a command when it is looked up, and never before."""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING

import click

from tix.cli.context import OwnHelp, Session, TixContext
from tix.cli.registry import ALIASES, COMMANDS, SECTIONS
from tix.patterns import lazy_pattern

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

EXTERNAL_NAME = lazy_pattern(r"[a-z0-9][a-z0-9-]*")


class LazyCommands(MutableMapping[str, click.Command]):
    """Commands by name; their modules are imported on the first lookup."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        name = ALIASES.get(name, name)
        if name not in self._loaded:
            module, _, attribute = COMMANDS[name].target.partition(":")
            found = getattr(import_module(f"tix.cli.commands.{module}"), attribute)
            self._loaded[name] = found
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS or name in ALIASES or name in self._loaded

    def __iter__(self) -> Iterator[str]:
        yield from COMMANDS
        yield from ALIASES

    def __len__(self) -> int:
        return len(COMMANDS) + len(ALIASES)


class ExternalCommand(click.Command):
    """An executable `tix-NAME` on PATH, given every argument as it stands."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, add_help_option=False)
        self.path = path

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the arguments for the program."""
        ctx.args = args
        return args

    def invoke(self, ctx: click.Context) -> None:
        """Become the program."""
        session = ctx.ensure_object(Session)
        if session.directory:
            os.chdir(session.directory)
        os.execv(self.path, [f"tix-{self.name}", *ctx.args])  # noqa: S606  # no shell


class PipeClosed(Exception):
    """Whoever read our output has gone; click would leave with code 1 and no word."""


class RegistryGroup(OwnHelp, click.Group):
    """The program: commands from the table, then executables `tix-NAME` on PATH."""

    context_class = TixContext

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeClosed from error

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name or alias; built-in ones win."""
        return super().get_command(ctx, cmd_name) or _find_external(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the commands by section, from the table alone."""
        width = max(map(len, COMMANDS))
        for section, rows in SECTIONS.items():
            if rows:
                with formatter.section(section):
                    formatter.write_dl([(row.name.ljust(width), row.summary) for row in rows])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return names of commands, from the table alone, and options."""
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(row.name, help=row.summary)
            for row in COMMANDS.values()
            if row.name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)


def _find_external(name: str) -> ExternalCommand | None:
    """Find the executable in PATH; `.` in it is passed over, since it may be a stranger's clone."""
    if not EXTERNAL_NAME.fullmatch(name):
        return None
    for folder in filter(os.path.isabs, os.environ.get("PATH", os.defpath).split(os.pathsep)):
        path = os.path.join(folder, f"tix-{name}")  # noqa: PTH118
        if os.access(path, os.X_OK) and os.path.isfile(path):  # noqa: PTH113
            return ExternalCommand(name, path)
    return None
