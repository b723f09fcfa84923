"""Commits, the events they hold, and the state they fold to."""

from __future__ import annotations
