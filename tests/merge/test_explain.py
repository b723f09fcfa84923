from __future__ import annotations

from tests.builders import git
from tests.merge.branches import on, replace

LOGIN = "open/OPS-k7m2qd.yaml"


def test_each_decision_is_told_with_both_values_and_why(tracker, tix):
    ann = on(tracker, "ann", replace(LOGIN, "priority: high", "priority: low"), at="09:00")
    bob = on(tracker, "bob", replace(LOGIN, "priority: high", "priority: normal"), at="10:00")
    git(tracker, "checkout", "-q", "main")
    result = tix("--utc", "explain-merge", "ann", "bob", "k7m")

    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "OPS-k7m2qd\n"
        "  priority: theirs stands, later\n"
        f"    ours    low, by ann@example.com, 2026-11-20 09:00Z ({ann[:10]})\n"
        f"  > theirs  normal, by bob, 2026-11-20 10:00Z ({bob[:10]})\n"
    )
    assert tix("explain-merge", "ann", "bob", "--json").json == {
        "tix": 1,
        "kind": "merge.explain",
        "ours": ann,
        "theirs": bob,
        "total": 1,
        "items": [
            {
                "id": "OPS-k7m2qd",
                "register": "priority",
                "ours": {
                    "value": "low",
                    "by": "ann@example.com",
                    "at": "2026-11-20T09:00:00Z",
                    "commit": ann,
                },
                "theirs": {
                    "value": "normal",
                    "by": "bob",
                    "at": "2026-11-20T10:00:00Z",
                    "commit": bob,
                },
                "winner": "theirs",
                "why": "later",
            }
        ],
        "findings": [],
    }


def test_nothing_decided_is_said_and_what_is_not_there_is_an_error(tracker, tix):
    on(tracker, "ann", replace(LOGIN, "priority: high", "priority: low"))
    result = tix("explain-merge", "main", "ann")
    said = "The merge: nothing to decide; no value was set on both sides anew.\n"
    assert (result.out, result.err, result.code) == ("", said, 0)

    result = tix("explain-merge", "main", "gone")
    assert (result.code, result.err) == (
        4,
        "tix: There is no commit gone.\nhint: git log --oneline\n",
    )
    assert tix("explain-merge", "main", "ann", "zzz").code == 4
