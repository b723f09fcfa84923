"""Things that tests are made of: tickets, commits at a time, trackers, clones."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tix.model.ticket import Node, Ticket

CREATED = "2026-11-20T09:00:00Z"


def ticket(
    status: str = "open", /, *, id: str = "OPS-k7m2qd", **fields: Node | Mapping[str, Node]
) -> Ticket:
    """Return a ticket with an id, a title and a time of creation, and the fields given."""
    doc: dict[str, Node] = {"id": id, "title": "Login page rejects umlauts", "created": CREATED}
    given = {
        name.replace("_", "-") if name == "caused_by" else name: node
        for name, node in fields.items()
    }
    return Ticket(status, doc | {name: _node(node) for name, node in given.items()})


def _node(value: Node | Mapping[str, Node]) -> Node:
    return dict(value) if isinstance(value, Mapping) else value


def git(folder: Path, *args: str, env: Mapping[str, str] | None = None) -> str:
    """Run git in a folder and return what it printed."""
    done = subprocess.run(
        ["git", *args],
        cwd=folder,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"git {' '.join(args)}: {done.stderr}"
    return done.stdout.strip()


def commit(
    folder: Path,
    message: str = "change",
    *,
    at: str = "2026-11-20T09:00:00Z",
    by: str = "ada",
) -> str:
    """Commit everything in a folder as somebody at a time, and return the commit's id."""
    who = {
        "GIT_AUTHOR_NAME": by.title(),
        "GIT_AUTHOR_EMAIL": f"{by}@example.com",
        "GIT_AUTHOR_DATE": at,
        "GIT_COMMITTER_DATE": at,
    }
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message, env=who)
    return git(folder, "rev-parse", "HEAD")


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts below a folder, with the folders on the way."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


#: Settings and tickets of the tracker that most tests of commands begin with.
SETTINGS = {
    "tix.yaml": """\
format: 1
key: OPS
name: Support desk
timezone: UTC
tags:
  login: {meaning: Signing in}
  ui: {}
categories:
  auth: {children: {login: {}}}
""",
    "tix.d/people.yaml": """\
ada:
  name: Ada Lovelace
  emails: [ada@example.com]
  roles: [agent, admin]
bob:
  name: Bob Moran
  emails: [bob@example.com]
  roles: [agent]
""",
    ".gitattributes": "*.yaml text eol=lf\n",
    "open/.gitkeep": "",
    "doing/.gitkeep": "",
    "waiting/.gitkeep": "",
    "review/.gitkeep": "",
    "done/.gitkeep": "",
}
FIRST = {
    "open/OPS-k7m2qd.yaml": """\
id: OPS-k7m2qd
title: Login page rejects passwords with umlauts
type: bug
priority: high
reporter: jane@example.com
tags:
  - login
created: 2026-11-18T09:00:00Z
due: 2026-11-24
description: |
  Reset works, but the next login fails.
""",
    "open/OPS-m4x0tz.yaml": """\
id: OPS-m4x0tz
title: Print invoices in colour
priority: low
tags:
  - ui
created: 2026-11-18T09:30:00Z
""",
}
SECOND = {
    "doing/OPS-x2c9fa.yaml": """\
id: OPS-x2c9fa
title: Move the mail server
assignee: bob
created: 2026-11-19T08:00:00Z
links:
  blocks:
    - OPS-k7m2qd
comments:
  - id: c7f2kq
    at: 2026-11-19T08:10:00Z
    by: bob
    kind: note
    text: |
      Ordered the hardware.
""",
}
THIRD = {
    "done/2026-11/a/OPS-a0b1c2.yaml": """\
id: OPS-a0b1c2
title: Reset the password of the front desk
assignee: ada
resolution: fixed
created: 2026-11-19T08:00:00Z
""",
}


def make_tracker(folder: Path) -> Path:
    """Make a tracker at the root of a new repository: four tickets, three commits."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    write_files(folder, SETTINGS | FIRST)
    commit(folder, "tickets", at="2026-11-18T10:00:00Z")
    write_files(folder, SECOND)
    commit(folder, "OPS-x2c9fa: create", at="2026-11-19T08:10:00Z", by="bob")
    write_files(folder, THIRD)
    commit(folder, "OPS-a0b1c2: close", at="2026-11-19T12:00:00Z")
    return folder


def clones(origin: Path, *names: str) -> list[Path]:
    """Clone a tracker for each name, who is its identity there, through a bare repository."""
    bare = origin.with_name(f"{origin.name}.git")
    git(origin, "clone", "-q", "--bare", ".", str(bare))
    made = []
    for name in names:
        folder = origin.with_name(name)
        git(bare, "clone", "-q", str(bare), str(folder))
        git(folder, "config", "user.name", name.title())
        git(folder, "config", "user.email", f"{name}@example.com")
        made.append(folder)
    return made
