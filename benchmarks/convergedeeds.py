"""Random commands on tickets: as typed, as the plan behind the command, and as what they mean."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from benchmarks.convergemodel import Value, Words
from tix.model.changes import Change
from tix.model.ticket import Ticket
from tix.workflow.checklist import plan_todo
from tix.workflow.desk import Desk
from tix.workflow.edits import Assignment, plan_members, plan_set
from tix.workflow.links import plan_link, plan_unlink
from tix.workflow.moves import plan_close, plan_move
from tix.workflow.talk import plan_comment, plan_delete_comment, plan_edit_comment

PEOPLE = ("ada", "bob", "eve")
TAGS = ("api", "login", "mail", "ui")
STATUSES = ("open", "doing", "waiting", "review")
RESOLUTIONS = ("fixed", "invalid", "wontfix")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "priority": ("low", "normal", "high", "critical"),
    "type": ("bug", "task", "request"),
    "assignee": PEOPLE,
    "team": ("desk", "web"),
    "milestone": ("m1", "m2", "m3"),
    "due": ("2026-12-01", "2026-12-24", "2027-01-15"),
    "estimate": ("1h", "2d"),
    "browser": ("Chrome", "Firefox"),  # a field of the project's own
}

#: From a ticket after the command to the values that the command set in it, by register.
Effect = Callable[[Ticket], dict[str, Value]]


Drawn = TypeVar("Drawn")


class Deed(NamedTuple):
    """One command about one ticket; `argv` is what a user types."""

    argv: tuple[str, ...]
    plan: Callable[[Ticket, Desk], list[Change]]
    effect: Effect
    words: Words = Words()


def drawn(source: random.Random, table: Mapping[Drawn, int]) -> Drawn:
    """Return one of the keys of a table of weights."""
    return source.choices([*table], [*table.values()])[0]


class Chance:
    """Draws commands; the same source gives the same ones for the same tickets."""

    def __init__(self, source: random.Random) -> None:
        self.random = source
        self._words = 0

    def deed(self, ticket: Ticket, others: list[str], me: str) -> Deed:
        """Return a command that changes `ticket`, one of several tickets, by the person `me`."""
        while True:
            made = drawn(self.random, KINDS)(self, ticket, others, me)
            if made is not None:
                return made

    def choose(self, ids: list[str]) -> str:
        """Return one of some tickets, every second time one of the first three."""
        return self.random.choice(ids[:3] if self.random.random() < 0.5 else ids)

    def word(self) -> str:
        """Return a word that never was before."""
        self._words += 1
        return f"w{self._words}x"

    def field(self, ticket: Ticket, _others: list[str], _me: str) -> Deed | None:
        """Set a field, or clear it."""
        name = self.random.choice([*FIELDS])
        present = ticket.text(name)
        choices = [value for value in FIELDS[name] if value != present]
        if present and name != "priority":
            choices.append("")
        return _setting(ticket, name, self.random.choice(choices))

    def title(self, ticket: Ticket, _others: list[str], _me: str) -> Deed | None:
        """Give a title."""
        return _setting(ticket, "title", f"Title {self.word()}")

    def members(self, ticket: Ticket, _others: list[str], _me: str) -> Deed | None:
        """Add members to a set and take others away."""
        name, choices = self.random.choice((("tags", TAGS), ("watchers", PEOPLE)))
        chosen = self.random.sample(choices, self.random.randint(1, 2))
        add = [member for member in chosen if member not in ticket.items(name)]
        remove = [member for member in chosen if member not in add]
        signs = {"+=": add, "-=": remove}
        words = [f"{name}{sign}{','.join(some)}" for sign, some in signs.items() if some]
        return Deed(
            ("set", ticket.id, *words),
            lambda now, _desk: plan_members(now, name, add=add, remove=remove),
            lambda _after: {f"{name}/{who}": who if who in add else None for who in chosen},
        )

    def move(self, ticket: Ticket, _others: list[str], _me: str) -> Deed | None:
        """Move to another status, not to an end."""
        status = self.random.choice([name for name in STATUSES if name != ticket.status])
        return Deed(
            ("move", ticket.id, status),
            lambda now, desk: plan_move(now, status, desk.config),
            lambda _after: {"status": {"status": status}},
        )

    def close(self, ticket: Ticket, _others: list[str], _me: str) -> Deed | None:
        """End it, or end it in another way."""
        how = self.random.choice([r for r in RESOLUTIONS if r != ticket.text("resolution")])
        return Deed(
            ("close", ticket.id, "--as", how),
            lambda now, desk: plan_close(now, desk.config, resolution=how),
            lambda _after: {"status": {"status": "done", "resolution": how}},
        )

    def comment(self, ticket: Ticket, _others: list[str], me: str) -> Deed | None:
        """Say something."""
        text = f"Said {self.word()}"
        before = {comment.id for comment in ticket.comments}

        def effect(after: Ticket) -> dict[str, Value]:
            node = next(n for n in after.records("comments") if n["id"] not in before)
            said = {"by": me, "kind": "reply", "text": f"{text}\n"}
            return {f"comments/{node['id']}": {"id": node["id"], "at": node["at"], **said}}

        return Deed(
            ("comment", ticket.id, "-m", text),
            lambda now, desk: plan_comment(now, text, by=me, at=desk.now),
            effect,
        )

    def recomment(self, ticket: Ticket, _others: list[str], me: str) -> Deed | None:
        """Rewrite or delete a comment of one's own."""
        own = [node for node in ticket.records("comments") if _is_own(node, me)]
        if not own:
            return None
        node = dict(self.random.choice(own[:2]))
        name = str(node["id"])
        if self.random.random() < 0.4 and "deleted" not in node:
            node.pop("text", None)
            return Deed(
                ("comment", ticket.id, "--delete", name),
                lambda now, _desk: plan_delete_comment(now, name, by=me),
                lambda _after: {f"comments/{name}": {**node, "deleted": "true"}},
            )
        text = f"Meant {self.word()}"
        node.pop("deleted", None)
        return Deed(
            ("comment", ticket.id, "--edit", name, "-m", text),
            lambda now, _desk: plan_edit_comment(now, name, text, by=me),
            lambda _after: {f"comments/{name}": {**node, "text": f"{text}\n"}},
        )

    def step(self, ticket: Ticket, _others: list[str], _me: str) -> Deed | None:
        """Add a step to the checklist."""
        text = f"Do {self.word()}"
        before = [item.id for item in ticket.checklist]

        def effect(after: Ticket) -> dict[str, Value]:
            name = next(item.id for item in after.checklist if item.id not in before)
            return {f"checklist/{name}": {"id": name, "text": text}, "checklist": [[*before, name]]}

        return Deed(
            ("todo", ticket.id, "add", text),
            lambda now, _desk: plan_todo(now, "add", [text]),
            effect,
        )

    def restep(self, ticket: Ticket, _others: list[str], _me: str) -> Deed | None:
        """Tick, remove or move a step."""
        items = ticket.checklist
        if len(items) < 2:
            return None
        item = self.random.choice(items)
        ids = [other.id for other in items]
        rest = [name for name in ids if name != item.id]
        done: dict[str, Value] = {"id": item.id, "text": item.text, "done": "true"}
        action = self.random.choice(("undone" if item.done else "done", "remove", "order"))
        effects: dict[str, dict[str, Value]] = {
            "done": {f"checklist/{item.id}": done},
            "undone": {f"checklist/{item.id}": {"id": item.id, "text": item.text}},
            "remove": {f"checklist/{item.id}": None, "checklist": [rest]},
            "order": {"checklist": [[item.id, *rest]]},
        }
        if action == "order" and ids[0] == item.id:
            return None
        return Deed(
            ("todo", ticket.id, action, item.id),
            lambda now, _desk: plan_todo(now, action, [item.id]),
            lambda _after: effects[action],
        )

    def link(self, ticket: Ticket, others: list[str], _me: str) -> Deed | None:
        """Link to another ticket, or take a link away."""
        kind = self.random.choice(("blocks", "caused-by"))
        linked = ticket.links.get(kind, ())
        if linked and self.random.random() < 0.5:
            target = self.random.choice(linked)
            return Deed(
                ("unlink", ticket.id, kind, target),
                lambda now, _desk: plan_unlink(now, target, kind),
                lambda _after: {f"links/{kind}:{target}": None},
            )
        # to greater ids alone, so that no circle ever closes
        free = [other for other in others if other > ticket.id and other not in linked]
        if not free:
            return None
        chosen = self.random.choice(free)
        return Deed(
            ("link", ticket.id, kind, chosen),
            lambda now, _desk: plan_link(now, kind, chosen),
            lambda _after: {f"links/{kind}:{chosen}": chosen},
        )

    def description(self, ticket: Ticket, _others: list[str], _me: str) -> Deed | None:
        """Write a line into the description, or over another line."""
        lines = ticket.text("description").splitlines()
        new = self.word()
        gone: list[str] = []
        place = self.random.randint(0, len(lines))
        if lines and self.random.random() < 0.4:
            gone = lines[place : place + 1]
        lines[place : place + len(gone)] = [new]
        text = "\n".join(lines) + "\n"
        words = Words(frozenset({(ticket.id, new)}), frozenset((ticket.id, word) for word in gone))
        wanted = Assignment("description", "=", text)
        return Deed(
            ("set", ticket.id, f"description={text}"),
            lambda now, _desk: plan_set(now, [wanted]),
            lambda _after: {},
            words,
        )


def _setting(ticket: Ticket, name: str, value: str) -> Deed:
    wanted = Assignment(name, "=", value or None)
    return Deed(
        ("set", ticket.id, f"{name}={value}"),
        lambda now, _desk: plan_set(now, [wanted]),
        lambda _after: {name: value or None},
    )


def _is_own(node: Mapping[str, Value], me: str) -> bool:
    """Tell whether a comment is one that somebody said, not a description that lost a merge."""
    return node.get("by") == me and node.get("kind") == "reply"


#: How often each kind of command is drawn.
KINDS = {
    Chance.field: 30,
    Chance.title: 4,
    Chance.members: 14,
    Chance.move: 12,
    Chance.close: 5,
    Chance.comment: 12,
    Chance.recomment: 12,
    Chance.step: 5,
    Chance.restep: 7,
    Chance.link: 6,
    Chance.description: 4,
}
