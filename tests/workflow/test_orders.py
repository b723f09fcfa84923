"""Verbs and judging: what is typed becomes a plan, and what it brings is judged."""

from __future__ import annotations

import pytest

from tests.builders import ticket
from tix.config.load import parse_config
from tix.errors import Refused, UsageError
from tix.model.changes import apply, describe
from tix.workflow.bulk import VERBS, Order, plan_for, split_order
from tix.workflow.creation import Wish, read_wish
from tix.workflow.desk import Desk
from tix.workflow.judge import judge
from tix.workflow.lines import read_lines


def same(reference: str) -> str:
    return reference


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (Order("set", ("priority=high", "tags+=ui")), ["priority: none -> high", "+tag ui"]),
        (Order("assign", ("me",)), ["assignee: none -> ada@example.com"]),
        (Order("claim"), ["assignee: none -> ada@example.com"]),
        (Order("unassign"), []),
        (Order("tag", ("+a", "-b")), ["+tag a"]),
        (Order("flag", ("vip",)), ["+flag vip"]),
        (Order("watch"), ["+watcher ada@example.com"]),
        (Order("due", ("tomorrow",)), ["due: none -> 2026-11-22"]),
        (Order("snooze", ("3d",)), ["snoozed: none -> 2026-11-24"]),
        (Order("move", ("doing",)), ["status: open -> doing"]),
        (Order("close", resolution="fixed"), ["status: open -> done (fixed)"]),
    ],
    ids=lambda value: value.verb if isinstance(value, Order) else "",
)
def test_every_verb_makes_a_plan(desk: Desk, order: Order, told: list[str]) -> None:
    changes = plan_for(order, desk, same)(ticket())

    assert [describe(change) for change in changes] == told


def test_the_first_verb_ends_the_query() -> None:
    assert split_order(["close", "tag:x", "set", "team=set"]) == (
        ["close", "tag:x"],
        "set",
        ("team=set",),
    )
    with pytest.raises(UsageError, match="What shall be done is missing"):
        split_order(["tag:x"])


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("watch", "comment")])
def test_words_that_a_verb_does_not_take_are_refused(desk: Desk, verb: str) -> None:
    words = ("too", "many") if verb not in ("tag", "flag", "set") else ()
    with pytest.raises(UsageError):
        plan_for(Order(verb, words), desk, same)


STRICT = b"""\
format: 1
key: OPS
tags: {login: {}}
strict: {tags: error}
fields:
  browser: {type: text, required_when: 'type:bug'}
"""


def test_only_what_a_change_brings_is_judged(desk: Desk) -> None:
    strict = Desk(parse_config({"tix.yaml": STRICT})[0], desk.me, desk.now)
    before = ticket(tags=["old"], type="bug")

    assert judge(before, ticket(tags=["old"], type="bug", team="web"), strict) == []
    with pytest.raises(Refused, match="'new' is not declared in tags"):
        judge(before, ticket(tags=["new", "old"], type="bug"), strict)
    with pytest.raises(Refused, match="browser is required here"):
        judge(ticket(), ticket(type="bug"), strict)
    assert judge(ticket(), ticket(type="bug", browser="Firefox"), strict) == []


def test_a_wish_is_read_as_people_write(desk: Desk) -> None:
    given = {"title": " Disk \n full ", "status": "DOING", "due": "tomorrow", "tags": "b, a"}

    assert read_wish(given | {"assignee": "none"}, desk, same) == Wish(
        {"title": "Disk full", "due": "2026-11-22", "tags": ["a", "b"], "assignee": ""}, "doing"
    )


def test_lines_of_json_keep_their_numbers_and_their_faults() -> None:
    lines, findings = read_lines('{"a": 1, "b": [true, null]}\n\n[]\n{"a": NaN}\n', "x")

    assert [(line.number, line.fields) for line in lines] == [(1, {"a": "1", "b": ["true", ""]})]
    assert [str(finding) for finding in findings] == [
        'x:3:1: error json-syntax is no object such as {"title": "Login page is slow"}',
        "x:4:1: error json-syntax is no JSON: NaN is no number",
    ]


def test_a_claim_of_ones_own_changes_nothing(desk: Desk) -> None:
    mine = apply(ticket(), plan_for(Order("claim"), desk, same)(ticket()))

    assert plan_for(Order("claim"), desk, same)(mine) == []
    with pytest.raises(Refused, match="is bob's"):
        plan_for(Order("claim"), desk, same)(ticket(assignee="bob"))
