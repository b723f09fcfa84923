"""The command `schema`: what a file of the tracker may hold, for editors and programs."""

from __future__ import annotations

import click

from tix.cli.command import command
from tix.cli.context import Session, pass_session
from tix.cli.output import json_text, write


@command("schema", examples=("tix schema > ticket.schema.json", "tix schema config"))
@click.argument("kind", type=click.Choice(["ticket", "config"]), default="ticket")
@pass_session
def schema(session: Session, *, kind: str) -> None:
    """Print the JSON Schema of a ticket or of the settings.

    That of a ticket names the types, priorities, tags and fields that this tracker declares. An
    editor that knows YAML schemas completes and checks with it.
    """
    if kind == "config":
        from tix.config.schema import config_schema

        write(json_text(config_schema(), indent=2))
        return
    from tix.model.schema import ticket_schema

    write(json_text(ticket_schema(session.tracker.config), indent=2))
