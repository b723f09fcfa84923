"""The formats of trackers and their tickets, by number, and how large a file may be."""

from __future__ import annotations

#: The newest format of tracker that this program writes.
FORMAT = 1

#: Bytes of a file, nested collections, and characters of a key: more is refused.
MAX_SIZE = 4 * 1024 * 1024
MAX_DEPTH = 20
MAX_KEY = 200
