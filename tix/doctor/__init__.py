"""The doctor: everything that can be wrong with a tracker, its clone and this machine."""

from __future__ import annotations
