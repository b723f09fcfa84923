from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from tests.builders import clones, commit, git
from tix.store.yamlread import read_node

PICTURE = b"\x89PNG\r\n\x1a\n\x00\xff\r\r\n"
SUM = hashlib.sha256(PICTURE).hexdigest()


def said(result) -> tuple[str, str, int]:
    return (result.out, result.err, result.code)


def records(tracker: Path, path: str = "open/OPS-k7m2qd.yaml") -> list[dict]:
    return read_node((tracker / path).read_bytes(), path).get("attachments", [])


def stored(tracker: Path) -> list[str]:
    return sorted(path.name for path in (tracker / "files").rglob("*"))


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Give a folder with files to attach."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "shot ü.png").write_bytes(PICTURE)
    (folder / "same.png").write_bytes(PICTURE)
    (folder / "server.log").write_text("ready\n", encoding="utf-8")
    return folder


def test_a_file_and_its_record_come_in_one_commit(tix, tracker, outside):
    result = tix("attach", "k7m", str(outside / "shot ü.png"))

    assert said(result) == ("OPS-k7m2qd: +attachment shot ü.png\n", "", 0)
    [record] = records(tracker)
    assert {key: record[key] for key in record if key != "id"} == {
        "at": "2026-11-21T10:00:00Z",
        "by": "ada",
        "file": f"{SUM[:12]}-shot ü.png",
        "name": "shot ü.png",
        "size": str(len(PICTURE)),
        "sha256": SUM,
    }
    place = tracker / "files/OPS-k7m2qd" / record["file"]
    assert place.read_bytes() == PICTURE
    assert git(tracker, "rev-list", "--count", "HEAD") == "4"
    assert git(tracker, "status", "--short") == ""


def test_one_content_is_stored_once_and_goes_with_its_last_record(tix, tracker, outside):
    tix("attach", "k7m", str(outside / "shot ü.png"))

    second = tix("attach", "add", "k7m", str(outside / "same.png"), str(outside / "same.png"))
    again = tix("attach", "k7m", str(outside / "same.png"))

    assert second.out == "OPS-k7m2qd: +attachment same.png\n"
    assert said(again) == ("", "Nothing to change.\n", 0)
    tix("attach", "remove", "k7m", "shot ü.png")
    assert stored(tracker) == ["OPS-k7m2qd", f"{SUM[:12]}-shot ü.png"]
    tix("attach", "remove", "k7m", "same")
    assert (stored(tracker), records(tracker)) == ([], [])


def test_a_move_leaves_files_where_they_are(tix, tracker, outside):
    tix("attach", "k7m", str(outside / "server.log"))
    before = stored(tracker)
    tix("close", "k7m")

    assert stored(tracker) == before
    assert tix("attach", "get", "k7m", "server", "-o", "-").out == "ready\n"


def test_list_is_a_promised_interface(tix, tracker, outside):
    tix("attach", "k7m", str(outside / "shot ü.png"))
    [record] = records(tracker)

    assert tix("attach", "list", "k7m", "--json").json == {
        "tix": 1,
        "kind": "attachment.list",
        "total": 1,
        "items": [
            {
                "id": record["id"],
                "name": "shot ü.png",
                "size": len(PICTURE),
                "by": "ada",
                "at": "2026-11-21T10:00:00Z",
                "sha256": SUM,
                "path": f"files/OPS-k7m2qd/{SUM[:12]}-shot ü.png",
                "present": True,
            }
        ],
    }
    assert (
        tix("attach", "list", "k7m").out
        == f"{record['id']}\tshot ü.png\t{len(PICTURE)}\tada\tnow\t\n"
    )
    assert tix("attach", "list", "m4x").err == (
        "OPS-m4x0tz has no files; tix attach OPS-m4x0tz FILE adds one.\n"
    )


def test_get_writes_every_byte_and_never_over_something(tix, tracker, outside, tmp_path):
    tix("attach", "k7m", str(outside / "shot ü.png"))
    target = tmp_path / "got.png"

    assert said(tix("attach", "get", "k7m", "shot", "-o", str(target))) == (f"{target}\n", "", 0)
    assert target.read_bytes() == PICTURE
    target.write_text("mine", encoding="utf-8")
    refused = tix("attach", "get", "k7m", "shot", "-o", str(target))
    told = f"tix: {target} is there already.\nhint: --force, or -o PATH\n"
    assert (said(refused), target.read_text(encoding="utf-8")) == (("", told, 6), "mine")
    assert tix("attach", "get", "k7m", "shot", "-o", str(target), "--force").code == 0
    assert target.read_bytes() == PICTURE


