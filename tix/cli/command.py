"""What every command of tix is: examples in its help, global options, words that begin with `-`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import click

from tix.cli.context import OwnHelp, Session, TixContext, global_options
from tix.cli.filename import FileName
from tix.patterns import lazy_pattern

#: Stands for the dash of a word while click parses; no argument of a process can hold it.
HIDDEN_DASH = "\0"
CONDITION = lazy_pattern(r"-[A-Za-z][\w.-]+(:|[<>=!])", re.ASCII)


class Dashes(StrEnum):
    """What an argument that begins with one dash may be, apart from an option."""

    OPTIONS = "options"
    QUERY = "query"  # -tag:ui, -1, -(a or b), and -word where no option is -w
    MEMBERS = "members"  # all but the options exactly as they stand: -ui


class TixCommand(OwnHelp, click.Command):
    """A command; `examples` are whole command lines, shown in help and man page, and tested."""

    context_class = TixContext

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  # click's own signature
        examples: Sequence[str] = (),
        dashes: Dashes = Dashes.OPTIONS,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.dashes = dashes
        self.params += global_options(hidden=True)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; words with a dash reach the command's arguments as they were written."""
        args = self._spell_out(args)
        if self.dashes is Dashes.OPTIONS:
            rest = super().parse_args(ctx, args)
        else:
            rest = super().parse_args(ctx, self._hide_words(args))
            for name, value in ctx.params.items():
                is_many = isinstance(value, tuple)
                ctx.params[name] = tuple(map(_show_dash, value)) if is_many else _show_dash(value)
        self._check_text(ctx)
        return rest

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; those that write all take --dry-run, and all ask git who writes."""
        if not any(param.name == "dry_run" for param in self.params):
            return super().invoke(ctx)
        with ctx.ensure_object(Session).warmed():
            return super().invoke(ctx)

    def _spell_out(self, args: list[str]) -> list[str]:
        """Return the options of one letter by their long names.

        click takes each for a long one first, and what it then prepares to say costs 5 ms.
        """
        options = {name: param for param in self.params for name in param.opts}
        spelled: list[str] = []
        is_value = False
        for position, arg in enumerate(args):
            if arg == "--":
                return spelled + args[position:]
            param = None if is_value else options.get(arg)
            spelled.append(_long_name(param, arg) if param else arg)
            is_value = _takes_value(param)
        return spelled

    def _check_text(self, ctx: click.Context) -> None:
        """Refuse bytes that are no text, which only names of files may hold."""
        for param in self.params:
            given = ctx.params.get(param.name or "")
            if isinstance(param.type, (click.Path, FileName)):
                continue
            for value in given if isinstance(given, tuple) else (given,):
                if isinstance(value, str) and not _is_text(value):
                    raise click.BadParameter("it is not UTF-8 text", ctx, param)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        super().format_epilog(ctx, formatter)
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"  {example}\n")

    def _hide_words(self, args: list[str]) -> list[str]:
        options = {name: param for param in self.params for name in param.opts}
        hidden: list[str] = []
        is_value = False
        for position, arg in enumerate(args):
            if arg == "--":
                return hidden + args[position:]
            is_word = not is_value and _is_dashed(arg) and self._is_word(arg, options)
            hidden.append(HIDDEN_DASH + arg if is_word else arg)
            param = None if is_value or is_word else options.get(arg)
            is_value = _takes_value(param)
        return hidden

    def _is_word(self, arg: str, options: dict[str, click.Parameter]) -> bool:
        if self.dashes is Dashes.MEMBERS:
            return arg not in options and arg != "-h"
        if CONDITION.match(arg):
            return True
        return f"-{arg[1]}" not in options and (len(arg) > 2 or not arg[1].isalpha())


class TixGroup(OwnHelp, click.Group):
    """Commands below a command, such as `tix status add`; bare, the `default` one runs."""

    context_class = TixContext

    def __init__(self, *args: Any, default: str, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.default = default
        self.params += global_options(hidden=True)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; without a command below, or with options of it alone, the default one is meant."""
        own = {name for param in self.get_params(ctx) for name in param.opts}
        if args:
            is_default = _is_option(args[0]) and args[0] not in own
        else:
            is_default = not ctx.resilient_parsing  # completion asks what could stand here
        return super().parse_args(ctx, [self.default, *args] if is_default else args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names in the order of the program text."""
        return list(self.commands)


def group(name: str, commands: Sequence[click.Command], *, help: str, default: str) -> TixGroup:
    """Return a command that is a family of commands; `default` runs when none is named."""
    settings: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
    return TixGroup(name, commands=commands, help=help, default=default, context_settings=settings)


def command(
    name: str,
    *,
    examples: Sequence[str],
    dashes: Dashes = Dashes.OPTIONS,
    help: str | None = None,
) -> Callable[[Callable[..., object]], TixCommand]:
    """Make a function of plain values a command; its docstring is the help, unless one is made."""
    settings: dict[str, Any] = {"context_settings": {"help_option_names": ["-h", "--help"]}}
    settings |= {"help": help} if help else {}
    return click.command(name, cls=TixCommand, examples=examples, dashes=dashes, **settings)


def _takes_value(param: click.Parameter | None) -> bool:
    return isinstance(param, click.Option) and not param.is_flag and not param.count


def _long_name(param: click.Parameter, name: str) -> str:
    """Return a name of an option that begins with two dashes, if it has one."""
    return next((other for other in param.opts if other.startswith("--")), name)


def _is_dashed(arg: str) -> bool:
    return len(arg) > 1 and arg[0] == "-" and arg[1] != "-"


def _is_text(value: str) -> bool:
    """Tell whether a word has no byte in it that is not UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_option(arg: str) -> bool:
    return arg.startswith("-") and arg != "-"


def _show_dash(value: object) -> object:
    return value.removeprefix(HIDDEN_DASH) if isinstance(value, str) else value
