from __future__ import annotations

import pytest

from tests.builders import FIRST, SECOND, SETTINGS
from tests.real.merging import K7M, M4X, X2C, Clone, comment, meet, swapped
from tix.model.ids import hashed

pytestmark = pytest.mark.real

HIGH = ("priority: high", "priority: low")


def newborn(name: str, at: str, title: str) -> str:
    return f"id: {name}\ntitle: {title}\nreporter: jane@example.com\ncreated: 2026-11-20T{at}:00Z\n"


def test_12_of_two_tickets_with_one_id_the_older_keeps_it_and_nobody_loses_a_word(
    ada: Clone, bob: Clone, eve: Clone
) -> None:
    path = "open/OPS-n3w0ne.yaml"
    older, younger = (
        newborn("OPS-n3w0ne", "10:00", "Older"),
        newborn("OPS-n3w0ne", "11:00", "Young"),
    )
    first = ada.write({path: older}, at="10:00")
    bob.write({path: younger}, at="11:00")
    eve.pull(bob)
    said = "comments:\n" + comment("c33333", "12:00", "eve", "Which one?")
    eve.write({path: younger + said}, at="12:00")
    name = hashed("OPS", "OPS-n3w0ne", "2026-11-20T11:00:00Z", "jane@example.com", "Young")
    renamed = swapped(younger, ("id: OPS-n3w0ne\n", f"id: {name}\nformerly: OPS-n3w0ne\n"))
    meet(ada, bob)
    found = meet(ada, eve)
    eve.pull(ada, first)
    assert eve.tree() == ada.tree()
    assert {path: text for path, text in found.items() if path.startswith("open/OPS-n")} == {
        path: older
    }
    assert found[f"open/{name}.yaml"] == renamed + said


def test_16_a_broken_file_is_kept_beside_the_ticket(ada: Clone, bob: Clone) -> None:
    broken = swapped(FIRST[K7M], HIGH, ("tags:\n", "tags: [\n"))
    ada.write({K7M: broken})
    bob.edit(K7M, ("type: bug", "type: incident"))
    found = meet(ada, bob)
    assert found[K7M] == swapped(FIRST[K7M], ("type: bug", "type: incident"))
    kept = [text for path, text in found.items() if path.startswith("files/OPS-k7m2qd/")]
    assert kept == [broken]


def test_16_unknown_fields_comments_of_yaml_crlf_and_a_mark_at_the_start_stay(
    ada: Clone, bob: Clone
) -> None:
    odd = ("created:", "# why\nweather: 'rain'  # still\ncreated:")
    ada.edit(K7M, odd)
    bob.edit(K7M, HIGH)
    marked = "\ufeff" + FIRST[M4X]
    ada.write({M4X: marked})
    bob.edit(M4X, ("priority: low", "priority: high"))
    found = meet(ada, bob)
    assert found[K7M] == swapped(FIRST[K7M], odd, HIGH)
    assert found[M4X] == swapped(marked, ("priority: low", "priority: high"))


def test_16_line_ends_of_windows_stay_and_do_not_stop_a_merge(ada: Clone, bob: Clone) -> None:
    for clone in (ada, bob):
        clone.write({".gitattributes": "*.yaml -text merge=tix\n"}, at="09:30")
    there = FIRST[M4X].replace("\n", "\r\n")
    ada.write({M4X: there})
    bob.edit(M4X, ("priority: low", "priority: high"))
    assert meet(ada, bob)[M4X] == swapped(there, ("priority: low", "priority: high"))


def test_16_a_ticket_of_a_newer_format_stays_whole_and_the_other_text_is_kept_beside_it(
    ada: Clone, bob: Clone
) -> None:
    ada.edit("tix.yaml", ("format: 1", "format: 2"))
    ada.edit(K7M, HIGH, ("created:", "mood: {new: thing}\ncreated:"))
    newer = ada.read(K7M)
    bob.edit(K7M, ("type: bug", "type: task"))
    bob.edit(M4X, ("priority: low", "priority: high"))
    found = meet(ada, bob)
    assert found[K7M] == newer
    assert found[M4X] == swapped(FIRST[M4X], ("priority: low", "priority: high"))
    kept = [text for path, text in found.items() if path.startswith("files/OPS-k7m2qd/")]
    assert kept == [swapped(FIRST[K7M], ("type: bug", "type: task"))]


