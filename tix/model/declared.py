"""Declared values: the words that a tracker has agreed on, with what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from tix.frozen import field, frozen
from tix.model.fields import Kind
from tix.model.ticket import Node

#: Sections whose words are agreed on: nobody brings in another unless `strict` allows it.
CLOSED_VOCABULARIES = frozenset({"types", "priorities", "resolutions"})


@frozen
class Declared:
    """One value that a field may take; `was` holds its old names, `extra` keys of its section."""

    name: str
    meaning: str = ""
    use_when: str = ""
    colour: str = ""
    was: tuple[str, ...] = ()
    extra: Mapping[str, Node] = field(default_factory=dict)


@frozen
class CustomField:
    """A field that this tracker adds; `many` makes it a list, `required_when` is a query.

    `values` are the choices of an enum in their order.
    """

    name: str
    kind: Kind
    many: bool = False
    values: tuple[str, ...] = ()
    required_when: str = ""
    meaning: str = ""
    use_when: str = ""
    was: tuple[str, ...] = ()


@frozen
class View:
    """A saved query, with how its list looks."""

    name: str
    query: str
    columns: tuple[str, ...] = ()
    sort: str = ""
    meaning: str = ""


#: Kinds that a custom field may have, by the word that stands in `type:`.
CUSTOM_KINDS: dict[str, Kind] = {
    kind.value: kind
    for kind in (
        Kind.TEXT,
        Kind.BLOCK,
        Kind.INT,
        Kind.NUMBER,
        Kind.BOOL,
        Kind.DATE,
        Kind.TIME,
        Kind.DURATION,
        Kind.ENUM,
        Kind.PERSON,
        Kind.TICKET,
    )
}
LIST_OF = "list of "
