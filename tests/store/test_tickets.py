from __future__ import annotations

import pytest

from tests.store.index_world import World
from tix.errors import BadInput, NotFound, TicketSyntaxError
from tix.store.index import Index
from tix.store.tickets import Tickets


@pytest.fixture
def tickets(world: World) -> Tickets:
    return Tickets(world.root, world.config, world.index)


def test_a_ticket_is_read_from_its_file(world: World, tickets: Tickets) -> None:
    path = world.write("doing/OPS-k7m2qd.yaml", title="Login")
    loaded = tickets.load("k7m")
    assert (loaded.ticket.id, loaded.ticket.title, loaded.ticket.status, loaded.path) == (
        "OPS-k7m2qd",
        "Login",
        "doing",
        path,
    )
    assert loaded.data == (world.root / path).read_bytes()


def test_what_the_index_has_read_before_does_not_matter(world: World, tickets: Tickets) -> None:
    path = world.write("done/2026-11/k/OPS-k7m2qd.yaml", title="Old")
    tickets.load("OPS-k7m2qd")
    world.write(path, title="New")
    assert tickets.load("OPS-k7m2qd").ticket.title == "New"


def test_a_ticket_that_another_process_moved_is_found_again(world: World, tickets: Tickets) -> None:
    path = world.write("open/OPS-k7m2qd.yaml")
    tickets.load("OPS-k7m2qd")
    world.move(path, "doing")
    assert tickets.load("OPS-k7m2qd").ticket.status == "doing"
    new = world.write("open/OPS-new000.yaml")
    assert tickets.path_of("new") == new


@pytest.mark.parametrize("name", ["OPS-000002", "000002", "ops-000002", "OPS-OOOOO2"])
def test_an_earlier_id_is_found_however_it_is_typed(
    world: World, tickets: Tickets, name: str
) -> None:
    world.write("done/2026-11/0/OPS-000001.yaml", "formerly: OPS-000002\n")
    assert tickets.resolve(name) == "OPS-000001"


def test_an_unknown_name_is_not_found(tickets: Tickets) -> None:
    with pytest.raises(NotFound) as caught:
        tickets.load("zzz")
    assert (caught.value.message, caught.value.hint) == (
        "No ticket zzz here.",
        "tix search 'zzz'",
    )


def test_an_ambiguous_prefix_lists_the_matches(world: World, tickets: Tickets) -> None:
    for number in range(8):
        world.write(f"open/OPS-a0000{number}.yaml")
    with pytest.raises(NotFound) as caught:
        tickets.path_of("a0")
    assert caught.value.message == (
        "a0 may be OPS-a00000, OPS-a00001, OPS-a00002, OPS-a00003, OPS-a00004, OPS-a00005"
        " and 2 more."
    )


def test_an_id_in_two_folders_is_never_the_first_one(world: World, tickets: Tickets) -> None:
    world.write("open/OPS-k7m2qd.yaml")
    world.write("done/2026-11/k/OPS-k7m2qd.yaml")
    with pytest.raises(NotFound) as caught:
        tickets.load("OPS-k7m2qd")
    assert (caught.value.message, caught.value.hint) == (
        "OPS-k7m2qd is in more than one folder: done/2026-11/k/OPS-k7m2qd.yaml"
        " and open/OPS-k7m2qd.yaml.",
        "tix resolve",
    )


def test_an_external_name_is_taken_for_an_id(world: World, tickets: Tickets) -> None:
    world.write("done/OPS-000001.yaml", "external: jira:OPS-7\n")
    assert tickets.resolve("jira:OPS-7") == "OPS-000001"


def test_a_file_that_bears_the_id_of_another_ticket_is_no_ticket(
    world: World, tickets: Tickets
) -> None:
    path = world.write("open/OPS-000001.yaml")
    (world.root / path).rename(world.root / "open/OPS-000002.yaml")
    with pytest.raises(BadInput) as caught:
        tickets.load("000002")
    assert (caught.value.message, caught.value.hint) == (
        "open/OPS-000002.yaml: its id 'OPS-000001' is not its name 'OPS-000002'.",
        "rename the file, or mend its id",
    )


def test_an_id_that_was_purged_is_taken(world: World, tickets: Tickets) -> None:
    world.write("files/tombstones/OPS-000001.yaml")
    assert (tickets.exists("OPS-000001"), tickets.exists("OPS-000002")) == (True, False)


def test_an_id_that_was_made_up_is_taken_by_a_file_where_it_can_be(
    world: World, tickets: Tickets
) -> None:
    taken = [f"OPS-00000{number}" for number in range(1, 5)]
    for place, name in zip(("doing", "open/0", "done", "done/2026-11/0"), taken, strict=True):
        world.write(f"{place}/{name}.yaml")
    assert [tickets.is_taken(name) for name in (*taken, "OPS-000009")] == [*[True] * 4, False]


def test_a_whole_id_needs_no_index_where_its_file_is_where_it_belongs(world: World) -> None:
    def open_index() -> Index:
        raise AssertionError("the index was opened")

    path = world.write("done/2026-11/k/OPS-k7m2qd.yaml")
    assert Tickets(world.root, world.config, open_index).path_of("OPS-k7m2qd") == path


def test_a_ticket_that_somebody_put_elsewhere_is_found(world: World, tickets: Tickets) -> None:
    path = world.write("open/later/perhaps/OPS-k7m2qd.yaml")
    assert (tickets.path_of("OPS-k7m2qd"), tickets.exists("OPS-k7m2qd")) == (path, True)


def test_a_broken_file_says_where(world: World, tickets: Tickets) -> None:
    (world.root / "open" / "OPS-k7m2qd.yaml").write_text("id: [")
    with pytest.raises(TicketSyntaxError, match=r"open/OPS-k7m2qd\.yaml:2:1: "):
        tickets.load("k7m")
