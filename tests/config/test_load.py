from __future__ import annotations

import os
from pathlib import Path

import pytest

from tix.config.audit import audit_config
from tix.config.load import load_config, parse_config, read_config
from tix.config.source import ConfigFolder
from tix.errors import ConfigError
from tix.findings import Finding, Severity
from tix.model.config import Config
from tix.model.declared import CustomField, Declared, View
from tix.model.fields import Kind
from tix.model.statuses import Category, Shelf, Status


def loaded(text: str, **more: str) -> Config:
    config, findings = parse_config(files(text, **more))
    assert findings == []
    return config


def files(text: str, **more: str) -> dict[str, bytes]:
    parts = {f"tix.d/{name.replace('__', '/')}.yaml": text.encode() for name, text in more.items()}
    return {"tix.yaml": text.encode()} | parts


def said(text: str, **more: str) -> list[str]:
    return [str(finding) for finding in parse_config(files(text, **more))[1]]


def test_a_key_alone_makes_a_whole_tracker() -> None:
    config = loaded("key: OPS\n")
    assert (config.key, config.name, config.timezone, config.format) == ("OPS", "OPS", "UTC", 1)
    assert [(s.name, s.category, s.folder, s.shelf) for s in config.statuses.values()] == [
        ("open", Category.QUEUE, "open", Shelf.FLAT),
        ("doing", Category.ACTIVE, "doing", Shelf.FLAT),
        ("waiting", Category.WAITING, "waiting", Shelf.FLAT),
        ("review", Category.ACTIVE, "review", Shelf.FLAT),
        ("done", Category.CLOSED, "done", Shelf.MONTH),
    ]
    assert list(config.priorities) == ["low", "normal", "high", "critical"]
    assert config.initial_status == "open"
    assert (config.default_priority, config.rank("high"), config.rank("")) == ("normal", 2, 1)
    assert (config.tags, config.categories, config.fields, config.views) == ({}, {}, {}, {})
    assert config.number("attachments.max_size") == 10 * 2**20
    assert config.texts("list.columns") == ("id", "status", "priority", "assignee", "title")


def test_a_status_can_be_written_short_or_in_full() -> None:
    config = loaded(
        "key: A\nstatuses:\n  new: queue\n  old: {category: closed, folder: archive, shelf: c,"
        " meaning: Gone, was: [done, bin]}\n"
    )
    assert config.statuses == {
        "new": Status("new", Category.QUEUE, "new"),
        "old": Status(
            "old", Category.CLOSED, "archive", Shelf.CHARACTER, meaning="Gone", was=("done", "bin")
        ),
    }


def test_a_folder_stands_for_its_status_by_present_and_old_names_or_for_itself() -> None:
    config = loaded(
        "key: A\nstatuses:\n  new: {category: queue, folder: inbox, was: [open]}\n  done: closed\n"
    )
    folders = ["inbox", "open", "done", "nowhere"]
    assert [config.status_of_folder(folder) for folder in folders] == [
        "new",
        "new",
        "done",
        "nowhere",
    ]
    assert config.status("nowhere") == Status("nowhere", Category.QUEUE, "nowhere")
    assert config.find_status("OPEN") == config.statuses["new"]
    assert config.find_status("nowhere") is None


def test_a_present_folder_goes_before_an_old_name() -> None:
    config = loaded("key: A\nstatuses:\n  b: {category: queue, was: a}\n  a: closed\n")
    assert config.status_of_folder("a") == "a"


def test_declared_values_are_lists_texts_or_mappings() -> None:
    config = loaded(
        "key: A\ntags: [ui, api]\nflags: {}\nchannels: {mail: Letters, web: {colour: red}}\n"
        "resolutions: {spam: {counts: false, was: junk}}\n"
    )
    assert config.tags == {"ui": Declared("ui"), "api": Declared("api")}
    assert config.flags == {}
    assert config.channels == {
        "mail": Declared("mail", meaning="Letters"),
        "web": Declared("web", colour="red"),
    }
    assert config.resolutions == {
        "spam": Declared("spam", was=("junk",), extra={"counts": "false"})
    }
    assert config.canonical("resolutions", "Junk") == "spam"
    assert config.canonical("resolutions", "other") == "other"


def test_categories_are_flattened_parents_first() -> None:
    config = loaded(
        "key: A\ncategories: {auth: {team: web, children: {login: Passwords, sso: {}}}, hw: {}}\n"
    )
    assert config.categories == {
        "auth": Declared("auth", extra={"team": "web"}),
        "auth/login": Declared("auth/login", meaning="Passwords"),
        "auth/sso": Declared("auth/sso"),
        "hw": Declared("hw"),
    }


