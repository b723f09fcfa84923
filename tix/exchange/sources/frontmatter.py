"""Read Markdown with front matter, also such as was never checked by a reader of YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tix.errors import TicketSyntaxError
from tix.exchange.jsonstream import decode
from tix.findings import Finding, Severity
from tix.model.ticket import Node
from tix.store.yamlread import NULLS, read_node

_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)(?:^---[ \t]*(?:\n|\Z))", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"([A-Za-z_][\w-]*):[ \t]*(.*)")
_ITEM = re.compile(r"\s*-[ \t]+(.*)")
_MARKER = re.compile(r"^(<{7}|>{7})(\s|$)", re.MULTILINE)


@dataclass(slots=True)
class Page:
    """A file: its front matter, the text behind it, and what was odd about both."""

    fields: dict[str, Node]
    body: str
    findings: list[Finding] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a field as text; the members of a list by commas."""
        return ", ".join(self.items(name))

    def items(self, name: str) -> list[str]:
        """Return a field as a list of texts."""
        node = self.fields.get(name)
        nodes = node if isinstance(node, list) else [node]
        return [each for each in nodes if isinstance(each, str)]


def read_page(data: bytes, path: str) -> Page:
    """Return what a file holds; what the reader of tickets refuses is read line by line."""
    text, encoding = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    findings: list[Finding] = []
    if encoding != "utf-8":
        findings.append(_finding("import-encoding", path, "is not UTF-8; read as Windows 1252"))
    if marker := _MARKER.search(text):
        line = text.count("\n", 0, marker.start()) + 1
        told = "holds conflict markers of an unfinished merge; both sides were read"
        findings.append(_finding("import-conflict", path, told, line))
    front = _FRONT.match(text)
    if front is None:
        findings.append(_finding("import-front-matter", path, "has no front matter"))
        return Page({}, text, findings)
    return Page(_fields(front, path, findings), text[front.end() :], findings)


def _fields(front: re.Match[str], path: str, findings: list[Finding]) -> dict[str, Node]:
    above = front[0].count("\n", 0, front.start(1) - front.start())
    try:
        return read_node(front[1].encode("utf-8", "replace"), path)
    except TicketSyntaxError as error:
        told = f"the front matter {error.problem}; it was read line by line"
        findings.append(_finding("import-front-matter", path, told, error.line + above))
        return _by_lines(front[1])


def _by_lines(text: str) -> dict[str, Node]:
    """Return the keys, one to a line, and the lists below them; anything else is passed over."""
    fields: dict[str, Node] = {}
    name = ""
    for line in text.splitlines():
        if pair := _PAIR.fullmatch(line):
            name, value = pair[1], _value(pair[2].strip())
            if value and name not in fields:
                fields[name] = value
        elif (item := _ITEM.fullmatch(line)) and name:
            held = fields.get(name, [])
            if isinstance(held, list) and (member := _plain(item[1])):
                fields[name] = [*held, member]
    return fields


def _value(text: str) -> Node:
    if text.startswith("[") and text.endswith("]"):
        return [plain for part in text[1:-1].split(",") if (plain := _plain(part))]
    return _plain(text)


def _plain(text: str) -> str:
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        return bare[1:-1]
    return "" if bare in NULLS else bare


def _finding(rule: str, path: str, told: str, line: int = 0) -> Finding:
    return Finding(Severity.WARNING, rule, path, told, line=line)
