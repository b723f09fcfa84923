from __future__ import annotations

import pytest

from tests.builders import FIRST, SECOND
from tests.real.merging import K7M, M4X, X2C, Clone, comment, meet, swapped, told

pytestmark = pytest.mark.real

#: As like another ticket as can be.
NEW = swapped(FIRST[K7M], ("OPS-k7m2qd", "OPS-s1m1ar"), ("2026-11-18T09", "2026-11-20T10"))
HIGH, LOW = ("priority: high", "priority: low"), ("priority: low", "priority: high")


def test_1_a_move_here_and_an_edit_there_both_hold(ada: Clone, bob: Clone) -> None:
    ada.edit(K7M, to="doing/OPS-k7m2qd.yaml")
    bob.edit(K7M, HIGH)
    assert told(meet(ada, bob), K7M) == {"doing/OPS-k7m2qd.yaml": swapped(FIRST[K7M], HIGH)}


def test_2_a_ticket_that_moved_and_grew_beyond_likeness_still_gets_the_edit(
    ada: Clone, bob: Clone
) -> None:
    said = "".join(
        comment(f"c0000{n}", f"10:0{n}", "ada", "many words of a long talk " * 5) for n in range(9)
    )
    text = FIRST[M4X] + "comments:\n" + said
    ada.write({M4X: None, "doing/OPS-m4x0tz.yaml": text})
    bob.edit(M4X, LOW)
    assert told(meet(ada, bob), M4X) == {"doing/OPS-m4x0tz.yaml": swapped(text, LOW)}


def test_3_closed_here_and_taken_up_there_is_one_ticket_where_it_was_put_last(
    ada: Clone, bob: Clone
) -> None:
    closed = ("tags:", "resolution: fixed\ntags:")
    ada.edit(M4X, closed, to="done/2026-11/m/OPS-m4x0tz.yaml", at="10:00")
    bob.edit(M4X, to="doing/OPS-m4x0tz.yaml", at="11:00")
    ada.edit(K7M, to="waiting/OPS-k7m2qd.yaml", at="12:00")
    bob.edit(
        K7M, ("reporter:", "resolution: fixed\nreporter:"), to="done/2026-11/k/OPS-k7m2qd.yaml"
    )
    assert told(meet(ada, bob), M4X, K7M) == {
        "doing/OPS-m4x0tz.yaml": FIRST[M4X],
        "waiting/OPS-k7m2qd.yaml": FIRST[K7M],
    }


def test_4_a_new_ticket_stays_in_the_status_that_somebody_else_emptied(
    ada: Clone, bob: Clone
) -> None:
    moved = {path.replace("open/", "doing/"): text for path, text in FIRST.items()}
    ada.write({**dict.fromkeys(FIRST), **moved, "open/.gitkeep": None})
    bob.write({"open/OPS-s1m1ar.yaml": NEW})
    found = meet(ada, bob)
    assert told(found, K7M, M4X, "open/OPS-s1m1ar.yaml") == {**moved, "open/OPS-s1m1ar.yaml": NEW}
    assert ada.files()["open/.gitkeep"] == ""


def test_5_an_edit_never_lands_in_another_ticket_and_a_file_removed_by_hand_comes_back(
    ada: Clone, bob: Clone
) -> None:
    ada.write({K7M: None, "open/OPS-s1m1ar.yaml": NEW})
    bob.edit(K7M, ("reporter: jane", "reporter: joan"))
    assert told(meet(ada, bob), K7M, "open/OPS-s1m1ar.yaml") == {
        K7M: swapped(FIRST[K7M], ("reporter: jane", "reporter: joan")),
        "open/OPS-s1m1ar.yaml": NEW,
    }


def test_6_two_comments_at_the_end_of_one_list_both_stay(ada: Clone, bob: Clone) -> None:
    mine, hers = (
        comment("c22222", "11:00", "ada", "Done."),
        comment("c11111", "10:30", "bob", "Hm?"),
    )
    text = SECOND[X2C]
    ada.write({X2C: text + mine})
    bob.write({X2C: text + hers})
    assert told(meet(ada, bob), X2C) == {X2C: text + hers + mine}


