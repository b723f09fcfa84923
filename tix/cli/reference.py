"""The page of all commands, made from the commands themselves: `python -m tix.cli.reference`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tix.cli.command import TixCommand
from tix.cli.main import build
from tix.cli.manpages import context_of
from tix.cli.registry import ALIASES, COMMANDS, SECTIONS

PAGE = "docs/commands.md"

_HEAD = """\
# Commands

Made from `tix COMMAND --help` by `python -m tix.cli.reference`.

Options that every command takes: `-C DIR` finds the tracker from another folder,
`--color auto|always|never`, `--utc` shows times in UTC, `--no-input` never asks.

Where a command takes an ID, any unique beginning of it will do, with or without the key, in any
case; so does an external name such as `github:owner/repo#12`, the name of a branch that begins with
an id, and `.` for the branch that is checked out.
"""


def page() -> str:
    """Return the page as Markdown."""
    program = build()
    parts = [_HEAD]
    with context_of(program, "tix") as context:
        for section, rows in SECTIONS.items():
            if not rows:
                continue
            parts.append(f"\n## {section}\n\n| command | what it does |\n|---|---|\n")
            parts += [f"| [`tix {row.name}`](#tix-{row.name}) | {row.summary} |\n" for row in rows]
        for name in COMMANDS:
            parts += _command(program.commands[name], context, f"tix {name}", level=3)
    return "".join(parts)


def _command(
    command: click.Command, parent: click.Context, path: str, *, level: int
) -> Iterator[str]:
    with context_of(command, path.rpartition(" ")[2], parent) as context:
        yield f"\n{'#' * level} {path}\n\n"
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"```\n{path} {usage}\n```\n"
        yield from _prose(command.help or "")
        aliases = [f"`tix {alias}`" for alias, name in ALIASES.items() if f"tix {name}" == path]
        if aliases:
            yield f"\nAlso called {', '.join(aliases)}.\n"
        options = list(_options(command, context))
        if options:
            yield "\n| option | meaning |\n|---|---|\n"
            yield from options
        if isinstance(command, TixCommand) and command.examples:
            yield "\n```sh\n" + "\n".join(command.examples) + "\n```\n"
        if isinstance(command, click.Group):
            for name, below in command.commands.items():
                yield from _command(below, context, f"{path} {name}", level=level + 1)


def _prose(text: str) -> Iterator[str]:
    for paragraph in inspect.cleandoc(text).partition("\f")[0].split("\n\n"):
        if paragraph.startswith("\b"):
            yield "\n```\n" + paragraph.split("\n", 1)[1] + "\n```\n"
        elif paragraph:
            yield "\n" + paragraph.replace("<", "&lt;") + "\n"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if isinstance(param, click.Option) and record and not param.hidden and param.name != "help":
            name, meaning = (text.replace("|", "\\|") for text in record)
            yield f"| `{name}` | {meaning} |\n"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else PAGE).write_text(page(), encoding="utf-8")
