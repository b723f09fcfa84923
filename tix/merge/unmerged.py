"""Files of tickets that no merge can read: kept beside the ticket, and told."""

from __future__ import annotations

from hashlib import sha256

from tix.errors import BadInput
from tix.history.places import REGULAR
from tix.merge.paths import File
from tix.merge.result import Result
from tix.model.registers import STATUS, Values, registers
from tix.model.ticket import Ticket
from tix.store.layout import EXTENSION, attachment_name, attachments_folder
from tix.store.ticketfile import parse_ticket


def read_side(path: str, file: File, text: bytes | None) -> Ticket | str:
    """Return the ticket that a file holds, or what is wrong with the file."""
    if file.mode not in REGULAR:
        return "is a link, not a file"
    if text is None:
        return "is not in this clone"
    try:
        return parse_ticket(text, path, "")
    except BadInput as error:
        return error.message.removeprefix(path).lstrip(": 0123456789")


def keep_beside(
    ticket: str, path: str, found: tuple[File, bytes], why: str, result: Result
) -> None:
    """Keep a file that is not merged among the ticket's files, with a finding."""
    file, text = found
    place = f"{attachments_folder(ticket)}/" + attachment_name(
        sha256(text).hexdigest(), f"{ticket}{EXTENSION}"
    )
    if file.mode in REGULAR:
        result.files[place] = File("100644", file.blob)
    else:
        result.put(place, text)
    result.find(
        "merge-unread", place, f"{path} {why}; it was not merged, and is kept here", grave=True
    )


def says_more(ticket: Ticket, values: Values) -> bool:
    """Tell whether a ticket holds anything that the merged one does not."""
    return any(
        values.get(register) != node
        for register, node in registers(ticket).items()
        if register != STATUS
    )
