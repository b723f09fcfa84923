from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tix.errors import TicketSyntaxError
from tix.model.formats import MAX_SIZE
from tix.store.yamlread import read, read_node


def _refused(data: bytes) -> TicketSyntaxError:
    with pytest.raises(TicketSyntaxError) as caught:
        read_node(data, "open/OPS-k7m2qd.yaml")
    return caught.value


@pytest.mark.parametrize(
    "text",
    ["no", "on", "Yes", "1e3", "09:00", "17:00", "0o17", "2026-11-24", "=", "1_000", "0x1F", "true",
     "2026-13-40", ".inf", "-a"],
)  # fmt: skip
def test_every_scalar_is_its_own_text(text: str) -> None:
    assert read_node(f"a: {text}\nb: [{text}]\n".encode(), "t") == {"a": text, "b": [text]}


@pytest.mark.parametrize(
    "text", ["", "~", "null", "Null", "NULL", "[]", "{}", "[~, null]", "{k: }"]
)
def test_nothing_is_a_key_that_is_not_there(text: str) -> None:
    data = f"a: {text}\nb: {{c: {text}, d: e}}\nf: [{text or '~'}, g]\n".encode()
    assert read_node(data, "t") == {"b": {"d": "e"}, "f": ["g"]}


def test_quoted_nothing_is_text() -> None:
    assert read_node(b"a: ''\nb: \"null\"\nc: '~'\n", "t") == {"a": "", "b": "null", "c": "~"}


def test_an_empty_mapping_in_braces_is_a_file_without_fields() -> None:
    assert read_node(b"{}\n", "t") == {}


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    data = b"\xef\xbb\xbfa: |\r\n  x\r\n  y\r\nb: c\r\n"
    assert read_node(data, "t") == {"a": "x\ny\n", "b": "c"}


def test_a_document_start_and_comments_are_read() -> None:
    assert read_node(b"# head\n---\na: b # c\n# tail\n...\n", "t") == {"a": "b"}


REFUSALS = [
    (b"a: 1\nb: 2\na: 3\n", 3, 1, "has the key 'a' twice"),
    (b"a: ~\na: 3\n", 2, 1, "has the key 'a' twice"),
    (b"x:\n  - a: 1\n    a: 2\n", 3, 5, "has the key 'a' twice"),
    (b"a: &x 1\n", 1, 4, "holds an anchor (&x)"),
    (b"a: &x [1]\n", 1, 4, "holds an anchor (&x)"),
    (b"&x a: 1\n", 1, 1, "holds an anchor (&x)"),
    (b"a: *x\n", 1, 4, "holds an alias (*x)"),
    (b"a: [*x]\n", 1, 5, "holds an alias (*x)"),
    (b"*x : 1\n", 1, 1, "holds an alias (*x)"),
    (b"<<: {a: 1}\n", 1, 1, "holds a merge key (<<)"),
    (b"a: !!str b\n", 1, 4, "holds a tag (tag:yaml.org,2002:str)"),
    (b"a: ! b\n", 1, 4, "holds a tag (!)"),
    (b"a: !!python/object/apply:os.system [x]\n", 1, 4,
     "holds a tag (tag:yaml.org,2002:python/object/apply:os.system)"),
    (b"--- !x\na: b\n", 1, 5, "holds a tag (!x)"),
    (b"a: 1\n---\nb: 2\n", 2, 1, "holds a second document"),
    (b"%YAML 1.1\n---\na: b\n", 1, 1, "holds a % directive"),
    (b"", 1, 1, "is empty"),
    (b"# only\n", 1, 1, "is empty"),
    (b"- a\n", 1, 1, "holds no `key: value` fields at its top"),
    (b"text\n", 1, 1, "holds no `key: value` fields at its top"),
    (b"*a\n", 1, 1, "holds no `key: value` fields at its top"),
    (b"? [a]\n: b\n", 1, 3, "has a list or a mapping as a key"),
    (b"a: {{b: c}: d}\n", 1, 5, "has a list or a mapping as a key"),
    (b"~: b\n", 1, 1, "has a key without a name"),
    (b"k" * 201 + b": b\n", 1, 1, "has a key of more than 200 characters"),
    (b"a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> x\n", 2, 1,
     "holds conflict markers of an unfinished merge"),
    (b"a: |\n  b\n=======\nc: d\n", 3, 1, "holds conflict markers of an unfinished merge"),
    (b"a: b\xe4r\n", 1, 5, "is not UTF-8 (byte 0xe4)"),
    (b"a: b\nc: \xed\xa0\x80\n", 2, 4, "is not UTF-8 (byte 0xed)"),
    ("a: b".encode("utf-16"), 1, 1, "is UTF-16 or binary, not UTF-8"),
    ("a: b".encode("utf-16-be"), 1, 1, "is UTF-16 or binary, not UTF-8"),
    (b"a: b\nc: \x07\n", 2, 4, "control characters are not allowed (character 0x7)"),
    (b"a: b\nc: d\x00\n", 2, 5, "control characters are not allowed (character 0x0)"),
    ("a: ä\x85b\n".encode(), 1, 5,
     "holds the line break U+0085, which YAML readers take differently"),
    ("a: 1\nb: \u2028\n".encode(), 2, 4,
     "holds the line break U+2028, which YAML readers take differently"),
    (b"a: b\rc: d\r", 1, 5,
     "holds a carriage return without a line feed, which YAML readers take differently"),
    (b"a: " + b"[" * 50_000, 1, 23, "is nested more than 20 deep"),
    (b"[" * 50_000, 1, 1, "holds no `key: value` fields at its top"),
    (b"- " * 50_000, 1, 1, "holds no `key: value` fields at its top"),
    (b"a:\n  " + b"- " * 50_000, 2, 41, "is nested more than 20 deep"),
    (b"{a: " * 50_000, 1, 81, "is nested more than 20 deep"),
    (b"a" * (MAX_SIZE + 1), 1, 1, "has 4,194,305 bytes; the limit is 4,194,304"),
    (b"title: Login: fails\n", 1, 13, "mapping values are not allowed in this context"),
    (b"a: @b\n", 1, 4, "found character that cannot start any token"),
    (b"a: 'b\n", 2, 1, "found unexpected end of stream"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "line", "column", "problem"), REFUSALS)
