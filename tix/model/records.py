"""The keys of the records in a ticket, such as comments, in the order of the file."""

from __future__ import annotations

from tix.model.fields import Kind

_K = Kind

#: For each field of records: its keys in order, with the kind of their text.
RECORDS: dict[str, dict[str, Kind]] = {
    "checklist": {"id": _K.ID, "text": _K.TEXT, "done": _K.BOOL},
    "satisfaction": {"score": _K.INT, "at": _K.TIME, "by": _K.PERSON, "text": _K.BLOCK},
    "approvals": {
        "id": _K.ID,
        "who": _K.PERSON,
        "role": _K.TEXT,
        "needed": _K.DATE,
        "answer": _K.ENUM,
        "by": _K.PERSON,
        "at": _K.TIME,
        "text": _K.BLOCK,
    },
    "escalations": {
        "id": _K.ID,
        "at": _K.TIME,
        "clock": _K.TEXT,
        "level": _K.TEXT,
        "point": _K.TEXT,
    },
    "worked": {
        "id": _K.ID,
        "at": _K.TIME,
        "by": _K.PERSON,
        "spent": _K.DURATION,
        "note": _K.BLOCK,
    },
    "attachments": {
        "id": _K.ID,
        "at": _K.TIME,
        "by": _K.PERSON,
        "file": _K.TEXT,
        "name": _K.TEXT,
        "size": _K.INT,
        "sha256": _K.TEXT,
    },
    "comments": {
        "id": _K.ID,
        "at": _K.TIME,
        "by": _K.PERSON,
        "kind": _K.ENUM,
        "channel": _K.ENUM,
        "re": _K.ID,
        "deleted": _K.BOOL,
        "text": _K.BLOCK,
    },
}

#: What a record cannot do without; the others are optional.
REQUIRED: dict[str, tuple[str, ...]] = {
    "checklist": ("id", "text"),
    "approvals": ("id",),
    "escalations": ("id", "at", "clock"),
    "worked": ("id", "at", "by", "spent"),
    "attachments": ("id", "file", "name"),
    "comments": ("id", "at", "by"),
}

COMMENT_KINDS = ("reply", "note", "call", "decision", "auto")
ANSWERS = ("approve", "reject")

#: Words of records that are closed: no setting adds to them.
CLOSED: dict[tuple[str, str], tuple[str, ...]] = {
    ("comments", "kind"): COMMENT_KINDS,
    ("approvals", "answer"): ANSWERS,
}
