"""Beginning a tracker, and getting a clone of one ready."""

from __future__ import annotations
