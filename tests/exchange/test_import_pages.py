from __future__ import annotations

import re
from pathlib import Path

import pytest

from tix.exchange.mapping import read_mapping
from tix.exchange.sources.reading import reading_of
from tix.exchange.sources.registry import FORMATS

PAGES = Path(__file__).parents[2] / "docs" / "import"


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.yaml")))
def test_mappings_beside_the_pages_can_be_read(name):
    mapping = read_mapping(PAGES / name)
    reading = reading_of(mapping)
    assert mapping.alias
    assert reading.columns["case"]


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.md")))
def test_mappings_in_pages_can_be_read(name, tmp_path):
    text = (PAGES / name).read_text(encoding="utf-8")
    path = tmp_path / "map.yaml"
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        path.write_text(block, encoding="utf-8")
        reading_of(read_mapping(path))


def test_every_format_that_a_page_names_is_one():
    pages = [path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")]
    named = {name for text in pages for name in re.findall(r"^tix import ([\w.-]+) ", text, re.M)}
    assert named <= set(FORMATS)
    assert {"csv", "eventlog", "jira"} <= named
