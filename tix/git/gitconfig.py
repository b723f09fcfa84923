"""Git's own settings, and who commits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tix.errors import TixError, UsageError
from tix.frozen import frozen
from tix.patterns import lazy_pattern

if TYPE_CHECKING:
    from pathlib import Path

_TRUE = frozenset({"true", "yes", "on", "1"})
#: What git itself cuts from the ends of a name, and never lets into one.
_CRUD = " .,:;<>\"\\'" + "".join(map(chr, range(32)))
_FORBIDDEN = str.maketrans("", "", "<>\n\0")
_AUTHOR = lazy_pattern(r"([^<>\n\0]+)<([^<>\s\0]+)>")


class NoIdentity(TixError):
    """Nobody to write a commit as."""

    exit_code = 8


@frozen
class Author:
    """Who made a commit."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @classmethod
    def parse(cls, text: str) -> Author:
        """Return who `Name <email>` is; raise UsageError for anything else."""
        found = _AUTHOR.fullmatch(text.strip())
        if found is None:
            raise UsageError(
                f"{text!r} is not like Name <email>.",
                hint="TIX_AUTHOR='Ana Lim <ana@example.com>'",
            )
        return cls(found[1].strip(), found[2])


@frozen
class Survey:
    """What a repository is connected to: for `tix setup` and `tix doctor`, never a hot path."""

    branches: tuple[str, ...]
    remotes: Mapping[str, str]  # name: URL
    remote_branches: tuple[str, ...]  # as `origin/main`
    upstream: str  # of the branch checked out, "" when there is none


@frozen
class Settings:
    """Git's settings in force in one repository; keys as `git config --list` spells them."""

    values: Mapping[str, tuple[str, ...]]

    def get(self, key: str, default: str = "") -> str:
        """Return the last value of a key."""
        values = self.values.get(key)
        return values[-1] if values else default

    def every(self, key: str) -> tuple[str, ...]:
        """Return all values of a key, in order."""
        return self.values.get(key, ())

    def is_on(self, key: str, *, default: bool = False) -> bool:
        """Return a boolean setting."""
        values = self.values.get(key)
        return values[-1].lower() in _TRUE if values else default

    def has_filters(self) -> bool:
        """Tell whether any content filter (LFS, git-crypt …) is set up."""
        return any(
            key.startswith("filter.") and key.endswith((".clean", ".process"))
            for key in self.values
        )


def survey(directory: Path) -> Survey:
    """Return branches, remotes and the upstream of the repository at `directory`."""
    from git import Repo as Library  # 50 ms; setup and doctor alone come here

    with Library(directory) as library:
        tracked = None if library.head.is_detached else library.active_branch.tracking_branch()
        return Survey(
            branches=tuple(branch.name for branch in library.branches),
            remotes={remote.name: next(remote.urls, "") for remote in library.remotes},
            remote_branches=tuple(
                branch.name for remote in library.remotes for branch in remote.refs
            ),
            upstream=tracked.name if tracked else "",
        )


def parse_settings(listing: bytes) -> Settings:
    """Read the output of `git config --list -z`; a key without a value means true."""
    values: dict[str, tuple[str, ...]] = {}
    for item in listing.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        key, line, value = item.partition("\n")
        values[key] = (*values.get(key, ()), value if line else "true")
    return Settings(values)


def identity(settings: Settings, role: str = "author") -> Author:
    """Return the author (or `committer`) that git would use, without guessing from host names."""
    spell = role.upper()
    email = (
        os.environ.get(f"GIT_{spell}_EMAIL")
        or settings.get(f"{role}.email")
        or settings.get("user.email")
        or os.environ.get("EMAIL", "")
    )
    if not email:
        raise NoIdentity(
            "git does not know who you are: user.email is not set.",
            hint="git config --global user.email you@example.com",
        )
    name = (
        os.environ.get(f"GIT_{spell}_NAME")
        or settings.get(f"{role}.name")
        or settings.get("user.name")
        or email.partition("@")[0]
    )
    return clean(Author(name, email))


def clean(author: Author) -> Author:
    """Return an author without the characters that git keeps out of a commit's header."""
    name = author.name.translate(_FORBIDDEN).strip(_CRUD)
    email = author.email.translate(_FORBIDDEN).strip(_CRUD)
    return Author(name or email.partition("@")[0], email)
