"""Stream commits with the files that each changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import IO, NamedTuple

from tix.git.run import Git, Running, feed

_FORMAT = "--format=%H%n%P%n%aN%n%aE%n%at%n%ct%n%s"
_RAW = ("-z", "--raw", "-r", "--no-renames", "--no-abbrev")
#: Whatever somebody told git to show: what a first commit holds, and no signatures.
LOG = ("-c", "log.showRoot=true", "-c", "log.showSignature=false", "log")
_CHUNK = 1 << 18


class FileChange(NamedTuple):
    """One path against one parent; `before` and `after` are blob ids, "" where there is none.

    `mode` is that of the new file (`100644`, `120000` …), `000000` when it went.
    """

    path: str
    before: str
    after: str
    mode: str


class LogEntry(NamedTuple):
    """One commit; `diffs` has one list for each parent, or one for a root commit.

    Times are seconds since 1970; names and emails are after `.mailmap`.
    """

    id: str
    parents: tuple[str, ...]
    name: str
    email: str
    authored: int
    committed: int
    subject: str
    diffs: tuple[list[FileChange], ...]


def stream(
    git: Git,
    tips: Sequence[str] = ("HEAD",),
    known: Iterable[str] = (),
    paths: Sequence[str] = (),
    *,
    oldest_first: bool = True,
) -> Iterator[LogEntry]:
    """Yield the commits reachable from `tips` and not from `known`, parents before children.

    `paths` limits the files that are compared, never the commits: the graph stays the real one.
    Merge commits are compared with each of their parents.
    """
    order = ("--topo-order", "--reverse") if oldest_first else ("--topo-order",)
    limit = ("--full-history", "--sparse", "--", *_literal(paths)) if paths else ()
    with ExitStack() as stack:
        log = stack.enter_context(
            git.stream(
                *LOG, *_RAW, _FORMAT, *order, "--diff-merges=first-parent", "--stdin", *limit,
                pipe=True,
            )
        )  # fmt: skip
        stdin, stdout = _pipes(log)
        feed(stdin, _revisions(tips, known))
        merges = _MergeDiffs(git, paths, stack)
        for entry in _entries(_tokens(stdout)):
            if len(entry.parents) > 1:
                rest = [merges.against(entry.id, parent) for parent in entry.parents[1:]]
                entry = entry._replace(diffs=(entry.diffs[0], *rest))
            yield entry


def changes_of(git: Git, commit: str) -> list[FileChange]:
    """Return the files that one commit changed; of a merge none."""
    tokens = iter(git.lines0("diff-tree", "--root", "--no-commit-id", *_RAW, commit, "--"))
    return [_change(row, next(tokens)) for row in tokens]


def last_blob(git: Git, path: str) -> str:
    """Return the blob that a path last had in a commit of this branch, "" when it had none."""
    rows = git.lines0(
        *LOG, "-1", "--format=", *_RAW, "--full-history", "--diff-filter=AM", "--diff-merges=off",
        "HEAD", "--", *_literal([path]),
    )  # fmt: skip
    return _change(rows[0].lstrip("\n"), path).after if rows else ""


def _revisions(tips: Iterable[str], known: Iterable[str]) -> bytes:
    lines = [*tips, *(f"^{name}" for name in known)]
    return "".join(f"{line}\n" for line in lines).encode()


def _literal(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(f":(top,literal){path}" for path in paths)


def _tokens(stdout: IO[bytes]) -> Iterator[str]:
    """Yield NUL-terminated items, decoded chunk by chunk."""
    rest = b""
    while chunk := stdout.read(_CHUNK):
        whole, found, tail = chunk.rpartition(b"\0")
        if not found:
            rest += chunk
            continue
        yield from (rest + whole).decode("utf-8", "surrogateescape").split("\0")
        rest = tail
    if rest:
        yield rest.decode("utf-8", "surrogateescape")


def _entries(tokens: Iterator[str]) -> Iterator[LogEntry]:
    """Put headers and the raw rows that follow them together."""
    header = ""
    changes: list[FileChange] = []
    for token in tokens:
        if token[:1] == ":" or token[:2] == "\n:":
            changes.append(_change(token, next(tokens)))
        elif token:
            if header:
                yield _entry(header, changes)
                changes = []
            header = token
    if header:
        yield _entry(header, changes)


def _entry(header: str, changes: list[FileChange]) -> LogEntry:
    commit, parents, name, email, authored, committed, subject = header.split("\n", 6)
    return LogEntry(
        commit,
        tuple(parents.split()),
        name,
        email,
        int(authored or 0),
        int(committed or 0),
        subject,
        (changes,),
    )


def _change(row: str, path: str) -> FileChange:
    """Read one raw row: `:100644 100644 BEFORE AFTER M`."""
    _, mode, before, after, letter = row.split(" ")
    return FileChange(path, "" if letter == "A" else before, "" if letter == "D" else after, mode)


class _MergeDiffs:
    """Compare merge commits with their further parents, by one process for all.

    `log --diff-merges=separate` does not say which parent a diff belongs to. A line that is no
    object id makes `diff-tree --stdin` echo it and flush, which marks the end of an answer.
    """

    def __init__(self, git: Git, paths: Sequence[str], stack: ExitStack) -> None:
        self._git = git
        self._paths = paths
        self._stack = stack
        self._process: Running | None = None

    def against(self, commit: str, parent: str) -> list[FileChange]:
        """Return what `commit` changed against `parent`."""
        stdin, stdout = _pipes(self._start())
        with suppress(BrokenPipeError):  # it ended early, and its exit code will say why
            stdin.write(f"{commit} {parent}\n.\n".encode())
            stdin.flush()
        tokens = iter(_answer(stdout).split("\0"))
        rows = (token for token in tokens if token.startswith(":"))
        return [_change(row, next(tokens)) for row in rows]

    def _start(self) -> Running:
        if self._process is None:
            command = ("diff-tree", "--stdin", *_RAW, "--", *_literal(self._paths))
            self._process = self._stack.enter_context(self._git.stream(*command, pipe=True))
            self._stack.callback(feed, _pipes(self._process)[0], b"")
        return self._process


def _answer(stdout: IO[bytes]) -> str:
    """Read up to the echoed mark, which stands after the NUL of the last item."""
    parts = bytearray()
    while True:
        line = stdout.readline()
        if not line:
            break
        if line == b".\n" or line.endswith(b"\0.\n"):
            parts += line[:-2]
            break
        parts += line
    return parts.decode("utf-8", "surrogateescape")


def _pipes(process: Running) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101 - started with pipe=True
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout
