from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tix.config.load import parse_config
from tix.findings import Severity
from tix.model.schema import ticket_schema
from tix.model.ticket import Node, Ticket
from tix.model.validate import find_faults
from tix.store.emit import emit_document

SETTINGS = """\
key: OPS
name: Support desk
tags: {login: {}, "404": {}}
categories: {auth: Passwords}
fields:
  browser: {type: enum, values: [Firefox, "10", "true"]}
  seen: list of date
  cost: int
  share: number
  paid: {type: bool, meaning: Whether the invoice is paid}
  site: {type: text, required_when: always}
strict: {categories: error}
"""
CONFIG, FINDINGS = parse_config({"tix.yaml": SETTINGS.encode()})
SCHEMA = ticket_schema(CONFIG)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
GOOD: dict[str, Node] = {
    "id": "OPS-k7m2qd",
    "title": "Login fails",
    "created": "2026-11-21T10:02:11Z",
    "site": "Riga",
}


def as_editors_read(text: str) -> Any:
    """Return what a YAML 1.2 core reader makes of a text: times and dates are strings there."""
    reader = YAML(typ="rt")
    reader.Constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node)
    )
    return reader.load(text)


def test_the_schema_is_a_schema_and_says_what_fields_mean() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert FINDINGS == []
    assert SCHEMA["title"] == "Ticket of Support desk"
    assert SCHEMA["required"] == ["id", "title", "created", "site"]
    assert SCHEMA["properties"]["paid"]["description"] == "Whether the invoice is paid"
    assert SCHEMA["properties"]["category"]["description"] == (
        "Where it belongs, a path such as auth/login.\n- auth: Passwords"
    )


@pytest.mark.parametrize(
    "text",
    [
        "title: 404",
        "title: yes",
        "due: 2026-11-24",
        "due: 2026-11-24T10:00:00Z",
        "tags: [login, 404, other]",
        "assignee:",
        "type: whatever",
        "browser: 10",
        "browser: true",
        "cost: 3",
        "share: 2.5",
        "paid: true",
        "checklist: [{id: qk3v7d, text: 1, done: true}]",
        "comments: [{id: c7f2kq, at: 2026-11-21T10:05:00Z, by: ana, deleted: true}]",
        "attachments: [{id: a00001, file: x, name: y, size: 12}]",
        "links: {blocks: [OPS-x2c9fa]}",
        "anything: {at: all}",
    ],
)
def test_what_people_write_plain_passes(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("due: soon", "$.due"),
        ("tags: login", "$.tags"),
        ("category: hardware", "$.category"),
        ("browser: Opera", "$.browser"),
        ("cost: much", "$.cost"),
        ("paid: maybe", "$.paid"),
        ("seen: [never]", "$.seen[0]"),
        ("parent: 12", "$.parent"),
        ("links: {blocked: [OPS-x2c9fa]}", "$.links"),
        ("comments: [{id: c7f2kq, by: ana}]", "$.comments[0]"),
        ("comments: [{id: c7f2kq, at: now, by: ana}]", "$.comments[0].at"),
        ("description: [a, b]", "$.description"),
    ],
)
def test_what_is_wrong_is_found(text: str, path: str) -> None:
    assert errors(text) == [path]


def errors(text: str) -> list[str]:
    head = emit_document({key: node for key, node in GOOD.items() if not text.startswith(key)})
    return [error.json_path for error in VALIDATOR.iter_errors(as_editors_read(head + text + "\n"))]


WORDS = st.sampled_from(
    [
        "login",
        "404",
        "auth",
        "hardware",
        "Firefox",
        "10",
        "true",
        "no",
        "2026-11-24",
        "3",
        "-7",
        "2.5",
    ]
) | st.text("ab1 :-", min_size=1, max_size=6)
SINGLE = ("title", "category", "browser", "cost", "share", "paid", "due", "level", "parent")
FIELDS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(SINGLE, WORDS)
    | {name: st.lists(WORDS, min_size=1, max_size=3) for name in ("tags", "seen", "links")}
    | {
        "checklist": st.lists(
            st.fixed_dictionaries({"id": WORDS}, optional={"text": WORDS, "done": WORDS}),
            min_size=1,
            max_size=1,
        )
    },
)


@given(FIELDS)
def test_the_schema_refuses_what_the_check_calls_an_error_and_nothing_else(
    fields: dict[str, Node],
) -> None:
    doc = GOOD | fields
    bad = {
        fault.path[0]
        for fault in find_faults(Ticket("open", doc), CONFIG)
        if fault.severity is Severity.ERROR
    }
    written = as_editors_read(emit_document(doc))
    refused = {str(error.path[0]) for error in VALIDATOR.iter_errors(written)}
    assert refused == bad
