"""The formats of trackers and their tickets, by number."""

from __future__ import annotations

#: The newest format of tracker that this program writes.
FORMAT = 1
