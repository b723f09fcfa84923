"""Put the values of one record into the fields of a ticket, and say what does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from collections.abc import Mapping as Pairs

from tix.exchange.mapping import (
    CHILD,
    CREATOR,
    DROP,
    LINKS,
    PARENT,
    STATUS,
    WORDS,
    Mapping,
    Target,
)
from tix.exchange.record import Record, Value
from tix.exchange.rewind import State
from tix.findings import Finding, Severity
from tix.model.fields import CORE, LINK_KINDS, Kind, Shape, problem_with
from tix.model.ids import hashed_item
from tix.model.ticket import Node
from tix.text import clean, plural, slug

#: The custom field of links that no ticket of the tracker can be the other end of.
OTHER_LINKS = "other_links"

_BOX = re.compile(r"\[([ x])\] (.*)", re.DOTALL)


class Placer:
    """Places the fields of one record, each oddity told once however many snapshots there are."""

    def __init__(
        self,
        mapping: Mapping,
        ids: Pairs[str, str],
        record: Record,
        findings: list[Finding],
        pairs: Set[tuple[str, str]] = frozenset(),
    ) -> None:
        self.pairs = pairs
        self.mapping = mapping
        self.ids = ids
        self.record = record
        self.findings = findings
        self.told: set[str] = set()
        self.cleaned_texts: dict[str, str] = {}
        self.fits: dict[str, tuple[Value, list[str]]] = {}

    def target(self, name: str) -> Target:
        """Return where a field goes."""
        return self.mapping.fields.get(name) or Target(slug(name).replace("-", "_") or "other")

    def handle(self, account: str) -> str:
        """Return the handle of an account."""
        face = self.mapping.people.get(account)
        return face.handle if face else slug(account) or "person"

    def cleaned(self, what: str, text: str) -> str:
        """Return text without control characters and with plain line ends."""
        known = self.cleaned_texts.get(text)
        if known is None:
            plain = text.replace("\r\n", "\n").replace("\r", "\n")
            known = clean(plain, lines=True).rstrip()
            lost = len(plain.rstrip()) - len(known)
            if lost > 0:
                left_out = plural(lost, "control character")
                self._tell("import-control", f"{what}: {left_out} left out")
            self.cleaned_texts[text] = known
        return known

    def fields(self, state: State) -> tuple[str, dict[str, Node]]:
        """Return the status and the fields of the ticket that `state` stands for."""
        doc: dict[str, Node] = {}
        status = ""
        for name, value in state.items():
            target = self.target(name)
            if target.to == STATUS and isinstance(value, str):
                found = self.mapping.statuses.get(value)
                status = found.to if found else slug(value)
            elif target.to == LINKS:
                self._links(value, doc)
            elif target.to == "parent" and isinstance(value, str):
                self._parent(value, doc)
            elif value and target.to not in (DROP, CREATOR):
                self._put(name, target, value, doc)
        return status, doc

    def _put(self, name: str, target: Target, value: Value, doc: dict[str, Node]) -> None:
        fitting = self._fitting(name, target, value)
        if not fitting or (target.kind is Kind.INT and fitting == ["0"]):
            return
        shape = CORE[target.to].shape if target.to in CORE else None
        if shape is Shape.RECORDS:
            doc[target.to] = [self._item(text) for text in fitting]
        elif shape is Shape.RECORD:
            doc[target.to] = {"score": fitting[0]}
        elif shape is Shape.SET:
            held = doc.get(target.to, [])
            doc[target.to] = [*sorted({*fitting, *(map(str, held))})]
        elif target.many:
            doc[target.to] = [*fitting]
        else:
            doc[target.to] = ", ".join(fitting)

    def _fitting(self, name: str, target: Target, value: Value) -> list[str]:
        """Return the texts of a value that fit; from snapshot to snapshot few values change."""
        held = self.fits.get(name)
        if held is None or held[0] is not value:
            texts = value if isinstance(value, tuple) else (value,)
            held = value, [fit for text in texts if (fit := self._fit(name, target, text))]
            self.fits[name] = held
        return held[1]

    def _fit(self, name: str, target: Target, text: str) -> str:
        plain = self.cleaned(name, text)
        fit = _FIT.get(target.kind, _same)(plain)
        if target.kind is Kind.PERSON:
            return self.handle(text)
        if target.kind is Kind.ENUM and target.to in CORE:
            many = CORE[target.to].shape is Shape.SET
            fit = "-".join(plain.split()) if many else self.mapping.value(target.to, text)
        problem = problem_with(target.kind, fit) if fit else None
        if problem:
            self._tell("import-unplaced", f"{name} does not fit {target.to}: {problem}")
            return ""
        return fit

    def _item(self, text: str) -> Node:
        box = _BOX.fullmatch(text)
        words = box[2] if box else text
        item: dict[str, Node] = {"id": hashed_item(self.record.key, words), "text": words}
        return item | {"done": "true"} if box and box[1] == "x" else item

    def _parent(self, key: str, doc: dict[str, Node]) -> None:
        if key in self.ids:
            doc["parent"] = self.ids[key]
        elif key:
            self._words(f"sub-task of {key}", doc)

    def _links(self, value: Value, doc: dict[str, Node]) -> None:
        links: dict[str, set[str]] = {}
        for member in value if isinstance(value, tuple) else ():
            phrase, _, key = member.rpartition(" ")
            kind = self.mapping.links.get(phrase, "relates")
            target = self.ids.get(key)
            if kind == DROP:
                continue
            if target is None or kind == WORDS:
                self._words(member, doc)
            elif kind == PARENT:
                doc.setdefault("parent", target)
            elif kind in LINK_KINDS and (kind != "relates" or self._keeps(key)):
                links.setdefault(kind, set()).add(target)
            else:
                # The issue at the other end says the same in its own words, and keeps it.
                assert kind in (*LINK_KINDS.values(), CHILD)  # noqa: S101
        if links:
            doc["links"] = {kind: [*sorted(links[kind])] for kind in LINK_KINDS if kind in links}

    def _keeps(self, key: str) -> bool:
        """Tell whether a link without direction stands here: the other end may say it, too."""
        own = self.record.key
        return (key, own) not in self.pairs or _first(own, key)

    def _words(self, member: str, doc: dict[str, Node]) -> None:
        held = doc.get(OTHER_LINKS, [])
        doc[OTHER_LINKS] = [*(held if isinstance(held, list) else []), " ".join(member.split())]

    def _tell(self, rule: str, message: str) -> None:
        if message not in self.told:
            self.told.add(message)
            text = f"{self.record.key}: {message}"
            path, line = self.record.path or self.record.key, self.record.line
            self.findings.append(Finding(Severity.WARNING, rule, path, text, line=line))


def _first(own: str, other: str) -> bool:
    """Tell whether the issue `own` keeps a link that has no direction: the older one does."""

    def rank(key: str) -> tuple[str, int, str]:
        project, _, number = key.rpartition("-")
        return project, int(number) if number.isdigit() else 0, key

    return rank(own) < rank(other)


def _same(text: str) -> str:
    return text


_TRUTHS = {"yes": "true", "y": "true", "1": "true", "no": "false", "n": "false", "0": "false"}
_FIT: dict[Kind, Callable[[str], str]] = {
    Kind.TEXT: lambda text: " ".join(text.split()),
    Kind.DATE: lambda text: text[:10],
    Kind.INT: lambda text: re.sub(r"\.0+$", "", text),
    Kind.BOOL: lambda text: _TRUTHS.get(text.casefold(), text.casefold()),
}
