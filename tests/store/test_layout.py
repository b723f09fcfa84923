from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.statuses import Category, Shelf, Status
from tix.store.layout import (
    NAME_BYTES,
    attachment_name,
    attachments_folder,
    folder_and_id,
    folder_problem,
    keep_path,
    safe_name,
    ticket_path,
)

EARLY = datetime(2026, 12, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("shelf", "path"),
    [
        (Shelf.FLAT, "done/OPS-k7m2qd.yaml"),
        (Shelf.CHARACTER, "done/k/OPS-k7m2qd.yaml"),
        (Shelf.MONTH, "done/2026-11/k/OPS-k7m2qd.yaml"),
    ],
)
def test_a_ticket_lies_where_its_shelf_and_its_month_in_utc_say(shelf: Shelf, path: str) -> None:
    status = Status("closed", Category.CLOSED, "done", shelf)
    assert ticket_path(status, EARLY, "OPS-k7m2qd") == path
    assert folder_and_id(path) == ("done", "OPS-k7m2qd")


@pytest.mark.parametrize(
    "path",
    [
        "OPS-k7m2qd.yaml",
        "open/OPS-k7m2qd.yml",
        "open/OPS-k7m2qd",
        "open/readme.yaml",
        "open/../OPS-k7m2qd.yaml",
        "open//OPS-k7m2qd.yaml",
        "../open/OPS-k7m2qd.yaml",
        "/open/OPS-k7m2qd.yaml",
        "open\\x/OPS-k7m2qd.yaml",
        ".git/OPS-k7m2qd.yaml",
        "files/OPS-k7m2qd/OPS-k7m2qd.yaml",
        "tix.d/OPS-k7m2qd.yaml",
        "KB/OPS-k7m2qd.yaml",
        "",
    ],
)
def test_other_paths_are_no_tickets(path: str) -> None:
    assert folder_and_id(path) is None


def test_a_ticket_is_found_at_any_depth() -> None:
    assert folder_and_id("open/a/b/c/OPS-k7m2qd.yaml") == ("open", "OPS-k7m2qd")


@pytest.mark.parametrize("folder", ["open", "in progress", "открыто", "待办", "a.b"])
def test_plain_names_can_be_folders(folder: str) -> None:
    assert folder_problem(folder) is None


@pytest.mark.parametrize(
    ("folder", "problem"),
    [
        ("", "begins or ends with a dot or is empty"),
        (".git", "begins or ends with a dot or is empty"),
        ("..", "begins or ends with a dot or is empty"),
        ("open ", "begins or ends with a dot or is empty"),
        ("a/b", "has characters that no folder should have"),
        ("a\\b", "has characters that no folder should have"),
        ("a\nb", "has characters that no folder should have"),
        ("a\u202eb", "has characters that no folder should have"),
        ("Tix.D", "is one of the tracker's own names"),
        ("FILES", "is one of the tracker's own names"),
        ("nul.x", "is a device on Windows"),
        ("ä" * 31, "is longer than 60 bytes"),
    ],
)
def test_other_names_cannot(folder: str, problem: str) -> None:
    assert folder_problem(folder) == problem


def test_an_empty_folder_is_kept_by_a_file() -> None:
    assert keep_path("open") == "open/.gitkeep"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Bericht für März.pdf", "Bericht für März.pdf"),
        ("登录.png", "登录.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\log.txt", "log.txt"),
        ("folder/", "folder"),
        (".bashrc", "bashrc"),
        ("...", "file"),
        ("", "file"),
        ("a\x00b\x1b[31m\n.txt", "ab[31m.txt"),
        ("exe\u202efdp.exe", "exefdp.exe"),
        ('a<b>c:"d|e?*', "a_b_c__d_e__"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("x" * 200 + ".tar", "x" * 95 + ".tar"),
        ("登" * 60 + ".png", "登" * 31 + ".png"),
        ("e\u0301.txt", "é.txt"),
        ("name. ", "name"),
    ],
)
def test_names_of_attachments_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_an_attachment_lies_beside_the_statuses() -> None:
    name = attachment_name("3f9a0c51d2e7" + "0" * 52, "a-b.png")
    assert attachments_folder("OPS-k7m2qd") == "files/OPS-k7m2qd"
    assert name == "3f9a0c51d2e7-a-b.png"


@given(st.text(max_size=200))
def test_any_name_becomes_one_that_stays_as_it_is(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= NAME_BYTES
    assert safe_name(safe) == safe
    assert not set(safe) & set('/\\:\0\n<>"|?*')
    assert not safe.startswith(".")


@given(st.text(max_size=60))
def test_any_path_is_a_ticket_inside_the_tracker_or_none(path: str) -> None:
    found = folder_and_id(f"{path}/OPS-k7m2qd.yaml")
    assert found is None or (found[1] == "OPS-k7m2qd" and ".." not in path.split("/"))


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(list(Shelf)))
def test_every_place_of_a_ticket_names_it(created: datetime, shelf: Shelf) -> None:
    path = ticket_path(Status("s", Category.QUEUE, "open", shelf), created, "A-000000")
    assert folder_and_id(path) == ("open", "A-000000")
