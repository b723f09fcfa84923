from __future__ import annotations

from tests.merge.branches import append, merged, move, on, paths, plan, replace, show
from tix.store.yamlread import read_node

STATUSES = """\
statuses:
  open: {category: queue}
  doing:   # somebody is at it
    category: active
  done: {category: closed}
"""


def test_keys_changed_on_both_sides_both_stand(tracker):
    on(tracker, "ann", replace("tix.yaml", "name: Support desk", "name: Help desk"), at="10:00")
    on(
        tracker,
        "bob",
        replace("tix.yaml", "name: Support desk", "name: Desk"),
        replace("tix.yaml", "  ui: {}\n", "  ui: {}\n  web: {meaning: Pages}\n"),
        append("tix.yaml", "limits:\n  wip: 3\n"),
        at="09:00",
    )
    text = show(tracker, merged(tracker), "tix.yaml")

    assert "name: Help desk\n" in text
    assert "  web: {meaning: Pages}\n" in text
    assert text.endswith("limits:\n  wip: 3\n")


def test_words_and_statuses_added_on_both_sides_stand_in_their_places(tracker):
    on(tracker, "main", append("tix.yaml", STATUSES + "types: [bug, task]\n"), at="08:00")
    on(
        tracker,
        "ann",
        replace("tix.yaml", "[bug, task]", "[bug, incident, task]"),
        replace("tix.yaml", "  doing:", "  triage: {category: queue}\n  doing:"),
    )
    on(
        tracker,
        "bob",
        replace("tix.yaml", "[bug, task]", "[bug, task, question]"),
        replace("tix.yaml", "  done:", "  review: {category: active}\n  done:"),
    )
    text = show(tracker, merged(tracker), "tix.yaml")
    node = read_node(text.encode(), "tix.yaml")

    assert list(node["statuses"]) == ["open", "triage", "doing", "review", "done"]
    assert node["types"] == ["bug", "incident", "task", "question"]
    assert "doing:   # somebody is at it\n" in text


def test_people_and_settings_changed_apart_are_taken_as_they_are(tracker):
    on(tracker, "ann", append("tix.d/people.yaml", "# ours\ncy:\n  emails: [cy@example.com]\n"))
    on(tracker, "bob", replace("tix.yaml", "timezone: UTC", "timezone: Europe/Riga  # home"))
    tree = merged(tracker)

    assert show(tracker, tree, "tix.d/people.yaml") == show(tracker, "ann", "tix.d/people.yaml")
    assert show(tracker, tree, "tix.yaml") == show(tracker, "bob", "tix.yaml")


def test_a_section_taken_away_stays_where_somebody_changed_it_later(tracker):
    drop = replace("tix.yaml", "categories:\n  auth: {children: {login: {}}}\n", "")
    on(tracker, "ann", drop, at="09:00")
    on(tracker, "bob", replace("tix.yaml", "login: {}}}", "login: {}, sso: {}}}"), at="10:00")

    assert "sso" in show(tracker, merged(tracker), "tix.yaml")
    on(tracker, "ann", drop, at="11:00")
    assert "categories" not in show(tracker, merged(tracker), "tix.yaml")


def test_tickets_go_where_the_merged_settings_have_their_status(tracker):
    renamed = STATUSES.replace(
        "doing:   # somebody is at it", "doing:\n    folder: wip\n    was: [doing]"
    )
    on(tracker, "main", append("tix.yaml", STATUSES), at="08:00")
    on(
        tracker,
        "ann",
        lambda folder: (
            replace("tix.yaml", STATUSES, renamed)(folder),
            move("doing/OPS-x2c9fa.yaml", "wip/OPS-x2c9fa.yaml")(folder),
            append("wip/.gitkeep", "")(folder),
        )[0],
        at="12:00",
    )
    on(
        tracker,
        "bob",
        move("open/OPS-k7m2qd.yaml", "doing/OPS-k7m2qd.yaml"),
        move("doing/OPS-x2c9fa.yaml", "done/OPS-x2c9fa.yaml"),
        at="10:00",
    )

    assert [path for path in paths(tracker, merged(tracker)) if path.endswith((".yaml", "p"))] == [
        "doing/.gitkeep",
        "done/.gitkeep",
        "done/2026-11/a/OPS-a0b1c2.yaml",
        "done/2026-11/x/OPS-x2c9fa.yaml",
        "open/.gitkeep",
        "open/OPS-m4x0tz.yaml",
        "review/.gitkeep",
        "tix.d/people.yaml",
        "tix.yaml",
        "waiting/.gitkeep",
        "wip/.gitkeep",
        "wip/OPS-k7m2qd.yaml",
    ]
    assert plan(tracker).findings == ()


def test_a_folder_that_both_sides_renamed_is_still_read_where_the_other_put_it(tracker):
    def renamed(folder: str):
        old = "doing:   # somebody is at it"
        new = f"doing:\n    folder: {folder}\n    was: [doing]"

        def edit(root):
            replace("tix.yaml", old, new)(root)
            move("doing/OPS-x2c9fa.yaml", f"{folder}/OPS-x2c9fa.yaml")(root)

        return edit

    on(tracker, "main", append("tix.yaml", STATUSES), at="08:00")
    on(tracker, "ann", renamed("wip"), at="10:00")
    on(
        tracker,
        "bob",
        renamed("busy"),
        move("open/OPS-k7m2qd.yaml", "busy/OPS-k7m2qd.yaml"),
        at="09:00",
    )
    tree = merged(tracker)
    text = show(tracker, tree, "tix.yaml")
    statuses = read_node(text.encode(), "tix.yaml")["statuses"]

    assert statuses["doing"]["folder"] == "wip"
    assert statuses["doing"]["was"] == ["doing", "busy"]
    assert [path for path in paths(tracker, tree) if path.startswith(("wip", "busy"))] == [
        "wip/OPS-k7m2qd.yaml",
        "wip/OPS-x2c9fa.yaml",
    ]


def test_settings_that_one_side_broke_are_left_out_and_told(tracker):
    on(tracker, "ann", replace("tix.yaml", "timezone: UTC", "timezone: Europe/Riga"))
    on(tracker, "bob", append("tix.yaml", "key: TWICE\n"))

    assert show(tracker, merged(tracker), "tix.yaml") == show(tracker, "ann", "tix.yaml")
    assert [finding.rule for finding in plan(tracker).findings] == ["merge-settings"]
