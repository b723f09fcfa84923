"""Looking back: what happened, to whom it matters, and taking it back."""

from __future__ import annotations
