"""Ticket files as people write them: comments, odd order, odd quotes, brackets, line ends."""

from __future__ import annotations

from dataclasses import dataclass

import yaml
from hypothesis import strategies as st

from tix.model.ticket import Node

#: A field's lines, as somebody may have written them, with the value that they hold.
LAYOUTS: list[tuple[str, str, Node]] = [
    ("id", "id: OPS-k7m2qd", "OPS-k7m2qd"),
    ("id", "id:    'OPS-k7m2qd'   # fixed", "OPS-k7m2qd"),
    ("id", '"id": "OPS-k7m2qd"', "OPS-k7m2qd"),
    ("title", "title: Login fails", "Login fails"),
    ("title", "title: 'It''s: odd'  # quoted", "It's: odd"),
    ("title", 'title: "\\u00e4 \\"x\\""', 'ä "x"'),
    ("title", "title: over\n  two lines", "over two lines"),
    ("title", "title:\n  below", "below"),
    ("title", "title: >-\n  folded\n  here", "folded here"),
    ("tags", "tags: [ui, 'login']  # flow", ["ui", "login"]),
    ("tags", "tags: [\n  ui,   # one\n  login\n]", ["ui", "login"]),
    ("tags", "tags:\n- ui\n# between\n- login   # two", ["ui", "login"]),
    ("tags", "tags:\n    - ui\n\n    - login", ["ui", "login"]),
    ("assignee", "assignee:  # nobody", ""),
    ("assignee", "assignee: ~", ""),
    ("due", "due: 2026-11-24", "2026-11-24"),
    ("due", "due: 2026-11-24 # soon", "2026-11-24"),
    ("description", "description: |\n  a\n\n  # no comment\n  b", "a\n\n# no comment\nb\n"),
    ("description", "description: |-\n     a\n      b", "a\n b"),
    ("description", "description: |+\n  a\n\n", "a\n\n\n"),
    ("description", "description: |2\n    a\n  b", "  a\nb\n"),
    ("description", "description: 'a\n\n  b'", "a\nb"),
    ("links", "links: {blocks: [OPS-x2c9fa]}", {"blocks": ["OPS-x2c9fa"]}),
    ("links", "links:\n  blocks: [OPS-x2c9fa]  # one", {"blocks": ["OPS-x2c9fa"]}),
    ("x_unknown", "x_unknown: {a: [1, {b: c}]}", {"a": ["1", {"b": "c"}]}),
    ("x_unknown", "x_unknown:\n  - - a\n    - b\n  -\n    k: v", [["a", "b"], {"k": "v"}]),
    ("ключ", "ключ: 'да'  # 😀", "да"),
    (
        "comments",
        "comments:\n  - id: c7f2kq   # first\n    text: |\n      Hi\n  # between\n  - id: c7f2k1",
        [{"id": "c7f2kq", "text": "Hi\n"}, {"id": "c7f2k1"}],
    ),
    ("comments", "comments:\n- {id: c7f2kq, text: 'a'}", [{"id": "c7f2kq", "text": "a"}]),
    ("comments", "comments: [{id: c7f2kq}]", [{"id": "c7f2kq"}]),
    (
        "comments",
        "comments:\n  -\n    id: c7f2kq\n    text: |+\n      Hi\n",
        [{"id": "c7f2kq", "text": "Hi\n\n"}],
    ),
]
_GAPS = [
    "",
    "",
    "",
    "\n",
    "# a line of its own\n",
    "\n# after a blank line\n\n",
    "   \n",
    "  # set in\n",
]
_HEADS = ["", "# head\n", "---\n", "# yaml-language-server: $schema=x\n---\n"]
_TAILS = ["", "\n", "# tail\n", "...\n"]


@dataclass(frozen=True, slots=True)
class Handmade:
    """A file, the document that it holds, and the bytes that an edit may not touch.

    `lines` are those of each field but the last, `comments` those between fields; `rewritten`
    tells that no comment can be added at the end without writing a field again.
    """

    content: bytes
    doc: dict[str, Node]
    lines: dict[str, bytes]
    comments: list[bytes]
    rewritten: bool


@st.composite
def handmade_files(draw: st.DrawFn) -> Handmade:
    """Make a file out of some layouts in any order, each key once."""
    rows = st.lists(st.sampled_from(LAYOUTS[3:]), max_size=8, unique_by=lambda row: row[0])
    chosen = draw(st.permutations([draw(st.sampled_from(LAYOUTS[:3])), *draw(rows)]))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    gaps = [draw(st.sampled_from(_GAPS)) for _ in chosen]
    fields = [lines + "\n" for _, lines, _ in chosen]
    text = draw(st.sampled_from(_HEADS)) + "".join(
        gap + lines for gap, lines in zip(gaps, fields, strict=True)
    )
    text += draw(st.sampled_from(_TAILS))
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    loaded = yaml.load(text, yaml.CBaseLoader)
    doc = {key: node for key, node in loaded.items() if node not in ("", "~")}
    gone = ("comments: [", "comments:\n  -\n")
    return Handmade(
        content=mark + text.replace("\n", newline).encode(),
        doc=doc,
        lines={key: lines.replace("\n", newline).encode() for (key, lines, _) in chosen[:-1]},
        comments=[
            line.replace("\n", newline).encode()
            for gap in gaps
            for line in gap.splitlines(keepends=True)
            if "#" in line
        ],
        rewritten=any(lines.startswith(gone) for _, lines, _ in chosen) or not text.endswith("\n"),
    )
