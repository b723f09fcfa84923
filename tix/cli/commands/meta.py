"""Commands about tix itself: completion, help, version."""

from __future__ import annotations

import os
from typing import Any

import click

from tix.cli.bashscript import BASH
from tix.cli.command import command
from tix.cli.output import write
from tix.cli.registry import COMMANDS
from tix.cli.topics import TOPICS, topic_text
from tix.errors import UsageError
from tix.text import closest

SHELLS = ("bash", "zsh", "fish")

#: Where a shell looks for it.
INSTALL = {
    "bash": "mkdir -p ~/.local/share/bash-completion/completions && tix completion bash"
    " > ~/.local/share/bash-completion/completions/tix",
    "zsh": "mkdir -p ~/.zfunc && tix completion zsh > ~/.zfunc/_tix"
    "   (with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc)",
    "fish": "tix completion fish > ~/.config/fish/completions/tix.fish",
}

#: `git tix …` in git's own completion, which calls `_git_NAME` with `words` and `cword` set.
GIT_BASH = """
_git_tix() {
    local IFS=$'\\n' completion
    for completion in $(env COMP_WORDS="tix ${words[*]:$((__git_cmd_idx + 1))}" \\
        COMP_CWORD=$((cword - __git_cmd_idx)) _TIX_COMPLETE=bash_complete tix); do
        COMPREPLY+=("${completion#*,}")
    done
}
"""


@command(
    "completion",
    examples=("tix completion bash > ~/.local/share/bash-completion/completions/tix",),
)
@click.argument("shell", required=False, type=click.Choice(SHELLS))
def completion(shell: str | None) -> None:
    """Print a script that completes on TAB.

    Commands, options, ids (with their titles), statuses, people and tags are completed. SHELL is
    bash, zsh or fish; without it, the shell in use. The script's first lines say where to put it.
    """
    write(completion_script(shell or _shell_in_use()))


@command("help", examples=("tix help list", "tix help query"))
@click.argument("topic", required=False, shell_complete=lambda _ctx, _param, typed: _topics(typed))
@click.pass_context
def help_(ctx: click.Context, topic: str | None) -> None:
    """Explain a command or a topic.

    Topics are query, fields, settings, exit-codes and environment. Without a name, all commands are
    listed.
    """
    program = ctx.find_root()
    if topic is None:
        write(program.get_help())
    elif topic in TOPICS:
        write(topic_text(topic))
    else:
        write(_help_of(program, topic))


@command("version", examples=("tix version",))
def version() -> None:
    """Print the version of tix."""
    from tix import __version__

    write(f"tix {__version__}")


def _help_of(program: click.Context, name: str) -> str:
    group = program.command
    found = group.get_command(program, name) if isinstance(group, click.Group) else None
    if found is None:
        near = closest(name, [*COMMANDS, *TOPICS])
        hint = f"tix help {near}" if near else f"tix help, or tix help {'|'.join(TOPICS)}"
        raise UsageError(f"There is no command or topic {name}.", hint=hint)
    settings: Any = found.context_settings
    with found.context_class(found, info_name=name, parent=program, **settings) as context:
        return found.get_help(context)


def _topics(typed: str) -> list[str]:
    return [name for name in (*COMMANDS, *TOPICS) if name.startswith(typed)]


def completion_script(shell: str) -> str:
    """Return the script for one shell, with how to install it at its head."""
    from click.shell_completion import get_completion_class

    from tix.cli.main import build

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"There is no completion for {shell}.", hint="tix completion bash")
    made = kind(build(), {}, "tix", "_TIX_COMPLETE")
    script = made.source_template % made.source_vars()
    head, body = ("", script)
    if script.startswith("#compdef"):  # zsh reads it from the first line of the file
        head, body = script.split("\n", 1)[0] + "\n", script.split("\n", 1)[1]
    extra = ""
    if shell == "bash":
        body, extra = BASH, GIT_BASH
    return (
        f"{head}# Completion of tix for {shell}. To install:\n#   {INSTALL[shell]}\n{body}{extra}"
    )


def _shell_in_use() -> str:
    name = os.environ.get("SHELL", "").rpartition("/")[2]
    if name not in SHELLS:
        raise UsageError("The shell in use is not known.", hint="tix completion bash|zsh|fish")
    return name
