"""A ticket as a value: the text of its fields, and typed views of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from tix.errors import BadInput
from tix.frozen import frozen

#: A value as it stands in the file: every scalar is text.
Node: TypeAlias = "str | list[Node] | dict[str, Node]"
Document: TypeAlias = "Mapping[str, Node]"

RFC3339 = "%Y-%m-%dT%H:%M:%SZ"


class BadTime(BadInput, ValueError):
    """A text that should name a moment and does not."""


def parse_time(text: str) -> datetime:
    """Return the moment that `text` names, in UTC; a time without zone is read as UTC.

    Raises BadTime.
    """
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadTime(f"{text!r} is no time such as 2026-11-21T10:02:11Z.") from None


def format_time(moment: datetime) -> str:
    """Return `moment` as it stands in files: RFC 3339, UTC, whole seconds."""
    return moment.astimezone(UTC).strftime(RFC3339)


def block_text(text: str) -> str:
    """Return long text as it stands in files: line ends of Unix, and one at its end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    return f"{lines}\n" if lines else ""


def _text(node: Mapping[str, Node], key: str) -> str:
    value = node.get(key, "")
    return value if isinstance(value, str) else ""


@frozen
class Comment:
    """One thing said, as reply, note, call, decision or auto; `re` is the comment it answers."""

    id: str
    at: datetime
    by: str
    text: str
    kind: str = "reply"
    channel: str = ""
    re: str = ""
    deleted: bool = False

    @classmethod
    def from_node(cls, node: Mapping[str, Node]) -> Comment:
        """Return the comment that a mapping of the file stands for."""
        return cls(
            id=_text(node, "id"),
            at=parse_time(_text(node, "at")),
            by=_text(node, "by"),
            text=_text(node, "text"),
            kind=_text(node, "kind") or "reply",
            channel=_text(node, "channel"),
            re=_text(node, "re"),
            deleted=_text(node, "deleted") == "true",
        )

    def to_node(self) -> dict[str, Node]:
        """Return the mapping that stands in the file."""
        node: dict[str, Node] = {
            "id": self.id,
            "at": format_time(self.at),
            "by": self.by,
            "kind": self.kind,
        }
        optional = {"channel": self.channel, "re": self.re}
        node.update({key: value for key, value in optional.items() if value})
        if self.deleted:
            node["deleted"] = "true"
        if self.text:
            node["text"] = self.text
        return node


@frozen
class CheckItem:
    """One step of a checklist."""

    id: str
    text: str
    done: bool = False

    @classmethod
    def from_node(cls, node: Mapping[str, Node]) -> CheckItem:
        """Return the item that a mapping of the file stands for."""
        return cls(_text(node, "id"), _text(node, "text"), _text(node, "done") == "true")

    def to_node(self) -> dict[str, Node]:
        """Return the mapping that stands in the file."""
        node: dict[str, Node] = {"id": self.id, "text": self.text}
        return node | {"done": "true"} if self.done else node


@frozen
class Ticket:
    """A ticket: the status its folder stands for, and the text of its fields.

    `doc` is never changed in place, holds no None and no empty list or mapping.
    """

    status: str
    doc: Mapping[str, Node]

    def text(self, field: str) -> str:
        """Return a single value as text, empty when unset."""
        return _text(self.doc, field)

    def items(self, field: str) -> tuple[str, ...]:
        """Return the members of a set or list as texts."""
        value = self.doc.get(field, ())
        return tuple(item for item in value if isinstance(item, str)) if is_list(value) else ()

    def records(self, field: str) -> tuple[Mapping[str, Node], ...]:
        """Return the mappings of a list such as `comments`."""
        value = self.doc.get(field, ())
        return tuple(item for item in value if isinstance(item, dict)) if is_list(value) else ()

    @property
    def id(self) -> str:
        """The id, which is also the file's name."""
        return self.text("id")

    @property
    def title(self) -> str:
        """The title."""
        return self.text("title")

    @property
    def created(self) -> datetime:
        """When it was opened, in UTC."""
        return parse_time(self.text("created"))

    @property
    def assignee(self) -> str:
        """The handle of who works on it, empty when nobody does."""
        return self.text("assignee")

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags, sorted."""
        return self.items("tags")

    @property
    def comments(self) -> tuple[Comment, ...]:
        """What was said, deleted comments included, in the order of the file."""
        return tuple(Comment.from_node(node) for node in self.records("comments"))

    @property
    def checklist(self) -> tuple[CheckItem, ...]:
        """Its steps in order."""
        return tuple(CheckItem.from_node(node) for node in self.records("checklist"))

    @property
    def links(self) -> dict[str, tuple[str, ...]]:
        """Ids of linked tickets by the kind of link, as this file has them."""
        value = self.doc.get("links", {})
        if not isinstance(value, dict):
            return {}
        return {
            kind: tuple(item for item in ids if isinstance(item, str))
            for kind, ids in value.items()
            if is_list(ids)
        }


def is_list(node: object) -> bool:
    """Tell whether a node is a list, not text or a mapping."""
    return isinstance(node, Sequence) and not isinstance(node, str)
