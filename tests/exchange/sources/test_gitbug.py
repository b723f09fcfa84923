from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.builders import git
from tix.errors import BadInput
from tix.exchange.record import Account, Edit, Record, Remark
from tix.exchange.sources.gitbug import open_git_bug
from tix.findings import Finding

BUG = "0a1b2c3d4e" * 6
ADA, BOB = Account("ada", "Ada", "ada@desk.example"), Account("bob", "Bob")
PEOPLE = {
    "a" * 64: {"name": "Ada", "login": "ada", "email": "ada@desk.example"},
    "b" * 64: {"name": "Bob", "login": "bob"},
}


def at(second: int) -> datetime:
    return datetime.fromtimestamp(1_700_000_000 + second, UTC)


def op(kind: str, second: int, by: str = "a", **fields: Any) -> dict[str, Any]:
    """Return a decoded operation."""
    return {
        "op": kind,
        "author": PEOPLE[by * 64]["name"],
        "author_id": by * 64,
        "timestamp": 1_700_000_000 + second,
        **fields,
    }


CREATE = op("create", 0, title="Crash on start", message="It crashes.", files=None)


def decoded(folder: Path, *operations: dict[str, Any], ident: str = BUG) -> Path:
    path = folder / "bugs.jsonl"
    with path.open("a") as out:
        out.write(json.dumps({"id": ident, "operations": operations}) + "\n")
    (folder / "identities.json").write_text(json.dumps(PEOPLE))
    return path


def read(path: Path) -> tuple[list[Record], list[Finding]]:
    with open_git_bug(path) as source:
        return list(source.records()), source.findings


def stored(root: Path, ref: str, packs: list[tuple[str, bytes]]) -> None:
    """Write a chain of commits as git-bug does: each has one file."""
    parent: tuple[str, ...] = ()
    for name, content in packs:
        (root / "pack").write_bytes(content)
        blob = git(root, "hash-object", "-w", "pack")
        git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
        tree = git(root, "write-tree")
        parent = ("-p", git(root, "commit-tree", "-m", "", *parent, tree))
        git(root, "read-tree", "--empty")
    git(root, "update-ref", ref, parent[1])


def pack(by: str, *operations: str) -> tuple[str, bytes]:
    return "ops", f'{{"author":{{"id":"{by * 64}"}},"ops":[{",".join(operations)}]}}'.encode()


def test_each_operation_is_an_event_or_a_comment(tmp_path):
    path = decoded(
        tmp_path,
        CREATE | {"metadata": {"github-url": "https://example.com/issues/7"}},
        op("comment", 10, "b", message="Me too"),
        op("edit-comment", 20, "b", target="c" * 64, message="Me too, on Windows"),
        op("label-change", 30, added=["kind/bug", "ui"], removed=None),
        op("label-change", 40, added=None, removed=["ui"]),
        op("set-title", 50, title="Crash at start", was="Crash on start"),
        op("set-status", 60, status=2),
        op("set-status", 70, "b", status=1),
        op("edit-comment", 80, target=BUG, message="It crashes at once."),
        op("set-metadata", 90, target=BUG, new_metadata={}),
    )
    (record,), findings = read(path)
    assert findings == []
    assert (record.key, record.author, record.created) == (BUG[:10], ADA, at(0))
    assert record.fields == {
        "title": "Crash at start",
        "description": "It crashes at once.",
        "status": "open",
        "reporter": "ada",
        "url": "https://example.com/issues/7",
        "labels": ("kind/bug",),
    }
    assert record.remarks == (
        Remark("1", at(10), BOB, "Me too"),
        Remark("1", at(20), BOB, "Me too, on Windows"),
    )
    assert [(event.at, event.author, event.edits) for event in record.events] == [
        (at(30), ADA, (Edit("labels", "", "kind/bug"), Edit("labels", "", "ui"))),
        (at(40), ADA, (Edit("labels", "ui", ""),)),
        (at(50), ADA, (Edit("title", "Crash on start", "Crash at start"),)),
        (at(60), ADA, (Edit("status", "open", "closed"),)),
        (at(70), BOB, (Edit("status", "closed", "open"),)),
        (at(80), ADA, (Edit("description", "It crashes.", "It crashes at once."),)),
    ]


