from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tix.history.fold import Held, Touch, effective_time, fold, is_alive, merge, values
from tix.model.registers import STATUS, Register

PRIORITY = Register("priority")
TAG = Register("tags", "login")

TOUCHES = st.lists(
    st.builds(
        Touch,
        st.sampled_from([PRIORITY, TAG, STATUS]),
        st.none(),
        st.sampled_from([None, "low", "high", "login"]),
        st.integers(1, 6),
    ),
    max_size=12,
)


@given(TOUCHES, st.randoms(use_true_random=False))
def test_a_fold_is_the_same_in_every_order(touches: list[Touch], chance: object) -> None:
    shuffled = list(touches)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == fold(touches)


@given(TOUCHES, TOUCHES, TOUCHES)
def test_states_merge_in_any_order_to_the_fold_of_all(
    one: list[Touch], two: list[Touch], three: list[Touch]
) -> None:
    a, b, c = fold(one), fold(two), fold(three)
    assert merge(a, b) == merge(b, a) == fold(one + two)
    assert merge(merge(a, b), c) == merge(a, merge(b, c)) == fold(one + two + three)


def test_the_later_change_wins_and_of_one_moment_the_greater_value() -> None:
    assert fold(
        [Touch(PRIORITY, None, "high", 5), Touch(PRIORITY, None, "low", 7),
         Touch(TAG, None, "a", 3),
         Touch(TAG, None, "b", 3)]
    ) == {PRIORITY: Held(7, "low"), TAG: Held(3, "b")}  # fmt: skip


def test_a_register_taken_away_stays_away_until_it_is_set_later() -> None:
    gone = fold([Touch(TAG, None, "login", 5), Touch(TAG, "login", None, 6)])
    assert values(gone) == {}
    assert values(fold([Touch(TAG, None, "login", 5)], gone)) == {}
    assert values(fold([Touch(TAG, None, "login", 7)], gone)) == {TAG: "login"}


def test_a_change_made_after_seeing_another_is_later_than_it_whatever_the_clock() -> None:
    assert effective_time(100, None) == 100
    assert effective_time(100, 50) == 100
    assert effective_time(100, 500) == 501


def test_a_ticket_is_alive_while_it_has_a_status() -> None:
    alive = fold([Touch(STATUS, None, {"status": "open"}, 1)])
    assert is_alive(alive)
    assert not is_alive(fold([Touch(STATUS, {"status": "open"}, None, 2)], alive))
    assert not is_alive({})
