from __future__ import annotations

import pytest

from tix.config.load import parse_config
from tix.findings import Finding, Severity
from tix.model.config import Config
from tix.model.ticket import Node, Ticket
from tix.model.validate import check_ticket, find_faults

SETTINGS = """\
key: OPS
tags: {login: {}, ui: {was: [gui]}}
categories: {auth: {children: {login: {}}}}
fields:
  browser: {type: enum, values: [Firefox, Chrome], required_when: type:bug}
  seen: list of date
  cost: int
  site: {type: text, required_when: always}
people: {ana: ana@example.com}
strict: {categories: error, channels: off}
"""
GOOD: dict[str, Node] = {
    "id": "OPS-k7m2qd",
    "title": "Login fails",
    "created": "2026-11-21T10:02:11Z",
    "site": "Riga",
}


def config(text: str = SETTINGS) -> Config:
    made, findings = parse_config({"tix.yaml": text.encode()})
    assert findings == []
    return made


CONFIG = config()


def faults(**fields: Node) -> list[tuple[str, str, str]]:
    found = find_faults(Ticket("open", GOOD | fields), CONFIG)
    return [(".".join(fault.path), fault.severity.value, fault.message) for fault in found]


def test_a_ticket_in_order_has_no_findings() -> None:
    fields: dict[str, Node] = {
        "type": "bug",
        "priority": "high",
        "category": "auth/login",
        "tags": ["login"],
        "assignee": "ana",
        "reporter": "jane@example.com",
        "due": "2026-11-24",
        "links": {"blocks": ["OPS-x2c9fa"]},
        "checklist": [{"id": "qk3v7d", "text": "Try it", "done": "true"}],
        "comments": [
            {
                "id": "c7f2kq",
                "at": "2026-11-21T10:05:00Z",
                "by": "ana",
                "kind": "reply",
                "text": "a\n",
            }
        ],
        "seen": ["2026-11-20"],
        "cost": "3",
        "browser": "Firefox",
    }
    assert faults(**fields) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": ""}, [("title", "error", "title is missing")]),
        ({"title": "a\nb"}, [("title", "error", "title has more than one line")]),
        (
            {"title": ["a"]},
            [
                ("title", "error", "title must be one value, not a list or a mapping"),
                ("title", "error", "title is missing"),
            ],
        ),
        (
            {"due": "soon"},
            [("due", "error", "due is wrong: 'soon' is no date such as 2026-11-24")],
        ),
        ({"tags": "ui"}, [("tags", "error", "tags must be a list, one item a line")]),
        (
            {"tags": ["logn", "ui"]},
            [("tags.0", "warning", "'logn' is not declared in tags; did you mean login?")],
        ),
        ({"tags": ["gui"]}, [("tags.0", "info", "'gui' is now called 'ui'")]),
        ({"category": "hw"}, [("category", "error", "'hw' is not declared in categories")]),
        ({"channel": "pigeon"}, []),
        (
            {"assignee": "anna"},
            [("assignee", "warning", "assignee 'anna' is nobody in people; did you mean ana?")],
        ),
        (
            {"browser": "Opera"},
            [("browser", "error", "browser is 'Opera'; it can be Firefox, Chrome")],
        ),
        ({"seen": "2026-11-20"}, [("seen", "error", "seen must be a list, one item a line")]),
        (
            {"seen": ["2026-11-20", "never"]},
            [("seen.1", "error", "seen is wrong: 'never' is no date such as 2026-11-24")],
        ),
        ({"cost": "x"}, [("cost", "error", "cost is wrong: 'x' is no whole number")]),
        (
            {"asignee": "ana"},
            [
                (
                    "asignee",
                    "warning",
                    "asignee is no field of this tracker; it stays as it is;"
                    " did you mean assignee?",
                )
            ],
        ),
        (
            {"notes": "x"},
            [("notes", "info", "notes is no field of this tracker; it stays as it is")],
        ),
        (
            {"links": {"blocked": ["OPS-x2c9fa"], "blocks": ["x"], "relates": "y"}},
            [
                (
                    "links.blocked",
                    "error",
                    "'blocked' is no kind of link; there are blocks, duplicates, relates,"
                    " caused-by",
                ),
                ("links.blocks.0", "error", "links.blocks is wrong: 'x' is no ticket id"),
                ("links.relates", "error", "links.relates must be a list of ids"),
            ],
        ),
        (
            {"comments": [{"id": "c1", "at": "now", "by": "ana"}, {"id": "c1", "kind": "x"}, "hi"]},
            [
                (
                    "comments.0.at",
                    "error",
                    "comments.at is wrong: 'now' is no time such as 2026-11-21T10:02:11Z",
                ),
                (
                    "comments.1.kind",
                    "error",
                    "comments.kind is 'x'; it can be reply, note, call, decision, auto",
                ),
                ("comments.1", "error", "comments has an entry without at"),
                ("comments.1", "error", "comments has an entry without by"),
                ("comments.1", "error", "comments has the id 'c1' twice"),
                ("comments.2", "error", "each of comments must be a mapping"),
            ],
        ),
        (
            {"checklist": [{"id": "qk3v7d", "text": "a", "donne": "true"}]},
            [
                (
                    "checklist.0.donne",
                    "info",
                    "checklist has no key 'donne'; it stays as it is; did you mean done?",
                )
            ],
        ),
        ({"site": ""}, []),
    ],
)
def test_each_fault_is_found_at_its_path(
    fields: dict[str, Node], expected: list[tuple[str, str, str]]
) -> None:
    assert faults(**fields) == expected


def test_what_is_required_depends_on_the_query() -> None:
    ticket = Ticket("open", {key: GOOD[key] for key in ("id", "title", "created")})
    asked: list[str] = []

    def answers(query: str, _: Ticket) -> bool:
        asked.append(query)
        return True

    assert check_ticket(ticket, CONFIG, "open/OPS-k7m2qd.yaml", answers) == [
        Finding(
            Severity.ERROR,
            "field-required",
            "open/OPS-k7m2qd.yaml",
            message,
            fix=f"tix set OPS-k7m2qd {name}=…",
        )
        for name, message in [
            ("browser", "browser is required here (type:bug)"),
            ("site", "site is required"),
        ]
    ]
    assert asked == ["type:bug"]
    assert [fault.path for fault in find_faults(ticket, CONFIG)] == [("site",)]


def test_nothing_declared_allows_anything() -> None:
    plain = config("key: OPS\nresolutions: {}\n")
    doc: dict[str, Node] = {"tags": ["what", "ever"], "resolution": "gone", "assignee": "zoe"}
    made = Ticket("done", {key: GOOD[key] for key in ("id", "title", "created")} | doc)
    assert check_ticket(made, plain) == []
