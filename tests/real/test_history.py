from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.builders import commit, git, write_files
from tests.history.modelled import ModelGit
from tests.history.test_random_graphs import IDS, Chance, held
from tix.errors import NotFound
from tix.git.repo import Repo
from tix.history.reader import History, cache_path
from tix.model.people import People
from tix.model.registers import STATUS, registers

pytestmark = pytest.mark.real

OPEN = "open/OPS-k7m2qd.yaml"
DONE = "done/2026-11/k/OPS-k7m2qd.yaml"
TEXT = "id: OPS-k7m2qd\ntitle: Login\npriority: low\n"


class Plain:
    """Statuses whose folders have their names, and nobody known."""

    people = People()

    def status_of_folder(self, folder: str) -> str:
        return folder


def history(folder: Path, rev: str = "HEAD", prefix: str = "") -> History:
    return History(Repo.discover(folder), Plain(), prefix, rev=rev)


def told(story: History, ticket: str = "OPS-k7m2qd") -> list[str]:
    """Return the events of a ticket but those of its creation, as who and what."""
    timeline = story.timeline(ticket)
    first = timeline.opened
    return [
        f"{event.actor.partition('@')[0]} {event.change}"
        for event in timeline.events
        if first is None or event.commit != first.commit
    ]


def load(folder: Path, model: ModelGit, tips: Sequence[int]) -> list[str]:
    """Bring a model's commits into a repository and return their ids; tips become branches."""
    git(folder.parent, "init", "-q", "-b", "main", str(folder))
    script = []
    for number, made in enumerate(model.commits):
        script.append(f"commit refs/loads/{number}\nmark :{number + 1}\n")
        script.append(f"author Ada <ada@example.com> {made.authored} +0000\n")
        script.append(f"committer Ada <ada@example.com> {number + 1000} +0000\ndata 0\n")
        words = ["from", *["merge"] * len(made.parents)]
        script += [f"{words[n]} :{parent + 1}\n" for n, parent in enumerate(made.parents)]
        script.append("deleteall\n")
        for path, text in made.tree.items():
            script.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    script += [f"reset refs/heads/b{n}\nfrom :{tip + 1}\n\n" for n, tip in enumerate(tips)]
    marks = folder.parent / "marks"
    subprocess.run(
        ["git", "-C", folder, "fast-import", "--quiet", f"--export-marks={marks}"],
        input="".join(script).encode(),
        check=True,
    )
    ids = dict(line.split() for line in marks.read_text().splitlines())
    return [ids[f":{number + 1}"] for number in range(len(model.commits))]


