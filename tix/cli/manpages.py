"""Man pages, made from the commands themselves: `python -m tix.cli.manpages docs/man`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from tix import __version__
from tix.cli.command import TixCommand
from tix.cli.main import build
from tix.cli.registry import ALIASES, COMMANDS, SECTIONS
from tix.cli.topics import topic_rows


def pages() -> dict[str, str]:
    """Return every man page by the name of its file."""
    program = build()
    with context_of(program, "tix") as context:
        made = {"tix.1": _program_page(program, context), "git-tix.1": ".so man1/tix.1\n"}
        for name in COMMANDS:
            command = program.commands[name]
            made |= dict(_command_pages(command, context, ("tix", name), COMMANDS[name].summary))
    return made


def write_pages(folder: Path) -> None:
    """Write every page into a folder, and remove those of commands that are gone."""
    made = pages()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.1"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


def _program_page(program: click.Group, context: click.Context) -> str:
    lines = [
        *_head(("tix",), "issues and help desk in plain files and git"),
        *_section("SYNOPSIS", [r"\fBtix\fR [OPTIONS] COMMAND [ARGS]..."]),
        *_section("DESCRIPTION", _paragraphs(program.help or "")),
        *_section("OPTIONS", _options(program, context)),
        ".SH COMMANDS",
    ]
    for section, rows in SECTIONS.items():
        lines += [f".SS {_escaped(section)}"] if rows else []
        for row in rows:
            lines += _item(rf"\fBtix\-{_escaped(row.name)}\fR(1)", row.summary + ".")
    for title, name in (("EXIT STATUS", "exit-codes"), ("ENVIRONMENT", "environment")):
        lines.append(f".SH {title}")
        for term, meaning in topic_rows(name).items():
            lines += _item(_escaped(term), meaning)
    lines += _section("SEE ALSO", [r"\fBgit\fR(1)"])
    return "\n".join(lines) + "\n"


def _command_pages(
    command: click.Command, parent: click.Context, path: tuple[str, ...], summary: str
) -> Iterator[tuple[str, str]]:
    """Yield the page of a command; the commands below a group stand on the group's page."""
    with context_of(command, path[-1], parent) as context:
        lines = [*_head(path, summary), *_synopsis(command, context)]
        lines += _section("DESCRIPTION", _paragraphs(command.help or ""))
        lines += _section("OPTIONS", _options(command, context))
        below = command.commands if isinstance(command, click.Group) else {}
        lines += _section("COMMANDS", [*_below(below, context)])
        lines += _section("EXAMPLES", _examples(command))
        aliases = [alias for alias, name in ALIASES.items() if name == command.name]
        said = " ".join(rf"\fBtix {_escaped(alias)}\fR" for alias in aliases)
        lines += _section("ALSO CALLED", [said] if said else [])
        lines += _section("SEE ALSO", [r"\fBtix\fR(1)"])
    yield f"{'-'.join(path)}.1", "\n".join(lines) + "\n"


def context_of(
    command: click.Command, name: str, parent: click.Context | None = None
) -> click.Context:
    """Return the context in which a command says how it is used."""
    settings: Any = command.context_settings
    return click.Context(command, info_name=name, parent=parent, **settings)


def _below(commands: Mapping[str, click.Command], parent: click.Context) -> Iterator[str]:
    for name, command in commands.items():
        with context_of(command, name, parent) as context:
            usage = " ".join(command.collect_usage_pieces(context))
            yield f".SS {_escaped(f'{parent.command_path} {name} {usage}')}"
            yield from _paragraphs(command.help or "")
            yield from _options(command, context)
            yield from _examples(command)


def _head(path: tuple[str, ...], summary: str) -> list[str]:
    name = "-".join(path)
    return [
        f'.TH "{_escaped(name.upper())}" "1" "" "tix {_escaped(__version__)}" "tix manual"',
        ".SH NAME",
        rf"{_escaped(name)} \- {_escaped(summary[0].lower() + summary[1:])}",
    ]


def _section(title: str, lines: list[str]) -> list[str]:
    return [f".SH {title}", *lines] if lines else []


def _synopsis(command: click.Command, context: click.Context) -> list[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    return _section("SYNOPSIS", [rf"\fB{_escaped(context.command_path)}\fR {_escaped(pieces)}"])


def _paragraphs(text: str) -> list[str]:
    """Return help as roff; a paragraph that begins with \\b keeps its lines."""
    lines: list[str] = []
    for paragraph in inspect.cleandoc(text).partition("\f")[0].split("\n\n"):
        lines.append(".PP")
        if paragraph.startswith("\b"):
            lines += [".nf", *map(_line, paragraph.split("\n")[1:]), ".fi"]
        else:
            lines += map(_line, paragraph.split("\n"))
    return lines if text else []


def _options(command: click.Command, context: click.Context) -> list[str]:
    lines: list[str] = []
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if isinstance(param, click.Option) and record and not param.hidden:
            lines += _item(rf"\fB{_escaped(record[0])}\fR", record[1])
    return lines


def _examples(command: click.Command) -> list[str]:
    if not isinstance(command, TixCommand) or not command.examples:
        return []
    return [".nf", *map(_line, command.examples), ".fi"]


def _item(term: str, meaning: str) -> list[str]:
    return [".TP", term, _line(meaning)]


def _line(text: str) -> str:
    """Return one line of text that roff takes for nothing else."""
    escaped = _escaped(text.strip("\n"))
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _escaped(text: str) -> str:
    replaced = text.replace("\\", r"\e").replace("-", r"\-")
    replaced = replaced.replace("`", r"\`").replace("^", r"\(ha").replace("~", r"\(ti")
    # groff alone reads Latin 1; named like this, a character of any script is right
    return "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in replaced)


if __name__ == "__main__":
    write_pages(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/man"))
