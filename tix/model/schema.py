"""The JSON Schema (draft 7) of a ticket of one tracker, for editors and other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tix.model.config import Config
from tix.model.declared import CustomField, Declared
from tix.model.fields import (
    CORE,
    DURATION_PATTERN,
    EXTERNAL_PATTERN,
    LINK_KINDS,
    Field,
    Kind,
    Shape,
)
from tix.model.ids import ID_PATTERN
from tix.model.records import CLOSED, RECORDS, REQUIRED
from tix.model.validate import ALWAYS, NEEDED

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"

#: What a YAML 1.2 reader may take plain text for: tix reads `title: 404` as the text 404.
_SCALAR = ["string", "number", "boolean"]
_DATE = r"\d{4}-\d\d-\d\d"
_CLOCK = r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)"


def ticket_schema(config: Config) -> Schema:
    """Return the schema of a ticket file, with the words and fields that the settings declare.

    Undeclared values pass unless `strict` makes them errors, and unknown keys pass always: the
    schema refuses what `tix check` calls an error.
    """
    properties = {name: _core(field, config) for name, field in CORE.items()}
    properties |= {name: _custom(field) for name, field in config.fields.items()}
    always = [field.name for field in config.fields.values() if field.required_when == ALWAYS]
    return {
        "$schema": DRAFT,
        "title": f"Ticket of {config.name}" if config.name else "Ticket",
        "description": "One ticket of tix; the folder it lies in is its status.",
        "type": "object",
        "required": [*NEEDED, *always],
        "properties": properties,
    }


def kind_schema(kind: Kind) -> Schema:
    """Return the schema of one value of a kind, as a YAML 1.2 reader sees it."""
    return dict(_KINDS.get(kind, {"type": _SCALAR}))


def enum_schema(words: Iterable[str], *, closed: bool) -> Schema:
    """Return the schema of a word out of some; unless `closed`, others pass as well."""
    listed: Schema = {"enum": [value for word in words for value in _readings(word)]}
    return listed if closed else {"anyOf": [listed, {"type": _SCALAR}]}


def _core(field: Field, config: Config) -> Schema:
    said = {"title": field.name, "description": _described(field, config)}
    if field.shape is Shape.ONE:
        return said | _optional(_value(field, config), field.name not in NEEDED)
    return said | _optional(_SHAPES[field.shape](field, config), True)


def _value(field: Field, config: Config) -> Schema:
    declared = config.declared_for(field.name)
    if not declared:
        return kind_schema(field.kind)
    closed = config.strict.get(field.declared) == "error"
    words = [*declared, *(old for item in declared.values() for old in item.was)]
    return enum_schema(words, closed=closed)


def _optional(schema: Schema, optional: bool) -> Schema:
    """Return the schema with null allowed: an empty value is a field that is not there."""
    if not optional:
        return schema
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    if isinstance(schema.get("type"), list):
        return schema | {"type": [*schema["type"], "null"]}
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}


def _set(field: Field, config: Config) -> Schema:
    return {"type": "array", "items": _value(field, config)}


def _links(field: Field, _: Config) -> Schema:
    ids = {"type": ["array", "null"], "items": kind_schema(field.kind)}
    kinds = {kind: ids | {"description": f"tickets that this one {kind}"} for kind in LINK_KINDS}
    return {"type": "object", "properties": kinds, "additionalProperties": False}


def _records(field: Field, config: Config) -> Schema:
    return {"type": "array", "items": _record(field, config)}


def _record(field: Field, _: Config) -> Schema:
    name = field.name
    properties = {key: _record_value(name, key, kind) for key, kind in RECORDS[name].items()}
    required = REQUIRED.get(name, ())
    return {
        "type": "object",
        "required": [*required],
        "properties": {
            key: _optional(schema, key not in required) for key, schema in properties.items()
        },
    }


def _record_value(name: str, key: str, kind: Kind) -> Schema:
    if key in ("id", "re"):
        return {"type": _SCALAR}
    if (name, key) in CLOSED:
        return enum_schema(CLOSED[name, key], closed=True)
    return kind_schema(kind)


def _custom(field: CustomField) -> Schema:
    said = {"title": field.name, "description": field.meaning or f"a field of type {field.kind}"}
    value = kind_schema(field.kind)
    if field.kind is Kind.ENUM:
        value = enum_schema(field.values, closed=True)
    if field.many:
        value = {"type": "array", "items": value}
    return said | _optional(value, field.required_when != ALWAYS)


def _described(field: Field, config: Config) -> str:
    """Return what an editor shows for a field: its meaning, and its words with theirs."""
    lines = [_line(item) for item in config.declared_for(field.name).values()]
    return "\n".join([f"{field.meaning[:1].upper()}{field.meaning[1:]}.", *lines])


def _line(item: Declared) -> str:
    said = "; ".join(part for part in (item.meaning, item.use_when) if part)
    return f"- {item.name}: {said}" if said else f"- {item.name}"


def _readings(word: str) -> list[object]:
    """Return a word, and what a YAML 1.2 reader takes it for when it stands without quotes."""
    if word in ("true", "false"):
        return [word, word == "true"]
    if word.isascii() and word.isdecimal() and len(word) < 16:
        return [word, int(word)]
    return [word]


def _pattern(text: str, *types: str) -> Schema:
    return {"type": ["string", *types], "pattern": f"^(?:{text})$"}


_KINDS: Mapping[Kind, Schema] = {
    Kind.ID: _pattern(ID_PATTERN.pattern),
    Kind.TICKET: _pattern(ID_PATTERN.pattern),
    Kind.EXTERNAL: _pattern(EXTERNAL_PATTERN.pattern),
    Kind.TIME: _pattern(_DATE + _CLOCK),
    Kind.DATE: _pattern(f"{_DATE}({_CLOCK})?"),
    Kind.DURATION: _pattern(DURATION_PATTERN.pattern),
    Kind.INT: _pattern(r"[+-]?\d{1,18}", "integer"),
    Kind.NUMBER: _pattern(r"[+-]?\d{1,18}(\.\d{1,12})?", "number"),
    Kind.BOOL: {"enum": [True, False, "true", "false"]},
}
_SHAPES = {
    Shape.SET: _set,
    Shape.LINKS: _links,
    Shape.RECORDS: _records,
    Shape.RECORD: _record,
}
