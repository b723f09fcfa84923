from __future__ import annotations

from tests.builders import git
from tests.merge.branches import (
    append,
    merge,
    merged,
    move,
    on,
    paths,
    plan,
    remove,
    replace,
    show,
)
from tix.merge.decisions import Winner

LOGIN = "open/OPS-k7m2qd.yaml"
MAIL = "doing/OPS-x2c9fa.yaml"


def said(id: str, text: str, at: str = "2026-11-20T10:00:00Z") -> str:
    return f"  - id: {id}\n    at: {at}\n    by: ada\n    kind: note\n    text: |\n      {text}\n"


def test_a_file_that_vanished_by_hand_comes_back_with_what_others_wrote(tracker):
    on(tracker, "ann", remove(LOGIN), remove("open/OPS-m4x0tz.yaml"))
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: low"))
    tree = merged(tracker)

    assert show(tracker, tree, LOGIN) == show(tracker, "bob", LOGIN)
    assert show(tracker, tree, "open/OPS-m4x0tz.yaml") == show(
        tracker, "main", "open/OPS-m4x0tz.yaml"
    )


def test_a_similar_new_ticket_never_gets_the_edits_of_one_that_vanished(tracker):
    on(tracker, "ann", move(LOGIN, "open/OPS-zzzzz0.yaml"))
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: low"))
    tree = merged(tracker)

    assert show(tracker, tree, LOGIN) == show(tracker, "bob", LOGIN)
    assert show(tracker, tree, "open/OPS-zzzzz0.yaml") == show(
        tracker, "ann", "open/OPS-zzzzz0.yaml"
    )


def test_a_value_set_and_set_back_was_set(tracker):
    on(
        tracker,
        "ann",
        replace(LOGIN, "priority: high", "priority: low"),
        replace(LOGIN, "priority: low", "priority: high"),
        at="11:00",
    )
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: normal"), at="10:00")

    assert "priority: high\n" in show(tracker, merged(tracker), LOGIN)


def test_a_fast_clock_does_not_beat_an_edit_made_after_seeing_it(tracker):
    on(tracker, "ann", replace(LOGIN, "priority: high", "priority: low"), at="23:00")
    on(tracker, "bob", replace(LOGIN, "priority: low", "priority: normal"), at="09:00", start="ann")
    on(tracker, "ann", append(MAIL, said("caaaaa", "here")), at="23:30", start="ann")
    tree = merged(tracker)

    assert "priority: normal\n" in show(tracker, tree, LOGIN)


def test_comments_of_both_stand_in_order_and_comments_of_the_file_stay(tracker):
    on(tracker, "ann", append(MAIL, said("caaaaa", "later", "2026-11-20T12:00:00Z")))
    on(
        tracker,
        "bob",
        append(MAIL, said("cbbbbb", "earlier")),
        replace(MAIL, "assignee: bob\n", "assignee: bob  # for now\n"),
    )
    text = show(tracker, merged(tracker), MAIL)

    assert text.index("earlier") < text.index("later")
    assert "assignee: bob  # for now\n" in text


def test_a_description_that_cannot_be_woven_keeps_the_loser_as_a_note_for_ever_once(tracker):
    def rewrite(old: str, new: str):
        return replace(LOGIN, old, new)

    on(tracker, "ann", rewrite("Reset works", "Nothing works"), at="10:00")
    on(tracker, "bob", rewrite("Reset works", "Reset breaks"), at="11:00")
    merge(tracker, "one", "ann", "bob", at="12:00")
    merge(tracker, "two", "bob", "ann", at="13:00")
    text = show(tracker, "one", LOGIN)

    assert "description: |\n  Reset breaks, but" in text
    assert text.count("Nothing works, but the next login fails.") == 1
    assert "    at: 2026-11-20T10:00:00Z\n    by: ann@example.com\n    kind: note\n" in text
    assert show(tracker, "two", LOGIN) == text
    on(tracker, "ann", rewrite("  Reset breaks", "  Settled"), at="14:00", start="one")
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: low"), at="14:00", start="two")
    assert show(tracker, merged(tracker), LOGIN) == text.replace(
        "  Reset breaks", "  Settled", 1
    ).replace("priority: high", "priority: low")


def test_the_decision_on_a_woven_text_is_both(tracker):
    on(tracker, "main", replace(LOGIN, "fails.\n", "fails.\n  Since Monday.\n"), at="08:00")
    on(tracker, "ann", replace(LOGIN, "Reset", "The reset"))
    on(tracker, "bob", replace(LOGIN, "Monday", "Friday"))
    (decision,) = plan(tracker).decisions

    assert (str(decision.register), decision.winner) == ("description", Winner.BOTH)
    assert "  The reset works, but the next login fails.\n  Since Friday.\n" in show(
        tracker, merged(tracker), LOGIN
    )


NEW = "id: OPS-q1q1q1\ntitle: {}\nreporter: {}\ncreated: 2026-11-20T{}:00Z\n"


