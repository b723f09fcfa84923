"""A small company's desk over eighteen months, the same from every fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tix.exchange.demopeople import REQUESTERS, ROLES, TEAMS
from tix.exchange.demostories import STORIES
from tix.exchange.demowords import FILLERS, Story
from tix.exchange.mapping import LINKS, STATUS, Mapping, StatusTarget, Target
from tix.exchange.record import Account, Edit, Event, Record, Remark, Value
from tix.exchange.rewind import step
from tix.findings import Finding
from tix.model.fields import CORE, Shape
from tix.model.statuses import Category

TICKETS = 300
DAYS = 548
SEED = 20

_OPENING, _CLOSING = 6, 15
_CHANNELS = ["email", "email", "email", "web", "web", "phone", "chat", "in-person"]
_LISTS = frozenset({"tags", "checklist", "links", "flags"})
_FIELDS = (
    "title",
    "description",
    "type",
    "priority",
    "category",
    "reporter",
    "assignee",
    "customer",
    "team",
    "channel",
    "due",
    "estimate",
    "tags",
    "flags",
    "checklist",
    "resolution",
    "solution",
)
_STATUSES = {
    "open": Category.QUEUE,
    "doing": Category.ACTIVE,
    "waiting": Category.WAITING,
    "review": Category.ACTIVE,
    "done": Category.CLOSED,
}

#: The desk speaks tix's own words, so every field goes where it is called.
MAPPING = Mapping(
    fields={
        name: Target(name, CORE[name].kind, CORE[name].shape is not Shape.ONE) for name in _FIELDS
    }
    | {"status": Target(STATUS), "links": Target(LINKS)},
    statuses={name: StatusTarget(name, category) for name, category in _STATUSES.items()},
    values={"category": {story.category: story.category for story in STORIES}},
    links={"blocks": "blocks", "duplicates": "duplicates", "is caused by": "caused-by"},
)


@dataclass
class Demo:
    """The desk as a source; `now` is when its history ends."""

    now: datetime
    system: str = "demo"
    alias: str = ""
    findings: list[Finding] = field(default_factory=list)

    def records(self) -> Iterator[Record]:
        """Yield every ticket, the oldest first."""
        chance = random.Random(SEED)  # noqa: S311  # a story, not a secret
        begun = [self._begin(chance, place) for place in range(TICKETS)]
        past: list[tuple[str, Story]] = []
        for number, created in enumerate(sorted(begun), 1):
            tale = _Tale(chance, str(number), created, self.now, past)
            yield tale.record()
            past.append((str(number), tale.story))

    def _begin(self, chance: random.Random, place: int) -> datetime:
        # A little more towards the end, as of every desk that people learn to like.
        left = 1 - (place + chance.random()) / TICKETS
        day = self.now - timedelta(days=DAYS * left**1.75)
        day -= timedelta(days=max(0, day.weekday() - 4))
        hour = chance.triangular(_OPENING, _CLOSING, _OPENING + 3)
        moment = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hour)
        return min(moment.replace(microsecond=0), self.now - timedelta(minutes=10 + 7 * place % 50))


class _Tale:
    """One ticket told from its creation on; what lies after now has not happened."""

    def __init__(
        self,
        chance: random.Random,
        key: str,
        created: datetime,
        now: datetime,
        past: list[tuple[str, Story]],
    ) -> None:
        self.chance = chance
        self.key = key
        self.clock = created
        self.now = now
        self.past = past
        self.created = created
        self.story = chance.choice(STORIES)
        self.words = {name: chance.choice(words) for name, words in FILLERS.items()}
        self.requester, self.company = chance.choice(REQUESTERS)
        team = _team(self.story)
        self.agents = [account for account in ROLES if TEAMS[account.name] == team]
        self.agent = chance.choice(self.agents)
        self.team = team
        self.state: dict[str, Value] = {}
        self.events: list[Event] = []
        self.remarks: list[Remark] = []

    def record(self) -> Record:
        """Return the whole ticket."""
        self.state = self._first_fields()
        first = dict(self.state)
        if self.chance.random() < 0.05 and self._repeats():
            pass
        else:
            self._take()
            self._work()
        events = tuple(event for event in self.events if event.at <= self.now)
        for event in events:
            for edit in event.edits:
                step(first, edit, _LISTS)
        return Record(
            key=self.key,
            created=self.created,
            author=self.requester,
            fields=first,
            lists=_LISTS,
            events=events,
            remarks=tuple(remark for remark in self.remarks if remark.at <= self.now),
            people={account.name: account for account in (*ROLES, self.requester)},
        )

    def _first_fields(self) -> dict[str, Value]:
        story, chance = self.story, self.chance
        fields: dict[str, Value] = {
            "status": "open",
            "title": self._filled(chance.choice(story.titles)),
            "description": self._filled(story.text),
            "type": story.type,
            "priority": chance.choice(story.priorities.split()),
            "category": story.category,
            "reporter": self.requester.name,
            "customer": self.company,
            "team": self.team,
            "channel": chance.choice(_CHANNELS),
            "tags": tuple(tag for tag in story.tags if chance.random() < 0.85),
            "checklist": tuple(f"[ ] {self._filled(text)}" for text in story.steps),
        }
        if chance.random() < 0.4 or fields["priority"] == "critical":
            days = 2 if fields["priority"] == "critical" else 3 + story.hours / 4
            due = self.created + timedelta(days=days * chance.uniform(0.8, 2))
            fields["due"] = due.strftime("%Y-%m-%d")
        if story.type in ("feature", "change", "task"):
            fields["estimate"] = chance.choice(("2h", "4h", "1d", "3d"))
        if chance.random() < 0.06:
            fields["flags"] = ("vip",)
        return fields

    def _repeats(self) -> bool:
        """Close the ticket as a duplicate of a recent one of the same sort, if there is one."""
        same = [key for key, story in self.past[-40:] if story is self.story]
        if not same:
            return False
        self._wait(0.5, 4)
        self._say(self.agent, "reply", "You are not alone: we know, and are at it. See the link.")
        self._edit(
            self.agent,
            Edit("links", "", f"duplicates {same[-1]}"),
            self._to("resolution", "duplicate"),
            self._to("status", "done"),
        )
        return True

    def _take(self) -> None:
        if self.chance.random() < 0.12:
            self._wait(0.3, 2)
            raised = {"low": "normal", "normal": "high", "high": "critical"}
            priority = raised.get(str(self.state["priority"]), "critical")
            self._edit(self.agent, self._to("priority", priority))
        self._wait(*self._patience())
        self._edit(self.agent, self._to("assignee", self.agent.name), self._to("status", "doing"))
        if self.chance.random() < 0.1:
            self._wait(1, 6)
            other = self.chance.choice([each for each in self.agents if each is not self.agent])
            self._say(self.agent, "note", f"Over to you, {other.display.split()[0]}, as agreed.")
            self._edit(self.agent, self._to("assignee", other.name))
            self.agent = other
        if self.chance.random() < 0.08:
            self._relate()

    def _patience(self) -> tuple[float, float]:
        """Return between how many working hours it takes until somebody has time."""
        priority = str(self.state["priority"])
        if priority == "low" and self.chance.random() < 0.45:
            return 90, 900
        return {"critical": (0.1, 0.5), "high": (0.2, 4), "normal": (1, 26)}.get(priority, (4, 70))

    def _relate(self) -> None:
        """Link to an earlier ticket of the same part of the world."""
        area = self.story.category.partition("/")[0]
        near = [key for key, story in self.past[-60:] if story.category.startswith(area)]
        if near:
            phrase = self.chance.choice(("blocks", "is caused by"))
            self._edit(self.agent, Edit("links", "", f"{phrase} {self.chance.choice(near)}"))

    def _work(self) -> None:
        lines = self.story.talk
        pace = 2.0 * self.story.hours * self.chance.lognormvariate(0, 0.8) / (len(lines) + 1)
        steps = list(self.state.get("checklist", ()))
        for place, line in enumerate(lines):
            self._wait(pace * 0.6, pace * 1.4)
            self._line(line[0], self._filled(line[2:]))
            while steps and len(steps) * (len(lines) - place) > len(lines):
                self._tick(steps.pop(0))
                if self.chance.random() < 0.6:
                    break
        self._finish(pace, steps)
        if self.chance.random() < 0.07:
            self._return(pace)

    def _line(self, who: str, text: str) -> None:
        if who == "r":
            self._say(self.requester, "reply", text)
            if self.state["status"] == "waiting":
                self._wait(0.05, 1)
                self._edit(self.agent, self._to("status", "doing"))
            return
        self._say(self.agent, "note" if who == "n" else "reply", text)
        if who == "w":
            self._edit(self.agent, self._to("status", "waiting"))
            self._wait(*((60, 300) if self.chance.random() < 0.45 else (4, 40)))

    def _finish(self, pace: float, steps: list[str]) -> None:
        if self.state["status"] == "waiting":
            self._edit(self.agent, self._to("status", "doing"))
        if self.story.type in ("bug", "feature", "change"):
            self._wait(pace * 0.3, pace)
            self._edit(self.agent, self._to("status", "review"))
            self._wait(1, 30)
        self._wait(pace * 0.3, pace)
        for text in steps:
            self._tick(text)
        self._edit(
            self.agent,
            self._to("status", "done"),
            self._to("resolution", self.story.resolution),
            self._to("solution", self._filled(self.story.solution)),
        )

    def _return(self, pace: float) -> None:
        """Let the requester come back: it was not over."""
        self._wait(4, 40)
        self._say(self.requester, "reply", "Sorry, it is back this morning.")
        self._edit(
            self.requester,
            self._to("status", "open"),
            self._to("resolution", ""),
        )
        self._wait(0.5, 5)
        self._edit(self.agent, self._to("status", "doing"))
        self._wait(pace, pace * 2)
        self._say(self.agent, "reply", "Found another place with the same cause. Now it is right.")
        self._edit(
            self.agent,
            self._to("status", "done"),
            self._to("resolution", self.story.resolution),
        )

    def _tick(self, text: str) -> None:
        self._wait(0.02, 0.2)
        self._edit(self.agent, Edit("checklist", text, text.replace("[ ]", "[x]", 1)))

    def _to(self, name: str, after: str) -> Edit:
        before = self.state.get(name, "")
        return Edit(name, before if isinstance(before, str) else "", after)

    def _edit(self, who: Account, *edits: Edit) -> None:
        for edit in edits:
            step(self.state, edit, _LISTS)
        self.clock += timedelta(seconds=1)
        self.events.append(Event(str(len(self.events)), self.clock, who, edits))

    def _say(self, who: Account, kind: str, text: str) -> None:
        self.clock += timedelta(seconds=1)
        self.remarks.append(Remark(str(len(self.remarks)), self.clock, who, text, kind))

    def _filled(self, text: str) -> str:
        whole = text.format_map(self.words)
        return whole[:1].upper() + whole[1:]

    def _wait(self, least: float, most: float) -> None:
        """Let so many working hours pass."""
        left = timedelta(hours=self.chance.uniform(least, most))
        while True:
            end = self.clock.replace(hour=_CLOSING, minute=0, second=0)
            if self.clock.weekday() < 5 and self.clock < end:
                if left < end - self.clock:
                    self.clock = (self.clock + left).replace(microsecond=0)
                    return
                left -= end - self.clock
            morning = self.clock.replace(hour=_OPENING, minute=0, second=0)
            self.clock = morning + timedelta(days=1)


def _team(story: Story) -> str:
    area = story.category.partition("/")[0]
    return {"software": "web", "network": "systems", "servers": "systems"}.get(area, "desk")
