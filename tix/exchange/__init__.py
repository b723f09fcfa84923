"""Trackers that people come from, one module a format."""

from __future__ import annotations
