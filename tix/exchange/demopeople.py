"""The people and settings of the desk that `tix demo` makes."""

from __future__ import annotations

from tix.exchange.record import Account
from tix.model.ticket import Node
from tix.store.emit import emit_document

#: Handle, name, team.
_AGENTS = (
    ("ana", "Ana Kalniņa", "desk"),
    ("ben", "Ben Ojala", "desk"),
    ("chloe", "Chloé Martin", "desk"),
    ("deniz", "Deniz Kaya", "web"),
    ("ewa", "Ewa Kowalska", "web"),
    ("farid", "Farid Rahimi", "web"),
    ("greta", "Greta Saar", "systems"),
    ("hugo", "Hugo Nieminen", "systems"),
)
_COMPANIES = (
    ("Baltic Timber", "baltictimber.example"),
    ("Nordlicht Logistik", "nordlicht.example"),
    ("Amber Foods", "amberfoods.example"),
    ("Saare Marine", "saaremarine.example"),
    ("Vistula Print", "vistulaprint.example"),
)
_FIRST = [
    "Jane",
    "Oskar",
    "Līga",
    "Mateusz",
    "Helmi",
    "Jonas",
    "Kaisa",
    "Tomasz",
    "Ilze",
    "Anders",
    "Marta",
    "Juhan",
    "Agata",
    "Emil",
    "Dace",
    "Sven",
    "Laura",
    "Priit",
    "Olga",
    "Rasmus",
    "Inga",
    "Paweł",
    "Elina",
    "Kristjan",
    "Zane",
    "Filip",
    "Nora",
    "Andrus",
    "Beata",
    "Leo",
    "Vaida",
    "Henrik",
    "Anna",
    "Mart",
    "Iwona",
    "Otto",
    "Daina",
    "Jakub",
    "Sanna",
    "Viktor",
]
_LAST = [
    "Bērziņa",
    "Tamm",
    "Kowalczyk",
    "Virtanen",
    "Petraitis",
    "Liepa",
    "Nowak",
    "Korhonen",
    "Sepp",
    "Lindgren",
    "Wójcik",
    "Ozols",
    "Mägi",
    "Kazlauskas",
    "Laine",
    "Krūmiņš",
    "Dąbrowska",
    "Rebane",
    "Holm",
    "Stankevičius",
]

_ASCII = str.maketrans("āčēģīķļņšūžąćęłńóśźżäöõüéŠŽ", "acegiklnsuzacelnoszzaooueSZ")

ROLES = tuple(Account(handle, name, f"{handle}@desk.example") for handle, name, _ in _AGENTS)
TEAMS = {handle: team for handle, _, team in _AGENTS}
#: Forty people who ask, with the company they work for.
REQUESTERS = tuple(
    (
        Account(
            first.lower().translate(_ASCII),
            f"{first} {_LAST[place * 7 % len(_LAST)]}",
            f"{first.lower().translate(_ASCII)}@{_COMPANIES[place % len(_COMPANIES)][1]}",
        ),
        _COMPANIES[place % len(_COMPANIES)][0],
    )
    for place, first in enumerate(_FIRST)
)

SETTINGS = """\
# The desk of a small company. Everything here can be changed: tix config, or any editor.
format: 1
key: DESK
name: Harbour desk
timezone: Europe/Riga
categories:
  access: {children: {new-starter: {}, permissions: {}, review: {}}, team: desk}
  hardware: {children: {laptop: {}, meeting-room: {}, order: {}, printer: {}}, team: desk}
  mail: {team: desk}
  network: {children: {vpn: {}}, team: systems}
  servers: {children: {backup: {}, disk: {}}, team: systems}
  software:
    children: {invoicing: {}, login: {}, office: {}, warehouse: {}, webshop: {}}
    team: web
views:
  overdue: {query: "due:<today", sort: due, meaning: Should have been done by now}
  unassigned: {query: "assignee:none", meaning: Waits for somebody to take it}
  waiting-long: {query: "status:waiting created:<-14d", sort: created, meaning: To be asked again}
"""


def people_file() -> bytes:
    """Return the text of tix.d/people.yaml: agents with their teams, requesters with companies."""
    agents: dict[str, Node] = {
        account.name: {
            "name": account.display,
            "emails": [account.email],
            "teams": [TEAMS[account.name]],
            "roles": ["agent", "admin"] if account.name == "ana" else ["agent"],
        }
        for account in ROLES
    }
    requesters: dict[str, Node] = {
        account.name: {
            "name": account.display,
            "emails": [account.email],
            "organisation": company,
        }
        for account, company in REQUESTERS
    }
    return emit_document({**agents, **requesters}).encode()
