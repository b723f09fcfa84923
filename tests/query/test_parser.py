from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.query.conftest import make_context
from tix.errors import QueryError
from tix.query import Context, Query, caret, parse, parse_sort
from tix.query.conditions import OneOf
from tix.query.nodes import EVERYTHING, And, Has, Not, Or, Status, Words
from tix.query.sorting import Sort
from tix.query.sources import Place, Source

UI = Has(Source(Place.MEMBER, "tags"), OneOf(("ui", "frontend")))

LOOP = "In view loop: In view pool: The view asks for itself: loop -> pool -> loop."
LATER = "`sla:` is kept for service levels, which this version does not compute."


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", EVERYTHING),
        ("   ", EVERYTHING),
        ("tag:ui", UI),
        ("-tag:ui", Not(UI)),
        ("not not tag:ui", UI),
        ("a tag:ui", And((Words("a"), UI))),
        ("a or b c", Or((Words("a"), And((Words("b"), Words("c")))))),
        ("(a or b) c", And((Or((Words("a"), Words("b"))), Words("c")))),
        ("a AND b", And((Words("a"), Words("b")))),
        ('"a b"', Words("a b", prefix=False)),
        (r'"say \"a\" b"', Words("say a b", prefix=False)),
        ("f(x)", Words("f x")),
        ("https://example.com", Words("https example com")),
        ("10:30", Words("10 30")),
        ("status:open", Status(("open",))),
        ('"or"', Words("or", prefix=False)),
    ],
)
def test_a_text_becomes_a_tree(context: Context, text: str, node: object) -> None:
    assert parse(text, context).node == node


