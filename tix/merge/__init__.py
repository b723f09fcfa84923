"""Merging: what two branches made of the tickets, put together by id and register."""

from __future__ import annotations
