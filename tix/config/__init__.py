"""The settings of a tracker."""

from __future__ import annotations
