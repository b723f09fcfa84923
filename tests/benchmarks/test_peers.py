from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.measure import Case, Lap, Result, World, has_enough, race
from benchmarks.peerfill import Crowd
from benchmarks.peerlist import PEERS, TIX, Work
from benchmarks.peertable import Times, absence, markdown
from benchmarks.quoted import quoted
from benchmarks.stores import Plan

CROWD = Crowd(Plan(200, 200))


def world(scratch: Path, patience: float | None = None) -> World:
    python = Path(sys.executable)
    return World(scratch, python, python.parent / "tix", patience)


def took(*ms: float, failure: str = "") -> Result:
    return Result([Lap(each, 1.0, failure) for each in ms])


def measured() -> Times:
    times = Times(10_000)
    times.found = {work: {"tix": took(100, 90, 200)} for work in Work}
    times.found[Work.LIST] = {
        "tix": took(100),
        "tk": took(40),
        "todoman": took(9000, failure="more than 10 s"),
    }
    return times


def test_half_of_the_crowd_is_open_as_it_was_planned() -> None:
    issues = CROWD.issues
    assert len(issues) == 400
    assert [issue.rank for issue in CROWD.open] == list(range(1, 201))
    assert {len(issue.tags) for issue in issues} == {2}
    assert any(issue.title.endswith(f" {CROWD.rare}") for issue in issues)


def test_a_ticket_of_tk_has_what_the_ticket_of_tix_has(tmp_path: Path) -> None:
    peer, issue = PEERS[0], CROWD.issues[0]
    store = peer.store(tmp_path / "tk", CROWD, world(tmp_path), "/opt/tk")
    made = tmp_path / "tk" / ".tickets" / f"{issue.name}.md"
    state = "open" if issue.is_open else "closed"
    assert made.read_text().splitlines()[1:3] == [f"id: {issue.name}", f"status: {state}"]
    assert made.read_text().endswith(f"# {issue.title}\n\n{issue.text}\n")
    assert len(list(made.parent.iterdir())) == 400
    case = store.case(Work.CHANGE)
    assert case is not None
    changed = [case.commands()[0] for _ in range(2)]
    assert changed == [["/opt/tk", "status", CROWD.open[at].name, "in_progress"] for at in (1, 2)]
    assert store.case(Work.SEARCH) is None


@pytest.mark.parametrize("work", list(Work))
def test_tix_does_every_work_with_the_words_of_the_table(tmp_path: Path, work: Work) -> None:
    place = world(tmp_path, patience=60)
    crowd = Crowd(Plan(20, 20))
    store = TIX.store(tmp_path / "desk", crowd, place, str(place.tix))
    case = store.case(work)
    assert case is not None
    assert case.lap(place).failure == ""


def test_each_tracker_has_its_own_name_and_can_be_ranked() -> None:
    assert len({peer.name for peer in (TIX, *PEERS)}) == len(PEERS) + 1
    assert all(Work.CHANGE in peer.works and Work.CREATE in peer.works for peer in PEERS)


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    place = world(tmp_path, patience=0.2)
    lap = place.run(["sleep", "600"], tmp_path)
    assert lap.failure == "more than 0.2 s"


def test_a_case_that_failed_is_not_run_again(tmp_path: Path) -> None:
    calls: list[str] = []

    def commands() -> list[list[str]]:
        calls.append("run")
        return [["/bin/sh", "-c", "echo broken >&2; exit 3"]]

    found = race(world(tmp_path), [Case("bad", tmp_path, commands)], 5)
    assert (found["bad"].failure, calls) == ("broken", ["run"])


def test_a_slow_case_has_three_laps_and_a_very_slow_one_fewer() -> None:
    quick, slow, slowest = (took(*[ms] * 3).laps for ms in (10, 600, 3000))
    assert not has_enough(quick, 1.5)
    assert [has_enough(slow[:count], 1.5) for count in (1, 2, 3)] == [False, False, True]
    assert [has_enough(slowest[:count], 1.5) for count in (1, 2)] == [False, True]
    assert not has_enough(slowest, float("inf"))


def test_the_table_says_who_is_quicker_and_who_gave_up() -> None:
    assert markdown([measured()]).splitlines()[2:] == [
        "| 10,000 | tix | 100 | 100 | 100 | 100 | 100 |  |",
        "| 10,000 | tk | – | **40 (0.40 x)** | – | – | – | list |",
        "| 10,000 | todoman | – | more than 10 s | – | – | – |  |",
    ]


def test_below_the_table_stands_who_is_not_in_it() -> None:
    first, then = measured(), Times(100_000)
    then.found = {work: {"tix": took(1)} for work in Work}
    then.found[Work.SHOW] = {"tix": took(1, failure="exit 3")}
    then.failures["tk"] = "could not be filled: disk full"
    assert absence([first, then], [PEERS[2]]).splitlines() == [
        "Not installed here: Taskwarrior (apt taskwarrior).",
        "Not tried with 100,000, by their lists before: todoman.",
        "tk, 100,000: could not be filled: disk full.",
        "tix, 100,000, show: exit 3.",
    ]


def test_the_readme_has_the_rows_of_one_size_and_its_own_machine() -> None:
    table = f"2026-11-22: two cores.\n\n{markdown([measured()])}"
    page = f"2026-11-21: another.\n<!-- begin: peers -->\n\n{table}\n\n<!-- end: peers -->\n"
    readme = (
        "<!-- begin: peers --><!-- end: peers --><!-- begin: compared --><!-- end: compared -->"
    )
    rows = quoted(readme, page).partition("<!-- end: peers -->")[0].splitlines()[2:-1]
    assert rows[0] == "| tracker | create | list | show | change | search | quicker than tix at |"
    assert rows[2] == "| tix | 100 | 100 | 100 | 100 | 100 |  |"
    assert rows[5:] == ["", "2026-11-22: two cores."]
