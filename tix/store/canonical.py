"""Files as tix writes them, read without a YAML parser: with it each would take twice as long.

What is read here is a small part of YAML in which a text can mean but one thing. Whatever looks
otherwise is left to the parser, so that both always agree.
"""

from __future__ import annotations

import re
from typing import Any

from tix.model.formats import MAX_DEPTH, MAX_SIZE
from tix.model.ticket import Node
from tix.patterns import lazy_pattern
from tix.store.emit import emit_document
from tix.store.emit_scalar import has_unprintable

#: An entry with all its lines; every other line is caught as a whole by the last group.
_ENTRY = lazy_pattern(
    r"""
    (\ *) (-\ )?                                               # how deep, whether an item begins
    (?: (?![nN](?:ull|ULL):) ([A-Za-z_][A-Za-z0-9_.-]{0,99}) : (?:\ |$) )?               # the key
    (?: ( (?![nN](?:ull|ULL)\n) [^\s\-?:,\[\]{}\#&*!|>'"%@`=<~]                       # plain text
          [^\n\t:\#]* (?: (?: :(?![\ \n]) | (?<!\ )\# ) [^\n\t:\#]* )* (?<!\ ) ) \n
      | \| (2?[-+]?) \n ( (?: \1\ \ .*\n | \n )+ )                                       # a block
      | ( " [^"\\\n\t]* (?: \\(?: ["\\nrt0] | x[0-9a-f]{2} | u(?!d[89a-f])[0-9a-f]{4}
          | U00(?:0[1-9a-f]|10)[0-9a-f]{4} ) [^"\\\n\t]* )* " ) \n                       # quoted
      | \n )
    | (.+|\n)
    """,
    re.VERBOSE | re.MULTILINE,
)
_ESCAPE = lazy_pattern(r"\\(?:x(..)|u(....)|U(........)|(.))")
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"'}


def read_usual(data: bytes) -> dict[str, Node] | None:
    """Return the document of a file in the usual form, None for any other."""
    if len(data) > MAX_SIZE:
        return None
    try:
        text = data.decode()
        return None if not text or has_unprintable(text.replace("\n", "")) else _document(text)
    except (_Unusual, UnicodeDecodeError):
        return None


def read_canonical(data: bytes) -> dict[str, Node] | None:
    """Return the document of a file that is as `emit_document` writes it, None for any other."""
    doc = read_usual(data)
    return doc if doc is not None and emit_document(doc).encode() == data else None


class _Unusual(Exception):
    """Something that tix does not write so."""


def _document(text: str) -> dict[str, Node]:
    """Build the nodes; `nodes` are those that entries can still come into, the outermost first."""
    root: dict[str, Node] = {}
    nodes: list[Any] = [root]
    waiting = ""  # the key in the last of `nodes` whose value begins on the next line
    for pad, dash, key, plain, sign, body, quoted, odd in _ENTRY.findall(text):
        depth, uneven = divmod(len(pad), 2)
        if odd or uneven or depth >= MAX_DEPTH - 2 or depth > len(nodes) - (not waiting):
            raise _Unusual
        if waiting:
            if depth != len(nodes):
                raise _Unusual
            node: Any = [] if dash else {}
            nodes[-1][waiting] = node
            nodes.append(node)
            waiting = ""
        del nodes[depth + 1 :]
        node = nodes[depth]
        if (node.__class__ is list) is not (dash != ""):
            raise _Unusual
        value = plain or (_text(quoted, sign, body, len(pad) + 2) if quoted or body else None)
        if not key:
            if not dash or value is None or body:
                raise _Unusual
            node.append(value)
            continue
        if dash:
            node.append({})
            node = node[-1]
            nodes.append(node)
        if key in node or (body and dash):
            raise _Unusual
        if value is None:
            waiting = key
        else:
            node[key] = value
    if waiting:
        raise _Unusual
    return root


def _text(quoted: str, sign: str, body: str, indent: int) -> str:
    """Return the text in quotes, or that of a block whose lines begin with `indent` spaces."""
    if quoted:
        return _ESCAPE.sub(_unescape, quoted[1:-1]) if "\\" in quoted else quoted[1:-1]
    text = ("\n" + body).replace("\n" + " " * indent, "\n")[1:]
    unclear = text[0] in " \t\n" and "2" not in sign
    if unclear or text.isspace() or (text.endswith("\n\n") and sign[-1:] != "+"):
        raise _Unusual
    return text[:-1] if sign[-1:] == "-" else text


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    return chr(int(code, 16)) if code else _NAMED[found[4]]
