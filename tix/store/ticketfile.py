"""A ticket and the bytes of its file: read, written new, and rewritten in place."""

from __future__ import annotations

from tix.model.registers import order
from tix.model.ticket import Node, Ticket
from tix.store.canonical import read_canonical, read_usual
from tix.store.emit import emit_document, emit_field


def read_document(data: bytes, path: str) -> dict[str, Node]:
    """Return the document of a file; only an unusual one needs the YAML parser."""
    found = read_usual(data)
    if found is not None:
        return found
    from tix.store.yamlread import read_node

    return read_node(data, path)


def parse_ticket(data: bytes, path: str, status: str) -> Ticket:
    """Return the ticket that a file holds; `status` is what its folder stands for.

    Raises TicketSyntaxError for bytes that are no ticket file; what the fields hold is judged by
    `tix.model.problems.problems`.
    """
    return Ticket(status, read_document(data, path))


def render_ticket(ticket: Ticket) -> bytes:
    """Return the bytes of a new file for the ticket, in the order of the format."""
    return emit_document(ticket.doc).encode()


def rewrite_ticket(original: bytes, after: Ticket, path: str = "ticket") -> bytes:
    """Return the file `original` with just the fields changed that differ in `after`.

    Raises TicketSyntaxError when `original` cannot be read, BadInput when the format cannot hold
    a value.
    """
    content = _rewrite_fields(original, after)
    if content is not None:
        return content
    if read_canonical(original) is not None:
        content = render_ticket(after)
        if read_usual(content) == after.doc:
            return content  # every field is as it would be written, so the others keep their bytes
    from tix.store.splice import splice
    from tix.store.yamlread import read_node

    before = read_node(original, path)
    gone = dict.fromkeys(key for key in before if key not in after.doc)
    new = {key: node for key, node in after.doc.items() if before.get(key) != node}
    return splice(original, {**gone, **new}, path)


def _rewrite_fields(original: bytes, after: Ticket) -> bytes | None:
    """Return the file with the changed fields written anew and all others as they were.

    None where the file is not in the order of the format, or holds a field that changed otherwise
    than it would be written; then what surrounds it is somebody's own.
    """
    from tix.store.cutting import cut

    before = read_usual(original)
    blocks = cut(original) if before is not None else None
    if before is None or blocks is None or list(blocks) != order(before):
        return None
    if sum(map(len, blocks.values())) != len(original) or not original.endswith(b"\n"):
        return None
    changed = {key: node for key, node in after.doc.items() if before.get(key) != node}
    for key in before.keys() - after.doc.keys() | changed.keys() & before.keys():
        if emit_field(key, before[key]).encode() != blocks[key]:
            return None
    written = {key: emit_field(key, node).encode() for key, node in changed.items()}
    if changed and read_usual(b"".join(written.values())) != changed:
        return None
    return b"".join(written.get(key) or blocks[key] for key in order(after.doc)) or None
