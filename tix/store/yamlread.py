"""The one reader of YAML: libyaml's event stream in one pass, refusing what format 1 forbids."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tix.errors import BadInput, TicketSyntaxError
from tix.frozen import frozen
from tix.model.formats import MAX_DEPTH, MAX_KEY, MAX_SIZE
from tix.model.ticket import Node
from tix.patterns import lazy_pattern
from tix.store.outline import END, LIST, MAP, SCALAR, Mark, Outline, Place, Token, outline

BOM = b"\xef\xbb\xbf"
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NO_KEYS = NULLS | {"<<"}

_MARKER = lazy_pattern(rb"^(?:<{7}|={7}|>{7}|\|{7})(?= |\r?$)", re.MULTILINE)
#: Breaks that YAML 1.1 and 1.2 read differently: a carriage return alone, NEL, U+2028, U+2029.
_ODD_BREAK = lazy_pattern(rb"\r(?!\n)|\xc2\x85|\xe2\x80[\xa8\xa9]")
_ODD_BREAK_NAMES = {
    b"\r": "a carriage return without a line feed",
    b"\xc2\x85": "the line break U+0085",
    b"\xe2\x80\xa8": "the line break U+2028",
    b"\xe2\x80\xa9": "the line break U+2029",
}
_QUOTE = "put the text in double quotes, or below the key after a |"
_HINTS = (
    ("mapping values are not allowed", _QUOTE),
    ("could not find expected ':'", "write each field as `key: value`, and long text after `|`"),
    (
        "cannot start any token",
        "indent with spaces, and put text that begins with @, ` or % in quotes",
    ),
    ("did not find expected key", "line up the keys of one mapping, and " + _QUOTE),
    ("unexpected end of stream", "close the quote or bracket that is open here"),
)


@frozen
class Document:
    """A file as it was read: its node, and where the parts of it lie."""

    node: dict[str, Node]
    outline: Outline

    @property
    def marks(self) -> dict[str, Mark]:
        """Where each top-level key lies."""
        return self.outline.marks

    def place(self, *path: str | int) -> Place:
        """Return line and column of the key or item at `path`, or of its nearest parent."""
        keys = tuple(map(str, path))
        while keys and keys not in self.outline.places:
            keys = keys[:-1]
        return self.outline.places.get(keys, (1, 1))


class _Refusal(Exception):
    """What the format forbids, at a place counted from 0; `read_node` adds the path."""

    def __init__(self, problem: str, mark: Any, hint: str | None = None) -> None:  # noqa: ANN401
        self.problem = problem
        self.line = mark.line + 1 if mark else 1
        self.column = mark.column + 1 if mark else 1
        self.hint = hint


class _Library(NamedTuple):
    """The parts of PyYAML in use, so that importing this module does not import it."""

    parser: Callable[[bytes], Any]
    error: type[Exception]
    kinds: dict[type, str]


@functools.cache
def _library() -> _Library:
    yaml = _import_yaml()
    if not yaml.__with_libyaml__:
        raise BadInput(
            "PyYAML was installed without libyaml, which reads the tickets.",
            hint="pip install --force-reinstall --only-binary :all: pyyaml",
        )
    kinds: dict[type, str] = {
        yaml.ScalarEvent: SCALAR,
        yaml.SequenceStartEvent: LIST,
        yaml.MappingStartEvent: MAP,
        yaml.SequenceEndEvent: END,
        yaml.MappingEndEvent: END,
        yaml.AliasEvent: "alias",
    }
    return _Library(yaml.CLoader, yaml.YAMLError, kinds)


def _import_yaml() -> Any:  # noqa: ANN401 - a module
    """Import PyYAML; patterns of its own parser, which libyaml replaces, wait for use: 6 ms."""
    compile_now, re.compile = re.compile, lazy_pattern  # type: ignore[assignment]
    try:
        import yaml
    finally:
        re.compile = compile_now
    return yaml


def read_node(data: bytes, path: str, *, keep_empty: bool = False) -> dict[str, Node]:
    """Return the mapping that a file holds, every scalar as text, without null and empty values.

    Settings `keep_empty` ones, since `tags: {login: {}}` declares a tag: null is then empty text.
    Raises TicketSyntaxError with the place of the first thing that format 1 forbids.
    """
    body = _checked(data, path)
    try:
        return _document(_library().parser(body), _filled if keep_empty else _pruned)
    except _Refusal as refusal:
        raise TicketSyntaxError(
            path, refusal.line, refusal.column, refusal.problem, hint=refusal.hint
        ) from None
    except _library().error as error:
        raise _explained(error, body, path) from None
    except (RecursionError, MemoryError):
        raise TicketSyntaxError(path, 1, 1, "is too large or too deep to be read") from None


def read(data: bytes, path: str) -> Document:
    """Return what a file holds together with the places of its keys.

    Raises TicketSyntaxError as `read_node` does, which is faster where no places are needed.
    """
    node = read_node(data, path)
    body = data.removeprefix(BOM)
    return Document(node, outline(body.decode(), _tokens(body)))


def _checked(data: bytes, path: str) -> bytes:
    """Return the bytes for the parser, refusing what can be seen without parsing."""
    if len(data) > MAX_SIZE:
        raise TicketSyntaxError(
            path, 1, 1, f"has {len(data):,} bytes; the limit is {MAX_SIZE:,}",
            hint="keep long logs as attachments: tix attach ID FILE",
        )  # fmt: skip
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        raise TicketSyntaxError(
            path, 1, 1, "is UTF-16 or binary, not UTF-8", hint="save the file as UTF-8 text"
        )
    body = data.removeprefix(BOM)
    if b"\r" in body or b"\xc2\x85" in body or b"\xe2\x80" in body:
        found = _ODD_BREAK.search(body)
        if found:
            problem = f"holds {_ODD_BREAK_NAMES[found[0]]}, which YAML readers take differently"
            raise _at(body, found.start(), path, problem, "end lines with a line feed")
    if b"<<<<<<<" in body or b"=======" in body or b">>>>>>>" in body:
        found = _MARKER.search(body)
        if found:
            problem = "holds conflict markers of an unfinished merge"
            raise _at(body, found.start(), path, problem, "tix resolve, or mend it by hand")
    return body


def _at(body: bytes, offset: int, path: str, problem: str, hint: str | None) -> TicketSyntaxError:
    """Return the error for the byte at `offset`."""
    start = body.rfind(b"\n", 0, offset) + 1
    column = len(body[start:offset].decode(errors="replace")) + 1
    return TicketSyntaxError(path, body.count(b"\n", 0, offset) + 1, column, problem, hint=hint)


def _explained(error: Any, body: bytes, path: str) -> TicketSyntaxError:  # noqa: ANN401
    """Return libyaml's own error with its place, and a hint where its words are hard."""
    reason = getattr(error, "reason", None)
    if reason is not None:
        try:
            body.decode()
        except UnicodeDecodeError as fault:
            problem = f"is not UTF-8 (byte {body[fault.start]:#x})"
            return _at(body, fault.start, path, problem, "save the file as UTF-8 text")
        problem = f"{reason} (character {error.character:#x})"
        return _at(body, error.position, path, problem, "write it as an escape in double quotes")
    problem = getattr(error, "problem", None) or "is no YAML"
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    hint = next((advice for words, advice in _HINTS if words in problem), None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return TicketSyntaxError(path, line, column, problem, hint=hint)


def _document(parser: Any, settle: Callable[[Any], Any]) -> dict[str, Node]:  # noqa: ANN401
    get = parser.get_event
    get()
    opening = get()
    if getattr(opening, "version", None) or getattr(opening, "tags", None):
        raise _Refusal("holds a % directive", opening.start_mark, "delete the line")
    root = get()
    kind = _library().kinds.get(type(root)) if root else None
    if kind != MAP:
        what = "is empty" if kind is None else "holds no `key: value` fields at its top"
        raise _Refusal(what, root.start_mark if kind else None)
    builder = _Builder(get, _library().kinds)
    builder.check(root)
    node = builder.mapping(1)
    get()
    more = get()
    if getattr(more, "explicit", None) is not None:
        raise _Refusal("holds a second document", more.start_mark, "one file is one ticket")
    return settle(node) if builder.holes else node


@dataclass(slots=True)
class _Builder:
    """Builds nodes out of events; `holes` tells that a null or an empty collection was met."""

    get: Callable[[], Any]
    kinds: dict[type, str]
    holes: bool = field(default=False)

    def mapping(self, depth: int) -> dict[str, Any]:
        """Return the mapping whose start was just read."""
        get, kinds = self.get, self.kinds
        node: dict[str, Any] = {}
        while True:
            event = get()
            if kinds[event.__class__] is not SCALAR:
                if kinds[event.__class__] is END:
                    break
                self.check(event)
                raise _Refusal("has a list or a mapping as a key", event.start_mark)
            key = event.value
            if (
                event.anchor is not None or event.tag is not None
                or key in node or len(key) > MAX_KEY or key in _NO_KEYS
            ):  # fmt: skip
                self.check_key(event, key in node)
            event = get()
            kind = kinds[event.__class__]
            if kind is not SCALAR or event.anchor is not None or event.tag is not None:
                node[key] = self.collection(event, kind, depth)
                continue
            text = event.value
            if text in NULLS and not event.style:
                self.holes = True
                text = None
            node[key] = text
        if not node:
            self.holes = True
        return node

    def sequence(self, depth: int) -> list[Any]:
        """Return the list whose start was just read."""
        get, kinds = self.get, self.kinds
        node: list[Any] = []
        while True:
            event = get()
            kind = kinds[event.__class__]
            if kind is END:
                break
            if kind is not SCALAR or event.anchor is not None or event.tag is not None:
                node.append(self.collection(event, kind, depth))
                continue
            text = event.value
            if text in NULLS and not event.style:
                self.holes = True
                text = None
            node.append(text)
        if not node:
            self.holes = True
        return node

    def collection(self, event: Any, kind: str, depth: int) -> Any:  # noqa: ANN401
        """Return the list or mapping that begins with `event`."""
        self.check(event)
        if depth >= MAX_DEPTH:
            raise _Refusal(f"is nested more than {MAX_DEPTH} deep", event.start_mark)
        return self.mapping(depth + 1) if kind is MAP else self.sequence(depth + 1)

    def check(self, event: Any) -> None:  # noqa: ANN401
        """Refuse anchors, aliases and tags."""
        if self.kinds[event.__class__] == "alias":
            problem = f"holds an alias (*{event.anchor})"
        elif event.anchor is not None:
            problem = f"holds an anchor (&{event.anchor})"
        elif event.tag is not None:
            problem = f"holds a tag ({event.tag})"
        else:
            return
        raise _Refusal(problem, event.start_mark, "write the value out, or put it in quotes")

    def check_key(self, event: Any, known: bool) -> None:  # noqa: ANN401
        """Refuse a key that is a duplicate, a merge, null or too long."""
        self.check(event)
        if known:
            problem = f"has the key {event.value!r} twice"
            raise _Refusal(problem, event.start_mark, "keep one of the two")
        if len(event.value) > MAX_KEY:
            raise _Refusal(f"has a key of more than {MAX_KEY} characters", event.start_mark)
        if event.style:
            return
        problem = "holds a merge key (<<)" if event.value == "<<" else "has a key without a name"
        raise _Refusal(problem, event.start_mark)


def _pruned(node: Any) -> Any:  # noqa: ANN401
    """Return the node without nulls and without collections that hold nothing."""
    if isinstance(node, dict):
        pruned = {key: _pruned(value) for key, value in node.items() if value is not None}
        return {key: value for key, value in pruned.items() if value or isinstance(value, str)}
    if isinstance(node, list):
        items = [_pruned(item) for item in node if item is not None]
        return [item for item in items if item or isinstance(item, str)]
    return node


def _filled(node: Any) -> Any:  # noqa: ANN401
    """Return the node with empty text where it has null."""
    if isinstance(node, dict):
        return {key: _filled(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(item) for item in node]
    return "" if node is None else node


def _tokens(body: bytes) -> Iterator[Token]:
    """Yield the tokens of a file that `read_node` accepted, from its root on."""
    library = _library()
    get = library.parser(body).get_event
    get(), get()
    depth = 0
    while True:
        event = get()
        kind = library.kinds[event.__class__]
        start = event.start_mark
        style = event.style or "" if kind is SCALAR else ""
        if kind in (LIST, MAP):
            style = ("[" if kind is LIST else "{") if event.flow_style else ""
        text = event.value if kind is SCALAR else ""
        yield Token(
            kind, start.index, event.end_mark.index, start.line + 1, start.column + 1, style, text
        )
        depth += {LIST: 1, MAP: 1, END: -1}.get(kind, 0)
        if not depth:
            return
