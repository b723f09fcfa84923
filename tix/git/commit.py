"""Make commits by plumbing: objects, signature, branch; and through `git commit` for its hooks."""

# pathlib takes 4 ms to import, and a write of one ticket needs nothing else of it.
# ruff: noqa: PTH113, PTH123, PTH208

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

from tix.errors import GitFailed, Refused
from tix.frozen import frozen
from tix.git import loose
from tix.git.gitconfig import Author, clean
from tix.git.objects import UNPACK_LIMIT, object_id, write_objects
from tix.git.repo import Repo
from tix.git.run import Running
from tix.text import clean as plain

#: The hooks that `git commit` runs and plumbing does not.
COMMIT_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
#: A hook that holds this line is ours, and has nothing to say about our own commits.
OUR_HOOK = b"tix-hook:"
#: `git gc --auto` looks at one of 256 folders of loose objects, and so do we before starting it.
_SAMPLE = "17"
_DUE = 27
#: Characters of a message that the reflog keeps; a process takes no argument above 128 KiB.
_REASON = 200


@frozen
class Stamp:
    """Who commits what for whom, and when (aware; shown in the machine's own zone)."""

    author: Author
    committer: Author
    when: datetime
    message: str

    def environment(self) -> dict[str, str]:
        """Return the variables that make git write this stamp."""
        date = _date(self.when)
        return {
            "GIT_AUTHOR_NAME": self.author.name,
            "GIT_AUTHOR_EMAIL": self.author.email,
            "GIT_AUTHOR_DATE": f"@{date}",
            "GIT_COMMITTER_NAME": self.committer.name,
            "GIT_COMMITTER_EMAIL": self.committer.email,
            "GIT_COMMITTER_DATE": f"@{date}",
        }


@frozen
class Move:
    """A branch (full name) from commit `old` (None: not there yet) to `new`."""

    ref: str
    old: str | None
    new: str
    message: str


def id_width(repo: Repo) -> int:
    """Return the length of a raw object id: 20, or 32 in a SHA-256 repository."""
    return 32 if repo.settings.get("extensions.objectformat") == "sha256" else 20


def write_commit(
    repo: Repo,
    tree: str,
    parent: str | None,
    stamp: Stamp,
    objects: Sequence[tuple[str, bytes]],
    *,
    started: Running | None = None,
) -> str:
    """Write `objects` (kind, content) and a commit of `tree`; return its id. No branch moves.

    Where git has to write them, `started` is a process to do it, from `start_writing`.
    """
    if repo.settings.is_on("commit.gpgsign"):
        _write(repo, objects, started)
        return _signed(repo, tree, parent, stamp)
    content = _content(tree, parent, stamp)
    _write(repo, [*objects, ("commit", content)], started)
    return object_id("commit", content, width=id_width(repo))


def _write(repo: Repo, objects: Sequence[tuple[str, bytes]], started: Running | None) -> None:
    width, folder = id_width(repo), loose.writable(repo)
    if folder and not started and len(objects) < UNPACK_LIMIT:
        loose.write(folder, objects, width=width)
    else:
        write_objects(repo.git, objects, width=width, started=started)


def _content(tree: str, parent: str | None, stamp: Stamp) -> bytes:
    date = _date(stamp.when)
    lines = [f"tree {tree}"]
    if parent:
        lines.append(f"parent {parent}")
    lines.append(f"author {clean(stamp.author)} {date}")
    lines.append(f"committer {clean(stamp.committer)} {date}")
    text = "\n".join(lines) + "\n\n" + stamp.message.rstrip("\n") + "\n"
    return text.encode("utf-8", "replace")


def _signed(repo: Repo, tree: str, parent: str | None, stamp: Stamp) -> str:
    parents = ("-p", parent) if parent else ()
    try:
        out = repo.git.run(
            *("commit-tree", tree, *parents, "-S", "-F", "-"),
            input=stamp.message.rstrip("\n").encode("utf-8", "replace") + b"\n",
            env=stamp.environment(),
        )
    except GitFailed as error:
        raise Refused(
            f"git could not sign the commit: {_last(error.stderr)}.",
            hint="git config commit.gpgsign false, or mend user.signingkey",
        ) from error
    return out.decode().strip()


def start_moving(repo: Repo, message: str, *, held: int | None = None) -> Running:
    """Start the process of `move_branch` ahead of time; `drop` it when no branch is to move.

    Ctrl-C on the terminal does not reach git here, so that it ends one way or the other. When this
    process ends before it says what to move, git moves nothing.
    """
    reason = plain(message).partition("\n")[0][:_REASON]
    return repo.git.start(
        *("update-ref", "-m", reason, "-z", "--stdin"), pipe=True, shielded=True, held=held
    )


def move_branch(repo: Repo, move: Move, *, started: Running | None = None) -> bool:
    """Set a branch to its new commit if it is still at the old one; say whether it was."""
    command = started or start_moving(repo, move.message)
    order = f"update {move.ref}\0{move.new}\0{move.old or '0' * len(move.new)}\0"
    code, _, complaint = command.communicate(order.encode("utf-8", "surrogateescape"))
    if code and repo.head().commit != move.new:
        if "but expected" in complaint or "already exists" in complaint:
            return False
        raise GitFailed(command.command, code, complaint)
    return True


def foreign_hooks(repo: Repo) -> list[str]:
    """Return the names of the commit hooks that are present, executable and not ours."""
    folder = repo.hooks_place
    return [name for name in COMMIT_HOOKS if _is_foreign(f"{folder}/{name}")]


def _is_foreign(hook: str) -> bool:
    if not os.access(hook, os.X_OK) or not os.path.isfile(hook):
        return False
    with open(hook, "rb") as file:
        return OUR_HOOK not in file.read()


def commit_through_git(
    repo: Repo, paths: Sequence[str], present: Sequence[str], stamp: Stamp
) -> str:
    """Commit the work tree's version of `paths` alone by `git commit --only`, hooks and all.

    `present` are those that are files now: git must know a new one before it commits it.
    """
    message = repo.own_dir / "message"
    message.write_text(stamp.message.rstrip("\n") + "\n", "utf-8")
    from_file = ("--pathspec-from-file=-", "--pathspec-file-nul")
    try:
        if present:
            add = ("add", "--intent-to-add", "--sparse", "-f", *from_file)
            repo.git.run(*add, input=_pathspecs(present))
        repo.git.run(
            *("commit", "--only", "--quiet", "--no-edit", "--cleanup=verbatim", "--allow-empty"),
            *("-F", str(message), *from_file),
            input=_pathspecs(paths),
            env=stamp.environment(),
        )
    except GitFailed as error:
        raise Refused(
            f"A commit hook refused: {_last(error.stderr)}.",
            hint="set commit.foreign_hooks: skip in tix.yaml to leave such hooks out",
        ) from error
    finally:
        message.unlink(missing_ok=True)
    return repo.head().commit or ""


def collect_garbage(repo: Repo) -> None:
    """Start `git gc --auto` in the background when loose objects have piled up."""
    try:
        loose = len(os.listdir(f"{repo.places.common}/objects/{_SAMPLE}"))
    except OSError:
        return
    if loose >= _DUE:
        repo.git.detach("gc", "--auto", "--quiet")


def _pathspecs(paths: Sequence[str]) -> bytes:
    return "\0".join(f":(top,literal){path}" for path in paths).encode("utf-8", "surrogateescape")


def _date(when: datetime) -> str:
    """Return seconds and offset as a commit's header spells them, in the local zone."""
    return f"{int(when.timestamp())} {when.astimezone():%z}"


def _last(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].strip().rstrip(".") if lines else "no message"
