from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tests.store.index_world import World, paths, titles
from tix.store import index_reading, scan
from tix.store.index_find import find, find_by, shortest
from tix.store.index_look import Depth, find_changed
from tix.store.index_rows import Read
from tix.store.whole_ids import Match

RICH = """\
priority: high
tags:
  - login
  - ui
assignee: ana
parent: OPS-000002
links:
  blocks:
    - OPS-000003
checklist:
  - id: a00001
    text: one
    done: true
  - id: a00002
    text: two
comments:
  - id: c00001
    at: 2026-11-21T11:00:00Z
    by: ana
    text: first
  - id: c00002
    at: 2026-11-21T12:00:00Z
    by: ben
    deleted: true
browser: Firefox
"""


@pytest.fixture(autouse=True)
def _no_file_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "TICK_NS", -(10**12))
    monkeypatch.setattr(scan, "COARSE_TICK_NS", -(10**12))


def test_a_row_holds_what_the_file_says(world: World) -> None:
    world.write("open/OPS-000001.yaml", RICH, title="Login")
    index = world.index()
    index.refresh()
    columns = ["id", "status", "state", "title", "priority", "assignee", "parent", "tags"]
    assert index.select(columns=columns) == [
        ("OPS-000001", "open", "queue", "Login", "high", "ana", "OPS-000002", "login,ui")
    ]
    columns = ["comments", "commented", "checks", "checked", "broken", "browser", "due"]
    assert index.select(columns=columns) == [(1, "2026-11-21T11:00:00Z", 2, 1, "", "Firefox", "")]
    assert index.query("SELECT field, value FROM member ORDER BY field, value") == [
        ("links.blocks", "OPS-000003"),
        ("tags", "login"),
        ("tags", "ui"),
    ]


def test_only_the_folders_asked_for_are_read(world: World) -> None:
    world.write("open/OPS-000001.yaml")
    world.write("done/2026-11/0/OPS-000002.yaml")
    index = world.index()
    index.refresh(["open", "doing"])
    assert paths(index) == ["open/OPS-000001.yaml"]
    index.refresh()
    assert paths(index) == ["done/2026-11/0/OPS-000002.yaml", "open/OPS-000001.yaml"]
    assert index.count(statuses=["done"]) == 1


def test_only_new_and_changed_files_are_read_again(world: World) -> None:
    world.write("open/OPS-000001.yaml")
    second = world.write("open/OPS-000002.yaml")
    read: list[tuple[int, int]] = []
    world.index().refresh(progress=lambda done, total: read.append((done, total)))
    again = world.index()
    again.refresh(progress=lambda done, total: read.append((done, total)))
    assert read == [(2, 2)]
    world.write(second, title="Another")
    world.write("open/OPS-000003.yaml")
    again.refresh(progress=lambda done, total: read.append((done, total)))
    assert read == [(2, 2), (2, 2)]
    assert titles(again)[second] == "Another"


def test_a_file_changed_in_the_tick_of_its_reading_is_read_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "TICK_NS", 10**12)
    monkeypatch.setattr(scan, "COARSE_TICK_NS", 10**12)
    world.write("open/OPS-000001.yaml")
    index = world.index()
    read: list[int] = []
    index.refresh(progress=lambda _, total: read.append(total))
    index.refresh(progress=lambda _, total: read.append(total))
    assert read == [1, 1]


def test_a_removed_file_and_a_removed_shelf_are_forgotten(world: World) -> None:
    first = world.write("open/OPS-000001.yaml")
    world.write("open/OPS-000002.yaml")
    shelved = world.write("done/2026-11/0/OPS-000003.yaml")
    index = world.index()
    index.refresh()
    (world.root / first).unlink()
    (world.root / shelved).unlink()
    (world.root / shelved).parent.rmdir()
    index.refresh()
    assert paths(index) == ["open/OPS-000002.yaml"]