@pytest.mark.parametrize("seed", range(20))
def test_git_tells_what_the_model_tells(seed: int, tmp_path: Path) -> None:
    chance = Chance(random.Random(seed), rough=seed % 2 == 1)
    model = chance.grow(30)
    ids = load(tmp_path / "desk", model, chance.tips)
    reading = model.read()
    for number in (len(ids) // 2, *chance.tips):
        story = history(tmp_path / "desk", ids[number])
        for ticket in IDS:
            expected = [
                (ids[commit], touch.register, int(touch.effective))
                for commit, inner in reading.numbers.items()
                for row in reading.seen_from(number, ticket)
                if row.number == inner
                for touch in row.touches
            ]
            timeline = story.timeline(ticket)
            found = [
                (event.commit, event.change.register, int(event.effective.timestamp()))
                for event in timeline.events
            ]
            assert sorted(found) == sorted(expected)
            clear = held(model.tree(number), ticket)
            now = timeline.state_at()
            if clear is not None and now is not None:
                assert registers(now) == clear


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    write_files(folder, {OPEN: TEXT, "tix.yaml": "key: OPS\n"})
    commit(folder, at="2026-11-20T09:00:00Z")
    return folder


def move_to_done(folder: Path) -> None:
    (folder / DONE).parent.mkdir(parents=True)
    (folder / OPEN).rename(folder / DONE)


def test_moves_and_edits_are_read_as_they_come(desk: Path) -> None:
    move_to_done(desk)
    commit(desk, at="2026-11-20T10:00:00Z", by="bob")
    assert told(history(desk)) == ["bob status: open -> done"]
    write_files(desk, {DONE: TEXT.replace("low", "high")})
    commit(desk, at="2026-11-20T11:00:00Z")
    assert told(history(desk)) == ["bob status: open -> done", "ada priority: low -> high"]


def test_moving_to_another_shelf_of_a_status_is_no_event(desk: Path) -> None:
    (desk / "open/k").mkdir()
    (desk / OPEN).rename(desk / "open/k/OPS-k7m2qd.yaml")
    commit(desk, at="2026-11-20T10:00:00Z")
    assert told(history(desk)) == []


def test_an_amended_commit_is_forgotten_and_the_new_one_counts(desk: Path) -> None:
    write_files(desk, {OPEN: TEXT.replace("low", "high")})
    commit(desk, at="2026-11-20T10:00:00Z")
    assert told(history(desk)) == ["ada priority: low -> high"]
    write_files(desk, {OPEN: TEXT.replace("low", "normal")})
    git(desk, "commit", "-q", "-a", "--amend", "--no-edit")
    assert told(history(desk)) == ["ada priority: low -> normal"]


def test_commits_that_git_threw_away_since_do_not_stop_it(desk: Path) -> None:
    write_files(desk, {OPEN: TEXT.replace("low", "high")})
    commit(desk, at="2026-11-20T10:00:00Z")
    assert told(history(desk)) == ["ada priority: low -> high"]
    git(desk, "reset", "-q", "--hard", "HEAD~1")
    git(desk, "reflog", "expire", "--expire=now", "--all")
    git(desk, "gc", "-q", "--prune=now")
    move_to_done(desk)
    commit(desk, at="2026-11-20T11:00:00Z")
    assert told(history(desk)) == ["ada status: open -> done"]


def test_a_merge_that_keeps_one_side_takes_the_other_back(desk: Path) -> None:
    git(desk, "checkout", "-q", "-b", "side")
    write_files(desk, {OPEN: TEXT.replace("low", "high")})
    commit(desk, at="2026-11-20T10:00:00Z", by="bob")
    git(desk, "checkout", "-q", "main")
    write_files(desk, {"notes.txt": "x"})
    commit(desk, at="2026-11-20T11:00:00Z")
    when = {"GIT_AUTHOR_DATE": "2026-11-20T12:00:00Z"}
    git(desk, "merge", "-q", "-s", "ours", "-m", "keep", "side", env=when)
    assert told(history(desk)) == ["bob priority: low -> high", "ada priority: high -> low"]
    assert [str(e.change) for e in history(desk).events_of_commit("HEAD")] == [
        "priority: high -> low"
    ]


def test_a_merge_of_different_tickets_adds_nothing(desk: Path) -> None:
    git(desk, "checkout", "-q", "-b", "side")
    write_files(desk, {OPEN: TEXT.replace("low", "high")})
    commit(desk, at="2026-11-20T10:00:00Z", by="bob")
    git(desk, "checkout", "-q", "main")
    write_files(desk, {"open/OPS-x2c9fa.yaml": "id: OPS-x2c9fa\ntitle: Mail\n"})
    commit(desk, at="2026-11-20T11:00:00Z")
    git(desk, "merge", "-q", "-m", "both", "side")
    assert told(history(desk)) == ["bob priority: low -> high"]
    assert history(desk).events_of_commit("HEAD") == []


def test_a_file_removed_by_hand_is_gone_and_comes_back(desk: Path) -> None:
    (desk / OPEN).unlink()
    commit(desk, at="2026-11-20T10:00:00Z")
    assert told(history(desk)) == ["ada status: open -> none"]
    assert history(desk).timeline("OPS-k7m2qd").state_at() is None
    write_files(desk, {OPEN: TEXT})
    commit(desk, at="2026-11-20T11:00:00Z")
    assert told(history(desk)) == ["ada status: open -> none", "ada status: none -> open"]


def test_a_link_or_a_broken_file_is_a_gap(desk: Path) -> None:
    write_files(desk, {OPEN: "id: [\n"})
    broken = commit(desk, at="2026-11-20T10:00:00Z")
    (desk / OPEN).unlink()
    (desk / OPEN).symlink_to("elsewhere")
    link = commit(desk, at="2026-11-20T11:00:00Z")
    write_files(desk, {"doing/OPS-k7m2qd.yaml": TEXT})
    double = commit(desk, at="2026-11-20T12:00:00Z")
    story = history(desk)
    assert told(story) == []
    assert [(gap.path, gap.message.partition(":")[0]) for gap in story.gaps()] == [
        (OPEN, f"commit {broken[:10]}"),
        (OPEN, f"commit {link[:10]}"),
        ("doing/OPS-k7m2qd.yaml", f"commit {double[:10]}"),
    ]


def test_a_tracker_in_a_folder_sees_its_own_files_alone(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "code")
    folder = tmp_path / "code"
    write_files(folder, {"main.c": "int x;", f"desk/{OPEN}": TEXT, OPEN: TEXT})
    commit(folder, at="2026-11-20T09:00:00Z")
    write_files(folder, {"main.c": "int y;"})
    commit(folder, at="2026-11-20T10:00:00Z")
    write_files(folder, {f"desk/{OPEN}": TEXT.replace("low", "high"), OPEN: "id: x\n"})
    commit(folder, at="2026-11-20T11:00:00Z")
    assert told(history(folder, prefix="desk/")) == ["ada priority: low -> high"]


def test_a_shallow_clone_says_so_and_reads_all_once_it_is_whole(desk: Path, tmp_path: Path) -> None:
    write_files(desk, {OPEN: TEXT.replace("low", "high")})
    commit(desk, at="2026-11-20T10:00:00Z", by="bob")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{desk}", "clone")
    clone = tmp_path / "clone"
    assert history(clone).is_shallow
    assert told(history(clone)) == []
    git(clone, "fetch", "-q", "--unshallow")
    assert not history(clone).is_shallow
    assert told(history(clone)) == ["bob priority: low -> high"]


@pytest.mark.parametrize("odd", [b"", b"no database at all" * 400])
def test_a_cache_that_is_odd_is_made_again(desk: Path, odd: bytes) -> None:
    assert told(history(desk)) == []
    cache_path(Repo.discover(desk), "").write_bytes(odd)
    write_files(desk, {OPEN: TEXT.replace("low", "high")})
    commit(desk, at="2026-11-20T10:00:00Z")
    assert told(history(desk)) == ["ada priority: low -> high"]


def test_a_repository_without_commits_has_no_history(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "empty")
    story = history(tmp_path / "empty")
    assert (story.timeline("OPS-k7m2qd").events, story.events(), story.gaps()) == ((), [], [])
    assert story.last_event_times() == {}


def test_a_commit_that_is_not_there_is_not_found(desk: Path) -> None:
    with pytest.raises(NotFound, match="There is no commit nowhere"):
        history(desk, "nowhere").timeline("OPS-k7m2qd")
    with pytest.raises(NotFound):
        history(desk).events_of_commit("--all")


def test_events_are_bounded_in_time_and_by_ticket(desk: Path) -> None:
    write_files(desk, {"open/OPS-x2c9fa.yaml": "id: OPS-x2c9fa\ntitle: Mail\n"})
    commit(desk, at="2026-11-20T10:00:00Z")
    write_files(desk, {OPEN: TEXT.replace("low", "high")})
    commit(desk, at="2026-11-20T11:00:00Z")
    story = history(desk)
    times = story.last_event_times()
    since, until = times["OPS-x2c9fa"], times["OPS-k7m2qd"]
    assert [event.ticket for event in story.events(since=until)] == ["OPS-k7m2qd"]
    assert {event.ticket for event in story.events(since=since)} == {"OPS-x2c9fa", "OPS-k7m2qd"}
    assert story.events(["OPS-x2c9fa"], since=until) == []
    assert story.events(until=since) == story.at("HEAD~1").events()


def test_the_recent_events_are_the_last_of_all(desk: Path) -> None:
    for number in range(4):
        write_files(desk, {OPEN: TEXT + f"team: t{number}\n"})
        commit(desk, at=f"2026-11-20T1{number}:00:00Z")
    story = history(desk)
    assert story.recent(2) == story.events()[-2:]
    assert story.recent(100) == story.events()
    assert story.recent(0) == []


def test_blame_names_commit_and_person(desk: Path) -> None:
    write_files(desk, {OPEN: TEXT.replace("low", "high")})
    changed = commit(desk, at="2026-11-20T10:00:00Z", by="bob")
    found = {str(name): event for name, event in history(desk).blame("OPS-k7m2qd").items()}
    assert (found["priority"].actor, found["priority"].commit) == ("bob@example.com", changed)
    assert (found["title"].actor, found[str(STATUS)].actor) == ("ada@example.com",) * 2


def test_processes_that_read_at_once_lose_and_double_nothing(desk: Path) -> None:
    for number in range(10):
        write_files(desk, {OPEN: TEXT + f"tags:\n  - t{number}\n"})
        commit(desk, at=f"2026-11-20T10:{number:02d}:00Z")
    script = (
        "import sys; from pathlib import Path; from tests.real.test_history import history;"
        "print(len(history(Path(sys.argv[1])).timeline('OPS-k7m2qd').events))"
    )
    root = Path(__file__).parents[2]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(desk)],
            stdout=subprocess.PIPE,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        for _ in range(4)
    ]
    alone = len(history(desk).timeline("OPS-k7m2qd").events)
    assert [int(process.communicate()[0]) for process in running] == [alone] * 4
    assert alone == 4 + 1 + 9 * 2


def test_a_git_that_tells_nothing_is_a_failure_and_no_endless_loop(tix, tracker, monkeypatch):
    monkeypatch.setattr("tix.history.refresh.stream", lambda *_args: iter(()))

    assert tix("log").code == 8
