"""People: who is behind a handle or an address, and on which side of the desk they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from tix.errors import NotFound
from tix.frozen import field, frozen
from tix.model.ticket import Node, Ticket
from tix.patterns import lazy_pattern

AGENT = "agent"
HANDLE_PATTERN = lazy_pattern(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
EMAIL_PATTERN = lazy_pattern(r"[^\s@<>,]+@[^\s@<>,]+")


@frozen
class Absence:
    """Days away, both included, as `2026-12-24`; `cover` is who takes over."""

    begins: str
    ends: str
    cover: str = ""


@frozen
class Person:
    """One entry of the people file; a stranger has an address as handle and nothing else.

    `kind` is `person`, or `bot` for programs; `capacity` is how many active tickets they can
    have, 0 for no limit.
    """

    handle: str
    name: str = ""
    emails: tuple[str, ...] = ()
    organisation: str = ""
    kind: str = "person"
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    level: str = ""
    skills: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()
    capacity: int = 0
    timezone: str = ""
    calendar: str = ""

    @property
    def label(self) -> str:
        """The name to show, the handle when there is none."""
        return self.name or self.handle


@frozen
class People:
    """Everybody the tracker knows; empty without a people file."""

    people: Mapping[str, Person] = field(default_factory=dict)

    @cached_property
    def by_email(self) -> Mapping[str, str]:
        """The handle by each address in small letters; of two owners the first one has it."""
        pairs = [(email, person) for person in self.people.values() for email in person.emails]
        return {email.casefold(): person.handle for email, person in reversed(pairs)}

    def handle(self, email: str, name: str = "") -> str:
        """Return the handle of whoever has this address: without an entry the address itself.

        Addresses are the same in any case; somebody without one goes by their name.
        """
        email = email.strip()
        folded = email.casefold()
        return self.by_email.get(folded) or folded or name.strip()

    def emails(self, handle: str) -> tuple[str, ...]:
        """Return the addresses of a handle, the preferred one first."""
        person = self.people.get(handle)
        if person is not None:
            return person.emails
        return (handle,) if "@" in handle else ()

    def person(self, handle: str) -> Person:
        """Return who a handle is; of a stranger no more than the handle is known."""
        return self.people.get(handle) or Person(handle, emails=self.emails(handle))

    def find(self, text: str) -> tuple[Person, ...]:
        """Return whom a text may mean: the one of exactly that handle, address or name, else all
        whose handle, address or a word of whose name begins with it.
        """
        wanted = text.strip().casefold()
        if not wanted:
            return ()
        handle = self.by_email.get(wanted, wanted)
        if handle in self.people:
            return (self.people[handle],)
        everybody = self.people.values()
        same = tuple(person for person in everybody if person.name.casefold() == wanted)
        return same or tuple(person for person in everybody if _begins(person, wanted))

    def close(self, text: str) -> tuple[str, ...]:
        """Return up to three handles that look like a mistyped text."""
        from difflib import get_close_matches

        return tuple(get_close_matches(text.casefold(), list(self.people), 3))

    def resolve(self, text: str) -> str:
        """Return the handle that a text means, or raise NotFound with those it may have meant.

        A full address always stands for itself, and without a people file any word does.
        """
        found = self.find(text)
        if len(found) == 1:
            return found[0].handle
        if found:
            handles = ", ".join(person.handle for person in found)
            raise NotFound(f"{text!r} may be any of {handles}.", hint="give the whole handle")
        if EMAIL_PATTERN.fullmatch(text.strip()):
            return text.strip().casefold()
        if not self.people:
            return text.strip()
        near = self.close(text)
        hint = (
            f"did you mean {' or '.join(near)}?"
            if near
            else "see the people: tix config get people"
        )
        raise NotFound(f"Nobody here is called {text!r}.", hint=hint)

    def is_agent(self, handle: str, ticket: Ticket | None = None) -> bool:
        """Tell whether a handle answers for the desk, on this ticket if one is given.

        Agents have the role `agent`; without a people file everybody is one who is not on the
        requester's side of the ticket.
        """
        if ticket is not None and self.is_requester(handle, ticket):
            return False
        return not self.people or AGENT in self.person(handle).roles

    def is_requester(self, handle: str, ticket: Ticket) -> bool:
        """Tell whether a handle is the reporter or a participant of a ticket."""
        return handle == ticket.text("reporter") or handle in ticket.items("participants")


def read_people(node: Node) -> tuple[People, list[tuple[tuple[str, ...], str]]]:
    """Return the people of a `people` section, and its faults as (path of keys, sentence).

    An entry with a fault is left out, the others stand.
    """
    problems: list[tuple[tuple[str, ...], str]] = []
    if not isinstance(node, dict):
        return People(), [((), "people must be a mapping of handles")] if node else []
    people: dict[str, Person] = {}
    owner: dict[str, str] = {}
    for handle, entry in node.items():
        wrong = _entry_problem(handle, entry)
        if wrong:
            problems.append(((handle,), wrong))
            continue
        person = _person(handle, entry if isinstance(entry, dict) else {"email": entry})
        people[handle] = person
        for email in person.emails:
            first = owner.setdefault(email.casefold(), handle)
            if first != handle:
                problems.append(((handle,), f"{email} is the address of {first} as well"))
    return People(people), problems


def _entry_problem(handle: str, entry: Node) -> str | None:
    if not HANDLE_PATTERN.fullmatch(handle):
        return f"{handle!r} is no handle: small letters, digits and . _ - between them"
    if isinstance(entry, str):
        return None if EMAIL_PATTERN.fullmatch(entry) else f"{entry!r} is no address"
    if not isinstance(entry, dict):
        return f"{handle} must be a mapping"
    for key in ("email", "emails", "teams", "roles", "skills"):
        if not _are_words(entry.get(key, "")):
            return f"{key} of {handle} must be one word or a list of words"
    for key in ("email", "emails"):
        for email in _words(entry.get(key, "")):
            if not EMAIL_PATTERN.fullmatch(email):
                return f"{email!r} is no address"
    if not re.fullmatch(r"[0-9]{1,6}", _word(entry, "capacity") or "0"):
        return f"the capacity of {handle} is no whole number"
    return None


def _person(handle: str, entry: Mapping[str, Node]) -> Person:
    return Person(
        handle=handle,
        name=_word(entry, "name"),
        emails=tuple(
            dict.fromkeys(_words(entry.get("email", "")) + _words(entry.get("emails", "")))
        ),
        organisation=_word(entry, "organisation"),
        kind=_word(entry, "kind") or "person",
        teams=_words(entry.get("teams", "")),
        roles=_words(entry.get("roles", "")),
        level=_word(entry, "level"),
        skills=_words(entry.get("skills", "")),
        absences=_absences(entry.get("absences", "")),
        capacity=int(_word(entry, "capacity") or "0"),
        timezone=_word(entry, "timezone"),
        calendar=_word(entry, "calendar"),
    )


def _absences(node: Node) -> tuple[Absence, ...]:
    items = node if isinstance(node, list) else []
    return tuple(
        Absence(_word(item, "from"), _word(item, "to") or _word(item, "from"), _word(item, "cover"))
        for item in items
        if isinstance(item, dict) and _word(item, "from")
    )


def _word(entry: Mapping[str, Node], key: str) -> str:
    value = entry.get(key, "")
    return value.strip() if isinstance(value, str) else ""


def _words(node: Node) -> tuple[str, ...]:
    items: Iterable[Node] = node if isinstance(node, list) else [node]
    return tuple(item.strip() for item in items if isinstance(item, str) and item.strip())


def _are_words(node: Node) -> bool:
    items = node if isinstance(node, list) else [node]
    return all(isinstance(item, str) for item in items)


def _begins(person: Person, wanted: str) -> bool:
    names = (person.handle, *person.emails, *person.name.split())
    return any(name.casefold().startswith(wanted) for name in names)
