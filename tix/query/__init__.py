"""One language for lists, boards, views and rules."""

from __future__ import annotations
