"""What a story of `tix demo` is, and the words that fill it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """One sort of ticket; words in braces are filled from `FILLERS`.

    A line of `talk` begins with who says it: `r` requester, `a` agent, `n` a note between agents,
    `w` an agent who then waits for the answer. `hours` is the usual working time to the end.
    """

    type: str
    category: str
    titles: tuple[str, ...]
    text: str
    talk: tuple[str, ...]
    solution: str
    tags: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    hours: float = 6
    resolution: str = "solved"
    priorities: str = "low normal normal normal high"


FILLERS: dict[str, tuple[str, ...]] = {
    "app": ("the CRM", "Invoicing", "the webshop", "the intranet", "Payroll", "the warehouse app"),
    "browser": ("Firefox", "Chrome", "Safari", "Edge"),
    "device": ("ThinkPad T14", "MacBook Air", "Dell Latitude", "HP EliteBook", "Surface Pro"),
    "room": ("Baltic", "Amber", "Dune", "Lighthouse", "Harbour", "2.14", "3.07"),
    "office": ("Riga", "Tartu", "Vilnius", "Gdańsk", "Turku"),
    "printer": (
        "Canon on floor 2",
        "Brother in the warehouse",
        "HP in reception",
        "label printer 4",
    ),
    "newcomer": (
        "Signe Ozola",
        "Piotr Zieliński",
        "Aino Koskinen",
        "Tomas Petrauskas",
        "Mia Lindqvist",
        "Karl Rebane",
        "Zofia Mazur",
        "Elias Virtanen",
        "Rūta Jankauskaitė",
        "Marek Nowicki",
    ),
    "share": ("Finance", "Marketing", "Contracts", "HR", "Product photos", "Tenders"),
    "list": ("orders", "returns", "offers", "delivery notes", "price lists", "open invoices"),
    "month": ("January", "March", "April", "June", "August", "September", "November"),
    "number": ("10482", "11907", "12044", "13310", "14871", "15526", "16093", "17748"),
    "minutes": ("ten", "fifteen", "twenty", "forty"),
    "word": ("Jürgen", "Žanis", "Łukasz", "Åsa", "Šarūnas", "Pärtel"),
}
