"""Statuses: the folders that tickets lie in, and what being there means."""

from __future__ import annotations

from enum import StrEnum

from tix.frozen import frozen


class Category(StrEnum):
    """What a status means to reports and clocks, whatever it is called."""

    QUEUE = "queue"
    ACTIVE = "active"
    WAITING = "waiting"
    CLOSED = "closed"


class Shelf(StrEnum):
    """How the files of a status are spread over folders.

    `flat` is one folder, `c` one for each first character of the id, `month/c` one for each month
    of creation and in it one for each character.
    """

    FLAT = "flat"
    CHARACTER = "c"
    MONTH = "month/c"


@frozen
class Status:
    """One status; `was` holds names that it had, and folders in which late files may still arrive.

    The name is what people write, the folder is where the files are.
    """

    name: str
    category: Category
    folder: str
    shelf: Shelf = Shelf.FLAT
    meaning: str = ""
    use_when: str = ""
    colour: str = ""
    was: tuple[str, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether tickets here are done with."""
        return self.category is Category.CLOSED


def default_shelf(category: Category) -> Shelf:
    """Return how a status of this category keeps its files unless told otherwise."""
    return Shelf.MONTH if category is Category.CLOSED else Shelf.FLAT