def test_16_a_custom_field_that_only_one_side_declares_stays(ada: Clone, bob: Clone) -> None:
    settings = SETTINGS["tix.yaml"] + "fields:\n  browser: {type: text}\n"
    ada.write(
        {"tix.yaml": settings, X2C: SECOND[X2C].replace("comments:", "browser: Elinks\ncomments:")}
    )
    bob.edit(X2C, ("assignee: bob", "assignee: ada"))
    found = meet(ada, bob)
    assert found[X2C] == swapped(
        SECOND[X2C], ("assignee: bob", "assignee: ada"), ("comments:", "browser: Elinks\ncomments:")
    )
    assert ada.read("tix.yaml") == settings


def test_17_a_ticket_moved_there_follows_the_folder_that_was_renamed_here(
    ada: Clone, bob: Clone, tix, monkeypatch
) -> None:
    monkeypatch.setenv("TIX_NOW", "2026-11-20T10:00:00Z")
    named = tix("-C", str(ada.folder), "status", "rename", "waiting", "blocked", "--folder")
    assert named.code == 0, named.err
    bob.edit(K7M, to="waiting/OPS-k7m2qd.yaml", at="11:00")
    found = meet(ada, bob)
    assert found["blocked/OPS-k7m2qd.yaml"] == FIRST[K7M]
    assert [path for path in found if "k7m2qd" in path] == ["blocked/OPS-k7m2qd.yaml"]


def test_17_tickets_moved_there_go_on_the_shelves_that_were_put_up_here(
    ada: Clone, bob: Clone, tix, monkeypatch
) -> None:
    monkeypatch.setenv("TIX_NOW", "2026-11-20T10:00:00Z")
    shelved = tix("-C", str(ada.folder), "status", "shelve", "doing", "c")
    assert shelved.code == 0, shelved.err
    bob.edit(K7M, HIGH, to="doing/OPS-k7m2qd.yaml", at="11:00")
    found = meet(ada, bob)
    assert found["doing/k/OPS-k7m2qd.yaml"] == swapped(FIRST[K7M], HIGH)
    assert found["doing/x/OPS-x2c9fa.yaml"] == SECOND[X2C]
    assert [path for path in found if "k7m2qd" in path] == ["doing/k/OPS-k7m2qd.yaml"]


def test_17_what_lies_below_a_folder_of_no_status_stays_where_it_was_put(
    ada: Clone, bob: Clone
) -> None:
    name, words = "OPS-zzzzz1.yaml", "\ntitle: Of another tracker\n"
    ada.write({f"other/open/{name}": newborn("OPS-zzzzz1", "09:00", "Of another tracker")})
    bob.pull(ada)
    ada.edit(f"other/open/{name}", (words, f"{words}priority: low\n"), at="10:00")
    bob.edit(f"other/open/{name}", (words, f"{words}team: web\n"), at="10:01")
    bob.edit(f"other/open/{name}", to=f"other/doing/{name}", at="10:02")
    ada.pull(bob)
    found = {path: text for path, text in ada.tickets().items() if path.endswith(name)}
    assert [*found] == [f"other/doing/{name}"]
    assert {"priority: low", "team: web"} < {*found[f"other/doing/{name}"].splitlines()}
    bob.pull(ada)
    assert bob.tree() == ada.tree()


def test_18_attachments_of_one_name_are_two_files_and_one_removed_here_stays_removed(
    ada: Clone, bob: Clone, tix, monkeypatch
) -> None:
    (bob.folder.parent / "log.txt").write_text("old\n")
    monkeypatch.setenv("TIX_NOW", "2026-11-20T09:00:00Z")
    first = str(bob.folder.parent / "log.txt")
    assert tix("-C", str(bob.folder), "attach", "k7m", first).code == 0
    ada.pull(bob)
    old = next(path for path in ada.files() if path.startswith("files/OPS-k7m2qd/"))
    monkeypatch.setenv("TIX_NOW", "2026-11-20T10:00:00Z")
    assert tix("-C", str(ada.folder), "attach", "remove", "k7m", "log.txt").code == 0
    for clone, text in ((ada, "mine\n"), (bob, "hers\n")):
        (clone.folder.parent / "log.txt").write_text(text)
        assert tix("-C", str(clone.folder), "attach", "k7m", first).code == 0
    meet(ada, bob)
    files = {
        path: text for path, text in ada.files().items() if path.startswith("files/OPS-k7m2qd/")
    }
    assert sorted(files.values()) == ["hers\n", "mine\n"]
    assert old not in files
    assert ada.read(K7M).count("name: log.txt") == 2


