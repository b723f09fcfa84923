"""How long reading takes: the first index, a small desk over a large archive, search, history."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.history import Desk, load
from benchmarks.measure import Argv, Case
from benchmarks.sizes import OPEN, Bench
from benchmarks.stores import CONFIG
from benchmarks.table import Row, missing, number, ratio, under

#: Seconds that the first index may take for each 10,000 tickets, and megabytes it may hold.
INDEX_SECONDS, INDEX_MB = 1.5, 300


def first_index(bench: Bench) -> list[Row]:
    """Measure the first index of every ticket, archive included."""
    rows = []
    for size in bench.sizes.desks[1:]:
        desk = bench.desk(size)
        case = _anew(bench, f"index {size}", desk, ("list", "-A", "-q", "-n", "1"))
        result = bench.race([case], 3 if size <= 10_000 else 1)[case.name]
        work = f"first index of {size:,}"
        if result.failure:
            rows.append(missing(work, result.failure))
            continue
        note = f" ({size / result.ms * 1000:,.0f} tickets/s)"
        most = INDEX_SECONDS * size / 10_000
        rows.append(under(work, result.ms / 1000, most, "s", note))
        rows.append(under(f"memory of it, {size:,}", result.mb, INDEX_MB, "MB"))
    return rows


def archive(bench: Bench) -> list[Row]:
    """Measure a desk of 200 open tickets alone and over a large archive."""
    small, large = bench.desk(OPEN), bench.desk(bench.largest)
    rows = []
    for command in ("list", "show", "mine", "board"):
        cases = []
        for name, desk in (("small", small), ("large", large)):
            ticket = sorted(path.stem for path in (desk / "open").glob("*.yaml"))[0]
            words = [command, ticket] if command == "show" else [command]
            cases.append(bench.tix(name, desk, *words))
        times = bench.race(cases)
        work = f"`{command}`, {OPEN} open of {bench.largest:,}"
        failure = times["large"].failure or times["small"].failure
        told = f"of the same, {OPEN} of {OPEN}"
        row = ratio(work, times["large"].ms, times["small"].ms, 1.3, told)
        rows.append(missing(work, failure) if failure else row)
    return rows


def search(bench: Bench) -> list[Row]:
    """Measure a search for a few tickets, and one for a word that most tickets have."""
    desk, rows = bench.desk(bench.largest), []
    for kind, words in (("rare words", ("umlauts", "517")), ("a word in most", ("orders",))):
        case = bench.tix(kind, desk, "search", *words)
        result = bench.race([case])[kind]
        work = f"`search` of {bench.largest:,}, {kind}"
        row = under(work, result.ms, 150, "ms")
        rows.append(missing(work, result.failure) if result.failure else row)
    return rows


def history(bench: Bench) -> list[Row]:
    """Measure all of history, and ten more commits."""
    sizes, place = bench.sizes, bench.world.scratch / f"history{bench.sizes.commits}"
    desk = Desk(sizes.history_tickets)
    _make_history(place, desk, sizes.commits)
    ticket = desk.ids[0]
    words = (
        "blame",
        ticket,
    )  # history alone: `show` looks at the files of all open tickets as well
    bench.race([bench.tix("index", place, "list", "-A", "-q", "-n", "1")], 1)
    first = bench.race([_anew(bench, "first", place, words, "history.db")], 1)["first"]
    work = f"history of {sizes.commits:,} commits, first"
    if first.failure:
        return [missing(work, first.failure)]
    note = f" ({sizes.commits / first.ms * 1000:,.0f} commits/s, {number(first.mb)} MB)"
    rows = [under(work, first.ms / 1000, 15 * sizes.commits / 100_000, "s", note)]

    def ten_more() -> Sequence[Argv]:
        load(place, desk.commits(10), onto=True)
        return [(bench.world.tix, *words)]

    cases = [Case("more", place, ten_more), bench.tix("same", place, *words)]
    times = bench.race(cases)
    rows.append(under("the same, then ten more", times["more"].ms, 200, "ms"))
    rows.append(Row("the same, unchanged", f"{number(times['same'].ms)} ms"))
    return rows


def _make_history(place: Path, desk: Desk, commits: int) -> None:
    """Make the repository, its files checked out."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(place)], check=True)
    load(place, desk.commits(commits), onto=False)
    subprocess.run(["git", "-C", str(place), "reset", "-q", "--hard"], check=True)
    (place / "tix.yaml").write_text(CONFIG.format(shelf="c"))


def _anew(bench: Bench, name: str, desk: Path, words: Sequence[str], which: str = "*") -> Case:
    """Return the case of a command that has to find everything out again."""

    def forget() -> Sequence[Argv]:
        for path in (desk / ".git" / "tix").glob(which):
            path.unlink()
        return [(bench.world.tix, *words)]

    return Case(name, desk, forget)
