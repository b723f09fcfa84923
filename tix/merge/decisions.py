"""Decisions: which of two values a merge kept, and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tix.findings import Finding
from tix.frozen import field, frozen
from tix.model.registers import Register
from tix.model.ticket import Node


class Winner(StrEnum):
    """Whose value a merge kept."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


@frozen
class Held:
    """What one side holds in a register: since when it counts, who set it and in which commit."""

    value: Node | None
    at: datetime
    by: str
    commit: str


@frozen
class Decision:
    """A register that both sides set, to values that are not the same.

    With `both` the result holds the words of either; `why` is a sentence's end such as "later".
    """

    ticket: str
    register: Register
    ours: Held
    theirs: Held
    winner: Winner
    why: str


@frozen
class Put:
    """What to do to one path of the repository: the blob that belongs there, None for no file."""

    path: str
    blob: str | None
    mode: str = "100644"


@frozen
class MergePlan:
    """What a merge makes of a tracker: the difference between our tree and the merged one.

    `blobs` are contents by id that are new; findings name paths within the tracker.
    """

    ours: str
    theirs: str
    puts: tuple[Put, ...] = ()
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()
    blobs: dict[str, bytes] = field(default_factory=dict)
