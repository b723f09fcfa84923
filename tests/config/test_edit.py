from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.config.audit import audit_config
from tix.config.edit import ConfigEdit, get_value, plan_section, plan_set, value_from_text
from tix.config.edit_statuses import (
    plan_add_status,
    plan_move_status,
    plan_remove_status,
    plan_rename_status,
    plan_shelve_status,
)
from tix.config.load import parse_config
from tix.config.templates import TEMPLATES, template_text
from tix.errors import BadInput, ConfigError, NotFound, TixError
from tix.model.config import Config
from tix.model.statuses import Category, Shelf, Status

BEFORE = """\
# ours
key: OPS  # for ever
statuses:
  open: queue
  doing: {category: active, folder: work}
  done: closed

# what people write about
tags: [ui]  # few
"""
FILES = {"tix.yaml": BEFORE.encode()}


def after(edit: ConfigEdit, files: dict[str, bytes] = FILES) -> Config:
    config, findings = parse_config({**files, edit.path: edit.after})
    assert findings == []
    return config


def board(edit: ConfigEdit) -> list[str]:
    return list(after(edit).statuses)


def test_a_new_key_goes_to_the_end_and_nothing_else_changes() -> None:
    edit = plan_set(FILES, "views.mine", "assignee:me")
    assert edit.before == BEFORE.encode()
    assert edit.after.decode() == BEFORE + "views:\n  mine: assignee:me\n"


def test_a_key_that_is_there_is_changed_in_its_place() -> None:
    edit = plan_set(FILES, "key", "DESK")
    assert edit.after.decode() == BEFORE.replace("key: OPS", "key: DESK")


def test_one_name_of_a_list_can_be_given_a_meaning() -> None:
    config = after(plan_set(FILES, "tags.ui.meaning", "Buttons"))
    assert {name: tag.meaning for name, tag in config.tags.items()} == {"ui": "Buttons"}


def test_a_tree_of_names_that_say_nothing_takes_another_branch() -> None:
    files = {"tix.yaml": b"key: OPS\ncategories:\n  auth: {children: {login: {}, sso: {}}}\n"}
    edit = plan_section(files, "categories", lambda node: {**cast("dict", node), "web": "Sites"})
    assert list(after(edit, files).categories) == ["auth", "auth/login", "auth/sso", "web"]


def test_a_setting_can_be_taken_out() -> None:
    assert b"tags" not in plan_set(FILES, "tags", None).after
    files = {"tix.yaml": BEFORE.encode() + b"list: {sort: due, columns: [id]}\n"}
    edit = plan_set(files, "list.sort", None)
    assert after(edit, files).text("list.sort") == "-priority"
    assert after(edit, files).texts("list.columns") == ("id",)


def test_the_first_setting_of_an_empty_file_is_its_key() -> None:
    edit = plan_set({"tix.yaml": b"# new\n"}, "key", "A")
    assert edit.after == b"# new\nkey: A\n"


def test_a_section_in_a_file_of_its_own_is_edited_there() -> None:
    files = {"tix.yaml": b"key: A\n", "tix.d/people.yaml": b"# us\nana: ana@example.com\n"}
    edit = plan_set(files, "people.bob.emails", ["bob@example.com"])
    assert edit.path == "tix.d/people.yaml"
    assert edit.after.startswith(b"# us\nana: ana@example.com\n")
    assert after(edit, files).people.handle("bob@example.com") == "bob"