def test_19_settings_merge_key_by_key_and_tickets_go_by_the_result(ada: Clone, bob: Clone) -> None:
    ada.edit(
        "tix.yaml",
        ("name: Support desk", "name: Help desk"),
        ("  ui: {}\n", "  api: {}\n  ui: {}\n"),
    )
    bob.edit(
        "tix.yaml",
        ("timezone: UTC", "timezone: Europe/Riga"),
        ("  ui: {}\n", "  mail: {}\n  ui: {}\n"),
    )
    ada.edit(K7M, ("  - login\n", "  - api\n  - login\n"))
    bob.edit(K7M, ("  - login\n", "  - login\n  - mail\n"))
    found = meet(ada, bob)
    assert found[K7M] == swapped(FIRST[K7M], ("  - login\n", "  - api\n  - login\n  - mail\n"))
    text = ada.read("tix.yaml")
    assert "name: Help desk\ntimezone: Europe/Riga\n" in text
    assert all(f"  {tag}: {{}}\n" in text for tag in ("api", "mail", "ui"))


def test_20_an_edited_comment_beats_its_deletion(ada: Clone, bob: Clone) -> None:
    ada.edit(X2C, ("Ordered the hardware.", "Ordered all hardware."), at="10:00")
    bob.edit(X2C, ("    text: |\n      Ordered the hardware.\n", "    deleted: true\n"), at="11:00")
    assert meet(ada, bob)[X2C] == swapped(SECOND[X2C], ("the hardware", "all hardware"))


def test_20_a_checklist_reordered_on_both_sides_keeps_every_step(ada: Clone, bob: Clone) -> None:
    steps = {
        name: f"  - id: {name}\n    text: Step {name}\n" for name in ("a11111", "b22222", "c33333")
    }

    def listed(*names: str) -> str:
        return FIRST[K7M].replace(
            "description:", "checklist:\n" + "".join(steps[name] for name in names) + "description:"
        )

    ada.write({K7M: listed("a11111", "b22222", "c33333")}, at="09:30")
    bob.pull(ada)
    ada.write({K7M: listed("c33333", "a11111", "b22222")}, at="10:00")
    bob.write({K7M: listed("b22222", "a11111", "c33333")}, at="11:00")
    assert meet(ada, bob)[K7M] == listed("b22222", "a11111", "c33333")


def test_20_a_description_edited_in_different_lines_has_both_edits(ada: Clone, bob: Clone) -> None:
    lines = "  One.\n  Two.\n  Three.\n  Four.\n  Five.\n"
    ada.edit(K7M, ("  Reset works, but the next login fails.\n", lines), at="09:30")
    bob.pull(ada)
    ada.edit(K7M, ("One.", "First."))
    bob.edit(K7M, ("Five.", "Last."))
    text = lines.replace("One.", "First.").replace("Five.", "Last.")
    assert meet(ada, bob)[K7M] == swapped(
        FIRST[K7M], ("  Reset works, but the next login fails.\n", text)
    )


def test_20_of_one_line_edited_on_both_sides_the_loser_becomes_a_note_once(
    ada: Clone, bob: Clone, eve: Clone
) -> None:
    first = ada.edit(K7M, ("fails.", "fails at times."), at="10:00")
    bob.edit(K7M, ("fails.", "always fails."), at="11:00")
    eve.edit(M4X, ("priority: low", "priority: high"))
    found = meet(ada, bob)
    bob.pull(ada, first)
    eve.pull(ada)
    bob.pull(eve)
    text = bob.tickets()[K7M]
    assert text == found[K7M]
    head, _, notes = text.partition("comments:\n")
    assert head == swapped(FIRST[K7M], ("fails.", "always fails."))
    assert notes.count("- id: ") == 1
    assert "kind: note" in notes
    assert "but the next login fails at times." in notes


def test_22_what_was_purged_here_does_not_come_back_by_an_edit_there(
    ada: Clone, bob: Clone
) -> None:
    tombstone = (
        "id: OPS-k7m2qd\ncreated: 2026-11-18T09:00:00Z\npurged: 2026-11-20T10:00:00Z\n"
        "by: ada\nreason: asked for\n"
    )
    ada.write({K7M: None, "files/tombstones/OPS-k7m2qd.yaml": tombstone})
    bob.edit(K7M, HIGH, at="11:00")
    found = meet(ada, bob)
    assert [path for path in found if "k7m2qd" in path] == ["files/tombstones/OPS-k7m2qd.yaml"]
