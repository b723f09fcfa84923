"""The one table of settings: name, form, default and meaning of every key of tix.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tix.config.defaults import (
    CHANNELS,
    FLAGS,
    PRIORITIES,
    RESOLUTIONS,
    STATUSES,
    TYPES,
)
from tix.frozen import frozen
from tix.model.ticket import Node


class Form(StrEnum):
    """What a setting looks like in the file."""

    TEXT = "text"
    INT = "number"
    BOOL = "true or false"
    SIZE = "size"
    CHOICE = "choice"
    KEY = "key"
    ZONE = "time zone"
    QUERY = "query"
    TEXTS = "list"
    VALUES = "names"
    TREE = "tree of names"
    ENTRIES = "mapping"
    TEXT_MAP = "mapping to text"
    SECTION = "section"
    OPEN = "own shape"


@frozen
class Setting:
    """One setting; a `*` in the name stands for any name that the tracker declares.

    `short` is the key that an entry's plain text stands for: `open: queue` for its category.
    An empty `default` means unset; `otherwise` says in words what is then taken instead. `lazy`
    sections are read when an engine asks for them.
    """

    name: str
    form: Form
    meaning: str
    default: Node = ""
    choices: tuple[str, ...] = ()
    short: str = ""
    otherwise: str = ""
    lazy: bool = False


_F = Form

TOP = (
    Setting("format", _F.INT, "version of the format; a newer one is read, never written", "1"),
    Setting("key", _F.KEY, "first part of every id, such as OPS in OPS-k7m2qd; required"),
    Setting("name", _F.TEXT, "what people call the tracker", otherwise="the key"),
    Setting("timezone", _F.ZONE, "rules due dates, days in reports, imports without a zone", "UTC"),
    Setting(
        "statuses",
        _F.ENTRIES,
        "status folders in the order of the board",
        STATUSES,
        short="category",
    ),
    Setting("types", _F.VALUES, "sorts of work", TYPES, short="meaning"),
    Setting("priorities", _F.VALUES, "priorities, the lowest first", PRIORITIES, short="meaning"),
    Setting("categories", _F.TREE, "where tickets belong, as a tree: auth/login", short="meaning"),
    Setting("tags", _F.VALUES, "known tags; with none declared any tag will do", short="meaning"),
    Setting(
        "flags", _F.VALUES, "marks that change how a ticket is treated", FLAGS, short="meaning"
    ),
    Setting("channels", _F.VALUES, "ways in which tickets come in", CHANNELS, short="meaning"),
    Setting("resolutions", _F.VALUES, "ways in which tickets end", RESOLUTIONS, short="meaning"),
    Setting(
        "fields", _F.ENTRIES, "custom fields, which stand at the top level of tickets", short="type"
    ),
    Setting("strict", _F.SECTION, "what an undeclared value is, by section"),
    Setting("views", _F.ENTRIES, "saved queries: `tix view NAME`", short="query"),
    Setting("defaults", _F.TEXT_MAP, "values that new tickets begin with, by field"),
    Setting("list", _F.SECTION, "how `tix list` looks"),
    Setting("board", _F.SECTION, "how `tix board` looks"),
    Setting("attachments", _F.SECTION, "what may be attached"),
    Setting("limits", _F.SECTION, "how large things may grow before tix speaks up"),
    Setting("commit", _F.SECTION, "how tix commits"),
    Setting("workflow", _F.OPEN, "which moves are allowed, and on what conditions", lazy=True),
    Setting("permissions", _F.OPEN, "who may change what", lazy=True),
    Setting("people", _F.OPEN, "who is who: handles, addresses, teams, roles", lazy=True),
    Setting("teams", _F.OPEN, "teams, with their leads and calendars", lazy=True),
    Setting("customers", _F.OPEN, "organisations that tickets are for", lazy=True),
    Setting("levels", _F.OPEN, "levels of support, the first one first", lazy=True),
    Setting("milestones", _F.OPEN, "releases and goals, with their dates", lazy=True),
    Setting("calendars", _F.OPEN, "working hours and holidays", lazy=True),
    Setting("sla", _F.OPEN, "service level policies", lazy=True),
    Setting("escalations", _F.OPEN, "what happens as a target comes near or is missed", lazy=True),
    Setting("rules", _F.OPEN, "automation: when, if, then", lazy=True),
    Setting("macros", _F.OPEN, "several changes and a reply under one name", lazy=True),
    Setting("templates", _F.OPEN, "tickets to begin from: `tix create --template NAME`", lazy=True),
    Setting("routing", _F.OPEN, "who gets new tickets", lazy=True),
    Setting("satisfaction", _F.OPEN, "how requesters are asked what they thought", lazy=True),
    Setting("reports", _F.OPEN, "saved reports, and what all reports share", lazy=True),
    Setting("checks", _F.OPEN, "severity of checks, by rule id", lazy=True),
    Setting("merge", _F.OPEN, "how merges of tickets are settled", lazy=True),
    Setting("sync", _F.OPEN, "where `tix sync` fetches and pushes", lazy=True),
    Setting("mail", _F.OPEN, "mailboxes in and out", lazy=True),
    Setting("kb", _F.OPEN, "the knowledge base", lazy=True),
    Setting("site", _F.OPEN, "the published site", lazy=True),
    Setting("exchange", _F.OPEN, "imports, exports and their mappings", lazy=True),
)

#: Keys that every declared value may carry, whatever its section.
COMMON = (
    Setting("*.meaning", _F.TEXT, "what the value means, in one sentence"),
    Setting("*.use_when", _F.TEXT, "when to choose it and not its neighbour"),
    Setting("*.colour", _F.TEXT, "colour on a terminal or page: a name or #rrggbb"),
    Setting("*.was", _F.TEXTS, "names that it had; tickets and queries may still use them"),
)

_SEVERITY = ("error", "warning", "off")
_STRICT = (
    "types",
    "priorities",
    "categories",
    "tags",
    "flags",
    "channels",
    "resolutions",
    "people",
)

INNER = (
    Setting(
        "statuses.*.category",
        _F.CHOICE,
        "what the status means to reports and clocks; required",
        choices=("queue", "active", "waiting", "closed"),
    ),
    Setting("statuses.*.folder", _F.TEXT, "folder of its files", otherwise="the name"),
    Setting(
        "statuses.*.shelf",
        _F.CHOICE,
        "how its files are spread over folders",
        otherwise="month/c when closed, else flat",
        choices=("flat", "c", "month/c"),
    ),
    Setting("types.*.template", _F.TEXT, "template that such a ticket begins from"),
    Setting("types.*.transitions", _F.OPEN, "moves for this type, instead of the workflow's"),
    Setting("categories.*.team", _F.TEXT, "team that gets such tickets"),
    Setting("categories.*.children", _F.TREE, "categories below this one", short="meaning"),
    Setting(
        "resolutions.*.counts",
        _F.BOOL,
        "false: clocks are cancelled, statistics leave it out",
        "true",
    ),
    Setting(
        "fields.*.type",
        _F.TEXT,
        "text, block (of lines), int, number, bool, date, time, duration, enum, person, ticket,"
        " or `list of` one",
        "text",
    ),
    Setting("fields.*.values", _F.TEXTS, "the choices of an enum"),
    Setting("fields.*.required_when", _F.QUERY, "tickets that must have it; `always` for all"),
    Setting("views.*.query", _F.QUERY, "the query; required"),
    Setting("views.*.columns", _F.TEXTS, "fields to show", otherwise="list.columns"),
    Setting(
        "views.*.sort",
        _F.TEXT,
        "field to sort by; a leading - turns it round",
        otherwise="list.sort",
    ),
    *(
        Setting(f"strict.{name}", _F.CHOICE, f"undeclared {name}", "warning", choices=_SEVERITY)
        for name in _STRICT
    ),
    Setting(
        "list.columns",
        _F.TEXTS,
        "fields to show",
        ["id", "status", "priority", "assignee", "title"],
    ),
    Setting("list.sort", _F.TEXT, "field to sort by; a leading - turns it round", "-priority"),
    Setting("board.by", _F.TEXT, "field whose values are the columns", "status"),
    Setting(
        "board.columns", _F.TEXTS, "values to show as columns, in order", otherwise="all not closed"
    ),
    Setting("attachments.max_size", _F.SIZE, "largest file that may be attached", "10MiB"),
    Setting("attachments.refuse", _F.TEXTS, "names that are refused, as patterns such as *.exe"),
    Setting("limits.folder", _F.INT, "files in a folder before shelving is suggested", "1000"),
    Setting(
        "limits.ticket",
        _F.SIZE,
        "size of a ticket before a warning; 4MiB is the format's end",
        "1MiB",
    ),
    Setting(
        "commit.foreign_hooks",
        _F.CHOICE,
        "hooks of others on tix's commits: run where they could matter, always, never",
        "auto",
        choices=("auto", "run", "skip"),
    ),
)

#: Every setting by its name; entries of declared values have a `*` where their name stands.
SETTINGS: dict[str, Setting] = {item.name: item for item in (*TOP, *COMMON, *INNER)}

#: Sections that are read when an engine asks for them, never to list tickets.
LAZY = frozenset(item.name for item in TOP if item.lazy)


def find_setting(name: str) -> Setting | None:
    """Return the setting that a dotted name such as `statuses.open.category` falls under."""
    head, *rest = name.split(".")
    found = SETTINGS.get(name) or SETTINGS.get(head)
    if found is None or found.name == name:
        return found
    if found.form in (Form.OPEN, Form.TEXT_MAP):
        return found
    while found.form is Form.TREE and rest[1:2] == ["children"] and len(rest) > 2:
        rest = rest[2:]
    if found.form in (Form.ENTRIES, Form.VALUES, Form.TREE):
        return found if len(rest) == 1 else entry_setting(found, rest[-1])
    return None


def entry_setting(section: Setting, key: str) -> Setting | None:
    """Return the setting for `key` of an entry of a section, such as `folder` of a status."""
    head = section.name.partition(".")[0]
    return SETTINGS.get(f"{head}.*.{key}") or SETTINGS.get(f"*.{key}")


def default_text(setting: Setting) -> str:
    """Return the default as documentation shows it, empty when there is none."""
    default = setting.default or setting.otherwise
    if isinstance(default, Mapping):
        return ", ".join(default)
    if isinstance(default, list):
        return ", ".join(str(item) for item in default)
    return default


def form_text(setting: Setting) -> str:
    """Return the form as documentation shows it, with the choices where there are some."""
    return ", ".join(setting.choices) or str(setting.form)
