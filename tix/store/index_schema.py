"""The tables of the index; a new VERSION has every clone rebuild its own."""

from __future__ import annotations

from tix.text import TOKENIZER

#: Raise it with every change of the tables, of `index_rows` or of how text is folded.
VERSION = 3

#: Columns that hold the text of the field they are named after, '' when unset.
FIELDS = (
    "title",
    "type",
    "priority",
    "impact",
    "urgency",
    "category",
    "resolution",
    "level",
    "channel",
    "reporter",
    "customer",
    "team",
    "assignee",
    "visibility",
    "milestone",
    "estimate",
    "created",
    "due",
    "snoozed",
    "parent",
    "external",
    "formerly",
)

#: Columns in the order of a row; `mark` is the scan's number for the file, `place` the row of its
#: folder, and `doc`, by far the longest, comes last so that lists never read it.
COLUMNS = (
    "id",
    "folder",
    "path",
    "status",
    "state",
    *FIELDS,
    "comments",
    "commented",
    "checks",
    "checked",
    "broken",
    "mark",
    "place",
    "doc",
)

#: Sets whose members are rows of `member`; links are there too, as `links.blocks` and so on.
SETS = ("tags", "flags", "watchers", "participants")

_INTEGERS = frozenset({"comments", "checks", "checked", "mark", "place"})
_DECLARED = ",\n".join(
    f"  {name} {'INTEGER' if name in _INTEGERS else 'TEXT'} NOT NULL" for name in COLUMNS
)

DDL = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A folder that was looked at: `stamp` is its own stat data, `total` the sum of its files' marks,
-- NULL while only names were read; `fresh` are names to read again.
CREATE TABLE place (
  rowid INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, folder TEXT NOT NULL,
  stamp INTEGER NOT NULL, total INTEGER, fresh TEXT NOT NULL
);

CREATE TABLE ticket (
  rowid INTEGER PRIMARY KEY,
{_DECLARED}
);
CREATE UNIQUE INDEX ticket_path ON ticket (path);
CREATE INDEX ticket_id ON ticket (id);
-- All that a plain list shows and sorts by, so that it need not walk through the long rows.
CREATE INDEX ticket_list ON ticket (
  status, priority, created, id, assignee, due, snoozed, type, broken, title
);
CREATE INDEX ticket_place ON ticket (place);
CREATE INDEX ticket_parent ON ticket (parent) WHERE parent <> '';
CREATE INDEX ticket_external ON ticket (external) WHERE external <> '';
CREATE INDEX ticket_formerly ON ticket (formerly) WHERE formerly <> '';

CREATE TABLE member (
  ticket INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (ticket, field, value)
) WITHOUT ROWID;
CREATE INDEX member_value ON member (value, field);

-- Names that are known to be there while nobody has asked what is in them.
CREATE TABLE name (path TEXT PRIMARY KEY, id TEXT NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX name_id ON name (id);
CREATE INDEX name_place ON name (place);

-- Only the words: what they were taken from is in ticket.doc.
CREATE VIRTUAL TABLE words USING fts5 (title, body, content = '', tokenize = "{TOKENIZER}");
"""
