"""Propose what becomes of everything that a source has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping as Pairs
from dataclasses import replace

from tix.config.cross import RESERVED_FIELDS
from tix.exchange.mapping import (
    CREATOR,
    DROP,
    LINKS,
    PARENT,
    SECTIONS,
    STATUS,
    TAKEN,
    WORDS,
    Face,
    Mapping,
    StatusTarget,
    Target,
    plain_word,
    word,
)
from tix.exchange.record import Account
from tix.exchange.survey import Survey
from tix.model.config import Config
from tix.model.fields import CORE, Kind, Shape
from tix.model.statuses import Category
from tix.store.layout import folder_problem
from tix.text import clean, slug

#: Where known fields go; the rest become custom fields.
KNOWN: dict[str, Target] = {
    "summary": Target("title"),
    "description": Target("description", Kind.BLOCK),
    "status": Target(STATUS),
    "issuetype": Target("type", Kind.ENUM),
    "priority": Target("priority", Kind.ENUM),
    "resolution": Target("resolution", Kind.ENUM),
    "project": Target("category", Kind.ENUM),
    "assignee": Target("assignee", Kind.PERSON),
    "reporter": Target("reporter", Kind.PERSON),
    "creator": Target(CREATOR, Kind.PERSON, why="is the author of the first commit"),
    "labels": Target("tags", Kind.ENUM, many=True),
    "duedate": Target("due", Kind.DATE),
    "timeoriginalestimate": Target("estimate", Kind.DURATION),
    "timeestimate": Target("remaining", Kind.DURATION),
    "timespent": Target("spent", Kind.DURATION),
    "environment": Target("environment", Kind.BLOCK),
    "parent": Target("parent", Kind.TICKET),
    "links": Target(LINKS, Kind.TICKET, many=True),
    "components": Target("components", Kind.TEXT, many=True),
    "versions": Target("affects", Kind.TEXT, many=True),
    "fixVersions": Target("fix_versions", Kind.TEXT, many=True),
    "attachment": Target("attached", Kind.TEXT, many=True),
    "formerKeys": Target("former_keys", Kind.TEXT, many=True),
    "remoteLinks": Target("remote_links", Kind.TEXT, many=True),
    "votes": Target("votes", Kind.INT),
    "watches": Target(DROP, why="only a number; the export does not say who"),
    "deletedComments": Target(DROP, many=True, why="somebody deleted these comments"),
    "deletedWorklogs": Target(DROP, many=True, why="somebody deleted these work logs"),
    "Workflow": Target(DROP, why="names of the old tracker's own settings"),
    "ProjectImport": Target(DROP, why="a date of moves between old trackers"),
    "security": Target("visibility", Kind.TEXT),
    "coassignees": Target("watchers", Kind.PERSON, many=True),
    "subscribers": Target("watchers", Kind.PERSON, many=True),
    "mentioned": Target(DROP, many=True, why="the texts name these people themselves"),
    "reactions": Target(DROP, why="only a number; the export does not say who"),
    "otherEvents": Target(DROP, many=True, why="tix has no word for these events"),
    "satisfaction": Target("satisfaction", Kind.INT),
    "acceptance_criteria": Target("goal", Kind.BLOCK),
    "close_reason": Target("solution", Kind.BLOCK),
    "design": Target("design", Kind.BLOCK),
    "notes": Target("notes", Kind.BLOCK),
    "plan": Target("plan", Kind.BLOCK),
}

#: Statuses of most trackers, by their slug; others by the words in them.
CATEGORIES: Pairs[Category, str] = {
    Category.CLOSED: r"resolved|closed|done|fixed|cancell?ed|rejected|wont-(do|fix)|complete(d)?"
    r"|archived|deleted|tombstone|geschlossen|abgeschlossen|erledigt|ferme|resolu|termine"
    r"|cerrado|resuelto|chiuso|risolto|fechado|resolvido|gesloten|opgelost",
    Category.WAITING: r"waiting.*|pending.*|.*on-hold|blocked|awaiting.*|need-?s?-info.*"
    r"|deferred|someday.*",
    Category.QUEUE: r"open|to-do|todo|new|reopened|backlog|selected.*|triage|unassigned|ready"
    r"|drafts?|neu|offen|nouveau|ouvert|nuevo|abierto|nuovo|aperto|novo|aberto|nieuw",
}

#: Names of priorities, the lowest first.
PRIORITY_ORDER = (
    "trivial",
    "lowest",
    "low",
    "minor",
    "p5",
    "p4",
    "medium",
    "normal",
    "p3",
    "major",
    "high",
    "p2",
    "critical",
    "highest",
    "urgent",
    "p1",
    "blocker",
    "p0",
)

LINK_PHRASES = {
    "blocks": "blocks",
    "is blocked by": "blocked-by",
    "is depended upon by": "blocks",
    "depends upon": "blocked-by",
    "depends on": "blocked-by",
    "is required by": "blocks",
    "requires": "blocked-by",
    "duplicates": "duplicates",
    "is duplicated by": "duplicated-by",
    "is caused by": "caused-by",
    "causes": "causes",
    "is broken by": "caused-by",
    "breaks": "causes",
    "sub-task of": PARENT,
    "has sub-task": "child",
}
#: What stands before the word in `2 - High`.
_NUMBERED = re.compile(r"\d+\s*[-.:)]\s+(?=\D)")
_RANK = re.compile(r"\d+\|\w+:?.*|.*_\*[:|]\*_.*")


def propose(found: Survey, config: Config | None = None) -> Mapping:
    """Return where everything of a survey goes unless somebody says otherwise.

    A word that the tracker of `config` has already, spelled a little differently, is taken.
    """
    return Mapping(
        fields=_targets(found),
        statuses={name: _status(name, found) for name in _values(found, STATUS)},
        values={
            to: {name: _word(name, to, config) for name in _values(found, to)}
            for to in SECTIONS.values()
        },
        links={
            phrase: LINK_PHRASES.get(phrase, _relation(phrase)) for phrase in sorted(found.links)
        },
        people=_faces(found),
    )


def _values(found: Survey, to: str) -> list[str]:
    counts = found.values[to]
    return sorted({*counts, *found.past[to]}, key=lambda value: (-counts[value], value))


def _targets(found: Survey) -> dict[str, Target]:
    """Return where each field goes; two that would have one name of their own are told apart."""
    targets: dict[str, Target] = {}
    taken: set[str] = set()
    for name in sorted(found.seen):
        target = _target(found, name)
        if target.is_custom:
            target = replace(target, to=_free(target.to, taken, "_"))
            taken.add(target.to)
        targets[name] = target
    return targets


def _target(found: Survey, name: str) -> Target:
    if name in KNOWN:
        return KNOWN[name]
    if (
        name in CORE
        and name not in OURS
        and (CORE[name].shape in (Shape.ONE, Shape.SET) or name == "checklist")
    ):
        return Target(name, CORE[name].kind, CORE[name].shape is not Shape.ONE)
    sample = found.sample.get(name, "")
    if name.startswith("customfield_"):
        if found.filled[name] == len(found.keys) or _RANK.fullmatch(sample):
            return Target(DROP, why="the export does not say what it is, every issue has one")
        name = name.replace("customfield", "field")
    return Target(own_name(name), _kind(found, name), name in found.lists)


def own_name(name: str) -> str:
    """Return what a custom field is called for a field of the source."""
    plain = _ascii(slug(name)).replace("-", "_")[:34].strip("_.") or "other"
    own = plain if plain[0].isalpha() else f"no_{plain}"
    return f"{own}_field" if own in CORE or own in RESERVED_FIELDS else own


#: Fields of a ticket that only the import itself fills.
OURS = frozenset({"id", "external", "created", "comments", "formerly"})


def _kind(found: Survey, name: str) -> Kind:
    """Return what a custom field holds: long text where a value has several lines."""
    kind = found.kinds.get(name, Kind.TEXT)
    return Kind.BLOCK if kind is Kind.TEXT and name in found.long else kind


def _word(name: str, to: str, config: Config | None) -> str:
    plain = word(_NUMBERED.sub("", name) or name)
    known = config.declared_for(to) if config else {}
    return next((each for each in known if _letters(each) == _letters(plain)), plain)


def _letters(name: str) -> str:
    return re.sub(r"[-_ ]", "", name.casefold())


def _status(name: str, found: Survey) -> StatusTarget:
    plain = _status_name(name)
    if name in found.categories:
        return StatusTarget(plain, found.categories[name])
    for category, pattern in CATEGORIES.items():
        if re.fullmatch(pattern, plain):
            return StatusTarget(plain, category)
    return StatusTarget(plain, Category.ACTIVE)


def _status_name(name: str) -> str:
    """Return what a status and its folder are called: nothing that tix has a meaning for."""
    plain = plain_word(name)
    return f"{plain}-status" if plain in TAKEN or folder_problem(plain) else plain


def _relation(phrase: str) -> str:
    return "relates" if phrase else WORDS


def _faces(found: Survey) -> dict[str, Face]:
    """Return who everybody is; two accounts with one address are one person."""
    faces: dict[str, Face] = {}
    taken: set[str] = set()
    owners: dict[str, str] = {}
    for name, account in sorted(found.people.items()):
        email = "".join(clean(account.email).split())
        wanted = owners.get(email.casefold()) if email else None
        handle = wanted or _free(_handle(account), taken)
        taken.add(handle)
        email = email or f"{handle}@{found.alias or found.system}.invalid"
        owners.setdefault(email.casefold(), handle)
        roles = ("agent",) if name in found.assignees else ()
        faces[name] = Face(handle, clean(account.display), email, roles)
    return faces


def _handle(account: Account) -> str:
    """Return a handle like the account's name; one made by a machine gives way to the person's."""
    name = account.name.partition("@")[0]
    plain = name if re.fullmatch(r"[a-z][a-z0-9._-]{0,31}", name) else slug(account.display or name)
    return re.sub(r"[^a-z0-9._-]+", "-", _ascii(plain).lower()).strip("._-") or "person"


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _free(wanted: str, taken: set[str], dash: str = "-") -> str:
    numbers = (f"{wanted}{dash}{number}" for number in range(2, 1 << 30))
    return wanted if wanted not in taken else next(name for name in numbers if name not in taken)
