from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ticket
from tix.cli.context import Session
from tix.cli.csvform import to_csv
from tix.cli.output import Form, Kind, Listing, json_text, write_done, write_listing
from tix.cli.tables import Column
from tix.cli.template import Template
from tix.cli.ticketjson import ticket_fields, ticket_json, typed
from tix.errors import UsageError
from tix.model import fields

RECORDS = [
    {"id": "OPS-1", "title": "Login\x1b[31m page", "tags": ["login", "ui"], "due": None},
    {"id": "OPS-2", "title": '=HYPERLINK("x")', "tags": [], "due": "2026-11-24"},
]
LISTING = Listing(
    kind="ticket.list",
    columns=(Column("id"), Column("title", grow=True)),
    rows=[("OPS-1", "Login\x1b[31m page"), ("OPS-2", '=HYPERLINK("x")')],
    records=lambda: RECORDS,
    fields=("id", "title", "tags", "due"),
    total=7,
)

FORMS = {
    Kind.TEXT: 'OPS-1\tLogin page\nOPS-2\t=HYPERLINK("x")\n',
    Kind.IDS: "OPS-1\nOPS-2\n",
    Kind.TEMPLATE: 'OPS-1: Login page [login,ui]\nOPS-2: =HYPERLINK("x") []\n',
    Kind.CSV: (
        'id,title,tags,due\nOPS-1,Login page,"login,ui",\nOPS-2,"\'=HYPERLINK(""x"")",,2026-11-24\n'
    ),
    Kind.JSON: (
        '{"tix": 1, "kind": "ticket.list", "total": 7, "items": [\n'
        '{"id": "OPS-1", "title": "Login\\u001b[31m page", "tags": ["login", "ui"], "due": null},\n'
        '{"id": "OPS-2", "title": "=HYPERLINK(\\"x\\")", "tags": [], "due": "2026-11-24"}\n]}\n'
    ),
}


@pytest.mark.parametrize("kind", list(Kind))
def test_one_list_in_every_form(kind, capfd):
    write_listing(Session(), Form(kind, "{id}: {title} [{tags}]"), LISTING)

    printed = capfd.readouterr()
    assert printed.out == FORMS[kind]
    assert printed.err == ("showing 2 of 7 tickets\n" if kind is Kind.TEXT else "")


def test_on_a_terminal_a_list_has_a_heading_and_colour(capfd, on_terminal):
    write_listing(Session(), Form(), LISTING)

    assert capfd.readouterr().out == (
        "\x1b[2mID   \x1b[22m  \x1b[2mTITLE          \x1b[22m\n"
        "OPS-1  Login page\n"
        'OPS-2  =HYPERLINK("x")\n'
    )