def test_refs_are_decoded_and_edits_find_their_comment_by_its_sum(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    for ident, person in PEOPLE.items():
        version = json.dumps({"version": 2, **person}).encode()
        stored(tmp_path, f"refs/identities/{ident}", [("version", version)])
    said = '{"type":3,"timestamp":1700000010,"nonce":"x","message":"One","files":null}'
    second = '{"type":3,"timestamp":1700000020,"nonce":"y","message":"Two","files":null}'
    target = hashlib.sha256(said.encode()).hexdigest()
    edit = f'{{"type":6,"timestamp":1700000030,"target":"{target}","message":"One, mended"}}'
    create = '{"type":1,"timestamp":1700000000,"title":"Crash \\u00e9","message":"x","files":null}'
    packs = [pack("a", create), pack("b", said, second), pack("a", edit)]
    stored(tmp_path, f"refs/bugs/{BUG}", packs)
    git(tmp_path, "bundle", "create", "-q", "bugs.bundle", "--all")
    for place in (tmp_path, tmp_path / "bugs.bundle"):
        (record,), findings = read(place)
        assert findings == []
        assert record.fields["title"] == "Crash é"
        assert [(remark.text, remark.author, remark.at) for remark in record.remarks] == [
            ("One", BOB, at(10)),
            ("Two", BOB, at(20)),
            ("One, mended", ADA, at(30)),
        ]
        assert record.remarks[0].id == record.remarks[2].id == target


def test_times_that_run_backwards_and_closing_twice_are_told(tmp_path):
    path = decoded(
        tmp_path,
        CREATE,
        op("set-status", 60, status=2),
        op("set-status", 50, status=2),
        op("dance", 70),
    )
    (record,), findings = read(path)
    assert [event.edits for event in record.events] == [(Edit("status", "open", "closed"),)]
    assert [(finding.rule, finding.line) for finding in findings] == [
        ("import-history", 1),
        ("import-unread", 1),
        ("import-times", 1),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is no bug of git-bug: Expecting property name"),
        ('{"id": "x", "operations": [{"op": "create"}]}', "is no bug of git-bug: 'timestamp'"),
        ('{"id": "x", "operations": []}', "it does not begin with its creation"),
    ],
)
def test_a_line_that_is_no_bug_is_a_finding_with_its_place(tmp_path, text, told):
    path = decoded(tmp_path, CREATE)
    path.write_text(path.read_text() + text + "\n")
    (record,), (finding,) = read(path)
    assert (record.key, finding.path, finding.line) == (BUG[:10], "bugs.jsonl", 2)
    assert told in finding.message


def test_a_bug_that_stands_twice_counts_once(tmp_path):
    decoded(tmp_path, CREATE)
    (record,), (finding,) = read(decoded(tmp_path, CREATE | {"title": "Again"}))
    assert (record.fields["title"], finding.rule) == ("Crash on start", "import-duplicate")


def test_people_that_nobody_describes_keep_the_name_of_the_operation(tmp_path):
    path = decoded(tmp_path, CREATE)
    (tmp_path / "identities.json").write_text("[]")
    (record,), (finding,) = read(path)
    assert (record.author, finding.rule) == (Account("Ada", "Ada"), "import-people")


def test_a_place_without_bugs_says_how_to_get_them(tmp_path):
    with pytest.raises(BadInput, match="neither a repository nor a bundle"):
        read(tmp_path)
    git(tmp_path, "init", "-q")
    with pytest.raises(BadInput, match="no bugs of git-bug"):
        read(tmp_path)


def test_a_pack_that_is_broken_is_a_finding_and_the_rest_is_read(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    create = '{"type":1,"timestamp":1700000000,"title":"Crash","message":"x"}'
    stored(tmp_path, f"refs/bugs/{BUG}", [pack("a", create), ("ops", b"{")])
    (record,), (finding,) = read(tmp_path)
    assert (record.fields["title"], finding.rule) == ("Crash", "import-shape")