def test_a_ticket_moved_by_hand_out_of_the_archive_is_not_there_twice(world: World) -> None:
    old = world.write("done/2026-11/0/OPS-000001.yaml")
    index = world.index()
    index.refresh()
    new = world.move(old, "open")
    index.refresh(["open"])
    assert paths(index) == [new]


def test_a_ticket_in_two_folders_has_two_rows(world: World) -> None:
    both = [world.write("done/OPS-000001.yaml"), world.write("open/OPS-000001.yaml")]
    index = world.index()
    index.refresh()
    assert paths(index) == both


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("OPS-000001", "id: [", "open/OPS-000001.yaml:2:1"),
        ("OPS-000001", "id: OPS-000002\ntitle: x\n", "'OPS-000002' is not its name"),
        ("notes", "id: notes\n", "is no ticket id"),
    ],
)
def test_a_broken_ticket_has_a_row_that_says_why(
    world: World, name: str, content: str, problem: str
) -> None:
    (world.root / "open" / f"{name}.yaml").write_text(content)
    index = world.index()
    index.refresh()
    [(found, status, broken)] = index.select(columns=["id", "status", "broken"])
    assert (found, status) == (name, "open")
    assert problem in str(broken)


def test_links_and_pipes_are_broken_and_never_followed(world: World) -> None:
    (world.root / "open" / "OPS-000001.yaml").symlink_to("/etc/passwd")
    (world.root / "open" / "shelf").symlink_to(world.root / "done")
    os.mkfifo(world.root / "open" / "OPS-000002.yaml")
    world.write("done/OPS-000003.yaml")
    index = world.index()
    index.refresh(["open"])
    assert index.select(columns=["id", "broken"], order="id") == [
        ("OPS-000001", scan.LINK),
        ("OPS-000002", scan.NOT_REGULAR),
        ("shelf", scan.LINK),
    ]


def test_a_status_folder_that_is_a_link_is_a_broken_row(world: World) -> None:
    (world.root / "open").rmdir()
    (world.root / "open").symlink_to("done")
    index = world.index()
    index.refresh()
    assert index.select(columns=["path", "status", "broken"]) == [("open", "open", scan.LINK)]


def test_statuses_follow_the_settings_without_reading_files(world: World) -> None:
    world.write("open/OPS-000001.yaml")
    world.write("doing/OPS-000002.yaml")
    world.index().refresh()
    world.configure(
        "format: 1\nkey: OPS\nstatuses:\n  new: {category: waiting, folder: open}\n"
        "  done: {category: closed}\n"
    )
    assert world.index().select(columns=["id", "status", "state"]) == [
        ("OPS-000001", "new", "waiting")
    ]


def test_our_own_writes_are_taken_in_without_a_scan(world: World) -> None:
    kept = world.write("open/OPS-000001.yaml")
    moved = world.write("open/OPS-000002.yaml")
    index = world.index()
    index.refresh()
    world.write(kept, title="Changed")
    new = world.move(moved, "doing")
    shelved = world.write("done/2026-11/0/OPS-000003.yaml")
    index.update([kept, moved, new, shelved])
    assert titles(index) == {kept: "Changed", new: "A title", shelved: "A title"}
    read: list[int] = []
    index.refresh(progress=lambda _, total: read.append(total))
    assert read == []


def test_an_update_before_the_first_look_leaves_the_folder_to_be_read(world: World) -> None:
    path = world.write("open/OPS-000001.yaml")
    index = world.index()
    index.update([path])
    index.refresh(["open"])
    assert paths(index) == [path]


def test_an_index_that_turns_out_odd_is_made_anew(world: World) -> None:
    path = world.write("open/OPS-000001.yaml")
    index = world.index()
    index.refresh()
    index.connection.execute("DROP TABLE ticket")
    assert paths(index) == [path]
    index.close()
    size = world.cache.stat().st_size
    with world.cache.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    rebuilt = world.index()
    rebuilt.refresh()
    assert paths(rebuilt) == [path]


