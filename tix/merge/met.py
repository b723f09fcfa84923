"""Two tickets of one id that met: what belongs to the younger one follows it to its new id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tix.errors import BadInput
from tix.frozen import frozen
from tix.history.record import Row
from tix.history.settle import Sees
from tix.merge.paths import ABSENT, File
from tix.merge.result import Result
from tix.merge.sides import Meeting
from tix.model.changes import Change, apply
from tix.model.registers import Register, Values, registers
from tix.model.ticket import Node, Ticket
from tix.store.layout import attachments_folder, folder_and_id
from tix.store.ticketfile import parse_ticket, rewrite_ticket

PARENT = Register("parent")


@frozen
class Rename:
    """The id that two tickets had, the new one of the younger, and the commits of both births."""

    old: str
    new: str
    birth: int
    elder: int


def move_attachments(
    rename: Rename, values: tuple[Values, Values], meeting: Meeting, result: Result
) -> None:
    """Move the files that the younger ticket's records name; the elder keeps what it names too."""
    elder, younger = (_file_names(each) for each in values)
    for name in sorted(younger):
        source = f"{attachments_folder(rename.old)}/{name}"
        pair = meeting.files.get(source)
        if pair is None:
            continue
        there = pair[0] if pair[0].blob else pair[1]
        result.files[f"{attachments_folder(rename.new)}/{name}"] = there
        result.files[source] = there if name in elder else ABSENT


def linking(rename: Rename, files: dict[str, File], text: Callable[[File], bytes]) -> list[str]:
    """Return the paths of other tickets that name the old id."""
    named = {path: folder_and_id(path) for path in files}
    return [
        path
        for path, found in sorted(named.items())
        if found is not None
        and found[1] not in (rename.old, rename.new)
        and files[path].blob
        and rename.old.encode() in text(files[path])
    ]


def follow_links(
    rename: Rename, path: str, content: bytes, rows: Sequence[Row], sees: Sees
) -> bytes | None:
    """Return a ticket's file with its links to the younger one under the new id, None for none.

    A link means the younger one when whoever made it knew of that one alone.
    """
    try:
        ticket = parse_ticket(content, path, "")
    except BadInput:
        return None
    held = registers(ticket)
    changes = [
        change
        for register, node in held.items()
        if _names(register, node, rename.old) and _meant(rename, register, node, rows, sees)
        for change in _renamed(register, node, rename.new)
    ]
    return (
        rewrite_ticket(content, apply(Ticket("", ticket.doc), changes), path) if changes else None
    )


def _names(register: Register, node: Node, old: str) -> bool:
    return node == old and (register == PARENT or register.field == "links")


def _meant(rename: Rename, register: Register, node: Node, rows: Sequence[Row], sees: Sees) -> bool:
    """Tell whether a link was made by somebody who knew the younger ticket and not the elder."""
    made = [
        row.number
        for row in rows
        for touch in row.touches
        if touch.register == register and touch.after == node
    ]
    return bool(made) and all(
        sees(number, rename.birth) and not sees(number, rename.elder) for number in made
    )


def _renamed(register: Register, node: Node, new: str) -> Iterator[Change]:
    if register == PARENT:
        yield Change(register, node, new)
        return
    kind = register.key.partition(":")[0]
    yield Change(register, node, None)
    yield Change(Register("links", f"{kind}:{new}"), None, new)


def _file_names(values: Values) -> set[str]:
    return {
        str(node.get("file", ""))
        for register, node in values.items()
        if register.field == "attachments" and isinstance(node, dict)
    }
