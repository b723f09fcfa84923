"""What a tracker must hold after any history, worked out from the design's words alone.

Nothing of tix is used here. A commit is a number, a register a text such as `tags/login`, and a
value what stands in the file. Facts are kept in the plainest way: every commit knows by name which
others it can see, and which changes of a register nobody who saw them has changed since.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Key = tuple[str, str]
Value = Any
#: What people did: for (ticket, register) the new value, None where it was taken away.
Deeds = Mapping[Key, Value]
#: A ticket as its file has it: the status, and the document.
Found = tuple[str, Mapping[str, Any]]

SETS = ("flags", "participants", "watchers", "tags")
RECORDS = ("checklist", "comments")
GROUP = ("resolution", "breach_reason")
#: The register of the order of steps. Its value is a list of orders, any of which may hold, whole:
#: after concurrent changes the design leaves open which, and a pick may move nothing.
ORDER = "checklist"


class Fact(NamedTuple):
    """One change of one register: the commit that made it, when it took effect, the value.

    `adds` tells that there was nothing before.
    """

    commit: int
    at: int
    value: Value
    adds: bool


class Words(NamedTuple):
    """Words, each unlike all others, that descriptions were given, and that were taken out."""

    given: frozenset[Key] = frozenset()
    taken: frozenset[Key] = frozenset()

    def __or__(self, other: Words) -> Words:
        """Return both together."""
        return Words(self.given | other.given, self.taken | other.taken)


NO_WORDS = Words()


@dataclass(slots=True)
class Commit:
    """A commit: what it can see (a bit for each commit), what it did, and what holds after it."""

    parents: tuple[int, ...]
    authored: int
    seen: int
    own: dict[Key, Fact]
    own_words: Words
    facts: dict[Key, tuple[Fact, ...]]
    words: Words


class Model:
    """All commits of all clones."""

    def __init__(self) -> None:
        self.commits: list[Commit] = []

    def commit(
        self, parent: int | None, authored: int, deeds: Deeds, words: Words = NO_WORDS
    ) -> int:
        """Add a commit of one parent and return its number; what changes nothing is no fact."""
        number = len(self.commits)
        before = self.commits[parent] if parent is not None else None
        facts = dict(before.facts) if before else {}
        own: dict[Key, Fact] = {}
        for key, value in deeds.items():
            known = facts.get(key, ())
            if value == value_of(key, known) and key[1] != ORDER:
                continue
            at = max([authored, *(fact.at + 1 for fact in known)])
            own[key] = Fact(number, at, value, value_of(key, known) is None)
            facts[key] = (own[key],)
        seen = (before.seen if before else 0) | 1 << number
        all_words = before.words | words if before else words
        parents = () if parent is None else (parent,)
        self.commits.append(Commit(parents, authored, seen, own, words, facts, all_words))
        return number

    def merge(self, one: int, other: int) -> int:
        """Add a merge of two commits, which changes nothing itself, and return its number."""
        number = len(self.commits)
        first, second = self.commits[one], self.commits[other]
        facts = dict(first.facts)
        for key, found in second.facts.items():
            known = facts.get(key)
            if known is None:
                facts[key] = found
            elif known != found:
                facts[key] = tuple(self._unchanged_since([*known, *found]))
        seen = first.seen | second.seen | 1 << number
        words = first.words | second.words
        self.commits.append(Commit((one, other), 0, seen, {}, NO_WORDS, facts, words))
        return number

    def pick(self, source: int, onto: int) -> int:
        """Add a commit that does once more what another one did, on top of a third.

        A ticket that it creates and that is there already only gets what it lacks.
        """
        made, held = self.commits[source], self.commits[onto].facts
        created = {ticket for ticket, register in made.own if register == "id"}
        deeds: dict[Key, Value] = {}
        for key, fact in made.own.items():
            known = held.get(key, ())
            is_again = key[0] in created and (key[0], "id") in held
            if key[1] == ORDER:
                deeds[key] = fact.value + [wish for fact in known for wish in fact.value]
            elif not is_again or value_of(key, known) is None:
                deeds[key] = fact.value
        return self.commit(onto, made.authored, deeds, made.own_words)

    def drop(self) -> bool:
        """Take the last commit back, a pick that git left out; tell whether it may be left out."""
        done = self.commits.pop()
        before = self.commits[done.parents[0]]
        return done.words == before.words and all(register == ORDER for _, register in done.own)

    def sees(self, viewer: int, other: int) -> bool:
        """Tell whether a commit is another one or comes after it."""
        return bool(self.commits[viewer].seen >> other & 1)

    def lone(self, viewer: int, upstream: int) -> list[int]:
        """Return what a rebase onto `upstream` picks: commits of one parent, parents first."""
        seen = self.commits[viewer].seen & ~self.commits[upstream].seen
        return [
            number
            for number, commit in enumerate(self.commits)
            if seen >> number & 1 and len(commit.parents) == 1
        ]

    def held(self, number: int) -> dict[str, dict[str, Value]]:
        """Return what every ticket holds at a commit: registers and their values."""
        tickets: dict[str, dict[str, Value]] = {}
        for key, facts in self.commits[number].facts.items():
            value = value_of(key, facts)
            if value is not None:
                tickets.setdefault(key[0], {})[key[1]] = value
        return tickets

    def faults(self, number: int, found: Mapping[str, Found]) -> Iterator[str]:
        """Yield in what the files of a commit differ from what they must hold."""
        held = self.held(number)
        for ticket in sorted(held.keys() | found.keys()):
            if ticket not in held or ticket not in found:
                yield f"{ticket}: {'is not there' if ticket in held else 'nobody made it'}"
                continue
            orders = self.commits[number].facts.get((ticket, ORDER), ())
            wanted = registers(*found[ticket])
            wishes = [wish for fact in orders for wish in fact.value]
            for problem in _differences(held[ticket], wanted, wishes):
                yield f"{ticket}: {problem}"
        words = self.commits[number].words
        for ticket, word in sorted(words.given - words.taken):
            if ticket in found and word not in _prose(found[ticket][1]):
                yield f"{ticket}: the word {word} is lost"

    def _unchanged_since(self, facts: Iterable[Fact]) -> list[Fact]:
        """Return the facts that nobody replaced who saw them."""
        by_commit = {fact.commit: fact for fact in facts}
        return [
            fact
            for number, fact in sorted(by_commit.items())
            if not any(other != number and self.sees(other, number) for other in by_commit)
        ]


def value_of(key: Key, facts: Collection[Fact]) -> Value:
    """Return which of several concurrent values holds: the latest, and of one moment the greatest.

    Of a comment it is an edit before a deletion, and either before what was added once more.
    """

    def weight(fact: Fact) -> tuple[bool, bool, int, str]:
        is_comment = key[1].startswith("comments/")
        is_edit = is_comment and not fact.adds
        is_there = is_edit and fact.value is not None and fact.value.get("deleted") != "true"
        return is_edit, is_there, fact.at, spelled(fact.value)

    last = max(facts, key=weight, default=None)
    return last.value if last else None


def spelled(value: Value) -> str:
    """Return a value as text, by which values of one moment are ordered; nothing comes first."""
    return "" if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False)


def registers(status: str, doc: Mapping[str, Any]) -> dict[str, Value]:
    """Return the registers of a ticket but for its description."""
    found: dict[str, Value] = {
        "status": {"status": status, **{name: doc[name] for name in GROUP if name in doc}}
    }
    for name, node in doc.items():
        if name in SETS:
            found.update({f"{name}/{member}": member for member in node})
        elif name == "links":
            found.update(
                {f"links/{kind}:{target}": target for kind, ids in node.items() for target in ids}
            )
        elif name in RECORDS:
            found.update({f"{name}/{item['id']}": item for item in node})
            if name == ORDER:
                found[name] = [[item["id"] for item in node]]
        elif name not in GROUP and name != "description":
            found[name] = node
    return found


def _differences(
    wanted: Mapping[str, Value], found: Mapping[str, Value], orders: list[list[str]]
) -> Iterator[str]:
    for name in sorted((wanted.keys() | found.keys()) - {ORDER}):
        value, held = wanted.get(name), found.get(name)
        if value != held and not (value is None and _is_kept_text(name, held)):
            is_now, must_be = spelled(held) or "nothing", spelled(value) or "nothing"
            yield f"{name} is {is_now}, and must be {must_be}"
    order = found[ORDER][0] if ORDER in found else []
    if orders and not any(_is_within(wish, order) for wish in orders):
        yield f"the order is {order}, and must be one of {orders}"


def _is_within(wish: list[str], order: list[str]) -> bool:
    """Tell whether an order is what somebody wished, whatever came or went."""
    return [item for item in wish if item in order] == [item for item in order if item in wish]


def _is_kept_text(name: str, held: Value) -> bool:
    """Tell whether a register is the note in which a merge keeps a description that lost."""
    return name.startswith("comments/") and held.get("kind") == "note"


def _prose(doc: Mapping[str, Any]) -> str:
    said = [item.get("text", "") for item in doc.get("comments", ())]
    return "\n".join([doc.get("description", ""), *said])
