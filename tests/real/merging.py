"""Clones that meet through git itself, with tix as its strategy, and what must hold afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.builders import commit, git
from tix.git.repo import Repo
from tix.merge.plan import plan_merge
from tix.merge.trees import merged_tree

K7M = "open/OPS-k7m2qd.yaml"
M4X = "open/OPS-m4x0tz.yaml"
X2C = "doing/OPS-x2c9fa.yaml"

#: Old text and new text of one place in a file.
Swap = tuple[str, str]


@dataclass(frozen=True)
class Clone:
    """A clone and the person who works in it."""

    folder: Path
    name: str

    def git(self, *args: str) -> str:
        """Run git here; a failure fails the test."""
        return git(self.folder, *args)

    def tries(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run git here and return how it ended."""
        return subprocess.run(
            ["git", *args], cwd=self.folder, capture_output=True, text=True, check=False
        )

    def read(self, path: str) -> str:
        """Return the text of a file."""
        return (self.folder / path).read_bytes().decode()

    def write(self, files: Mapping[str, str | bytes | None], at: str = "") -> str:
        """Write files, None for none, and commit them at a time of the 20th of November."""
        for path, text in files.items():
            place = self.folder / path
            if text is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode() if isinstance(text, str) else text)
        when = at if "-" in at else f"2026-11-20T{at or '10:00'}:00Z"
        return commit(self.folder, ", ".join(files), at=when, by=self.name)

    def edit(self, path: str, *swaps: Swap, at: str = "", to: str = "") -> str:
        """Change places in a file, or move it as well, and commit that."""
        text = swapped(self.read(path), *swaps)
        return self.write({path: None, to: text} if to else {path: text}, at)

    def pull(self, other: Clone, commit: str = "main") -> None:
        """Pull what somebody else has, through git alone."""
        self.git("pull", "-q", "--no-rebase", "--no-edit", str(other.folder), commit)
        sound(self)

    def tree(self) -> str:
        """Return the id of the tree of HEAD."""
        return self.git("rev-parse", "HEAD^{tree}")

    def tickets(self) -> dict[str, str]:
        """Return the ticket files of HEAD, which the work tree must have as they are."""
        return {path: text for path, text in self.files().items() if "/OPS-" in path}

    def files(self) -> dict[str, str]:
        """Return the files of HEAD, which the work tree must have as they are."""
        assert self.git("status", "--porcelain") == ""
        paths = self.git("ls-tree", "-r", "-z", "--name-only", "HEAD").split("\0")
        return {path: self.read(path) for path in paths if path}


def swapped(text: str, *swaps: Swap) -> str:
    """Return a text with places changed, each of which must be there."""
    for old, new in swaps:
        assert old in text, f"{old!r} is not in {text!r}"
        text = text.replace(old, new, 1)
    return text


def sound(*clones: Clone) -> None:
    """Assert that repositories are whole."""
    for clone in clones:
        assert clone.git("fsck", "--no-dangling", "--no-progress") == ""


def meet(ada: Clone, bob: Clone) -> dict[str, str]:
    """Merge Bob's work in Ada's clone by `git pull`, and return the tickets.

    What Bob's clone would make of the same two commits must be the same.
    """
    before = ada.git("rev-parse", "HEAD")
    ada.pull(bob)
    bob.git("fetch", "-q", str(ada.folder), before)
    repo = Repo.discover(bob.folder)
    plan = plan_merge(repo, "", "HEAD", before)
    assert merged_tree(repo, "HEAD", plan) == ada.tree()
    return ada.tickets()


def told(found: Mapping[str, str], *paths: str) -> dict[str, str]:
    """Return what stands in these places, and where else the same tickets lie."""
    ids = {path.rsplit("/", 1)[1] for path in paths}
    return {path: text for path, text in found.items() if path.rsplit("/", 1)[1] in ids}


def comment(name: str, at: str, by: str, text: str) -> str:
    """Return a comment as it stands in a file, said on the 20th of November."""
    return (
        f"  - id: {name}\n    at: 2026-11-20T{at}:00Z\n    by: {by}\n    kind: reply\n"
        f"    text: |\n      {text}\n"
    )
