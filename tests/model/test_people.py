from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.errors import NotFound
from tix.model.people import Absence, People, Person, read_people
from tix.model.ticket import Node, Ticket

NODE: Node = {
    "ana": {
        "name": "Ana Kalniņa",
        "emails": ["Ana@example.com", "ana@home.example"],
        "roles": ["agent", "lead"],
        "teams": "web",
        "skills": ["sso"],
        "capacity": "8",
        "absences": [{"from": "2026-12-24", "to": "2027-01-02", "cover": "anton"}],
    },
    "anton": {"name": "Anton Berg", "email": "anton@example.com", "roles": "agent"},
    "bo": "bo@customer.example",
}
PEOPLE, PROBLEMS = read_people(NODE)


def test_a_section_becomes_people() -> None:
    assert PROBLEMS == []
    assert PEOPLE.people["ana"] == Person(
        "ana",
        name="Ana Kalniņa",
        emails=("Ana@example.com", "ana@home.example"),
        teams=("web",),
        roles=("agent", "lead"),
        skills=("sso",),
        absences=(Absence("2026-12-24", "2027-01-02", "anton"),),
        capacity=8,
    )
    assert PEOPLE.people["bo"] == Person("bo", emails=("bo@customer.example",))


def test_an_address_in_any_case_has_its_handle_and_a_strangers_is_one_itself() -> None:
    assert PEOPLE.handle("ANA@home.EXAMPLE") == "ana"
    assert PEOPLE.handle("Zoe@Example.com", "Zoe") == "zoe@example.com"
    assert PEOPLE.handle("", "Zoe") == "Zoe"


def test_addresses_and_labels_of_handles() -> None:
    assert PEOPLE.emails("ana") == ("Ana@example.com", "ana@home.example")
    assert (PEOPLE.emails("zoe@example.com"), PEOPLE.emails("zoe")) == (("zoe@example.com",), ())
    assert [PEOPLE.person(handle).label for handle in ("ana", "bo", "x@y.z")] == [
        "Ana Kalniņa",
        "bo",
        "x@y.z",
    ]


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("ana", ["ana"]),
        ("ANA", ["ana"]),
        ("anton@example.com", ["anton"]),
        ("anton berg", ["anton"]),
        ("an", ["ana", "anton"]),
        ("ber", ["anton"]),
        ("zzz", []),
        ("", []),
    ],
)
def test_people_are_found_by_what_begins_their_names(text: str, handles: list[str]) -> None:
    assert [person.handle for person in PEOPLE.find(text)] == handles


@pytest.mark.parametrize(
    ("text", "handle"), [("kal", "ana"), ("Zoe@Example.com", "zoe@example.com"), ("bo", "bo")]
)
def test_one_meaning_resolves(text: str, handle: str) -> None:
    assert PEOPLE.resolve(text) == handle


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("an", "'an' may be any of ana, anton.", "give the whole handle"),
        ("antno", "Nobody here is called 'antno'.", "did you mean anton?"),
        ("qqq", "Nobody here is called 'qqq'.", "see the people: tix config get people"),
    ],
)
def test_no_meaning_or_several_say_so(text: str, message: str, hint: str) -> None:
    with pytest.raises(NotFound) as caught:
        PEOPLE.resolve(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_without_a_people_file_any_word_is_somebody() -> None:
    assert People().resolve("zoe") == "zoe"


def test_agents_have_the_role_and_are_not_on_the_requesters_side() -> None:
    ticket = Ticket("open", {"reporter": "bo", "participants": ["anton"]})
    handles = ("ana", "anton", "bo", "zoe@example.com")
    assert [PEOPLE.is_agent(handle) for handle in handles] == [True, True, False, False]
    assert [PEOPLE.is_agent(handle, ticket) for handle in handles] == [True, False, False, False]
    assert [People().is_agent(handle, ticket) for handle in handles] == [True, False, False, True]


def test_an_entry_with_a_fault_is_left_out_and_the_others_stand() -> None:
    people, problems = read_people(
        {"A B": {}, "ana": {"email": "no address"}, "bo": ["x"], "cy": {"capacity": "²"}, "di": ""}
        | {"ed": "ed@x.y", "fi": {"email": "ED@x.y"}, "gi": {"emails": {"a": "b@x.y"}}}
        | {"hu": {"roles": [["agent"]]}}
    )
    assert list(people.people) == ["ed", "fi"]
    assert [path for path, _ in problems] == [
        ("A B",),
        ("ana",),
        ("bo",),
        ("cy",),
        ("di",),
        ("fi",),
        ("gi",),
        ("hu",),
    ]
    assert people.handle("ed@x.y") == "ed"


NODES = st.recursive(
    st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["ana", "bo", "X"]), NODES) | NODES)
def test_any_shape_is_people_or_problems(node: Node) -> None:
    people, problems = read_people(node)
    assert all(isinstance(message, str) for _, message in problems)
    assert all(people.find(handle)[0].handle == handle for handle in people.people)
