"""Questions to somebody at a terminal, and their editor; what was typed is never lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from tix.cli.output import say
from tix.errors import BadInput, Refused, TixError, UsageError

if TYPE_CHECKING:
    from tix.cli.context import Session

T = TypeVar("T")

#: Lines that begin so are advice and problems; they are gone from the text that comes back.
ADVICE = "#|"


def ask(
    session: Session, question: str, *, flag: str, default: str = "", may_skip: bool = False
) -> str:
    """Return the answer to a question; without a terminal, tell which `flag` gives it.

    With `may_skip` nothing is an answer too.
    """
    if not session.is_interactive:
        raise UsageError(f"{question} is missing and nobody is there to ask.", hint=f"give {flag}")
    usual = default if default or may_skip else None
    answer = click.prompt(question, default=usual, err=True, show_default=bool(default))
    return str(answer).strip()


def confirm(session: Session, question: str, *, yes: bool = False) -> None:
    """Go on only when the answer is yes; without a terminal only `--yes` says so."""
    if yes:
        return
    if not session.is_interactive:
        raise Refused(f"{question} needs a yes.", hint="add --yes, or --dry-run to look first")
    if not click.confirm(question, err=True):
        raise click.Abort


def edit_text(
    text: str,
    check: Callable[[str], T],
    *,
    keep: Path,
    advice: str = "",
    suffix: str = ".md",
) -> T:
    """Open an editor on `text` and return what `check` makes of the result.

    `check` raises TixError for what it does not accept; the editor then opens again with the
    problem on top, until the text is accepted, left as it was, or emptied. `keep` is a folder
    outside the work tree where the text lies meanwhile, and stays when anything fails.
    """
    path = _fresh_file(keep, suffix)
    problem = ""
    path.write_text(_with_advice(text, advice, problem), encoding="utf-8")
    while True:
        opened = path.read_text(encoding="utf-8")
        _open_editor(path)
        saved = _read_back(path)
        edited = without_advice(saved)
        if not edited.strip():
            path.unlink()
            raise Refused("The text is empty, so nothing was done.")
        try:
            result = check(edited)
        except TixError as error:
            if problem and saved == opened:
                raise BadInput(error.message, hint=f"your text is kept in {path}") from None
            problem = error.message
            path.write_text(_with_advice(edited, advice, problem), encoding="utf-8")
            continue
        except BaseException:
            say(f"Your text is kept in {path}")
            raise
        path.unlink()
        return result


@contextmanager
def keeping(text: str, keep: Path, suffix: str = ".md") -> Iterator[None]:
    """Put text into the folder `keep` when what is done with it fails, and tell where it is."""
    try:
        yield
    except BaseException:
        path = _fresh_file(keep, suffix)
        path.write_text(text, encoding="utf-8")
        say(f"Your text is kept in {path}")
        raise


def without_advice(text: str) -> str:
    """Return the text without the lines that the editor's template added."""
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(ADVICE)]
    return "".join(lines)


def _with_advice(text: str, advice: str, problem: str) -> str:
    said = [*([f"PROBLEM: {problem}"] if problem else []), *advice.splitlines()]
    return "".join(f"{ADVICE} {line}".rstrip() + "\n" for line in said) + text


def _fresh_file(folder: Path, suffix: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        path = folder / f"EDIT-{number}{suffix}"
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return path
    raise AssertionError  # pragma: no cover  # count() does not end


def _read_back(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("The text is not UTF-8.", hint=f"your text is kept in {path}") from None


def _open_editor(path: Path) -> None:
    from tix.cli.programs import chosen_program

    editor = chosen_program("TIX_EDITOR", "GIT_EDITOR", "vi")
    try:
        click.edit(filename=str(path), editor=editor)
    except click.ClickException:
        raise BadInput(_no_editing(editor), hint=_other_editor(path)) from None


def _no_editing(editor: str) -> str:
    """Return why nothing was edited: the program is not here, or did not go well."""
    import shutil

    program = editor.split()[0] if editor.split() else editor
    if shutil.which(program) is None:
        return f"The editor {program} is not on this machine."
    return f"The editor {editor} ended with an error."


def _other_editor(path: Path) -> str:
    advice = "set TIX_EDITOR, or git config --global core.editor nano"
    return f"{advice}; your text is kept in {path}"