@pytest.mark.parametrize(
    ("env", "choice", "colour"),
    [
        ({}, "auto", True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({"TERM": "dumb"}, "auto", False),
        ({}, "never", False),
    ],
)
def test_who_decides_about_colour(env, choice, colour, on_terminal, monkeypatch):
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    assert Session(colour=choice).paints is colour


def test_colour_can_be_forced_into_a_pipe(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert Session().paints is True
    assert Session(colour="never").paints is False


def test_an_empty_list_is_an_empty_document(capfd):
    empty = Listing("ticket.list", LISTING.columns, [], lambda: [], LISTING.fields)
    write_listing(Session(), Form(Kind.JSON), empty)
    write_listing(Session(), Form(Kind.CSV), empty)

    assert capfd.readouterr().out == (
        '{"tix": 1, "kind": "ticket.list", "total": 0, "items": []}\nid,title,tags,due\n'
    )


def test_what_was_done_in_three_forms(capfd):
    for kind in (Kind.TEXT, Kind.IDS, Kind.JSON):
        write_done(Form(kind), "OPS-1: move open -> doing", ["OPS-1"], commit="abc")

    text, ids, *document = capfd.readouterr().out.split("\n", 2)
    assert (text, ids) == ("OPS-1: move open -> doing", "OPS-1")
    assert json.loads(document[0]) == {
        "tix": 1,
        "kind": "change",
        "ids": ["OPS-1"],
        "message": "OPS-1: move open -> doing",
        "commit": "abc",
    }


@given(st.text())
def test_json_is_safe_to_show_and_says_the_same(text):
    written = json_text({"text": text})

    assert json.loads(written) == {"text": text}
    assert not any(0x7F <= ord(char) < 0xA0 or ord(char) < 0x20 for char in written)


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("{id} {title}", 'OPS-2 =HYPERLINK("x")'),
        ("{{{id}}}", "{OPS-2}"),
        (r"{id}\t{due}\n", "OPS-2\t2026-11-24\n"),
        ("no field", "no field"),
        ("%s $HOME `id`", "%s $HOME `id`"),
    ],
)
def test_templates_know_names_of_fields_alone(template, line):
    assert Template.parse(template, LISTING.fields).fill(RECORDS[1]) == line


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{titel}", "--format has no field {titel}."),
        ("{id!r}", "--format has no field {id!r}."),
        ("{id.__class__}", "--format has no field {id.__class__}."),
        ("{0}", "--format has no field {0}."),
        ("{id", "--format has a lone { at character 1."),
        ("id}", "--format has a lone } at character 3."),
    ],
)
def test_templates_refuse_everything_else(template, message):
    with pytest.raises(UsageError) as caught:
        Template.parse(template, LISTING.fields)
    assert caught.value.message == message
    assert caught.value.hint


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_csv_holds_no_formula(text):
    assert to_csv(["a"], [{"a": text}]).splitlines()[1].strip('"').startswith("'")


def test_numbers_in_csv_stay_numbers():
    assert to_csv(["a", "b"], [{"a": -1, "b": True}]) == "a,b\n-1,true\n"


def test_a_ticket_in_json_has_every_field():
    made = ticket("doing", tags=["login"], seats="12", vip="true", odd={"x": "1"}, rate="1.5")
    kinds = {"seats": fields.Kind.INT, "vip": fields.Kind.BOOL, "rate": fields.Kind.NUMBER}
    found = ticket_json(made, state="active", path="doing/OPS-k7m2qd.yaml", custom=kinds)

    core = {
        "id": "OPS-k7m2qd",
        "status": "doing",
        "state": "active",
        "path": "doing/OPS-k7m2qd.yaml",
        "sla": None,
        "title": "Login page rejects umlauts",
        "tags": ["login"],
        "created": "2026-11-20T09:00:00Z",
        "links": {"blocks": [], "duplicates": [], "relates": [], "caused-by": []},
        "seats": 12,
        "vip": True,
        "rate": 1.5,
        "odd": {"x": "1"},
    }
    many = (fields.Shape.SET, fields.Shape.RECORDS)
    lists = {name: [] for name, row in fields.CORE.items() if row.shape in many and name != "tags"}
    absent = {name: None for name in fields.CORE if name not in core and name not in lists}
    assert found == {**core, **lists, **absent}
    assert [*found] == [*ticket_fields(kinds), "odd"]


def test_comments_and_steps_in_json_have_every_key():
    made = ticket(
        comments=[{"id": "c7f2kq", "at": "2026-11-21T10:05:00Z", "by": "ana", "deleted": "true"}],
        checklist=[{"id": "qk3v7d", "text": "Reproduce", "done": "true"}],
    )
    found = ticket_json(made, state="queue", path="open/OPS-k7m2qd.yaml")

    assert found["comments"] == [
        {
            "id": "c7f2kq",
            "at": "2026-11-21T10:05:00Z",
            "by": "ana",
            "kind": "reply",
            "channel": None,
            "re": None,
            "deleted": True,
            "text": None,
        }
    ]
    assert found["checklist"] == [{"id": "qk3v7d", "text": "Reproduce", "done": True}]


@pytest.mark.parametrize("text", ["many", "nan", "1_000", ""])
@pytest.mark.parametrize("kind", [fields.Kind.INT, fields.Kind.NUMBER, fields.Kind.BOOL])
def test_text_that_is_no_value_of_its_kind_stays_text(text, kind):
    assert typed(text, kind) == text


def test_lists_of_values_are_typed():
    assert typed(["1", "x"], fields.Kind.INT) == [1, "x"]