def test_refused_with_line_and_column(data: bytes, line: int, column: int, problem: str) -> None:
    error = _refused(data)
    assert (error.line, error.column, error.problem) == (line, column, problem)
    assert error.message.startswith(f"open/OPS-k7m2qd.yaml:{line}:{column}: ")


def test_hints_say_what_to_do() -> None:
    assert _refused(b"a: 1\n<<<<<<< x\n").hint == "tix resolve, or mend it by hand"
    assert _refused(b"title: Login: fails\n").hint == (
        "put the text in double quotes, or below the key after a |"
    )
    assert _refused(b"a: 1\na: 2\n").hint == "keep one of the two"


def test_a_file_of_twenty_levels_is_read() -> None:
    data = b"a: " + b"[" * 19 + b"x" + b"]" * 19
    assert str(read_node(data, "t")).count("[") == 19


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    for left, right in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{right}: &{right} [{','.join([f'*{left}'] * 9)}]\n".encode()
    assert _refused(bomb).problem == "holds an anchor (&a)"


@pytest.mark.parametrize(
    "data",
    [
        b"".join(b"k%d: v\n" % number for number in range(100_000)),
        b"a: [" + b"x," * 500_000 + b"]\n",
        b"a: " + b"x" * 4_000_000,
        b"a: |\n" + b"\n" * 3_000_000,
        b"a: '" + b"''" * 1_000_000 + b"'\n",
        b"#" * 4_000_000 + b"\na: b\n",
    ],
    ids=["keys", "items", "scalar", "breaks", "quotes", "comment"],
)
def test_large_files_take_time_in_proportion(data: bytes) -> None:
    begin = time.process_time()
    assert read_node(data, "t")
    assert time.process_time() - begin < 10


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        node = read_node(data, "t")
    except TicketSyntaxError:
        return
    assert read(data, "t").node == node


@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"%@#,? \n\t~"), max_size=40))
def test_anything_like_yaml_is_read_or_refused(text: str) -> None:
    try:
        node = read_node(text.encode(), "t")
    except TicketSyntaxError:
        return
    document = read(text.encode(), "t")
    assert document.node == node
    assert set(node) <= set(document.marks)


@given(st.text(st.sampled_from("ab:-[]{}|'\"# \n"), max_size=40).map("k: ".__add__))
def test_what_is_read_is_what_pyyaml_reads_as_text(text: str) -> None:
    try:
        node = read_node(text.encode(), "t")
    except TicketSyntaxError:
        return
    loaded = yaml.load(text, yaml.CBaseLoader)
    assert _texts(node) == _texts(loaded)


def _texts(node: object) -> list[str]:
    """Return the texts of a node that are not empty, which plain nulls are in PyYAML's eyes."""
    if isinstance(node, dict):
        return [text for value in node.values() for text in _texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in _texts(value)]
    return [node] if isinstance(node, str) and node not in ("", "~") else []


def test_places_of_keys_and_items() -> None:
    document = read(b"# head\nid: x\ncomments:\n  - id: c\n    at: z\n  - id: d\n", "t")
    assert document.place("id") == (2, 1)
    assert document.place("comments", 1, "id") == (6, 5)
    assert document.place("comments", 0, "at") == (5, 5)
    assert document.place("comments", 0, "gone") == (4, 5)
    assert document.place("gone") == (1, 1)


def test_importing_the_reader_does_not_import_yaml() -> None:
    code = "import sys, tix.store.yamlread, tix.store.ticketfile; print('yaml' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert run.stdout == "False\n"
