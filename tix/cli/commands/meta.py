"""Commands about tix itself: completion, version."""

from __future__ import annotations

import os

import click

from tix.cli.command import command
from tix.cli.output import write
from tix.errors import UsageError

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


@command("version", examples=("tix version",))
def version() -> None:
    """Print the version of tix."""
    from tix import __version__

    write(f"tix {__version__}")


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
    extra = GIT_BASH if shell == "bash" else ""
    return (
        f"{head}# Completion of tix for {shell}. To install:\n#   {INSTALL[shell]}\n{body}{extra}"
    )


def _shell_in_use() -> str:
    name = os.environ.get("SHELL", "").rpartition("/")[2]
    if name not in SHELLS:
        raise UsageError("The shell in use is not known.", hint="tix completion bash|zsh|fish")
    return name
