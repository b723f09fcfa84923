from __future__ import annotations

import pytest

from tix.store.index_offers import find_offers
from tix.tracker import Tracker


@pytest.fixture
def cache(tracker):
    opened = Tracker.open(tracker)
    opened.index.refresh()
    opened.index.close()
    return opened.index_path


@pytest.mark.parametrize("typed", ["k7", "K7M", "ops-k7", "OPS-k7m2qd"])
def test_ids_are_offered_with_and_without_the_key_in_any_case(cache, typed):
    assert find_offers(cache, typed, 10) == [
        ("OPS-k7m2qd", "Login page rejects passwords with umlauts")
    ]


def test_open_tickets_come_first(cache):
    found = [name for name, _ in find_offers(cache, "", 10)]

    assert found == ["OPS-k7m2qd", "OPS-m4x0tz", "OPS-x2c9fa", "OPS-a0b1c2"]
    assert [name for name, _ in find_offers(cache, "ops", 2)] == found[:2]


@pytest.mark.parametrize("typed", ["%", "k_", "'; drop table ticket", "k7 ", "登"])
def test_odd_input_offers_nothing(cache, typed):
    assert find_offers(cache, typed, 10) == []


def test_without_a_cache_nothing_is_offered_and_none_is_made(tmp_path):
    assert find_offers(tmp_path / "index.db", "k", 10) == []
    assert list(tmp_path.iterdir()) == []
