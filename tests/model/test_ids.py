from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model import ids

ID_LISTS = st.lists(
    st.text("0ab", min_size=6, max_size=8).map("OPS-".__add__), min_size=1, max_size=20, unique=True
)


@pytest.mark.parametrize("text", ["OPS-k7m2qd", "A-000000", "A1B2-zzzzzzzzzzzzzzzz"])
def test_ids(text: str) -> None:
    assert ids.is_id(text)


@pytest.mark.parametrize(
    "text",
    ["", "OPS-", "OPS-k7m2q", "ops-k7m2qd", "OPS-k7m2ql", "OPS-K7M2QD", "1A-k7m2qd", "OPS-k7m2qd\n",
     "OPS-" + "a" * 17, "A" * 17 + "-k7m2qd", "OPS-../../x", "OPS-k7m2q\u0660"],
)  # fmt: skip
def test_no_ids(text: str) -> None:
    assert not ids.is_id(text)


@given(st.text("AZ09-azilou_\u00e9\n", max_size=40))
def test_an_id_is_what_its_pattern_says(text: str) -> None:
    assert ids.is_id(text) is (ids.ID_PATTERN.fullmatch(text) is not None)


def _choice(seed: int) -> Callable[[str], str]:
    return random.Random(seed).choice


def test_minted_ids_are_ids_and_never_taken_ones() -> None:
    first = ids.mint("OPS", lambda _: False, _choice(1))
    second = ids.mint("OPS", {first}.__contains__, _choice(1))
    assert ids.is_id(first)
    assert ids.is_id(second)
    assert first != second


def test_minted_item_ids_begin_with_a_letter_and_are_never_taken_ones() -> None:
    first = ids.mint_item((), _choice(1))
    second = ids.mint_item({first}, _choice(1))
    assert first != second
    assert ids.ITEM_PATTERN.fullmatch(first)
    assert ids.ITEM_PATTERN.fullmatch(second)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4))
def test_hashed_ids_follow_from_their_parts_alone(parts: list[str]) -> None:
    assert ids.is_id(ids.hashed("OPS", *parts))
    assert ids.hashed("OPS", *parts) == ids.hashed("OPS", *parts)
    assert ids.hashed("OPS", *parts, length=9).startswith(ids.hashed("OPS", *parts))
    assert ids.ITEM_PATTERN.fullmatch(ids.hashed_item(*parts))


def test_hashed_ids_are_the_same_for_ever() -> None:
    parts = ("OPS-k7m2qd", "2026-11-21T10:02:11Z", "jane@example.com", "Login fails")
    assert (ids.hashed("OPS", *parts), ids.hashed_item(*parts)) == HASHED


HASHED = ("OPS-cgp1xk", "pgp1xk")


def test_parts_do_not_run_into_each_other() -> None:
    assert ids.hashed("OPS", "ab", "c") != ids.hashed("OPS", "a", "bc")


@given(ID_LISTS)
def test_the_shortest_prefix_names_one_id_and_one_less_several(names: list[str]) -> None:
    lengths = ids.shorten(names)
    assert set(lengths) == set(names)
    for name, length in lengths.items():
        prefix = name[:length]
        matches = [other for other in names if other.startswith(prefix)]
        assert matches == [name] or prefix == name
        shorter = [other for other in names if other.startswith(name[: length - 1])]
        assert len(shorter) > 1 or length == len("OPS-") + 1