def test_conditions_of_queries_find_their_functions_even_in_a_new_index(world: World) -> None:
    world.write("open/OPS-000001.yaml", "estimate: 2h\n")
    index = world.index()
    index.refresh()
    where = "tix_seconds(ticket.estimate) = ?"
    assert index.count(where, [7200]) == 1
    index.connection.execute("DROP TABLE ticket")
    assert index.count(where, [7200]) == 1


_SEND = index_reading.send


def _die_in_the_second_part(root: int, parts: Sequence[Sequence[Read]], pipe: int) -> None:
    _SEND(root, parts[:1], pipe)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("send", [_SEND, _die_in_the_second_part])
def test_many_files_read_by_several_processes_give_the_same_rows(
    send: object, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in range(30):
        world.write(f"open/OPS-0000{number:02d}.yaml", RICH, title=f"Ticket {number}")
    alone = world.index()
    alone.refresh()
    monkeypatch.setattr(index_reading, "WORTH_FORKING", 1)
    monkeypatch.setattr(index_reading, "CHUNK", 4)
    monkeypatch.setattr(index_reading, "send", send)
    monkeypatch.setattr(index_reading, "_workers", lambda: 2)
    world.cache = tmp_path / "other.db"
    together = world.index()
    together.refresh()
    every = "SELECT path, title, doc, comments FROM ticket ORDER BY path"
    assert together.query(every) == alone.query(every)


class Sparse:
    """What a sparse checkout leaves out, as the git layer tells it."""

    def __init__(self, *files: tuple[str, bytes]) -> None:
        self.given = files

    def stamp(self) -> int:
        return hash(self.given) if self.given else 0

    def files(self) -> Iterable[tuple[str, bytes]]:
        return self.given

    def read(self, path: str) -> bytes | None:
        return dict(self.given).get(path)


def test_files_that_a_sparse_checkout_leaves_out_have_rows(world: World) -> None:
    here = world.write("open/OPS-000001.yaml")
    absent = Sparse(
        ("done/OPS-000002.yaml", b"id: OPS-000002\ntitle: Absent\n"),
        (here, b"id: OPS-000001\ntitle: Old\n"),
        ("elsewhere/OPS-000003.yaml", b"id: OPS-000003\n"),
    )
    index = world.index()
    index._absent = absent
    index.refresh()
    assert titles(index) == {here: "A title", "done/OPS-000002.yaml": "Absent"}
    arrived = world.write("done/OPS-000002.yaml", title="Here now")
    index.refresh()
    assert titles(index) == {here: "A title", arrived: "Here now"}
    absent.given = ()
    index.refresh()
    assert titles(index) == {here: "A title", arrived: "Here now"}


def test_names_are_known_before_anything_is_read(world: World) -> None:
    world.write("open/OPS-000001.yaml")
    archived = world.write("done/2026-11/0/OPS-000002.yaml")
    index = world.index()
    index.refresh(["open"])
    index.refresh(depth=Depth.NAMES)
    assert paths(index) == ["open/OPS-000001.yaml"]
    assert find(index, "2", "OPS") == []
    assert find(index, "000002", "OPS") == [Match("OPS-000002", archived)]
    world.move(archived, "done/2026-12/0")
    moved = "done/2026-12/0/OPS-000002.yaml"
    assert find(index, "OPS-000002", "OPS", again=True) == [Match("OPS-000002", moved)]
    index.refresh()
    assert paths(index) == ["done/2026-12/0/OPS-000002.yaml", "open/OPS-000001.yaml"]
    assert index.query("SELECT count(*) FROM name") == [(0,)]


def test_a_ticket_is_found_by_prefix_in_any_case_with_or_without_key(world: World) -> None:
    for name in ("OPS-k7m2qd", "OPS-k7zzzz", "WEB-x10aaa"):
        world.write(f"open/{name}.yaml")
    index = world.index()
    found = {
        text: [match.id for match in find(index, text, "OPS")]
        for text in ("k7m", "ops-K7M2", "k7", "x1o", "XLO", "WEB-x1", "q", "", "OPS-k7m2qd")
    }
    assert found == {
        "k7m": ["OPS-k7m2qd"],
        "ops-K7M2": ["OPS-k7m2qd"],
        "k7": ["OPS-k7m2qd", "OPS-k7zzzz"],
        "x1o": ["WEB-x10aaa"],
        "XLO": ["WEB-x10aaa"],
        "WEB-x1": ["WEB-x10aaa"],
        "q": [],
        "": [],
        "OPS-k7m2qd": ["OPS-k7m2qd"],
    }


def test_earlier_ids_and_external_names_are_found(world: World) -> None:
    path = world.write(
        "open/OPS-000001.yaml", "formerly: OPS-999999\nexternal: github:owner/repo#12\n"
    )
    index = world.index()
    index.refresh()
    match = [Match("OPS-000001", path)]
    assert find(index, "OPS-999999", "OPS") == match
    assert find(index, "github:owner/repo#12", "OPS") == match
    assert find_by(index, "external", "") == []


def test_a_key_of_the_tracker_that_somebody_came_from_is_enough(world: World) -> None:
    world.write("open/OPS-000001.yaml", "external: jira:issues.example.com/CB-22\n")
    path = world.write("open/OPS-000002.yaml", "external: jira:issues.example.com/CB-226\n")
    numbered = world.write("open/OPS-000003.yaml", "external: github:owner/repo#226\n")
    index = world.index()
    index.refresh()
    assert find(index, "cb-226", "OPS") == [Match("OPS-000002", path)]
    assert find(index, "#226", "OPS") == [Match("OPS-000003", numbered)]
    assert find(index, "CB-6", "OPS") == []


@pytest.mark.parametrize("asked", [2, 60])
def test_the_shortest_prefix_is_one_that_no_other_id_has(world: World, asked: int) -> None:
    names = ["OPS-a00000", "OPS-a0000b", "OPS-b00000", *(f"OPS-c000{n:02d}" for n in range(60))]
    for name in names:
        world.write(f"open/{name}.yaml")
    index = world.index()
    index.refresh(["open"])
    lengths = shortest(index, names[1 : asked + 1])
    assert {name: lengths[name] for name in names[1:3]} == {"OPS-a0000b": 10, "OPS-b00000": 5}
    assert len(lengths) == asked


def test_two_tickets_that_move_to_a_new_shelf_at_once_are_read_once(world: World) -> None:
    first, second = world.write("open/OPS-k00000.yaml"), world.write("open/OPS-k11111.yaml")
    index = world.index()
    index.refresh()

    moved = [world.move(path, "done/2026-11/k") for path in (first, second)]
    index.update([first, second, *moved])

    assert paths(index) == moved
    index.refresh()
    assert paths(index) == moved


def test_after_an_update_the_folder_is_not_listed_again_for_its_names(world: World) -> None:
    path = world.write("open/OPS-k00000.yaml")
    index = world.index()
    index.learn_names()
    world.write(path, title="Another")
    index.update([path])

    root = os.open(world.root, os.O_RDONLY)
    try:
        assert find_changed(index.connection, root, ["open"], Depth.NAMES) == []
    finally:
        os.close(root)


def test_what_came_unseen_with_an_update_is_found_when_it_is_asked_for_again(world: World) -> None:
    path = world.write("open/OPS-k00000.yaml")
    index = world.index()
    index.learn_names()
    world.write("open/OPS-k11111.yaml")
    index.update([path])

    again = world.index()
    assert find(again, "k1", "OPS") == []
    assert [match.id for match in find(again, "k1", "OPS", again=True)] == ["OPS-k11111"]