def test_a_section_kept_in_several_files_is_left_to_the_editor() -> None:
    files = {"tix.yaml": b"key: A\n", "tix.d/rules/nudge.yaml": b"when: daily\n"}
    with pytest.raises(BadInput) as caught:
        plan_set(files, "rules.nudge.when", "hourly")
    assert caught.value.hint == "edit those in tix.d/rules/"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("key", "low", "Key is 'low'; a key is 1 to 16 capital letters"),
        ("statuses.open.folder", "kb", "The folder 'kb' of open is one of the tracker's own names"),
        ("priorities", ["a", "a"], "Priorities has 'a' twice"),
        ("people.Bob", "b@c.d", "'Bob' is no handle"),
        ("timezone", "Mars/Base", "Timezone is 'Mars/Base', which this machine does not know"),
    ],
)
def test_what_would_break_the_settings_is_not_written(
    name: str, value: str | list[str], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        plan_set(FILES, name, value)
    assert caught.value.message.startswith(message)


def test_one_of_two_faults_can_be_mended_while_the_other_stands() -> None:
    files = {"tix.yaml": b"key: a\nstatuses: 3\n"}
    assert plan_set(files, "key", "A").after == b"key: A\nstatuses: 3\n"


def test_no_setting_is_not_found_with_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        plan_set(FILES, "tabs", "x")
    assert caught.value.hint == "did you mean tags?"


def test_a_status_is_added_at_the_end_or_beside_another() -> None:
    entry = {"category": "waiting"}
    assert board(plan_add_status(FILES, "late", entry)) == ["open", "doing", "done", "late"]
    assert board(plan_add_status(FILES, "late", entry, after="doing")) == [
        "open",
        "doing",
        "late",
        "done",
    ]
    with pytest.raises(BadInput):
        plan_add_status(FILES, "open", entry)


def test_the_default_statuses_can_be_edited_too() -> None:
    edit = plan_add_status({"tix.yaml": b"key: A\n"}, "late", {"category": "waiting"})
    assert list(after(edit, {}).statuses) == ["open", "doing", "waiting", "review", "done", "late"]


def test_renaming_keeps_the_folder_and_the_old_name() -> None:
    config = after(plan_rename_status(FILES, "open", "new"))
    assert config.statuses["new"] == Status("new", Category.QUEUE, "open", was=("open",))
    assert config.status_of_folder("open") == "new"


def test_renaming_with_the_folder_knows_the_old_folder() -> None:
    config = after(plan_rename_status(FILES, "doing", "busy", folder=True))
    assert config.statuses["busy"] == Status("busy", Category.ACTIVE, "busy", was=("doing", "work"))
    assert list(config.statuses) == ["open", "busy", "done"]
    assert config.status_of_folder("work") == "busy"


def test_renaming_there_and_back_leaves_no_trace_of_the_present_name() -> None:
    edit = plan_rename_status(FILES, "open", "new")
    back = plan_rename_status({"tix.yaml": edit.after}, "new", "open")
    assert after(back).statuses["open"] == Status("open", Category.QUEUE, "open", was=("new",))


def test_a_status_moves_on_the_board_though_nothing_else_differs() -> None:
    assert board(plan_move_status(FILES, "done", before="open")) == ["done", "open", "doing"]
    assert board(plan_move_status(FILES, "open")) == ["doing", "done", "open"]


def test_a_status_in_a_file_of_its_own_moves_as_well() -> None:
    files = {"tix.yaml": b"key: A\n", "tix.d/statuses.yaml": b"a: queue\nb: closed\n"}
    edit = plan_move_status(files, "b", before="a")
    assert list(after(edit, files).statuses) == ["b", "a"]


def test_what_still_arrives_for_a_removed_status_goes_to_its_heir() -> None:
    config = after(plan_remove_status(FILES, "doing", "open"))
    assert list(config.statuses) == ["open", "done"]
    assert [config.status_of_folder(folder) for folder in ("doing", "work")] == ["open", "open"]
    with pytest.raises(NotFound):
        plan_remove_status(FILES, "nowhere", "open")


def test_a_status_gets_another_shelf() -> None:
    config = after(plan_shelve_status(FILES, "open", Shelf.CHARACTER))
    assert config.statuses["open"] == Status("open", Category.QUEUE, "open", Shelf.CHARACTER)


def test_what_somebody_typed_becomes_the_shape_of_the_setting() -> None:
    assert value_from_text("priorities", "low, high") == ["low", "high"]
    assert value_from_text("tags", "{ui: {meaning: Buttons}, api: }") == {
        "ui": {"meaning": "Buttons"},
        "api": "",
    }
    assert value_from_text("name", "[not] a list") == "[not] a list"
    assert value_from_text("statuses.open.was", "new, fresh") == ["new", "fresh"]
    assert value_from_text("views.mine", "assignee:me, or not") == "assignee:me, or not"


def test_values_are_shown_as_they_are_or_by_default() -> None:
    assert get_value(FILES, "statuses.doing.folder") == "work"
    assert get_value(FILES, "list.sort") == "-priority"
    assert get_value(FILES, "tags.ui") == {}
    assert get_value(FILES, "timezone") == "UTC"


@pytest.mark.parametrize("name", ["plain", *TEMPLATES])
def test_each_template_loads_without_findings(name: str) -> None:
    text = template_text(name, "OPS", name="Größe: 100 % # eins", timezone="Europe/Riga")
    files = {"tix.yaml": text.encode()}
    assert audit_config(files) == []
    assert parse_config(files)[0].name == "Größe: 100 % # eins"


def test_no_template_is_not_found() -> None:
    with pytest.raises(NotFound):
        template_text("scrum", "OPS")


NAMES = st.sampled_from(
    [
        "key",
        "tags",
        "tags.ui",
        "tags.ui.was",
        "statuses.open",
        "views.a.query",
        "strict.tags",
        "list.columns",
        "people.ana",
        "categories.a.children.b.team",
        "sla.x.y.z",
        "format",
        "a.b",
    ]
)


@given(NAMES, st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3))
def test_any_edit_is_refused_or_loads(name: str, value: str | list[str]) -> None:
    try:
        edit = plan_set(FILES, name, value)
    except TixError:
        return
    errors = [f for f in audit_config({"tix.yaml": edit.after}) if f.severity == "error"]
    assert errors == []


