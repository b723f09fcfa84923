from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.tickets import nodes
from tix.findings import Finding, Severity
from tix.model.fields import CORE, Field, Kind, Shape
from tix.model.problems import problems
from tix.model.ticket import Node, Ticket

GOOD: dict[str, Node] = {
    "id": "OPS-k7m2qd",
    "title": "Login fails",
    "created": "2026-11-21T10:02:11Z",
}


def _messages(doc: dict[str, Node]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in problems(Ticket("open", doc))]


def test_a_good_ticket_has_no_problems() -> None:
    more: dict[str, Node] = {
        "tags": ["a", "b"],
        "links": {"blocks": ["OPS-x2c9fa"]},
        "checklist": [{"id": "qk3v7d", "text": "a", "done": "true"}],
        "satisfaction": {"score": "5"},
        "comments": [{"id": "c7f2kq", "at": "2026-11-21T10:05:00Z", "by": "ana", "kind": "call"}],
        "unknown": {"any": ["thing"]},
    }
    assert problems(Ticket("open", {**GOOD, **more})) == []


def test_a_ticket_without_id_title_and_time_of_creation() -> None:
    assert _messages({}) == [
        ("field-required", "id is missing"),
        ("field-required", "title is missing"),
        ("field-required", "created is missing"),
    ]


COMMENT: dict[str, Node] = {"id": "c7f2kq", "at": "2026-11-21T10:05:00Z", "by": "ana"}
WRONG: list[tuple[str, Node, str, str]] = [
    ("title", ["a"], "field-shape", "title must be one value"),
    ("title", "a\nb", "field-value", "title has more than one line"),
    ("due", "soon", "field-value", "due 'soon' is no date such as 2026-11-24"),
    ("tags", "login", "field-shape", "tags must be a list of values"),
    ("tags", [["a"]], "field-shape", "tags may hold only single values"),
    ("tags", ["a", "a"], "set-duplicate", "tags has a twice"),
    ("links", ["a"], "field-shape", "links must be a mapping from kinds of links to lists of ids"),
    ("links", {"blocks": "a"}, "field-shape", "links blocks must be a list of ids"),
    ("links", {"blocks": ["a"]}, "field-value", "links blocks 'a' is no ticket id"),
    ("links", {"eats": ["OPS-x2c9fa"]}, "link-kind",
     "'eats' is no kind of link (blocks, duplicates, relates, caused-by)"),
    ("comments", "a", "field-shape", "comments must be a list of records"),
    ("comments", ["a"], "field-shape", "comments may hold only records with an id"),
    ("comments", [COMMENT, COMMENT], "record-id", "comments has the id c7f2kq twice"),
    ("comments", [{**COMMENT, "id": "7"}], "record-id", "comments id: '7' is no id such as c7f2kq"),
    ("comments", [{"id": "c7f2kq", "at": "2026-11-21T10:05:00Z"}], "record-required",
     "a record of comments has no by"),
    ("comments", [{**COMMENT, "kind": "shout"}], "field-value",
     "comments kind: 'shout' is none of reply, note, call, decision, auto"),
    ("comments", [{**COMMENT, "by": ["ana"]}], "field-shape", "comments by must be one value"),
    ("satisfaction", "5", "field-shape", "satisfaction must be one record"),
    ("satisfaction", {"score": "good"}, "field-value",
     "satisfaction score 'good' is no whole number"),
    ("attachments", [{"id": "a7f2kq", "file": "../x", "name": "x"}], "attachment-path",
     "attachments file must be a name without /"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "node", "rule", "message"), WRONG)
def test_wrong_values_and_shapes(field: str, node: Node, rule: str, message: str) -> None:
    assert _messages({**GOOD, field: node}) == [(rule, message)]


def test_findings_have_the_place_that_the_document_gives() -> None:
    asked: list[tuple[str | int, ...]] = []

    def locate(*path: str | int) -> tuple[int, int]:
        asked.append(path)
        return 7, 5

    ticket = Ticket("open", {**GOOD, "comments": [{**COMMENT, "at": "now"}]})
    assert problems(ticket, "open/OPS-k7m2qd.yaml", locate=locate) == [
        Finding(
            Severity.ERROR,
            "field-value",
            "open/OPS-k7m2qd.yaml",
            "comments at 'now' is no time such as 2026-11-21T10:02:11Z",
            7,
            5,
        )
    ]
    assert asked == [("comments", 0, "at")]


def test_declared_custom_fields_are_judged_too() -> None:
    custom = {"effort": Field("effort", Kind.INT, Shape.ONE, "points")}
    found = problems(Ticket("open", {**GOOD, "effort": "big"}), custom=custom)
    assert [finding.message for finding in found] == ["effort 'big' is no whole number"]


@given(st.dictionaries(st.sampled_from([*CORE]), nodes(), max_size=4))
def test_no_document_stops_the_judge(doc: dict[str, Node]) -> None:
    for finding in problems(Ticket("open", doc), "p"):
        assert finding.path == "p"
        assert finding.message
