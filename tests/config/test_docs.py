from __future__ import annotations

import re
from pathlib import Path

import yaml

from tix.config.load import parse_config
from tix.config.spec import SETTINGS, Setting, default_text, form_text

DOCS = Path(__file__).parents[2] / "docs" / "config.md"


def row(setting: Setting) -> str:
    cells = (f"`{setting.name}`", form_text(setting), default_text(setting) or "–", setting.meaning)
    return f"| {' | '.join(cells)} |"


def test_the_tables_of_the_documentation_are_the_table_of_settings() -> None:
    rows = re.findall(r"^\| `.*\|$", DOCS.read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(row(setting) for setting in SETTINGS.values())


def test_every_section_in_an_example_is_one_that_loads_without_findings() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(), re.DOTALL)
    known = [text for text in examples if set(yaml.safe_load(text)) <= set(SETTINGS)]
    assert len(known) == len(examples) - 1  # the people file is shown without its key
    found = [parse_config({"tix.yaml": _with_key(text).encode()})[1] for text in known]
    assert found == [[] for _ in known]


def _with_key(text: str) -> str:
    return text if "key: OPS\n" in text else "key: OPS\n" + text
