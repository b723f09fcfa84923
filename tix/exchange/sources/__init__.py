"""One module for each format that a foreign tracker's issues come in."""

from __future__ import annotations
