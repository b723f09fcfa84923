"""The table of formats: what each reads, and the module that knows how."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tix.exchange.mapping import Mapping
    from tix.exchange.record import Source


class Opener(Protocol):
    """Opens an export; a mapping may say how it is to be read."""

    def __call__(self, path: Path, chosen: Mapping, /) -> AbstractContextManager[Source]:
        """Give the export at `path` for as long as it is read."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the function that opens it, in a module beside this one, and what PATH is."""

    opener: str
    reads: str


FORMATS = {
    "jira": Format(
        "jira.open_jira",
        "a folder, an archive (.tar.xz, .tar.gz, .zip) or one JSON file of REST answers,"
        " with changelog and comments; or the CSV export with all fields",
    ),
    "github": Format(
        "github.open_github",
        "REST issues with or without their timeline, `gh issue list --json`, or GraphQL:"
        " a folder, an archive, or one file of JSON or JSON lines",
    ),
    "gitlab": Format(
        "gitlab.open_gitlab",
        "issues with notes and resource events from the REST interface, or issues.ndjson of a"
        " project export",
    ),
    "redmine": Format(
        "redmine.open_redmine",
        "issues with journals from the REST interface, and lists of statuses and users beside them",
    ),
    "bugzilla": Format(
        "bugzilla.open_bugzilla",
        "bugs with comments and history from the REST interface, or XML",
    ),
    "launchpad": Format(
        "launchpad.open_launchpad",
        "bugs with tasks, messages and activity from the REST interface",
    ),
    "beads": Format(
        "beads.open_beads",
        "a repository or bundle whose history holds .beads/issues.jsonl, or that file",
    ),
    "backlog": Format(
        "backlog.open_backlog",
        "a folder or archive of Backlog.md, or a repository or bundle with its history",
    ),
    "git-bug": Format(
        "gitbug.open_git_bug",
        "a repository or bundle with refs/bugs and refs/identities, or operations decoded to"
        " JSON lines, with identities.json beside",
    ),
    "git-issue": Format("gitissue.open_git_issue", "a repository or bundle with refs/issues"),
    "tk": Format(
        "tk.open_tk",
        "a folder or archive of .tickets/*.md, or a repository or bundle with its history",
    ),
    "todotxt": Format("todotxt.open_todotxt", "todo.txt, or a folder of such files"),
    "taskwarrior": Format("taskwarrior.open_taskwarrior", "what `task export` writes"),
    "csv": Format(
        "csvtable.open_csv",
        "a table (CSV, also .gz or .xz) with a row for each ticket",
    ),
    "eventlog": Format(
        "eventlog.open_eventlog",
        "a table (CSV, also .gz or .xz) with a row for each event, or for each state",
    ),
    "tix": Format("tixjson.open_tix", "what `tix export json` or `jsonl` wrote"),
}


def formats_told() -> str:
    """Return the table of formats in lines, each under its name."""
    told = [
        fill(format.reads, 79, initial_indent=f"  {name:<12} ", subsequent_indent=" " * 15)
        for name, format in FORMATS.items()
    ]
    return "\n".join(told)


@contextmanager
def open_source(name: str, path: Path, chosen: Mapping) -> Iterator[Source]:
    """Give the export at `path`, which is of the format `name`, for as long as it is read.

    An alias of the mapping wins over the one that the export tells.
    """
    module, _, function = FORMATS[name].opener.partition(".")
    opener: Opener = getattr(import_module(f"tix.exchange.sources.{module}"), function)
    with opener(path, chosen) as source:
        source.alias = chosen.alias or source.alias
        yield source
