"""The query language: one tree for lists, boards, reports, rules and permissions."""

from __future__ import annotations

from tix.query.caret import caret
from tix.query.context import Context
from tix.query.facts import NO_FACTS, Facts
from tix.query.parser import parse, parse_sort
from tix.query.query import Query

__all__ = ["NO_FACTS", "Context", "Facts", "Query", "caret", "parse", "parse_sort"]
