"""CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from tix.cli.output import Json, Record
from tix.text import as_cell, clean


def to_csv(names: Sequence[str], records: Sequence[Record]) -> str:
    """Return a header and one line for each record; lists of texts are joined with commas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(_guarded, names))
    for record in records:
        writer.writerow([_guarded(record.get(name)) for name in names])
    return out.getvalue()


def cell(value: Json) -> str:
    """Return a JSON value as one text: nothing for null, commas for lists, JSON for the rest."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(str(item) for item in value)
    return json.dumps(value, ensure_ascii=False) if value not in ([], {}) else ""


def _guarded(value: Json) -> str:
    """Return the cell with a quote before what a spreadsheet would run; numbers stay numbers."""
    text = cell(value)
    return as_cell(text) if isinstance(value, (str, list)) else clean(text, lines=True)
