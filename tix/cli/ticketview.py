"""A ticket as people read it: header, fields, texts, steps, links, files and talk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from tix.cli import times
from tix.cli.colour import BOLD, DIM, OFF, coloured
from tix.cli.ticketlist import status_colours, urgency
from tix.frozen import frozen
from tix.model.fields import CORE, Kind, Shape
from tix.model.ticket import BadTime, Comment, parse_time
from tix.text import clean, plural, wrap

if TYPE_CHECKING:
    from tix.model.config import Config
    from tix.model.ticket import Node, Ticket
    from tix.neighbours import Neighbour, Neighbours

#: Fields that have a place of their own in the view.
_PLACED = frozenset(
    {"id", "title", "links", "parent", "checklist", "attachments", "comments", "worked"}
)
_WIDEST = 100


@frozen
class Eye:
    """How somebody looks at a ticket: settings, the moment, the width, colour and clock."""

    config: Config
    now: datetime
    width: int
    paints: bool
    utc: bool

    def faint(self, text: str) -> str:
        """Return text that stands back."""
        return f"{DIM}{text}{OFF}" if self.paints and text else text

    def strong(self, text: str) -> str:
        """Return text that stands out."""
        return f"{BOLD}{text}{OFF}" if self.paints else text

    def tinted(self, text: str, colours: Mapping[str, str]) -> str:
        """Return a declared value in its colour."""
        return coloured(text, colours.get(text, "")) if self.paints else text

    def block(self, text: str, indent: str = "  ") -> Iterator[str]:
        """Yield the lines of a long text."""
        for line in wrap(clean(text, lines=True).expandtabs(4).rstrip(), self.columns):
            yield f"{indent}{line}".rstrip()

    @property
    def columns(self) -> int:
        """How wide running text is."""
        return min(self.width, _WIDEST) - 4


def ticket_text(ticket: Ticket, around: Neighbours, eye: Eye) -> str:
    """Return everything that a ticket says, as lines for people."""
    sections = (
        _header(ticket, eye),
        _fields(ticket, eye),
        *(_long(name, ticket, eye) for name in _long_fields(ticket, eye.config)),
        _checklist(ticket, eye),
        _links(around, eye),
        _children(around, eye),
        _worked(ticket, eye),
        _files(ticket, eye),
        _talk(ticket, eye),
    )
    blocks = ["\n".join(lines) for lines in map(list, sections) if lines]
    return "\n\n".join(blocks) + "\n"


def _header(ticket: Ticket, eye: Eye) -> Iterator[str]:
    yield f"{eye.strong(ticket.id)}  {eye.strong(clean(ticket.title))}"
    priority = ticket.text("priority")
    shown = [
        eye.tinted(ticket.status, status_colours(eye.config)),
        eye.tinted(clean(priority), urgency(eye.config)) if priority else "",
        clean(ticket.text("type")),
        clean(ticket.assignee) or "nobody",
    ]
    yield " · ".join(filter(None, shown))


def _fields(ticket: Ticket, eye: Eye) -> Iterator[str]:
    """Yield the short fields, those of the header left out."""
    rows = [
        (clean(name), _short(name, node, eye))
        for name, node in ticket.doc.items()
        if name not in _PLACED | {"priority", "type", "assignee"} and not _is_long(name, eye.config)
    ]
    widest = max((len(name) for name, _ in rows), default=0)
    for name, text in rows:
        label = name.ljust(widest)
        first, *rest = wrap(text, eye.columns - widest) or [""]
        yield f"  {eye.faint(label)}  {first}"
        yield from (" " * (widest + 4) + line for line in rest)


def _short(name: str, node: Node, eye: Eye) -> str:
    if isinstance(node, dict):
        return clean(", ".join(f"{key}: {_flat(value)}" for key, value in node.items()))
    if isinstance(node, list):
        return clean(", ".join(map(_flat, node)))
    field = eye.config.fields.get(name)
    kind = CORE[name].kind if name in CORE else field.kind if field else Kind.TEXT
    return _when(node, eye) if kind in (Kind.TIME, Kind.DATE) else clean(node)


def _flat(node: Node) -> str:
    if isinstance(node, dict):
        return " ".join(_flat(value) for key, value in node.items() if key != "id")
    return " ".join(map(_flat, node)) if isinstance(node, list) else node


def _when(text: str, eye: Eye) -> str:
    """Return a day or a moment with how far away it is."""
    try:
        if "T" in text:
            return times.both(parse_time(text), eye.now, utc=eye.utc)
        zone = UTC if eye.config.timezone == "UTC" else eye.config.zone
        begins = datetime.combine(date.fromisoformat(text), time(), zone)
        today = eye.now.astimezone(zone).date()
        days = (begins.date() - today).days
    except (BadTime, ValueError):
        return clean(text)
    return f"{text} ({'today' if not days else f'in {days} d' if days > 0 else f'{-days} d ago'})"


def _long_fields(ticket: Ticket, config: Config) -> list[str]:
    return [name for name in ticket.doc if _is_long(name, config) and name not in _PLACED]


def _is_long(name: str, config: Config) -> bool:
    if name in CORE:
        return CORE[name].kind is Kind.BLOCK and CORE[name].shape is Shape.ONE
    return name in config.fields and config.fields[name].kind is Kind.BLOCK


def _long(name: str, ticket: Ticket, eye: Eye) -> Iterator[str]:
    yield eye.strong(name.capitalize())
    yield from eye.block(ticket.text(name))


def _checklist(ticket: Ticket, eye: Eye) -> Iterator[str]:
    items = ticket.checklist
    if not items:
        return
    done = sum(item.done for item in items)
    yield f"{eye.strong('Checklist')} {_progress(done, len(items))}"
    for item in items:
        lines = list(eye.block(item.text, ""))
        yield f"  [{'x' if item.done else ' '}] {lines[0] if lines else ''}  {eye.faint(item.id)}"
        yield from (f"      {line}" for line in lines[1:])


def _progress(done: int, total: int) -> str:
    """Return how much is done as a bar of ten and in numbers."""
    full = done * 10 // total
    return f"{'█' * full}{'░' * (10 - full)} {done}/{total}"


def _links(around: Neighbours, eye: Eye) -> Iterator[str]:
    kinds = around.by_kind
    if around.parents:
        kinds = {"part of": around.parents, **kinds}
    if kinds:
        yield eye.strong("Links")
        widest = max(map(len, kinds))
        for kind, others in kinds.items():
            for number, other in enumerate(others):
                label = (kind.replace("-", " ") if not number else "").ljust(widest)
                yield f"  {eye.faint(label)}  {neighbour_line(other, eye)}"


def _children(around: Neighbours, eye: Eye) -> Iterator[str]:
    if around.children:
        done = sum(child.is_closed for child in around.children)
        yield f"{eye.strong('Sub-tickets')} {_progress(done, len(around.children))}"
        for child in around.children:
            yield f"  [{'x' if child.is_closed else ' '}] {neighbour_line(child, eye)}"


def neighbour_line(other: Neighbour, eye: Eye) -> str:
    """Return another ticket in one line: its id, title and status."""
    if not other.status:
        return f"{other.id}  {clean(other.title) or '(not here)'}"
    status = eye.tinted(other.status, status_colours(eye.config))
    line = f"{other.id}  {clean(other.title)}"
    return f"{eye.faint(line) if other.is_closed else line}  ({status})"


def _worked(ticket: Ticket, eye: Eye) -> Iterator[str]:
    records = ticket.records("worked")
    if records:
        yield eye.strong("Worked")
        for record in records:
            texts = [str(record.get(key, "")) for key in ("at", "by", "spent", "note")]
            shown = [_ago(texts[0], eye), *(" ".join(clean(text).split()) for text in texts[1:])]
            yield "  " + "  ".join(filter(None, shown))


def _files(ticket: Ticket, eye: Eye) -> Iterator[str]:
    records = ticket.records("attachments")
    if records:
        yield eye.strong("Files")
        for record in records:
            name = clean(str(record.get("name") or record.get("file") or "?"))
            size = str(record.get("size", ""))
            shown = [name, _size(size), clean(str(record.get("by", "")))]
            shown.append(_ago(str(record.get("at", "")), eye))
            yield "  " + "  ".join(filter(None, shown)) + f"  {eye.faint(str(record.get('id')))}"


def _size(text: str) -> str:
    if not (text.isascii() and text.isdecimal()):
        return clean(text)
    count = float(text[:15])
    for unit in ("bytes", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} GiB"


def _ago(text: str, eye: Eye) -> str:
    try:
        return times.relative(parse_time(text), eye.now)
    except BadTime:
        return clean(text)


def _talk(ticket: Ticket, eye: Eye) -> Iterator[str]:
    records = ticket.records("comments")
    if not records:
        return
    deleted = sum(record.get("deleted") == "true" for record in records)
    count = plural(len(records) - deleted, "comment")
    yield f"{eye.strong('Talk')} {count}" + (f", {deleted} deleted" if deleted else "")
    for number, record in enumerate(records):
        if number:
            yield ""
        yield from _comment(record, eye)


def _comment(record: Mapping[str, Node], eye: Eye) -> Iterator[str]:
    try:
        comment = Comment.from_node(record)
        when = times.both(comment.at, eye.now, utc=eye.utc)
    except BadTime:
        comment = Comment.from_node({**record, "at": "1970-01-01T00:00:00Z"})
        when = clean(str(record.get("at", "no time")))
    about = [clean(comment.kind) if comment.kind != "reply" else ""]
    about += [clean(f"by {comment.channel}") if comment.channel else ""]
    about += [clean(f"to {comment.re}") if comment.re else ""]
    told = ", ".join(filter(None, about))
    lead = f"  {eye.strong(clean(comment.by) or 'nobody')}  {when}" + (
        f"  [{told}]" if told else ""
    )
    yield f"{lead}  {eye.faint(clean(comment.id))}"
    if comment.deleted:
        yield f"    {eye.faint('(deleted)')}"
    else:
        yield from eye.block(comment.text, "    ")


def links_json(around: Neighbours) -> dict[str, list[str]]:
    """Return the ids that point at a ticket, by what the link is called from its side."""
    names = ("blocked-by", "duplicated-by", "relates", "causes")
    found = {name: [other.id for other in around.incoming.get(name, ())] for name in names}
    found |= {k: [o.id for o in others] for k, others in around.incoming.items() if k not in found}
    return found | {"children": [child.id for child in around.children]}
