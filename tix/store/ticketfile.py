"""A ticket and the bytes of its file: read, written new, and rewritten in place."""

from __future__ import annotations

from tix.model.ticket import Node, Ticket
from tix.store.canonical import read_canonical, read_usual
from tix.store.emit import emit_document


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
