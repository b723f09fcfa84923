"""Files that belong to tickets: taken in, found, given out and removed."""

from __future__ import annotations