@pytest.mark.parametrize(
    ("text", "position", "problem", "hint"),
    [
        ("status:opne", 7, "There is no status 'opne'.", "did you mean open?"),
        ("a stat:open", 2, "There is no field 'stat'.", "did you mean state:?"),
        ("foo:bar", 0, "There is no field 'foo'.", 'to search for the text, write "foo:bar"'),
        ("a priority:hihg+", 11, "There is no priority 'hihg'.", "did you mean high?"),
        ("type:bgu", 5, "There is no type 'bgu'.", "did you mean bug?"),
        ("is:late", 3, "There is no mark 'late'.", None),
        ("has:coments", 4, "There is no field 'coments'.", "did you mean comments?"),
        ("tag:", 4, "tags wants a value here.", "write tag:ui,login"),
        ("tag:a,", 6, "tags wants a value here.", "write tag:ui,login"),
        ("due:3/4/2026", 4, "'3/4/2026' is no date.", "write 2026-04-03 or 2026-03-04"),
        ("comments:many", 9, "'many' is no number.", "write 3, >3 or 2..5"),
        ("estimate:90", 9, "'90' is no duration.", "write 90m or 90h"),
        ("tag>ui", 0, "tag has no order, so > says nothing.", "write tag:ui"),
        ("(a", 0, "This bracket is never closed.", "add a )"),
        ("a)", 1, "This bracket was never opened.", "take it out"),
        ('a "b', 2, "This quote is never closed.", 'end the phrase with a "'),
        ("a or", 2, "Something is missing beside `or`.", 'to search for the word, write "or"'),
        ("or a", 0, "Something is missing beside `or`.", 'to search for the word, write "or"'),
        ("a not", 2, "Something is missing beside `not`.", 'to search for the word, write "not"'),
        ("and a", 0, "Something is missing beside `and`.", 'to search for the word, write "and"'),
        ("()", 1, "Something is missing.", "write a term here"),
        ("!!!", 0, "There is no word in '!!!' to look for.", "write a word"),
        ("*log", 0, "In text a * can stand at the end of a word only.", None),
        ("id:ilo", 3, "'ilo' is no ticket id.", None),
        ("view:mien", 5, "There is no view 'mien'.", "did you mean mine?"),
        ("view:loop", 5, LOOP, None),
        ("view:bad", 5, "In view bad: There is no status 'nowhere'.", None),
        ("sort:tags", 5, "There is no field to sort by 'tags'.", None),
        ("limit:0", 6, "'0' is no number of tickets.", "limit:20"),
        ("-sort:due", 0, "`sort:` cannot be denied.", None),
        ("(sort:due)", 1, "`sort:` stands outside brackets.", "put it at the end"),
        ("sla:missed", 0, LATER, None),
        ("milestone:*a*b*c*d*e*f*g", 10, "The pattern has more than 6 stars.", None),
        ("a \x1b", 2, "The query has a character that is no text.", "take it out"),
        ("a \udcff", 2, "The query has a character that is no text.", "take it out"),
        ("(" * 41 + "a" + ")" * 41, 40, "Brackets are nested too deep.", None),
        ("x" * 10_001, 0, "The query is longer than 10,000 characters.", "shorten it"),
        ("a " * 301, 600, "The query has more than 300 terms.", None),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(
    context: Context, text: str, position: int, problem: str, hint: str | None
) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, context)
    found = caught.value
    assert (found.position, found.problem) == (position, problem)
    assert hint in (None, found.hint)


def test_me_needs_an_identity(context: Context) -> None:
    nobody = Context(context.config, "", context.now, context.zone)
    for text in ("assignee:me", "is:mine"):
        with pytest.raises(QueryError, match=r"git has no user\.email"):
            parse(text, nobody)


def test_words_of_a_command_line_are_one_query(context: Context) -> None:
    words = ["status:open", "-tag:ui", '"a phrase"']
    assert parse(words, context) == parse('status:open -tag:ui "a phrase"', context)


def test_directives_are_no_conditions(context: Context) -> None:
    query = parse("tag:ui sort:-priority,due limit:5", context)
    ranks = (("low",), ("normal",), ("high",), ("critical",))
    priority = Sort("priority", descending=True, order=ranks, default="normal")
    assert query == Query(query.text, UI, (priority, Sort("due")), 5)
    assert parse_sort("-priority, due", context) == query.sort


def test_a_view_brings_its_order_unless_there_is_one(context: Context) -> None:
    assert parse("view:mine", context).sort == (Sort("due"),)
    assert parse("view:mine sort:created", context).sort == (Sort("created"),)


@pytest.mark.parametrize(
    ("text", "statuses", "says"),
    [
        ("login", "open doing waiting review done", False),
        ("status:open", "open", True),
        ("status:open or login", "open doing waiting review done", True),
        ("status:open login", "open", True),
        ("is:open -status:doing", "open waiting review", True),
        ("not (status:open or tag:ui)", "doing waiting review done", True),
        ("not (status:open tag:ui)", "open doing waiting review done", True),
        ("is:overdue", "open doing waiting review", True),
        ("is:closed", "done", True),
        ("is:any", "open doing waiting review done", True),
        ("status:open status:done", "", True),
        ("resolution:fixed", "open doing waiting review done", True),
        ("resolution:none", "open doing waiting review done", False),
    ],
)
def test_a_query_knows_which_folders_it_needs(
    context: Context, text: str, statuses: str, says: bool
) -> None:
    query = parse(text, context)
    assert query.statuses(tuple(context.config.statuses)) == frozenset(statuses.split())
    assert query.says_status is says


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("status:open login", "open"),
        ("status:open is:blocked", "open doing waiting review"),
        ("status:open -is:ready", "open doing waiting review"),
        ("status:open has:children", "open doing waiting review done"),
    ],
)
def test_folders_of_tickets_that_point_elsewhere_are_read_too(
    context: Context, text: str, statuses: str
) -> None:
    query = parse(text, context)
    assert query.reads(tuple(context.config.statuses)) == frozenset(statuses.split())


def test_words_to_show_leave_denied_ones_out(context: Context) -> None:
    assert parse("login (page or title:x) -secret", context).words == (
        Words("login"),
        Words("page"),
        Words("x", scope="title"),
    )


def test_caret_points_at_the_fault() -> None:
    assert caret(QueryError("登录 stat:x", 3, "no")) == "登录 stat:x\n     ^"
    long = caret(QueryError("a" * 200, 100, "no"))
    assert long == "…" + "a" * 120 + "…\n" + " " * 61 + "^"


@given(st.text(max_size=60) | st.text(alphabet='()"-:<>=.,*+a7dtagor \\', max_size=60))
def test_any_text_is_a_query_or_an_error_with_a_place(text: str) -> None:
    assert 0 <= _place(text) <= len(text)


def _place(text: str) -> int:
    try:
        parse(text, make_context())
    except QueryError as error:
        return error.position
    return 0


def test_reading_a_query_loads_nothing_heavy() -> None:
    code = (
        "import sys; import tix.query;"
        "sys.exit(sorted({'sqlite3', 'dateutil', 'yaml', 'git', 'click', 'json', 'difflib'}"
        " & set(sys.modules)) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
