from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tix.config.audit import audit_config
from tix.config.load import parse_config
from tix.findings import Finding

WORDS = st.sampled_from(
    [
        "key",
        "A",
        "statuses",
        "open",
        "category",
        "queue",
        "folder",
        "was",
        "tags",
        "fields",
        "type",
        "list of enum",
        "values",
        "categories",
        "children",
        "people",
        "views",
        "query",
        "defaults",
        "strict",
        "format",
        "99",
        "..",
        "",
        "limits",
        "folder",
        "attachments",
        "max_size",
        "🙂",
        "b c",
    ]
)
NODES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


def holds(data: dict[str, bytes]) -> None:
    config, findings = parse_config(data)
    assert all(isinstance(finding, Finding) for finding in [*findings, *audit_config(data)])
    assert config.statuses[config.initial_status]
    assert config.rank("whatever") >= 0


@given(st.binary(max_size=200))
def test_any_bytes_are_settings_or_findings(data: bytes) -> None:
    holds({"tix.yaml": data, "tix.d/people.yaml": data, "tix.d/tags.yaml": data})


@settings(max_examples=150)
@given(st.dictionaries(WORDS, NODES, max_size=6))
def test_any_shape_is_settings_or_findings(node: dict[str, object]) -> None:
    data = json.dumps(node, ensure_ascii=False).encode()
    holds({"tix.yaml": data, "tix.d/people.yaml": data, "tix.d/statuses.yaml": data})
