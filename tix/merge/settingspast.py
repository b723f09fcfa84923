"""What happened to the settings: every commit that touched them, folded key by key."""

from __future__ import annotations

from dataclasses import dataclass, field

from tix.config.edit import read_sections
from tix.errors import BadInput
from tix.git.log import LOG
from tix.history.fold import fold, values
from tix.history.graph import Graph, View
from tix.history.merges import make_touch
from tix.history.record import Presence, Row
from tix.history.settle import settle
from tix.history.versions import compare
from tix.merge.keys import gather, rule_of, spread
from tix.merge.sides import Meeting
from tix.model.registers import Values
from tix.model.ticket import Node
from tix.store.layout import CONFIG_DIR, CONFIG_FILE

_NAME = "settings"


def settled_settings(meeting: Meeting) -> dict[str, Node]:
    """Return what all commits of both sides made of the settings, by top-level key."""
    past = _Past(Graph())
    for commit, parents, authored in _commits(meeting):
        past.add(commit, parents, authored, _registers(meeting, commit))
    return gather(settle(past.rows, past.sees, rule_of).state)


def picked_settings(meeting: Meeting) -> dict[str, Node]:
    """Return the settings of ours with what changed from the base to theirs, by top-level key."""
    past = _Past(Graph())
    past.add("base", [], 0, _registers(meeting, meeting.base or ""))
    past.add("ours", ["base"], 1, _registers(meeting, meeting.ours))
    past.add("theirs", ["base"], 2, _registers(meeting, meeting.theirs))
    return gather(settle(past.rows, past.sees, rule_of).state)


def _commits(meeting: Meeting) -> list[tuple[str, list[str], int]]:
    """Return the commits that touched settings, parents first, as if there were no others."""
    prefix = meeting.prefix
    paths = [f":(top,literal){prefix}{name}" for name in (CONFIG_FILE, CONFIG_DIR)]
    out = meeting.repo.git.text(
        *(*LOG, "--topo-order", "--reverse", "--full-history", "--simplify-merges"),
        *("--parents", "--format=%H %at %P", meeting.ours, meeting.theirs, "--", *paths),
    )
    rows = (line.split() for line in out.splitlines())
    return [(row[0], row[2:], int(row[1])) for row in rows]


def _registers(meeting: Meeting, commit: str) -> Values | None:
    """Return the registers of a commit's settings, None where they cannot be read."""
    objects = meeting.objects
    files = objects.settings(commit, meeting.prefix)
    try:
        sections = read_sections({path: objects.text(file) for path, file in files.items()})
        return spread({key: sections[key] for key in (*sections, *sections.places)})
    except BadInput:
        return None


@dataclass(slots=True)
class _Past:
    """The changes of settings so far."""

    graph: Graph
    rows: list[Row] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    held: dict[int, Values] = field(default_factory=dict)

    def sees(self, later: int, earlier: int) -> bool:
        """Tell whether a commit is the other one or came after it."""
        return self.graph.view(later).sees(earlier)

    def add(self, commit: str, parents: list[str], authored: int, now: Values | None) -> None:
        """Add what one commit changed; one that cannot be read changed nothing."""
        above = tuple(self.numbers[parent] for parent in parents if parent in self.numbers)
        number = self.numbers[commit] = self.graph.add(above)
        seen = self._seen(self.graph.before(number) if above else None)
        state = fold(touch for row in seen for touch in row.touches)
        if now is None:
            return
        merged = settle(seen, self.sees, rule_of) if len(above) > 1 else None
        times = {register: held.effective for register, held in state.items()}
        touches = tuple(
            make_touch(difference, authored, times.get(difference[0]), merged)
            for difference in compare(values(state), now)
        )
        self.rows.append(Row(number, _NAME, authored, Presence.GOOD, touches))

    def _seen(self, view: View | None) -> list[Row]:
        return [row for row in self.rows if view is not None and view.sees(row.number)]
