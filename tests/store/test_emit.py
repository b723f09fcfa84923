from __future__ import annotations

import io

import pytest
import yaml
from hypothesis import given
from ruamel.yaml import YAML

from tests.model.tickets import NASTY, canonical_tickets, names, nodes, texts
from tix.errors import BadInput
from tix.model.ticket import Node, Ticket
from tix.store.emit import emit_document, emit_field, emit_item
from tix.store.emit_scalar import NATURAL_KEYS
from tix.store.yamlread import read_node


def _typed(text: str) -> tuple[object, object]:
    """Return what a YAML 1.1 and a YAML 1.2 reader make of a file, types resolved."""
    return yaml.load(text, yaml.CSafeLoader), YAML(typ="safe", pure=True).load(io.StringIO(text))


def _without_natural(node: Node) -> Node:
    """Return the node without what stands plain by definition and has a type to typed readers."""
    if isinstance(node, dict):
        kept = {key: value for key, value in node.items() if key not in NATURAL_KEYS}
        return {key: _without_natural(value) for key, value in kept.items()}
    return [_without_natural(item) for item in node] if isinstance(node, list) else node


@pytest.mark.parametrize("text", NASTY)
def test_hard_texts_read_back_the_same_everywhere(text: str) -> None:
    doc: dict[str, Node] = {
        "title": text,
        "x": [text, {"k": text}, [text]],
        "z": {"k": {"l": text}},
    }
    written = emit_document(doc)
    assert read_node(written.encode(), "t") == doc
    assert _typed(written) == (doc, doc)


@given(texts)
def test_any_text_reads_back_the_same_everywhere(text: str) -> None:
    doc: dict[str, Node] = {"a": text, "b": [text], "c": "end"}
    written = emit_document(doc)
    assert read_node(written.encode(), "t") == doc
    assert _typed(written) == (doc, doc)


@given(names.map("x_".__add__), nodes())
def test_any_value_reads_back_the_same(name: str, node: Node) -> None:
    written = emit_field(name, node)
    assert read_node(written.encode(), "t") == {name: node}
    assert yaml.load(written, yaml.CSafeLoader) == {name: node}


@given(canonical_tickets())
def test_a_whole_ticket_reads_back_the_same_everywhere(ticket: Ticket) -> None:
    written = emit_document(ticket.doc)
    assert read_node(written.encode(), "t") == ticket.doc
    assert [*read_node(written.encode(), "t")] == [*ticket.doc]
    rest = {key: _without_natural(node) for key, node in ticket.doc.items()}
    rest = {key: node for key, node in rest.items() if key not in NATURAL_KEYS}
    assert _typed(emit_document(rest)) == (rest, rest)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        ("plain words", "k: plain words\n"),
        ("no", 'k: "no"\n'),
        ("1e3", 'k: "1e3"\n'),
        ("2026-11-24", 'k: "2026-11-24"\n'),
        ('say "no": \\', 'k: "say \\"no\\": \\\\"\n'),
        ("", 'k: ""\n'),
        ("a\nb\n", "k: |\n  a\n  b\n"),
        ("a\n\nb", "k: |-\n  a\n\n  b\n"),
        ("a\n\n", "k: |+\n  a\n\n"),
        ("  a\nb\n", "k: |2\n    a\n  b\n"),
        ("a\r\nb\n", 'k: "a\\r\\nb\\n"\n'),
        (["a", "b"], "k:\n  - a\n  - b\n"),
        ([{"id": "a", "text": "x\ny\n"}], "k:\n  - id: a\n    text: |\n      x\n      y\n"),
        ({"blocks": ["a"]}, "k:\n  blocks:\n    - a\n"),
        ([["a"], [["b"]]], "k:\n  - - a\n  - - - b\n"),
    ],
)
def test_how_values_look(node: Node, text: str) -> None:
    assert emit_field("k", node) == text


def test_times_days_truth_and_numbers_stand_plain_where_the_format_says_so() -> None:
    doc: dict[str, Node] = {
        "created": "2026-11-21T10:02:11Z",
        "due": "2026-11-24",
        "checklist": [{"id": "qk3v7d", "text": "2026", "done": "true"}],
    }
    assert emit_document(doc) == (
        "created: 2026-11-21T10:02:11Z\n"
        "due: 2026-11-24\n"
        "checklist:\n"
        "  - id: qk3v7d\n"
        '    text: "2026"\n'
        "    done: true\n"
    )


def test_fields_and_keys_of_records_stand_in_the_order_of_the_format() -> None:
    doc: dict[str, Node] = {
        "comments": [{"text": "a", "mood": "x", "by": "ana", "id": "c7f2kq"}],
        "zebra": "z",
        "title": "t",
        "id": "OPS-k7m2qd",
    }
    assert emit_document(doc) == (
        "id: OPS-k7m2qd\n"
        "title: t\n"
        "zebra: z\n"
        "comments:\n"
        "  - id: c7f2kq\n"
        "    by: ana\n"
        "    text: a\n"
        "    mood: x\n"
    )


def test_an_item_looks_as_it_does_in_its_field() -> None:
    item: Node = {"id": "c7f2kq", "text": "a\n\nb\n"}
    field = emit_field("comments", [item])
    assert emit_item("comments", item) == field.partition("\n")[2].replace("\n  ", "\n")[2:]


def test_half_a_character_is_refused() -> None:
    with pytest.raises(BadInput, match="half a character"):
        emit_field("title", "a\ud800b")


def test_what_a_reader_would_refuse_is_not_written() -> None:
    deep: Node = "x"
    for _ in range(20):
        deep = [deep]
    with pytest.raises(BadInput, match="nested more than 20 deep"):
        emit_field("x", deep)
    with pytest.raises(BadInput, match="more than 200 characters"):
        emit_field("k" * 201, "x")
