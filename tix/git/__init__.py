"""The one door to git."""

from __future__ import annotations
