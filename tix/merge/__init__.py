"""Merging: tickets by register, and the doors through which git comes for it."""

from __future__ import annotations
