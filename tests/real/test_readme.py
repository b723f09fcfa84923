"""The README's session is run as it stands there, and every command line of the docs parses."""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from benchmarks.quoted import PAGE, quoted
from tix.cli.main import build
from tix.cli.registry import ALIASES, COMMANDS
from tix.errors import EXIT_CODES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("examples/**/*.md")])
BEGIN = datetime(2026, 11, 21, 10, 2, 11, tzinfo=UTC)
HOME = "/home/ana/ops"
NAMES = re.compile(r"OPS-[0-9a-z]{6}|(?<=add comment )[0-9a-z]{6}")
#: Where a shell goes on with something that is no argument of tix.
SHELL_WORDS = {"|", ">", "<", "&&", ";", "#"}


def fences(text: str, language: str) -> list[str]:
    """Return the code blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def session() -> list[tuple[str, str]]:
    """Return the command lines of the README's sessions, each with what it shows."""
    lines = "".join(fences(README, "console"))
    return re.findall(r"^\$ (.*\n)((?:(?!\$ ).*\n)*)", lines, re.MULTILINE)


def on_a_terminal(line: str, folder: Path, env: dict[str, str]) -> str:
    """Run a command line on a terminal of 100 columns and return what it printed."""
    import fcntl
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 100, 0, 0))
    run = subprocess.Popen(
        ["/bin/sh", "-c", line], cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    printed = b""
    try:
        while piece := os.read(ours, 65536):
            printed += piece
    except OSError:  # Linux says so when the other end is closed
        pass
    run.wait()
    os.close(ours)
    # What is waited for is drawn and taken away again where a machine is slow.
    return re.sub(r"[^\n]*\r\x1b\[K", "", printed.decode().replace("\r\n", "\n"))


def played(tmp_path: Path) -> list[str]:
    """Return what the sessions print when they are run, by the names that the README uses."""
    bin_, folder = tmp_path / "bin", tmp_path / "ops"
    bin_.mkdir()
    folder.mkdir()
    (bin_ / "tix").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tix "$@"\n')
    (bin_ / "tix").chmod(0o755)
    shutil.copy(ROOT / "tix/merge/git-merge-tix", bin_)
    env = os.environ | {
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "GIT_PAGER": "cat",
        "TERM": "xterm",
        "TIX_AUTHOR": "Ana <ana@example.com>",
    }
    real: dict[str, str] = {str(folder): HOME}
    printed = []
    for count, (line, shown) in enumerate(session()):
        env["TIX_NOW"] = (BEGIN + timedelta(minutes=count)).isoformat()
        for name, meant in real.items():
            tail = meant.removeprefix("OPS-")
            line = re.sub(rf"\b{tail[:3]}\b", name.removeprefix("OPS-"), line)
        out = on_a_terminal(line, folder, env)
        told = [name for name in NAMES.findall(out) if name not in real]
        meant = [name for name in NAMES.findall(shown) if name not in real.values()]
        real |= dict(zip(told, meant, strict=False))
        for name, instead in real.items():
            out = out.replace(name, instead)
        printed.append(out)
    return printed


def test_the_session_prints_what_the_readme_shows(tmp_path: Path) -> None:
    shown = [shown for _, shown in session()]
    assert len(shown) > 8
    assert played(tmp_path) == shown


@pytest.mark.parametrize(
    "command",
    [
        "python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/tix demo",
        "python3 -m venv .venv && .venv/bin/pip install --quiet -e '.[test]'"
        " && .venv/bin/pytest -q -n auto",
    ],
)
def test_each_of_the_two_commands_is_one_line_of_the_readme(command: str) -> None:
    assert README.splitlines().count(command) == 1


def test_the_exit_codes_of_the_readme_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == EXIT_CODES


def command_lines(page: Path) -> list[str]:
    """Return what a page tells people to type that begins with tix; usages are not typed."""
    text = page.read_text()
    blocks = "".join(re.findall(r"^```(?:sh|console|text|)\n(.*?)^```$", text, re.S | re.M))
    lines = re.findall(r"^(?:\$ )?(tix .*)$", blocks, re.MULTILINE)
    return [line for line in lines if "[OPTIONS]" not in line]


def mentioned(page: Path) -> set[str]:
    """Return the commands that the sentences of a page name."""
    prose = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    return set(re.findall(r"`tix ([a-z]+(?:-[a-z]+)*)", prose))


def problem(line: str) -> str:
    """Return what the parser has against a command line, empty when nothing."""
    line = re.sub(r"\$\([^)]*\)", "WORD", line)
    words = shlex.split(line, comments=True)[1:]
    words = words[: next((at for at, word in enumerate(words) if word in SHELL_WORDS), None)]
    group = build()
    try:
        with click.Context(group, info_name="tix") as top:
            name, command, rest = group.resolve_command(top, words)
            while isinstance(command, click.Group) and rest:
                name, command, rest = command.resolve_command(top, rest)
            if rest and command is not None:
                command.make_context(name, list(rest), parent=top).close()
    except click.exceptions.Exit:
        return ""
    except click.ClickException as error:
        return f"{line}: {error.format_message()}"
    except Exception as error:  # our own errors of usage
        return f"{line}: {error}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_of_a_page_parses(page: Path) -> None:
    found = [said for line in command_lines(page) if (said := problem(line))]
    assert found == []
    assert mentioned(page) <= {*COMMANDS, *ALIASES}


def test_a_command_line_that_is_wrong_is_noticed() -> None:
    assert problem("tix lst status:open") != ""
    assert problem("tix list --nonsense") != ""
    assert problem("tix close $(tix list -q) --as spam | cat") == ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_figures_of_the_readme_are_those_of_the_last_measurement() -> None:
    assert quoted(README, PAGE.read_text()) == README, "python -m benchmarks.quoted"
