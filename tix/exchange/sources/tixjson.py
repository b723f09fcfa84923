"""Read what `tix export json` and `jsonl` write: tickets with their files and histories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tix.config.check import NAME_PATTERN
from tix.errors import BadInput, NotFound
from tix.exchange.ground import is_setting
from tix.exchange.jsonstream import beside, elements
from tix.exchange.mapping import Mapping
from tix.exchange.record import Account, Record, exporter
from tix.findings import Finding, Severity
from tix.model.changes import Change
from tix.model.ids import is_id
from tix.model.registers import STATUS, Register
from tix.model.statuses import Category
from tix.model.ticket import Node, Ticket, parse_time
from tix.store.ticketfile import parse_ticket

_ARRAYS = frozenset({"tickets"})


@dataclass(frozen=True, slots=True)
class Deed:
    """What one commit did to a ticket."""

    at: datetime
    author: Account
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One ticket as the export has it; `data` is its file, empty where the export left it out."""

    ticket: Ticket
    state: Category
    data: bytes
    deeds: tuple[Deed, ...]


class TixJson:
    """An export of tix; see `Source`. Its tickets keep their ids, so it is restored, not mapped."""

    system = "tix"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.alias = ""
        self.findings: list[Finding] = []

    def settings(self) -> dict[str, bytes]:
        """Return the setting files of the tracker, none where the export is for the public.

        Their paths lead nowhere else.
        """
        found = beside(self.path, "settings", _ARRAYS)
        if found is None:
            _, first = next(elements(self.path, arrays=_ARRAYS), (0, None))
            found = first.get("settings") if isinstance(first, dict) else None
        pairs = found.items() if isinstance(found, dict) else ()
        return {
            path: text.encode()
            for path, text in pairs
            if isinstance(text, str) and is_setting(path) and ".." not in path.split("/")
        }

    def tickets(self) -> Iterator[Told]:
        """Yield every ticket; what cannot be read is a finding."""
        self.findings = []
        try:
            for line, node in elements(self.path, arrays=_ARRAYS):
                if isinstance(node, dict) and node.get("kind") == "export":
                    continue
                try:
                    yield _told(node)
                except (BadInput, KeyError, TypeError, ValueError, AttributeError) as error:
                    said = f"is no ticket of `tix export json`: {error or type(error).__name__}"
                    self._find("import-no-issue", said, line)
        except BadInput as error:
            self._find("import-json", error.message, 0)

    def statuses(self) -> dict[str, Category]:
        """Return every status that a ticket ever had; one that it left is taken for active."""
        found: dict[str, Category] = {}
        for told in self.tickets():
            found[told.ticket.status] = told.state
            for change in (change for deed in told.deeds for change in deed.changes):
                if change.register == STATUS and isinstance(change.after, dict):
                    found.setdefault(str(change.after["status"]), Category.ACTIVE)
        return found

    def records(self) -> Iterator[Record]:
        """Yield nothing: tickets of tix are no foreign records."""
        yield from ()

    def _find(self, rule: str, said: str, line: int) -> None:
        self.findings.append(Finding(Severity.ERROR, rule, self.path.name, said, line=line))


@contextmanager
def open_tix(path: Path, _chosen: Mapping | None = None) -> Iterator[TixJson]:
    """Give the export at `path`."""
    if not path.is_file():
        raise NotFound(f"{path} is no file.", hint="tix export json -o tickets.json")
    yield TixJson(path)


def _told(node: dict[str, Any]) -> Told:
    fields = _node(node["fields"])
    status, path = _status(node["status"]), str(node.get("path") or "ticket")
    data = str(node.get("file") or "").encode()
    ticket = Ticket(status, fields if isinstance(fields, dict) else {})
    if data:
        ticket = parse_ticket(data, path, status)
    if not is_id(ticket.text("id")):
        raise ValueError("`fields` has no id")
    parse_time(ticket.text("created"))
    return Told(
        ticket=ticket,
        state=Category(node["state"]),
        data=data,
        deeds=tuple(_deed(each) for each in node.get("events") or ()),
    )


def _status(name: str) -> str:
    """Return the name of a status: its folder is called so, and must not lead elsewhere."""
    if not NAME_PATTERN.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a status")
    return name


def _deed(node: dict[str, Any]) -> Deed:
    by = node.get("by") or {}
    name, email = str(by.get("name") or ""), str(by.get("email") or "")
    author = Account(email or name, name, email) if name or email else exporter("tix")
    at = parse_time(node["at"]).astimezone(UTC)
    return Deed(at, author, tuple(_change(each) for each in node["changes"]))


def _change(node: dict[str, Any]) -> Change:
    field, _, key = str(node["register"]).partition(":")
    change = Change(Register(field, key), _known(node.get("before")), _known(node.get("after")))
    if change.register == STATUS and isinstance(change.after, dict):
        _status(str(change.after["status"]))
    return change


def _known(value: Any) -> Node | None:  # noqa: ANN401 - JSON
    return None if value is None else _node(value)


def _node(value: Any) -> Node:  # noqa: ANN401 - JSON
    """Return a JSON value as a document has it: texts, lists and mappings of them."""
    if isinstance(value, dict):
        return {str(key): _node(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_node(each) for each in value]
    if isinstance(value, str):
        return value
    raise ValueError(f"{value!r} is no text, list or mapping")