def test_custom_fields_and_views() -> None:
    config = loaded(
        "key: A\nfields:\n  browser: {type: enum, values: [Firefox, IE 6], required_when: type:bug}"
        "\n  seen: list of date\n"
        "views: {mine: assignee:me, hot: {query: priority:high+, sort: due}}\n"
    )
    assert config.fields == {
        "browser": CustomField(
            "browser", Kind.ENUM, values=("Firefox", "IE 6"), required_when="type:bug"
        ),
        "seen": CustomField("seen", Kind.DATE, many=True),
    }
    assert config.views == {
        "mine": View("mine", "assignee:me"),
        "hot": View("hot", "priority:high+", sort="due"),
    }


def test_the_default_priority_is_given_or_normal_or_the_middle() -> None:
    def default(text: str) -> str:
        return loaded(f"key: A\n{text}\n").default_priority

    assert default("priorities: [p3, p2, p1]") == "p2"
    assert default("priorities: [p4, p3, p2, p1]") == "p3"
    assert default("priorities: [normal, p1]") == "normal"
    assert default("defaults: {priority: high}") == "high"


def test_a_key_may_move_to_a_file_of_its_own() -> None:
    config = loaded("key: A\n", tags="ui: Buttons\n", people="ana: ana@example.com\n")
    assert config.tags == {"ui": Declared("ui", meaning="Buttons")}
    assert config.people.handle("Ana@Example.com") == "ana"


def test_a_folder_of_files_is_one_section() -> None:
    config = loaded("key: A\n", rules__nudge="when: daily\n", rules__greet="when: created\n")
    assert config.sections["rules"] == {"nudge": {"when": "daily"}, "greet": {"when": "created"}}


def test_the_fingerprint_follows_what_is_read_for_every_command_and_nothing_else() -> None:
    def print_of(text: str, **more: str) -> str:
        return parse_config(files(text, **more))[0].fingerprint

    base = print_of("key: A\n")
    assert print_of("key: A\n", people="ana: a@b.c\n") == base
    assert len({base, print_of("key: B\n"), print_of("key: A\n", tags="ui: x\n")}) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["tix.yaml: error config-key key is missing, the first part of every id"]),
        ("# nothing\n", ["tix.yaml: error config-key key is missing, the first part of every id"]),
        (
            "key: ops\n",
            [
                "tix.yaml:1:1: error config-value key is 'ops'; a key is 1 to 16 capital letters"
                " and digits, a letter first, such as OPS"
            ],
        ),
        (
            "key: A\nformat: 7\n",
            [
                "tix.yaml:2:1: warning config-format the tracker has format 7, newer than 1: it is"
                " read, not written"
            ],
        ),
        (
            "key: A\ntyps: [bug]\n",
            ["tix.yaml:2:1: warning config-unknown-key typs is no setting; did you mean types?"],
        ),
        (
            "key: A\nstatuses:\n  open: {category: queue, folder: ../x}\n  done: closed\n",
            [
                "tix.yaml:3:27: error config-folder the folder '../x' of open begins or ends with a"
                " dot or is empty"
            ],
        ),
        (
            "key: A\nstatuses:\n  open: {category: queue, folder: Files}\n  done: closed\n",
            [
                "tix.yaml:3:27: error config-folder the folder 'Files' of open is one of the"
                " tracker's own names"
            ],
        ),
        (
            "key: A\nstatuses:\n  a: {category: queue, folder: X}\n"
            "  b: {category: closed, folder: x}\n",
            ["tix.yaml:4:25: error config-folder a and b have the same folder, 'x'"],
        ),
        (
            "key: A\nstatuses:\n  a: queue\n",
            [
                "tix.yaml:2:1: warning config-statuses no status is of category closed, so nothing"
                " can be closed"
            ],
        ),
        (
            "key: A\nfields: {title: text}\n",
            ["tix.yaml:2:10: error config-field 'title' is a word of tix itself"],
        ),
        (
            "key: A\nfields:\n  n: list of cats\n",
            [
                "tix.yaml:3:3: error config-field the type of n is 'list of cats'; it can be text,"
                " block, int, number, bool, date, time, duration, enum, person, ticket, or"
                " list of one"
            ],
        ),
        (
            "key: A\npriorities: [low, none]\n",
            ["tix.yaml:2:19: error config-name the name 'none' is a word of the query language"],
        ),
        (
            "key: A\nkey: B\n",
            [
                "tix.yaml:2:1: error config-syntax has the key 'key' twice",
            ],
        ),
        (
            "key: A\nattachments: {max_size: big}\n",
            [
                "tix.yaml:2:15: error config-value attachments.max_size is 'big', no size such as"
                " 10MiB"
            ],
        ),
    ],
)
def test_each_fault_is_a_finding_with_its_place(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_key_in_two_places_is_an_error() -> None:
    assert said("key: A\ntags: [x]\n", tags="y: z\n") == [
        "tix.d/tags.yaml: error config-twice tags is in tix.yaml as well, which goes first"
    ]


def test_a_faulty_section_has_its_defaults_and_the_others_stand() -> None:
    config, findings = parse_config(files("key: A\nstatuses: 3\ntags: [x]\n"))
    assert [finding.rule for finding in findings] == ["config-shape"]
    assert list(config.statuses) == ["open", "doing", "waiting", "review", "done"]
    assert list(config.tags) == ["x"]


def test_settings_with_errors_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "tix.yaml").write_text("key: A\nstatuses: 3\ncommit: {foreign_hooks: maybe}\n")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert caught.value.message == ("tix.yaml:2: statuses must be a mapping of names (and 1 more)")
    assert caught.value.hint == "tix config check"


