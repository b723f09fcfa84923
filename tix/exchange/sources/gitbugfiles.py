"""Operations of git-bug that somebody decoded: a line of JSON for each bug, and who is who."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tix.errors import BadInput
from tix.exchange.jsonstream import decode
from tix.exchange.record import Account
from tix.exchange.sources.gitbugops import Bug, Operation, account, operation
from tix.exchange.sources.packed import files
from tix.findings import Finding, Severity

_PEOPLE = "identities.json"


def bugs_in_files(path: Path, findings: list[Finding]) -> Iterator[Bug]:
    """Yield every bug of a file, or of the files in a folder; identities may lie beside them."""
    people = _people(path if path.is_dir() else path.parent, findings)
    found = False
    for name, place in files(path, (".jsonl",), findings):
        found = True
        with place.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield from _bug(line, name, number, people, findings)
    if not found:
        raise BadInput(
            f"{path} is neither a repository nor a bundle nor a folder with a .jsonl file.",
            hint="git bundle create bugs.bundle --glob='refs/bugs/*' --glob='refs/identities/*'",
        )


def _people(folder: Path, findings: list[Finding]) -> dict[str, Account]:
    people: dict[str, Account] = {}
    for beside in sorted(folder.glob(_PEOPLE + "*")):
        for name, place in files(beside, (".json",), findings):
            try:
                known = json.loads(decode(place.read_bytes())[0], strict=False)
                people |= {ident: account(ident, each) for ident, each in known.items()}
            except (ValueError, AttributeError, RecursionError) as error:
                told = f"holds no identities: {error}"
                findings.append(Finding(Severity.WARNING, "import-people", name, told))
    return people


def _bug(
    line: bytes, name: str, number: int, people: dict[str, Account], findings: list[Finding]
) -> Iterator[Bug]:
    text = decode(line)[0].strip()
    if not text:
        return
    try:
        node = json.loads(text, strict=False)
        operations = tuple(_operation(each, people) for each in node["operations"])
        yield Bug(str(node["id"]), operations, name, number)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        told = f"is no bug of git-bug: {error!s}"
        findings.append(Finding(Severity.ERROR, "import-no-issue", name, told, line=number))


def _operation(node: dict[str, Any], people: dict[str, Account]) -> Operation:
    ident = str(node.get("author_id") or "")
    known = people.get(ident)
    return operation(node, "", known or account(ident, {"name": node.get("author")}))
