"""How long starting takes, and a long list of open tickets, against Python and peers."""

from __future__ import annotations

from benchmarks.measure import Case
from benchmarks.peerfill import Crowd
from benchmarks.peerlist import PEERS, Work
from benchmarks.sizes import Bench
from benchmarks.stores import Plan
from benchmarks.table import Row, missing, number, ratio

CLICK = "python -c 'import click'"
_NOTE = {"tk": "(put its `tk` and `ticket-list` on PATH, or name it by TK=)"}


def starts(bench: Bench) -> list[Row]:
    """Measure what starts and does next to nothing."""
    desk, python = bench.desk(bench.sizes.desks[0]), bench.world.python
    words = {"COMP_WORDS": "tix show OPS-", "COMP_CWORD": "2", "_TIX_COMPLETE": "bash_complete"}
    cases = {
        "`tix --version`": bench.tix("version", desk, "--version"),
        "`tix --help`": bench.tix("help", desk, "--help"),
        "completion of an id": bench.tix("completion", desk, **words),
    }
    bench.race([bench.tix("warm", desk, "list")], 1)
    references = [Case.of("pass", desk, python, "-c", "pass")]
    references.append(Case.of("click", desk, python, "-c", "import click"))
    times = bench.race([*references, *cases.values()], bench.sizes.rounds * 2)
    click = times["click"].ms
    rows = [Row(f"`{CLICK}`", f"{number(click)} ms (`-c pass` {number(times['pass'].ms)})")]
    for work, case in cases.items():
        result = times[case.name]
        if result.failure:
            rows.append(missing(work, result.failure))
        else:
            rows.append(ratio(work, result.ms, click, 2.5, f"of `{CLICK}`"))
    return rows


def lists(bench: Bench) -> list[Row]:
    """Measure a list of open tickets that did not change since the last one."""
    count, crowd = bench.sizes.listed, bench.crowd()
    cases = [bench.tix("tix", crowd, "list")]
    absent = []
    everything = Crowd(Plan(count))
    for peer in [peer for peer in (PEERS if bench.peers else PEERS[:1]) if Work.LIST in peer.works]:
        program = peer.find()
        if program is None:
            absent.append(missing(f"{peer.name} list", f"not found {_NOTE.get(peer.name, '')}"))
            continue
        place = bench.world.scratch / f"list-{peer.program}"
        case = peer.store(place, everything, bench.world, program).case(Work.LIST)
        cases += [case] if case else []
    times = bench.race(cases)
    ours, tk = times.pop("tix"), times.get("tk")
    work = f"`list` of {count:,} open, unchanged"
    if ours.failure:
        return [missing(work, ours.failure)]
    if tk is None or tk.failure:
        rows = [Row(work, f"{number(ours.ms)} ms", "<= 1.2 x of tk")]
    else:
        rows = [ratio(work, ours.ms, tk.ms, 1.2, "of tk")]
    for name, result in times.items():
        told = f"failed: {result.failure}" if result.failure else f"{number(result.ms)} ms"
        rows.append(Row(f"{name}, list of {count:,}", told))
    return rows + absent
