from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import commit
from tests.corpus.attack import RAW, SETTINGS, TICKETS, World, first_lines, lines_of

pytestmark = pytest.mark.real

VICTIM = "open/OPS-k7m2qd.yaml"
#: Lines that show what others wrote, besides the first of every command.
SHOWING = [
    line
    for name in ("list", "show", "log", "board", "search", "blame", "tree", "view")
    for line in lines_of(name)[1:]
]
#: What is typed at one hostile ticket, and at hostile settings.
AT_A_TICKET = (
    ["show", "k7m"],
    ["show", "k7m", "--history", "--json"],
    ["list", "-A", "--csv"],
    ["set", "k7m", "title=Other"],
    ["comment", "k7m", "-m", "hello"],
    ["close", "k7m"],
    ["commit"],
)
AT_SETTINGS = (
    ["list", "-A", "--json"],
    ["show", "k7m"],
    ["config", "check"],
    ["status", "list"],
    ["view", "late"],
    ["create", "Printer on fire", "-t", "ui"],
    ["move", "k7m", "doing"],
)


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIX_EDITOR", "true")
    monkeypatch.setenv("TIX_PAGER", "cat")


@pytest.fixture
def attack(tix, tracker):
    """Give a function that types a line, judges what came of it, and returns the result."""
    outside = tracker.parent / "outside"
    outside.mkdir()
    (outside / "OPS-secret.yaml").write_text("id: OPS-secret\ntitle: SECRET\n")

    def run(*line: str, input: str | None = None):
        world = World.look(tracker)
        result = tix(*line, input=input)
        world.judge(result.code, result.out, result.err)
        assert "SECRET" not in result.out + result.err
        return result

    return run


@pytest.mark.parametrize("path", TICKETS, ids=lambda path: path.stem)
def test_no_ticket_leads_a_command_astray(attack, tracker, path):
    (tracker / VICTIM).write_bytes(path.read_bytes())

    codes = [attack(*line).code for line in AT_A_TICKET]

    assert codes[2] == 0  # a list always works, broken tickets in it


@pytest.mark.parametrize("path", TICKETS[::3], ids=lambda path: path.stem)
def test_no_committed_ticket_leads_history_astray(attack, tracker, path):
    (tracker / VICTIM).write_bytes(path.read_bytes())
    commit(tracker, "hostile \x1b[31mmessage\x07", by="\x1b[7meve")

    codes = [
        attack(*line).code
        for line in (["log", "-n", "9"], ["blame", "k7m"], ["show", "k7m", "--history"])
    ]

    assert codes[0] == 0


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: path.stem)
def test_no_settings_lead_a_command_astray(attack, tracker, path):
    (tracker / "tix.yaml").write_bytes(path.read_bytes())

    for line in AT_SETTINGS:
        attack(*line)

    assert not Path("/tmp/owned").exists()


def test_every_command_works_beside_broken_tickets(attack, tracker):
    """All of the corpus lies in one folder; the tickets beside it are as before."""
    for number, path in enumerate(TICKETS):
        shutil.copy(path, tracker / f"open/OPS-0000{number:02}.yaml")

    told = {tuple(line): attack(*line).err for line in first_lines()}

    assert {line: said for line, said in told.items() if "broken" in said and "k7m" in line} == {}


def nested(path: Path) -> None:
    path.write_text("id: OPS-k7m2qd\nx: " + "[" * 50_000)


def fifty_megabytes(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 << 20)


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parents[2] / "outside/OPS-secret.yaml")


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def gone(path: Path) -> None:
    path.unlink()


def linked_folder(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.symlink_to(path.parents[2] / "outside")


def file_for_folder(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("x")


def folder_gone(path: Path) -> None:
    shutil.rmtree(path.parent)


def name_of_bytes(path: Path) -> None:
    Path(os.fsdecode(os.fsencode(path.parent) + b"/OPS-\xff\xfe.yaml")).write_text("id: x\n")


def odd_names(path: Path) -> None:
    for name in ("not a ticket", "OPS-zzzzzz", "XYZ-zzzzzz", "OPS-\x1b[31m", "-rf", "OPS-K7M2QD"):
        (path.parent / f"{name}.yaml").write_text("id: OPS-yyyyyy\ntitle: x\n")


def in_two_folders(path: Path) -> None:
    shutil.copy(path, path.parents[1] / "doing")


PLACES: list[Callable[[Path], None]] = [
    nested, fifty_megabytes, fifo, link, loop, folder, gone, linked_folder, file_for_folder,
    folder_gone, name_of_bytes, odd_names, in_two_folders,
]  # fmt: skip


@pytest.mark.parametrize("put", PLACES, ids=lambda put: put.__name__)
def test_what_lies_in_place_of_a_ticket_is_never_followed(attack, tracker, put):
    put(tracker / VICTIM)

    for line in (*AT_A_TICKET, ["board"], ["create", "New one"], ["path", "k7m"], ["search", "x"]):
        attack(*line)


@pytest.mark.parametrize(
    "put", [fifo, loop, folder, nested, fifty_megabytes], ids=lambda p: p.__name__
)
@pytest.mark.parametrize("name", ["tix.yaml", "tix.d/people.yaml", ".git/tix/index.db"])
def test_what_lies_in_place_of_other_files_is_explained(attack, tix, tracker, put, name):
    tix("list")
    put(tracker / name)

    for line in (["list"], ["show", "k7m"], ["assign", "k7m", "bob"], ["config", "check"]):
        attack(*line)


@pytest.mark.parametrize("line", [*first_lines(), *SHOWING], ids=" ".join)
def test_no_command_hands_escapes_to_the_terminal(attack, tracker, line, request):
    """Titles, names, comments, messages, branches: everything has something to hide."""
    escapes = (TICKETS[0].parent / "escapes.yaml").read_bytes()
    (tracker / VICTIM).write_bytes(escapes)
    (tracker / "open/OPS-m4x0tz.yaml").write_bytes(escapes.replace(b"k7m2qd", b"m4x0tz"))
    commit(tracker, "\x1b]0;owned\x07\x1b[31m\x9b1m\u202e", by="\x1b[7meve")
    request.getfixturevalue("on_terminal")

    result = attack("--color", "never", "--no-input", *line)

    assert RAW.findall(result.out + result.err) == []


@pytest.mark.parametrize("words", ["tix show ", "tix assign k7m ", "tix list tag:", "tix set k7m "])
def test_completion_hands_no_escapes_to_the_terminal(tix, tracker, monkeypatch, words):
    (tracker / VICTIM).write_bytes((TICKETS[0].parent / "escapes.yaml").read_bytes())
    (tracker / "tix.d/people.yaml").write_text('ada: {name: "\\e[31mEvil", emails: [a@b.c]}\n')
    tix("list")
    monkeypatch.setenv("_TIX_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split())))

    with pytest.raises(SystemExit):
        tix()


def test_spreadsheets_get_text_and_no_formulas(attack, tracker):
    (tracker / VICTIM).write_bytes((TICKETS[0].parent / "formulas.yaml").read_bytes())

    cells = attack("list", "--csv").out.replace('"', "").split(",")

    assert [cell for cell in cells if cell[:1] in "=@+" and cell] == []