def test_two_tickets_of_one_id_become_two_wherever_they_meet(tracker):
    path = "open/OPS-q1q1q1.yaml"
    on(tracker, "ann", append(path, NEW.format("Elder", "ann@x.com", "09:00")), at="09:00")
    on(
        tracker,
        "bob",
        append(path, NEW.format("Younger", "bob@x.com", "10:00")),
        replace(LOGIN, "description:", "links:\n  relates:\n    - OPS-q1q1q1\ndescription:"),
        append("files/OPS-q1q1q1/0123456789ab-log", "log\n"),
        append(path, "attachments:\n  - id: aaaaaa\n    file: 0123456789ab-log\n    name: log\n"),
        at="10:00",
    )
    git(tracker, "branch", "cy", "bob~3")
    merge(tracker, "one", "ann", "bob")
    merge(tracker, "two", "bob", "ann", at="16:00")
    (new,) = [name for name in paths(tracker, "one") if "formerly:" in show(tracker, "one", name)]
    id = new.removeprefix("open/").removesuffix(".yaml")

    assert git(tracker, "rev-parse", "one^{tree}") == git(tracker, "rev-parse", "two^{tree}")
    assert show(tracker, "one", path) == show(tracker, "ann", path)
    assert show(tracker, "one", new).startswith(
        f"id: {id}\nformerly: OPS-q1q1q1\ntitle: Younger\nreporter: bob@x.com\n"
    )
    assert f"  relates:\n    - {id}\n" in show(tracker, "one", LOGIN)
    assert [name for name in paths(tracker, "one") if name.startswith("files/")] == [
        f"files/{id}/0123456789ab-log"
    ]
    assert [finding.rule for finding in plan(tracker).findings] == ["merge-two-tickets"]

    on(tracker, "cy", append(path, "comments:\n" + said("cccccc", "late")), at="17:00", start="cy")
    on(tracker, "ann", replace(new, "title: Younger", "title: Renamed"), at="18:00", start="one")
    on(tracker, "bob", replace(path, "Elder", "Old"), at="18:00", start="two")
    tree = merged(tracker, "ann", "cy")
    assert show(tracker, tree, path) == show(tracker, "ann", path)
    assert "title: Renamed\n" in show(tracker, tree, new)
    assert "      late\n" in show(tracker, tree, new)
    merge(tracker, "one", "ann", "cy")
    merge(tracker, "two", "bob", "cy", at="20:00")
    tree = merged(tracker, "one", "two")
    assert "title: Old\n" in show(tracker, tree, path)
    assert "title: Renamed\n" in show(tracker, tree, new)
    assert show(tracker, tree, new).count("late") == 1


def test_a_broken_file_on_one_side_is_kept_beside_the_ticket(tracker):
    on(tracker, "ann", append(LOGIN, "priority: low\n"), at="10:00")
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: normal"), at="09:00")
    tree = merged(tracker)
    (kept,) = [name for name in paths(tracker, tree) if name.startswith("files/")]

    assert show(tracker, tree, kept) == show(tracker, "ann", LOGIN)
    assert show(tracker, tree, LOGIN) == show(tracker, "bob", LOGIN)
    assert [(found.rule, found.path) for found in plan(tracker).findings] == [
        ("merge-unread", kept)
    ]


def test_line_ends_and_byte_order_marks_of_one_side_stay(tracker):
    def windows(folder):
        file = folder / LOGIN
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    on(tracker, "ann", windows)
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: normal"))
    tree = merged(tracker)
    text = git(tracker, "cat-file", "blob", f"{tree}:{LOGIN}")

    assert "priority: normal\r\n" in text or "priority: normal\n" in text
    assert plan(tracker).findings == ()


def test_a_newer_format_is_taken_whole_and_the_other_side_is_kept(tracker):
    on(tracker, "ann", replace("tix.yaml", "format: 1", "format: 2"), append(LOGIN, "new: x\n"))
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: normal"))
    tree = merged(tracker)
    (kept,) = [name for name in paths(tracker, tree) if name.startswith("files/")]

    assert show(tracker, tree, LOGIN) == show(tracker, "ann", LOGIN)
    assert show(tracker, tree, kept) == show(tracker, "bob", LOGIN)


def test_a_purged_ticket_stays_purged_and_parts_of_one_stay_away(tracker):
    grave = "files/tombstones/OPS-k7m2qd.yaml"
    stone = "id: OPS-k7m2qd\npurged: 2026-11-20T09:00:00Z\nby: ada\n"
    on(tracker, "bob", replace(LOGIN, "priority: high", "priority: low"))
    on(tracker, "ann", remove(LOGIN), append(grave, stone))
    tree = merged(tracker)
    assert (show(tracker, tree, LOGIN), show(tracker, tree, grave)) == ("", stone)

    text = "description: |\n  Reset works, but the next login fails.\n"
    on(
        tracker,
        "ann",
        replace(LOGIN, text, ""),
        append(grave, stone + "records:\n  - description\n"),
        at="08:00",
    )
    on(tracker, "bob", replace(LOGIN, "login fails", "one fails"), at="10:00")
    assert "description" not in show(tracker, merged(tracker), LOGIN)
