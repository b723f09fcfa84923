from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.query.conftest import make_context, make_shelf
from tests.query.test_search import QUESTIONS
from tix.model.ticket import Ticket
from tix.query import parse

TIMES = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-21T10:00:00Z", "2026-11-21T09:59:59Z",
         "2026-11-21T12:00:00+02:00", "2026-11-20T21:59:59Z", "soon"]  # fmt: skip
IDS = [f"OPS-{letter}00000" for letter in "abcdef"]
TEXTS = ["login page", "登录页面", "Straße 100%", "Café_x", "logic", "a\nlogin"]


@st.composite
def desks(draw: st.DrawFn) -> list[Ticket]:
    fields = st.fixed_dictionaries(
        {"title": st.sampled_from(TEXTS), "created": st.sampled_from(TIMES[3:5])},
        optional={
            "type": st.sampled_from(["bug", "defect", "task"]),
            "priority": st.sampled_from(["low", "high", "critical", "odd"]),
            "assignee": st.sampled_from(["ana", "Ana", "bob", "łu"]),
            "due": st.sampled_from(TIMES),
            "snoozed": st.sampled_from(TIMES),
            "estimate": st.sampled_from(["1h", "1d", "long"]),
            "tags": st.lists(st.sampled_from(["UI", "login", "x_y"]), min_size=1, unique=True),
            "parent": st.sampled_from(IDS),
            "description": st.sampled_from(TEXTS),
            "seats": st.sampled_from(["1", "-2", "3.5", "x"]),
            "hosts": st.lists(st.sampled_from(["web1", "Web2"]), min_size=1, unique=True),
            "links": st.dictionaries(
                st.sampled_from(["blocks", "relates", "caused-by"]),
                st.lists(st.sampled_from(IDS), min_size=1, unique=True),
                min_size=1,
            ),
            "comments": st.lists(
                st.fixed_dictionaries(
                    {
                        "id": st.just("c7f2kq"),
                        "at": st.sampled_from(TIMES[3:5]),
                        "by": st.sampled_from(["ana", "bob"]),
                        "text": st.sampled_from(TEXTS),
                    },
                    optional={"deleted": st.just("true")},
                ),
                min_size=1,
                max_size=2,
            ),
        },
    )
    statuses = st.sampled_from(["open", "doing", "waiting", "review", "done"])
    names = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=5, unique=True))
    return [Ticket(draw(statuses), {"id": name} | draw(fields)) for name in names]


TERMS = st.sampled_from([words for words in QUESTIONS if words]) | st.builds(
    "{}{}{}".format,
    st.sampled_from(["due", "snoozed", "created", "commented"]),
    st.sampled_from([":", "<", "<=", ">", ">=", "!="]),
    st.sampled_from(["today", "now", "1d", "-1d", "2026-11", "2026-11-21T12:00", "yesterday"]),
)
TREES = st.recursive(
    TERMS,
    lambda inner: (
        st.builds("({} or {})".format, inner, inner)
        | st.builds("({} {})".format, inner, inner)
        | st.builds("not ({})".format, inner)
    ),
    max_leaves=6,
)


@settings(max_examples=100)
@given(desks(), TREES)
def test_any_query_finds_the_same_in_both_ways(desk: list[Ticket], text: str) -> None:
    shelf = make_shelf(desk)
    with contextlib.closing(shelf.database):
        query = parse(text, make_context())
        found = shelf.by_index(query)
        assert sorted(found) == shelf.by_predicate(query)
        reachable = query.statuses(tuple(make_context().config.statuses))
        assert {one.status for one in desk if one.id in found} <= reachable
