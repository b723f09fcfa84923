"""Ways out: tickets in the forms that other programs and people read."""

from __future__ import annotations
