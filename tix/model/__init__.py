"""Tickets, fields and changes as pure values: no I/O, no clock."""

from __future__ import annotations
