"""What people do to tickets, as plans made of changes."""

from __future__ import annotations
