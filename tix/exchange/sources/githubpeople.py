"""Who people are on GitHub."""

from __future__ import annotations

from typing import Any

from tix.exchange.record import Account
from tix.exchange.sources.nodes import entry, find, text

#: How GitHub itself calls somebody whose account was deleted.
GHOST = Account("ghost", "Ghost (deleted account)")
#: Those who answer for the repository.
_TEAM = ("OWNER", "MEMBER", "COLLABORATOR")


def account(
    node: dict[str, Any], *names: str, people: dict[str, Account], nobody: Account | None = GHOST
) -> Account:
    """Return who stands under one of the names, and remember them; a deleted account is a ghost."""
    user = entry(node, *names)
    login = text(user, "login").removeprefix("app/").removesuffix("[bot]")
    if not login:
        return nobody or GHOST
    stands = text(node, "author_association", "authorAssociation")
    known = people.get(login)
    found = Account(
        login,
        text(user, "name") or (known.display if known else ""),
        f"{login.lower()}@users.noreply.github.com",
        is_agent=stands in _TEAM or (known is not None and known.is_agent),
    )
    people[login] = found
    return found


def login_of(node: dict[str, Any], *names: str, people: dict[str, Account]) -> str:
    """Return the login of who stands under one of the names, empty when nobody does."""
    if find(node, *names) is None:
        return ""
    found = account(node, *names, people=people)
    return "" if found is GHOST else found.name
