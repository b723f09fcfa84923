"""Run git: the only module that starts it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Thread
from typing import IO, TYPE_CHECKING

from tix.errors import GitFailed, TixError
from tix.git.process import Child, start, wait

if TYPE_CHECKING:
    from pathlib import Path

#: The output of `git rev-parse --local-env-vars`: what ties a process to one repository.
LOCAL_VARIABLES = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
OLDEST = (2, 39)
#: What a pipe takes at least without a reader.
_PIPE_ROOM = 32 * 1024
_USAGE = 129


class GitMissing(TixError):
    """A git that cannot be started or is too old."""

    exit_code = 8


class Running:
    """A git command under way; `finish` gives its output or raises GitFailed."""

    __slots__ = ("_complaints", "_pending", "_pid", "command", "stdin", "stdout")

    def __init__(
        self, command: list[str], child: Child, complaints: IO[bytes], pending: bytes | None
    ) -> None:
        self.command = command
        self._pid = child.pid
        self._complaints = complaints
        self._pending = pending
        self.stdin = child.stdin
        self.stdout = child.stdout

    def communicate(self, input: bytes | None = None) -> tuple[int, bytes, str]:
        """Return the exit code, stdout and stderr once the command has ended.

        `input` is for a command that was started with `pipe`.
        """
        with self._feeding(self._pending if input is None else input):
            output = self.stdout.read()
        self.stdout.close()
        return self._end(output)

    def finish(self, input: bytes | None = None) -> bytes:
        """Return stdout, or raise GitFailed when the command failed; `input` as above."""
        code, output, complaint = self.communicate(input)
        if code:
            raise failure(self.command, code, complaint)
        return output

    def close(self) -> tuple[int, str]:
        """Close both pipes, wait, and return the exit code and stderr."""
        for pipe in (self.stdin, self.stdout):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        code, _, complaint = self._end(b"")
        return code, complaint

    def feed(self, text: bytes) -> None:
        """Write all that goes to stdin and close it."""
        feed(self.stdin, text)

    def drop(self) -> None:
        """End a command that was started with `pipe` and turned out not to be needed."""
        if not self._complaints.closed:
            self.close()

    @contextmanager
    def _feeding(self, text: bytes | None) -> Iterator[None]:
        """Write what goes to stdin; what the pipe may not take at once, while output is read."""
        if self.stdin is None or self.stdin.closed:
            yield
        elif len(text or b"") <= _PIPE_ROOM:
            feed(self.stdin, text or b"")
            yield
        else:
            writer = Thread(target=feed, args=(self.stdin, text), daemon=True)
            writer.start()
            yield
            writer.join()

    def _end(self, output: bytes) -> tuple[int, bytes, str]:
        code = wait(self._pid)
        with self._complaints as stream:
            stream.seek(0)
            return code, output, stream.read().decode("utf-8", "replace")


class Git:
    """git bound to one directory.

    `keep_env` leaves the variables that tie this process to a repository as they are, which is
    what hooks, drivers and strategies need; everybody else names the directory.
    """

    __slots__ = ("_env", "cwd")

    def __init__(self, cwd: Path | str, *, keep_env: bool = False) -> None:
        self.cwd = str(cwd)
        self._env = {
            name: value
            for name, value in os.environ.items()
            if keep_env or name not in LOCAL_VARIABLES
        }
        self._env |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}

    def start(
        self,
        *args: str,
        input: bytes | None = None,
        env: Mapping[str, str] | None = None,
        pipe: bool = False,
        shielded: bool = False,
        held: int | None = None,
    ) -> Running:
        """Start a command and return at once.

        `pipe` opens stdin for the caller to write to; `shielded` keeps the terminal's Ctrl-C
        from it; `held` is the descriptor of a lock that lasts until the command ends as well,
        should this process be killed.
        """
        command = ["git", "-C", self.cwd, *args]
        complaints = _scratch()
        try:
            child = start(
                command,
                {**self._env, **env} if env else self._env,
                errors=complaints.fileno(),
                feeds=input is not None or pipe,
                apart=shielded,
                held=held,
            )
        except OSError as error:
            complaints.close()
            raise GitMissing(
                f"git cannot be started: {error.strerror}.",
                hint="install git 2.39 or newer and put it on PATH",
            ) from None
        if input is not None and len(input) <= _PIPE_ROOM:
            feed(child.stdin, input)
            input = None
        return Running(list(args), child, complaints, input)

    def run(
        self, *args: str, input: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> bytes:
        """Return what a command wrote to stdout, or raise GitFailed."""
        return self.start(*args, input=input, env=env).finish()

    def text(self, *args: str, input: bytes | None = None) -> str:
        """Return stdout as text without the last line end."""
        return self.run(*args, input=input).decode("utf-8", "surrogateescape").rstrip("\n")

    def lines0(self, *args: str, input: bytes | None = None) -> list[str]:
        """Return the NUL-terminated items of stdout as text."""
        out = self.run(*args, input=input).decode("utf-8", "surrogateescape")
        return out.split("\0")[:-1] if out.endswith("\0") else out.split("\0") if out else []

    def ok(self, *args: str) -> bool:
        """Tell whether a command that answers by its exit code (0 or 1) says yes."""
        command = self.start(*args)
        code, _, complaint = command.communicate()
        if code not in (0, 1):
            raise failure(command.command, code, complaint)
        return code == 0

    @contextmanager
    def stream(
        self, *args: str, pipe: bool = False, env: Mapping[str, str] | None = None
    ) -> Iterator[Running]:
        """Give a running command to read from, and to write to with `pipe`.

        Leaving before the end of its output stops it; a failure after the end raises GitFailed.
        """
        from tix.git.pipes import widened

        command = self.start(*args, pipe=pipe, env=env)
        command.stdout = widened(command.stdout)
        complete = False
        try:
            yield command
            complete = command.stdout is None or not command.stdout.read(1)
        finally:
            code, complaint = command.close()
        if complete and code:
            raise failure(command.command, code, complaint)

    def detach(self, *args: str) -> None:
        """Start a command that outlives this process and that nobody waits for."""
        import subprocess

        subprocess.Popen(
            ["git", "-C", self.cwd, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._env,
            start_new_session=True,
        ).returncode = 0

    def version(self) -> tuple[int, ...]:
        """Return git's version as numbers."""
        numbers = self.text("version").removeprefix("git version ").partition(" ")[0]
        return tuple(int(part) for part in numbers.split(".") if part.isdigit())


def failure(command: Sequence[str], code: int, complaint: str) -> TixError:
    """Return the error to raise for a failed command; a usage error may mean an old git."""
    if code == _USAGE:
        version = Git(".").version()
        if version < OLDEST:
            spelled = ".".join(str(part) for part in version)
            return GitMissing(f"git {spelled} is too old.", hint="install git 2.39 or newer")
    error = GitFailed(list(command), code, complaint)
    if "detected dubious ownership" in complaint:
        error.hint = "git config --global --add safe.directory PATH"
    return error


def feed(pipe: IO[bytes] | None, text: bytes) -> None:
    """Write all input and close; a command that ended early says why by its exit code."""
    assert pipe is not None  # noqa: S101 - opened by `start` for this
    with suppress(BrokenPipeError):
        pipe.write(text)
    with suppress(BrokenPipeError):
        pipe.close()


def _scratch() -> IO[bytes]:
    """Return an unnamed file for stderr: a pipe nobody reads would stop git when it is full."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("tix"), "w+b")
    from tempfile import TemporaryFile

    return TemporaryFile()
