"""The table of commands: name, where it lives, what it does."""

from __future__ import annotations

from typing import NamedTuple


class CommandRow(NamedTuple):
    """One command; `target` is `module:attribute` below `tix.cli.commands`."""

    name: str
    target: str
    summary: str
    aliases: tuple[str, ...] = ()


#: Sections in the order of `tix --help`; a summary is the first sentence of the command's help.
SECTIONS: dict[str, tuple[CommandRow, ...]] = {
    "Find tickets": (
        CommandRow("list", "reading:list_tickets", "List tickets that match a query", ("ls",)),
        CommandRow("mine", "reading:mine", "List what is assigned to me"),
    ),
    "Change tickets": (),
    "Look back": (),
    "The tracker": (
        CommandRow("import", "exchange:import_tracker", "Move a tracker in with its history"),
        CommandRow("demo", "exchange:demo", "Make a tracker to try: a small company's desk"),
    ),
    "Help": (
        CommandRow("completion", "meta:completion", "Print a script that completes on TAB"),
        CommandRow("help", "meta:help_", "Explain a command or a topic"),
        CommandRow("version", "meta:version", "Print the version of tix"),
    ),
}

COMMANDS: dict[str, CommandRow] = {row.name: row for rows in SECTIONS.values() for row in rows}
ALIASES: dict[str, str] = {alias: row.name for row in COMMANDS.values() for alias in row.aliases}
