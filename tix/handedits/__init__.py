"""Hand edits: files of a tracker that somebody changed, as checked changes and one commit."""

from __future__ import annotations
