"""The JSON Schema (draft 7) of tix.yaml, made from the table of settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tix.config.check import SIZE_PATTERN
from tix.config.spec import INNER, SETTINGS, TOP, Form, Setting
from tix.model.ids import KEY_PATTERN

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
_WORDS: Schema = {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}


def config_schema() -> Schema:
    """Return the schema of tix.yaml; keys that nobody knows pass, since a newer tix may."""
    return {
        "$schema": DRAFT,
        "title": "tix.yaml",
        "description": "The settings of a tracker.",
        "type": "object",
        "required": ["key"],
        "properties": {item.name: _described(item) for item in TOP},
    }


def _described(item: Setting) -> Schema:
    said = {"title": item.name, "description": item.meaning}
    if item.choices:
        return said | {"enum": [*item.choices]}
    return said | _FORMS[item.form](item)


def _section(item: Setting) -> Schema:
    head = f"{item.name}."
    inner = [row for row in INNER if row.name.startswith(head) and "*" not in row.name]
    properties = {row.name.removeprefix(head): _described(row) for row in inner}
    return {"type": ["object", "null"], "properties": properties}


def _entries(item: Setting) -> Schema:
    return {"type": ["object", "null"], "additionalProperties": _entry(item)}


def _values(item: Setting) -> Schema:
    names = {"type": "array", "items": {"type": "string"}}
    return {"anyOf": [names, _entries(item)]}


def _tree(item: Setting) -> Schema:
    """Return the schema of a tree, which holds itself below `children`."""
    inner: Schema = {"$ref": "#/properties/categories"}
    if item.name != "categories":
        return inner
    return _values(item)


def _entry(item: Setting) -> Schema:
    keys = [name for name in SETTINGS if name.startswith((f"{item.name}.*.", "*."))]
    properties = {name.rpartition(".")[2]: _described(SETTINGS[name]) for name in keys}
    return {"anyOf": [{"type": "object", "properties": properties}, {"type": ["string", "null"]}]}


_FORMS: dict[Form, Callable[[Setting], Schema]] = {
    Form.TEXT: lambda _: _SCALAR,
    Form.QUERY: lambda _: _SCALAR,
    Form.ZONE: lambda _: {"type": "string"},
    Form.KEY: lambda _: {"type": "string", "pattern": f"^(?:{KEY_PATTERN.pattern})$"},
    Form.INT: lambda _: {"type": ["integer", "string"], "minimum": 0},
    Form.BOOL: lambda _: {"enum": [True, False, "true", "false"]},
    Form.SIZE: lambda _: {
        "type": ["integer", "string"],
        "pattern": f"^(?:{SIZE_PATTERN.pattern})$",
        "minimum": 0,
    },
    Form.TEXTS: lambda _: _WORDS,
    Form.TEXT_MAP: lambda _: {"type": ["object", "null"]},
    Form.OPEN: lambda _: {},
    Form.SECTION: _section,
    Form.ENTRIES: _entries,
    Form.VALUES: _values,
    Form.TREE: _tree,
}
