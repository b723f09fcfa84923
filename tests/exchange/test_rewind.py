from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tix.exchange.record import Account, Edit, Event, Record
from tix.exchange.rewind import beginning, disagreements, step

LISTS = frozenset({"labels"})
WHEN = datetime(2026, 1, 5, tzinfo=UTC)
ADA = Account("ada")
words = st.sampled_from(["", "a", "b", "c"])
edits = st.builds(Edit, st.sampled_from(["status", "labels"]), words, words)


def record(fields: dict[str, object], *changes: Edit) -> Record:
    events = tuple(Event(str(n), WHEN, ADA, (edit,)) for n, edit in enumerate(changes))
    return Record("OPS-1", WHEN, ADA, fields, lists=LISTS, events=events)


def test_the_beginning_is_the_end_with_the_history_taken_back():
    made = record(
        {"status": "closed", "labels": ("b", "c")},
        Edit("status", "open", "doing"),
        Edit("labels", "", "c"),
        Edit("labels", "a", "b"),
        Edit("status", "doing", "closed"),
    )
    assert beginning(made) == {"status": "open", "labels": ("a",)}
    assert disagreements(made) == []


def test_a_field_of_history_alone_begins_as_history_says():
    made = record({}, Edit("key", "OLD-1", "OPS-1"))
    assert beginning(made) == {"key": "OLD-1"}
    assert disagreements(made) == []


@given(st.lists(edits, max_size=8), words, st.lists(words.filter(bool), unique=True))
def test_replaying_and_settling_always_ends_at_the_final_fields(changes, status, labels):
    made = record({"status": status, "labels": tuple(labels)}, *changes)
    state = beginning(made)
    for edit in (*changes, *disagreements(made)):
        step(state, edit, LISTS)
    assert state["status"] == status
    assert sorted(state["labels"]) == sorted(labels)
