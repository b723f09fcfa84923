from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path

import click
import pytest

from tix.cli.command import TixCommand
from tix.cli.lazy import LazyCommands
from tix.cli.registry import ALIASES, COMMANDS, SECTIONS

ROOT = Path(__file__).resolve().parent.parent
ROWS = list(COMMANDS.values())
by_name = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def command_of(row) -> TixCommand:
    command = LazyCommands()[row.name]
    assert isinstance(command, (TixCommand, click.Group))
    return command


def test_names_and_aliases_are_all_different():
    names = [name for row in ROWS for name in (row.name, *row.aliases)]

    assert len(names) == len(set(names)) == len(COMMANDS) + len(ALIASES)
    assert len(ROWS) == sum(len(rows) for rows in SECTIONS.values())


@by_name
def test_the_summary_is_the_first_sentence_of_the_help(row):
    command = command_of(row)
    first = inspect.cleandoc(command.help or "").split("\n\n")[0].replace("\n", " ")

    assert command.name == row.name
    assert first == f"{row.summary}."
    assert len(row.summary) <= 64


@by_name
def test_examples_begin_with_the_command_and_parse(row):
    command = command_of(row)
    lines = [shlex.split(example, comments=True) for example in examples_of(command)]

    assert lines
    assert [words for words in lines if "tix" not in words or row.name not in words] == []


def examples_of(command: click.Command) -> list[str]:
    if isinstance(command, click.Group):
        below = [command.commands[name] for name in command.commands]
        return [line for one in below for line in examples_of(one)]
    return list(command.examples) if isinstance(command, TixCommand) else []


@by_name
def test_every_option_is_explained(row):
    command = command_of(row)
    silent = [
        option.opts
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


@by_name
def test_docs_name_the_command(row):
    reference = ROOT / "docs" / "commands.md"
    text = reference.read_text(encoding="utf-8")

    assert re.search(rf"\btix {row.name}\b", text)


def test_one_flag_means_one_thing():
    """The same short flag stands for the same long one in every command."""
    meanings: dict[str, set[str]] = {}
    for row in ROWS:
        for param in command_of(row).params:
            short = [opt for opt in param.opts if re.fullmatch(r"-[a-zA-Z]", opt)]
            long = [opt for opt in param.opts if opt.startswith("--")]
            for opt in short:
                meanings.setdefault(opt, set()).add(long[0] if long else "")
    assert {opt: names for opt, names in meanings.items() if len(names) > 1} == {}
