from __future__ import annotations

from dataclasses import replace

import pytest

from tests.exchange.builders import entry, export, issue
from tix.errors import BadInput
from tix.exchange.mapping import DROP, Mapping, StatusTarget, Target, read_mapping, word
from tix.exchange.proposal import proposal
from tix.exchange.propose import propose
from tix.exchange.sources.jira import open_jira
from tix.exchange.survey import survey
from tix.model.fields import Kind
from tix.model.statuses import Category


def proposed(tmp_path, *issues):
    with open_jira(export(tmp_path, *issues)) as source:
        found = survey(source)
    return found, propose(found)


def test_a_proposal_reads_back_as_the_mapping_that_it_shows(tmp_path):
    odd = issue(
        labels=["a, b]", "#"],
        issuetype={"name": 'No: "such" {type}, really', "id": "9"},
        status={"name": "Waiting for customer", "id": "7"},
        customfield_1={"value": "Firefox"},
        history=(entry(1, "2026-01-06T08:00:00.000+0000", ("no", "null", "~")),),
        reporter={"name": "x", "displayName": 'Ann "A" \\ Other, Esq.'},
    )
    found, mapping = proposed(tmp_path, odd, issue("OPS-2"))
    path = tmp_path / "map.yaml"
    path.write_text(proposal(found, mapping))
    plain = {
        name: target if target.is_custom else Target(target.to)
        for name, target in mapping.fields.items()
    }
    again = read_mapping(path)
    assert {
        name: target if target.is_custom else Target(target.to)
        for name, target in again.fields.items()
    } == plain
    assert replace(again, fields={}) == replace(
        mapping,
        fields={},
        values={name: mapping.values[name] for name in again.values},
        alias="jira.example",
    )


@pytest.mark.parametrize(
    ("status", "target"),
    [
        ("To Do", StatusTarget("to-do", Category.QUEUE)),
        ("In Progress", StatusTarget("in-progress", Category.ACTIVE)),
        ("Patch Available", StatusTarget("patch-available", Category.ACTIVE)),
        ("Waiting for customer", StatusTarget("waiting-for-customer", Category.WAITING)),
        ("Won't Do", StatusTarget("wont-do", Category.CLOSED)),
    ],
)
def test_each_status_keeps_its_name_and_gets_a_category(tmp_path, status, target):
    _, mapping = proposed(tmp_path, issue(status={"name": status, "id": "1"}))
    assert mapping.statuses == {status: target}


def test_a_mapping_file_wins_over_the_proposal_and_leaves_the_rest(tmp_path):
    _, mapping = proposed(tmp_path, issue())
    path = tmp_path / "map.yaml"
    path.write_text(
        "types: {Bug: defect}\nfields:\n  labels: drop\n  summary: {to: topic, type: text}\n"
    )
    merged = read_mapping(path).over(mapping)
    assert merged.value("type", "Bug") == "defect"
    assert merged.value("priority", "Major") == "major"
    assert merged.fields["labels"].to == DROP
    assert merged.fields["summary"] == Target("topic", Kind.TEXT)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("statues: {Open: open}\n", "statues is no section of a mapping"),
        ("statuses: {Open: open}\n", "status Open: the tracker has no 'open' yet"),
        ("fields: {labels: id}\n", "labels cannot go to id"),
        ("fields: {x: {to: x, type: colour}}\n", "x: 'colour' is no type"),
        ("links: {blocks: hinders}\n", "'hinders' is no kind of link"),
        ("people: {ana: {name: Ana}}\n", "ana needs `handle`"),
        ("types: [Bug]\n", "types must map"),
        ("types: {Bug: [a]}\n", "Bug must be one word"),
        ("alias: two words\n", "alias is the source's name in one word"),
        ("timezone: Mars/Base\n", "'Mars/Base' is no time zone"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_explained(tmp_path, text, problem):
    path = tmp_path / "map.yaml"
    path.write_text(text)
    with pytest.raises(BadInput, match=r"map\.yaml") as caught:
        read_mapping(path)
    assert problem in caught.value.message


def test_a_mapping_may_name_the_source_its_zone_and_how_it_is_read(tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text("alias: desk\ntimezone: Europe/Riga\ncolumns: {case: number}\n")
    mapping = read_mapping(path).over(Mapping(alias="other", reading={"missing": "?"}))
    assert (mapping.alias, mapping.timezone) == ("desk", "Europe/Riga")
    assert mapping.reading == {"missing": "?", "columns": {"case": "number"}}


def test_fields_sent_to_listed_words_have_their_words_proposed(tmp_path):
    chosen = Mapping(fields={"customfield_1": Target("channel"), "customfield_2": Target("status")})
    odd = issue(customfield_1={"value": "Walk in"}, customfield_2={"value": "Parked"}, status=None)
    with open_jira(export(tmp_path, odd)) as source:
        mapping = propose(survey(source, chosen))
    assert mapping.values["channel"] == {"Walk in": "walk-in"}
    assert mapping.statuses == {"Parked": StatusTarget("parked", Category.ACTIVE)}


def test_numbers_before_words_do_not_get_into_them(tmp_path):
    _, mapping = proposed(tmp_path, issue(priority={"name": "2 - High", "id": "2"}))
    assert mapping.values["priority"] == {"2 - High": "high"}


def test_words_are_written_as_the_tracker_writes_them():
    assert [word(text) for text in ("Won't Fix", "New Feature", "Unresolved", "!")] == [
        "wont-fix",
        "new-feature",
        DROP,
        "other",
    ]


def test_statuses_of_other_languages_have_their_category(tmp_path):
    names = ("Fermé", "Résolu", "Erledigt", "Neu", "Abierto", "In Arbeit")
    _, mapping = proposed(
        tmp_path, *(issue(f"OPS-{n}", status={"name": name}) for n, name in enumerate(names))
    )
    assert [str(mapping.statuses[name].category) for name in names] == [
        *["closed"] * 3,
        *["queue"] * 2,
        "active",
    ]


def test_a_word_that_tix_has_for_something_else_is_not_taken_for_it(tmp_path):
    _, mapping = proposed(
        tmp_path,
        issue(issuetype={"name": "None"}, status={"name": "Files"}),
        issue("OPS-2", issuetype={"name": "Any"}, status={"name": "None"}),
        issue("OPS-3", issuetype={"name": "Drop"}, status={"name": "con"}),
    )
    assert mapping.values["type"] == {"None": DROP, "Any": "any-value", "Drop": "drop-value"}
    assert {name: each.to for name, each in mapping.statuses.items()} == {
        "Files": "files-status",
        "None": "none-status",
        "con": "con-status",
    }


def test_an_empty_mapping_makes_words_up():
    assert Mapping().value("type", "New Feature") == "new-feature"


def test_a_status_that_the_tracker_has_brings_its_category(tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text("statuses:\n  Closed: done\n  Held: {to: held, category: waiting}\n")
    assert read_mapping(path, {"done": Category.CLOSED}).statuses == {
        "Closed": StatusTarget("done", Category.CLOSED),
        "Held": StatusTarget("held", Category.WAITING),
    }


def test_a_status_that_nobody_declared_needs_a_category(tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text("statuses:\n  Closed: done\n")
    with pytest.raises(BadInput, match="no 'done' yet, so it needs a category") as caught:
        read_mapping(path, {"open": Category.QUEUE})
    assert caught.value.hint == "Closed: {to: done, category: closed}"