def test_7_fields_on_adjacent_lines_are_no_conflict(ada: Clone, bob: Clone) -> None:
    ada.edit(K7M, HIGH)
    other = (("type: bug", "type: incident"), ("\ntags:", "\nassignee: bob\ntags:"))
    bob.edit(K7M, *other)
    assert told(meet(ada, bob), K7M) == {K7M: swapped(FIRST[K7M], HIGH, *other)}


def test_8_tags_are_added_and_removed_each_by_itself(ada: Clone, bob: Clone) -> None:
    ada.edit(K7M, ("  - login\n", "  - api\n"))
    bob.edit(K7M, ("  - login\n", "  - login\n  - ui\n"))
    ada.edit(M4X, ("  - ui\n", "  - mail\n  - ui\n"))
    bob.edit(M4X, ("  - ui\n", "  - api\n  - ui\n"))
    assert told(meet(ada, bob), K7M, M4X) == {
        K7M: swapped(FIRST[K7M], ("  - login\n", "  - api\n  - ui\n")),
        M4X: swapped(FIRST[M4X], ("  - ui\n", "  - api\n  - mail\n  - ui\n")),
    }


def test_9_reopened_here_and_closed_later_by_an_older_clone_is_closed(
    ada: Clone, bob: Clone
) -> None:
    done = "done/2026-11/k/OPS-k7m2qd.yaml"
    wontfix, fixed = (
        ("reporter:", f"resolution: {how}\nreporter:") for how in ("wontfix", "fixed")
    )
    ada.edit(K7M, wontfix, to=done, at="10:00")
    ada.write({done: None, K7M: FIRST[K7M]}, at="11:00")
    bob.edit(K7M, fixed, to=done, at="12:00")
    assert told(meet(ada, bob), K7M) == {done: swapped(FIRST[K7M], fixed)}


def test_10_unassigned_here_and_commented_there_stays_unassigned(ada: Clone, bob: Clone) -> None:
    said = comment("c11111", "10:30", "bob", "Anybody?")
    ada.edit(X2C, ("assignee: bob\n", ""))
    bob.write({X2C: SECOND[X2C] + said})
    assert told(meet(ada, bob), X2C) == {X2C: swapped(SECOND[X2C], ("assignee: bob\n", "")) + said}


def test_11_a_field_set_and_set_back_was_touched_all_the_same(ada: Clone, bob: Clone) -> None:
    ada.edit(K7M, HIGH, at="10:00")
    ada.edit(K7M, LOW, at="12:00")
    bob.edit(K7M, ("priority: high", "priority: critical"), at="11:00")
    assert told(meet(ada, bob), K7M) == {K7M: FIRST[K7M]}


def test_13_a_change_that_both_sides_have_by_cherry_pick_counts_once(
    ada: Clone, bob: Clone
) -> None:
    said = comment("c11111", "10:30", "ada", "Once.")
    picked = ada.write({X2C: swapped(SECOND[X2C], ("assignee: bob", "assignee: ada")) + said})
    bob.edit(X2C, ("created:", "due: 2026-12-01\ncreated:"))
    bob.git("fetch", "-q", str(ada.folder), "main")
    bob.git("cherry-pick", picked)
    bob.edit(X2C, ("assignee: ada", "assignee: bob"), at="13:00")
    text = swapped(SECOND[X2C], ("created:", "due: 2026-12-01\ncreated:")) + said
    assert told(meet(ada, bob), X2C) == {X2C: text}


@pytest.mark.parametrize(("mine", "hers"), [("20", "22"), ("22", "20")])
def test_21_no_clock_beats_what_was_done_after_seeing_it(
    ada: Clone, bob: Clone, mine: str, hers: str
) -> None:
    ada.edit(K7M, ("priority: high", "priority: critical"), at=f"2026-11-{mine}T10:00:00Z")
    bob.pull(ada)
    bob.edit(K7M, ("priority: critical", "priority: low"), at=f"2026-11-{hers}T10:00:00Z")
    ada.edit(K7M, ("type: bug", "type: incident"), at=f"2026-11-{mine}T10:10:00Z")
    assert told(meet(ada, bob), K7M) == {
        K7M: swapped(FIRST[K7M], HIGH, ("type: bug", "type: incident"))
    }