def test_links_pipes_and_folders_in_place_of_files_are_findings(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("key: A\n")
    (tmp_path / "tix.yaml").symlink_to(tmp_path / "real")
    assert [f.rule for f in read_config(tmp_path)[1]] == ["config-unreadable"]
    (tmp_path / "tix.yaml").unlink()
    os.mkfifo(tmp_path / "tix.yaml")
    assert [f.rule for f in read_config(tmp_path)[1]] == ["config-unreadable"]
    (tmp_path / "tix.yaml").unlink()
    assert [f.rule for f in read_config(tmp_path)[1]] == ["config-missing"]
    (tmp_path / "tix.yaml").mkdir()
    assert [f.rule for f in read_config(tmp_path)[1]] == ["config-unreadable"]


def test_the_files_of_a_real_folder_are_read_links_in_tix_d_are_not(tmp_path: Path) -> None:
    (tmp_path / "tix.yaml").write_text("key: A\n")
    (tmp_path / "tix.d" / "rules").mkdir(parents=True)
    (tmp_path / "tix.d" / "tags.yaml").write_text("ui: Buttons\n")
    (tmp_path / "tix.d" / "rules" / "nudge.yaml").write_text("when: daily\n")
    (tmp_path / "tix.d" / "rules" / "more").symlink_to(tmp_path)
    config, findings = read_config(tmp_path)
    assert findings == []
    assert (list(config.tags), config.sections["rules"]) == (["ui"], {"nudge": {"when": "daily"}})


def test_an_audit_looks_at_zone_people_and_defaults_too() -> None:
    text = "key: A\ntimezone: Mars/Base\ndefaults: {type: bgu, colour: red}\n"
    people = "ana: ana@example.com\nbob: {emails: [ana@EXAMPLE.com]}\nCarl: {}\n"
    assert audit_config(files(text, people=people, sla="a: [\n")) == [
        Finding(
            Severity.ERROR,
            "config-syntax",
            "tix.d/sla.yaml",
            "did not find expected node content",
            2,
            1,
            "",
        ),
        Finding(
            Severity.ERROR,
            "config-zone",
            "tix.yaml",
            "timezone is 'Mars/Base', which this machine does not know",
            2,
            1,
            "tix config set timezone Europe/Riga",
        ),
        Finding(
            Severity.WARNING,
            "config-default",
            "tix.yaml",
            "the default for type is 'bgu', which is not declared",
            3,
            12,
        ),
        Finding(
            Severity.WARNING,
            "config-default",
            "tix.yaml",
            "defaults has colour, which is no field",
            3,
            23,
        ),
        Finding(
            Severity.ERROR,
            "config-people",
            "tix.d/people.yaml",
            "ana@EXAMPLE.com is the address of ana as well",
            2,
            1,
        ),
        Finding(
            Severity.ERROR,
            "config-people",
            "tix.d/people.yaml",
            "'Carl' is no handle: small letters, digits and . _ - between them",
            3,
            1,
        ),
    ]


@pytest.mark.parametrize("target", ["elsewhere", "/etc"])
def test_a_folder_of_settings_that_is_a_link_is_not_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "tix.yaml").write_text("format: 1\nkey: OPS\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/people.yaml").write_text("ana: ana@example.com\n")
    (tmp_path / "tix.d").symlink_to(target)
    with pytest.raises(ConfigError, match=r"^tix\.d is no plain folder"):
        load_config(tmp_path)


def test_a_link_in_the_place_of_a_folder_of_settings_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "tix.yaml").write_text("key: OPS\n")
    (tmp_path / "tix.d").mkdir()
    (tmp_path / "tix.d" / "rules").symlink_to(tmp_path)
    found = audit_config(ConfigFolder(tmp_path))
    assert [(finding.rule, finding.path) for finding in found] == [
        ("config-unreadable", "tix.d/rules.yaml")
    ]
    assert "tix.d/rules is a link" in found[0].message
