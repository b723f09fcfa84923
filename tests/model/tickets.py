"""Random tickets for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from tix.model.ids import ALPHABET, LETTERS
from tix.model.registers import order
from tix.model.ticket import Node, Ticket

#: Text that hurts: words and numbers of YAML, signs, spaces, breaks, scripts, control characters.
NASTY = [
    "no", "Yes", "null", "~", "1e3", "0o17", "08", "1_000", "12:30:45", "0x1F", ".inf", "-.NaN",
    "2026-11-21", "2026-11-21T10:02:11Z", "<<", "=", "- a", "a: b", "a #b", "#a", "a:", "? a",
    "%TAG", "@a", "`a", "&a", "*a", "!a", "[a", "{a", "|", ">", "'a'", '"a"', "a\\n", "---", "...",
    " lead", "trail ", "\ttab", "a\tb", "a\n", "a\nb", "a\n\n", "\na\n", "  a\nb\n", "a\n  \n",
    "\n", "\n\n", " \n", "a\r\nb", "\x00", "\x07a", "\x7f", "\x85", "a\u2028b\n", "a\u2029",
    "\ufeffa", "\ufffe", "日本語\n登录", "😀", "ß\n", "# not a comment\nb\n",
    "<<<<<<< a\n=======\n",
    "\t\n", "a\n\tb\n", "\ta\nb\n", "", "x" * 300, "a\n ", "a \nb \n", "\n  a\n b\n", "\n \n a\n",
]  # fmt: skip

texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text(st.sampled_from("ab \t\n-:#'\"|0."), max_size=12),
)
lines = st.one_of(
    st.sampled_from([text for text in NASTY if text and "\n" not in text]),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30),
)
item_ids = st.builds(
    str.__add__, st.sampled_from(LETTERS), st.text(ALPHABET, min_size=5, max_size=5)
)
ticket_ids = st.text(ALPHABET, min_size=6, max_size=6).map("OPS-".__add__)
times = st.datetimes().map(lambda moment: moment.strftime("2026-%m-%dT%H:%M:%SZ"))
names = st.text("abcdefghij_", min_size=1, max_size=8)


def nodes(depth: int = 3) -> st.SearchStrategy[Node]:
    """Make any value, without empty collections."""
    return st.recursive(
        texts,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3),
            st.dictionaries(lines.map(lambda key: key[:150]), inner, min_size=1, max_size=3),
        ),
        max_leaves=depth * 3,
    )


def records(extra: st.SearchStrategy[dict[str, Node]]) -> st.SearchStrategy[list[Node]]:
    """Make a list of records with ids of their own and times."""
    record = st.builds(
        lambda name, at, more: {"id": name, "at": at, "by": "ana", **more}, item_ids, times, extra
    )
    return st.lists(record, min_size=1, max_size=4, unique_by=lambda item: item["id"])


def _by_time(items: list[Node]) -> list[Node]:
    return sorted(items, key=lambda item: (item["at"], item["id"]))  # type: ignore[index,call-overload]


@st.composite
def canonical_tickets(draw: st.DrawFn) -> Ticket:
    """Make a ticket as tix would write it, with some fields of every shape and unknown ones."""
    sets = st.lists(lines, min_size=1, max_size=4, unique=True).map(sorted)
    links = st.dictionaries(
        st.sampled_from(["blocks", "relates"]),
        st.lists(ticket_ids, min_size=1, max_size=3, unique=True).map(sorted),
        min_size=1,
    )
    said = st.fixed_dictionaries({}, optional={"kind": st.just("note"), "text": texts})
    steps = st.fixed_dictionaries({"text": texts}, optional={"done": st.just("true")})
    optional = {
        "priority": st.sampled_from(["low", "high"]),
        "resolution": lines,
        "assignee": lines,
        "tags": sets,
        "watchers": sets,
        "due": st.sampled_from(["2026-11-24", "2026-12-24T10:00:00Z"]),
        "links": links,
        "checklist": records(steps),
        "description": texts,
        "satisfaction": st.just({"score": "5", "text": "Good\n"}),
        "worked": records(st.just({"spent": "1h30m"})).map(_by_time),
        "comments": records(said).map(_by_time),
    }
    required = {"id": ticket_ids, "title": lines, "created": times}
    doc: dict[str, Node] = draw(st.fixed_dictionaries(required, optional=optional))
    others = draw(st.dictionaries(names.map("x_".__add__), nodes(), max_size=2))
    whole = {**doc, **others}
    status = draw(st.sampled_from(["open", "doing", "done"]))
    return Ticket(status, {key: whole[key] for key in order(whole)})
