"""A help desk and issue tracker that is nothing but files in git."""

from __future__ import annotations

__version__ = "0.1.0"
