from __future__ import annotations

import jsonschema
import pytest
from ruamel.yaml import YAML

from tix.config.schema import config_schema
from tix.config.templates import TEMPLATES, template_text

VALIDATOR = jsonschema.Draft7Validator(config_schema())


def faults(text: str) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(YAML(typ="safe").load(text))]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(config_schema())


@pytest.mark.parametrize("name", ["plain", *TEMPLATES])
def test_each_template_passes(name: str) -> None:
    assert faults(template_text(name, "OPS")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: x", ["$"]),
        ("key: ops", ["$.key"]),
        ("key: A\nstatuses: {open: {category: gone}}", ["$.statuses.open"]),
        ("key: A\ntags: 3", ["$.tags"]),
        ("key: A\ncommit: {foreign_hooks: maybe}", ["$.commit.foreign_hooks"]),
        ("key: A\ncategories: {a: {children: {b: {team: [x]}}}}", ["$.categories"]),
        ("key: A\ncategories: {a: {children: [b, c]}}\ntags: {x: Meaning}", []),
    ],
)
def test_faults_are_found_where_they_are(text: str, expected: list[str]) -> None:
    assert faults(text) == expected
