from __future__ import annotations

import re

import pytest

from tix.patterns import lazy_pattern


def test_a_lazy_pattern_finds_what_a_compiled_one_does():
    lazy, compiled = lazy_pattern("(a)b", re.IGNORECASE), re.compile("(a)b", re.IGNORECASE)
    assert lazy.pattern == compiled.pattern
    assert (lazy.groups, lazy.flags) == (compiled.groups, compiled.flags)
    for _ in range(2):
        assert lazy.sub("-", "xABy") == compiled.sub("-", "xABy") == "x-y"
        assert lazy.fullmatch("AB")[1] == "A"
        assert lazy.findall("ab AB") == ["a", "A"]
        assert [found.span() for found in lazy.finditer("ab AB")] == [(0, 2), (3, 5)]


def test_a_faulty_pattern_says_so_when_it_is_used():
    with pytest.raises(re.error):
        lazy_pattern("(").match("")


def test_bytes_are_matched_with_bytes():
    assert lazy_pattern(rb"\d+").search(b"a12")[0] == b"12"
