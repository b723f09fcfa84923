from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click

from tix.cli.lazy import LazyCommands
from tix.cli.main import build
from tix.cli.registry import ALIASES, COMMANDS

ROOT = Path(__file__).resolve().parent.parent
#: Settings that a later command reads are described by what it will do.
SPEC = ROOT / "tix" / "config" / "spec.py"
SOURCES = [path for path in sorted((ROOT / "tix").rglob("*.py")) if path != SPEC]
#: What stands behind the name of the program where a sentence is about it.
PROSE = {
    "beside",
    "for",
    "of",
    "total",
    "has",
    "is",
    "itself",
    "knows",
    "makes",
    "manual",
    "on",
    "reads",
    "still",
    "to",
    "where",
    "writes",
}
NAMED = re.compile(r"\btix ([a-z]+(?:-[a-z]+)*)([^`;:\n]*?)(?=`|;|:|\n|, | or tix |$)")


def named(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the commands that a module's texts name, with what stands behind them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if id(node) in quiet | parts:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(
                str(p.value) if isinstance(p, ast.Constant) else "X" for p in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        for found in NAMED.finditer(text):
            if found[1] not in PROSE:
                yield found[1], found[2]


HINTS = sorted({(name, rest) for path in SOURCES for name, rest in named(path)})


def flags_of(command: click.Command) -> set[str]:
    flags = {flag for each in command.params for flag in (*each.opts, *each.secondary_opts)}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return flags.union(*map(flags_of, below))


def test_texts_name_only_commands_that_there_are():
    assert len(HINTS) > 100
    assert {name for name, _ in HINTS} - {*COMMANDS, *ALIASES} == set()


def test_texts_name_only_flags_that_the_command_has():
    shared = {flag for each in build().params for flag in each.opts} | {"--help"}
    wrong = {
        f"tix {name}{rest}"
        for name, rest in HINTS
        if " --" in rest
        and set(re.findall(r"(?<= )--[a-z][a-z-]*", rest)) - flags_of(LazyCommands()[name]) - shared
    }

    assert wrong == set()
