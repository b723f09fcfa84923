"""Going along with the others: fetch, merge, push."""

from __future__ import annotations
