from __future__ import annotations

import pytest

from tests.store.index_world import World
from tix.store.search import find_words, search, similar


def found(world: World, text: str, **options: object) -> list[str]:
    index = world.index()
    index.refresh()
    return [hit.id for hit in search(index, text, **options)[0]]  # type: ignore[arg-type]


def test_a_word_in_the_title_goes_before_one_in_the_text(world: World) -> None:
    world.write("open/OPS-000001.yaml", "description: The printer is jammed\n", title="Help")
    world.write("open/OPS-000002.yaml", "description: Paper\n", title="Printer jammed")
    assert found(world, "printer") == ["OPS-000002", "OPS-000001"]


def test_every_word_must_be_there(world: World) -> None:
    world.write("open/OPS-000001.yaml", title="Printer jammed")
    world.write("open/OPS-000002.yaml", title="Printer on fire")
    assert found(world, "FIRE printer") == ["OPS-000002"]


@pytest.mark.parametrize("words", ["登录", "登录页", "strasse", "STRASSE", "cafe", "Café", "录"])
def test_every_script_is_found(world: World, words: str) -> None:
    world.write("open/OPS-000001.yaml", title="用户登录页面 Straße café")
    world.write("open/OPS-000002.yaml", title="Another")
    assert found(world, words) == ["OPS-000001"]


@pytest.mark.parametrize("words", ['"', "AND", "a OR", "title:", "*", "NEAR(", "-", ""])
def test_no_text_is_an_error(world: World, words: str) -> None:
    world.write("open/OPS-000001.yaml", title="Printer")
    assert found(world, words) == []


def test_a_hit_shows_its_text_and_where_the_words_are(world: World) -> None:
    text = "x " * 40 + "the Straße is closed, take another way " + "y " * 90
    world.write("open/OPS-000001.yaml", f"description: {text}\n", title="Way")
    index = world.index()
    index.refresh()
    [hit] = search(index, "strasse")[0]
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["Straße"]
    assert len(hit.snippet) <= 110


def test_hits_are_counted_and_limited(world: World) -> None:
    for number in range(4):
        world.write(f"open/OPS-00000{number}.yaml", title="Printer")
    world.write("done/OPS-000009.yaml", title="Printer")
    index = world.index()
    index.refresh()
    hits, total = search(index, "printer", statuses=["open"], limit=2)
    assert (len(hits), total) == (2, 4)
    assert search(index, "printer")[1] == 5


def test_changed_and_removed_text_is_found_no_more(world: World) -> None:
    first = world.write("open/OPS-000001.yaml", title="Printer")
    second = world.write("open/OPS-000002.yaml", title="Printer")
    assert found(world, "printer") == ["OPS-000001", "OPS-000002"]
    world.write(first, title="Scanner")
    (world.root / second).unlink()
    assert found(world, "printer") == []
    assert found(world, "scanner") == ["OPS-000001"]


def test_a_phrase_does_not_reach_from_one_text_into_the_next(world: World) -> None:
    world.write("open/OPS-000001.yaml", "goal: one two\ndescription: three four\n")
    index = world.index()
    index.refresh()
    match = "SELECT count(*) FROM words WHERE words MATCH ?"
    assert index.query(match, ['"one two"']) == [(1,)]
    assert index.query(match, ['"two three"']) == [(0,)]


def test_words_are_marked_in_text_as_it_was_written() -> None:
    assert find_words("Die Straße, die STRASSE", ["strasse"]) == [(4, 10), (16, 23)]
    assert find_words("用户登录页面", ["登录"]) == [(2, 4)]


def test_tickets_that_say_nearly_the_same_are_likely_duplicates(world: World) -> None:
    world.write("open/OPS-000001.yaml", title="Login page rejects umlauts")
    world.write("done/OPS-000002.yaml", title="Login page rejects all umlauts")
    world.write("open/OPS-000003.yaml", title="Printer jammed on the second page")
    index = world.index()
    index.refresh()
    alike = similar(index, "The login page rejects umlauts")
    assert [(item.id, item.status, round(item.share, 2)) for item in alike] == [
        ("OPS-000001", "open", 0.8),
        ("OPS-000002", "done", 0.67),
    ]
    assert similar(index, "") == similar(index, "Nothing of the kind") == []