COMMENTED = b"""\
key: OPS  # the key
statuses:
  # first
  open:
    category: queue  # of those who wait
    # why
    meaning: Nobody
  # second
  doing: active
  done: closed  # at last
views:
  # mine first
  mine: assignee:me
  all: status:any
# after
name: Desk
"""


def changed_lines(edit: ConfigEdit) -> list[str]:
    import difflib

    before, after = (edit.before or b"").decode(), edit.after.decode()
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))
    return [line for line in lines[2:] if not line.startswith("@@")]


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (lambda files: plan_set(files, "views.b", "tag:x"), ["+  b: tag:x"]),
        (lambda files: plan_set(files, "views.mine", None), ["-  mine: assignee:me"]),
        (
            lambda files: plan_set(files, "statuses.open.meaning", "None yet"),
            ["-    meaning: Nobody", "+    meaning: None yet"],
        ),
        (
            lambda files: plan_add_status(files, "review", {"category": "active"}, after="doing"),
            ["+  review: active"],
        ),
        (
            lambda files: plan_shelve_status(files, "open", Shelf.CHARACTER),
            ["+    shelf: c"],
        ),
    ],
)
def test_comments_within_a_section_outlive_edits_of_it(edit, lines):
    assert changed_lines(edit({"tix.yaml": COMMENTED})) == lines


def test_taking_the_last_entry_out_takes_the_section_out():
    edit = plan_set(
        {"tix.yaml": b"key: OPS\nviews:\n  mine: assignee:me\nname: x\n"}, "views.mine", None
    )
    assert edit.after == b"key: OPS\nname: x\n"


def test_the_last_entry_of_a_file_of_its_own_leaves_the_comments_and_the_defaults() -> None:
    files = {
        "tix.yaml": BEFORE.encode(),
        "tix.d/views.yaml": b"# ours\nmine: assignee:me\n",
        "tix.d/types.yaml": b"bug: {meaning: It breaks}\n",
    }

    views = plan_set(files, "views.mine", None)
    types = plan_set(files, "types.bug", None)

    assert (views.path, views.after) == ("tix.d/views.yaml", b"# ours\n")
    assert plan_set(files, "views", None) == views
    assert not after(views, files).views
    assert (types.after, *after(types, files).types) == (b"", *parse_config(FILES)[0].types)
    again = plan_set({**files, views.path: views.after}, "views.pool", "tag:x")
    assert again.after == b"# ours\npool: tag:x\n"


def test_the_last_name_of_a_list_brings_the_defaults_back() -> None:
    edit = plan_set({"tix.yaml": b"key: OPS\npriorities: [only]\n"}, "priorities.only", None)
    assert edit.after == b"key: OPS\n"
