"""Files, index, lock and journal."""

from __future__ import annotations