def test_a_link_in_the_way_is_not_followed(tix, tracker, outside, tmp_path):
    tix("attach", "k7m", str(outside / "server.log"))
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    (tmp_path / "way").symlink_to(victim)

    assert tix("attach", "get", "k7m", "server", "-o", str(tmp_path / "way")).code == 6
    assert tix("attach", "get", "k7m", "server", "-o", str(tmp_path / "way"), "--force").code == 0
    assert victim.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "file", "code"),
    [
        ("../../../escape", "0123456789ab-x", 0),
        ("plain", "../../tix.yaml", 5),
        ("plain", "..", 5),
    ],
)
def test_a_record_by_somebody_else_leads_nowhere(tix, tracker, tmp_path, name, file, code):
    path = tracker / "open/OPS-m4x0tz.yaml"
    record = f"attachments:\n  - id: evilaa\n    file: {file}\n    name: {name}\n"
    path.write_text(path.read_text(encoding="utf-8") + record, encoding="utf-8")
    place = tracker / "files/OPS-m4x0tz/0123456789ab-x"
    place.parent.mkdir(parents=True)
    place.write_text("x", encoding="utf-8")
    commit(tracker)
    (tmp_path / "out").mkdir()

    result = tix("attach", "get", "m4x", "evil", "-o", str(tmp_path / "out"))

    assert result.code == code
    assert [p.name for p in (tmp_path / "out").iterdir()] == (["escape"] if code == 0 else [])
    assert tix("attach", "list", "m4x").code == 0


def test_what_is_no_plain_file_is_refused(tix, tracker, outside):
    (outside / "link").symlink_to(outside / "server.log")
    os.mkfifo(outside / "pipe")

    told = [
        tix("attach", "k7m", str(outside / name)).err.splitlines()[0]
        for name in ("link", "pipe", "", "none")
    ]

    assert told == [
        "tix: link is a link, not a plain file.",
        "tix: pipe is a pipe, not a plain file.",
        "tix: outside is a folder, not a plain file.",
        f"tix: The file {outside / 'none'} is not there.",
    ]


def test_settings_limit_size_and_names(tix, tracker, outside):
    settings = tracker / "tix.yaml"
    limits = "attachments: {max_size: 10B, refuse: ['*.exe']}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + limits, encoding="utf-8")
    (outside / "setup.EXE").write_text("MZ", encoding="utf-8")

    large = tix("attach", "k7m", str(outside / "same.png"))
    named = tix("attach", "k7m", str(outside / "setup.EXE"))
    piped = tix("attach", "k7m", "-", "--name", "x.log", input="0123456789a")

    assert said(large) == (
        "",
        "tix: same.png has more than 10 bytes, the limit of this tracker.\n"
        "hint: tix config set attachments.max_size 1MiB\n",
        6,
    )
    assert (named.code, piped.code) == (6, 6)


def test_stdin_needs_a_name_which_is_made_plain(tix, tracker):
    nameless = tix("attach", "k7m", "-", input="x")
    tix("attach", "k7m", "-", "--name", "a/../mail.log", input="ready\n")

    assert said(nameless) == (
        "",
        "tix: What comes from stdin needs a name.\nhint: add --name mail.log\n",
        2,
    )
    assert [record["name"] for record in records(tracker)] == ["mail.log"]


def test_what_looks_like_a_key_needs_a_yes(tix, tracker, outside):
    key = outside / "id_ed25519"
    key.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n", encoding="utf-8")

    refused = tix("attach", "k7m", str(key))
    allowed = tix("attach", "k7m", str(key), "--yes", "-q")

    warning = (
        "warning: id_ed25519 looks like a private SSH key; everybody with a clone could read it,"
        " and history keeps it even when it is removed.\n"
    )
    question = (
        "tix: Attaching id_ed25519 needs a yes.\nhint: add --yes, or --dry-run to look first\n"
    )
    assert said(refused) == ("", warning + question, 6)
    assert said(allowed) == ("OPS-k7m2qd\n", warning, 0)


def test_another_clone_gets_and_removes_what_was_attached(
    tix, tracker, outside, tmp_path, monkeypatch
):
    ada, bob = clones(tracker, "ada", "bob")
    monkeypatch.chdir(ada)
    tix("attach", "k7m", str(outside / "shot ü.png"))
    git(ada, "push", "-q")
    monkeypatch.chdir(bob)
    git(bob, "pull", "-q")

    got = tix("attach", "get", "k7m", "shot", "-o", str(tmp_path / "bobs.png"))
    tix("move", "k7m", "review")
    removed = tix("attach", "remove", "k7m", "shot")
    git(bob, "push", "-q")
    monkeypatch.chdir(ada)
    git(ada, "pull", "-q")

    assert (got.code, (tmp_path / "bobs.png").read_bytes()) == (0, PICTURE)
    assert removed.out == "OPS-k7m2qd: -attachment shot ü.png\n"
    assert (stored(ada), records(ada, "review/OPS-k7m2qd.yaml")) == ([], [])
    assert git(ada, "status", "--short") == ""


def test_a_file_that_is_gone_is_told_and_its_record_can_go(tix, tracker, outside):
    tix("attach", "k7m", str(outside / "server.log"))
    git(tracker, "rm", "-q", "-r", "files")
    commit(tracker, "lost")

    assert tix("attach", "list", "k7m").out.endswith("\tmissing\n")
    assert tix("attach", "get", "k7m", "server").code == 4
    assert tix("attach", "remove", "k7m", "server").err == (
        "warning: the file of server.log was not there.\n"
    )


def test_tab_offers_commands_and_tickets(tracker, tix, tix_process):
    tix("list")

    offered = tix_process(_TIX_COMPLETE="bash_complete", COMP_WORDS="tix attach ", COMP_CWORD="2")

    assert offered.out.split() == [
        "plain,add",
        "plain,list",
        "plain,get",
        "plain,remove",
        "plain,OPS-k7m2qd",
        "plain,OPS-m4x0tz",
        "plain,OPS-x2c9fa",
    ]
