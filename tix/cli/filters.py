"""Options such as `-s open` as words of a query, and fixed words beside those of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_DIRECTIVES = ("sort:", "limit:")


def filter_words(given: Mapping[str, str | Sequence[str] | None]) -> list[str]:
    """Return the conditions that options ask for; empty text asks for tickets without a value.

    Commas separate alternatives as in a query; a set given several times must have them all.
    """
    found: list[str] = []
    for field, value in given.items():
        values = () if value is None else (value,) if isinstance(value, str) else value
        found += [f"{field}:{_quoted(text)}" for text in values]
    return found


def within(fixed: str, words: Sequence[str]) -> list[str]:
    """Return the query of all that `fixed` says and of the words, whatever `or` they hold."""
    directives = [word for word in words if word.startswith(_DIRECTIVES)]
    others = [word for word in words if not word.startswith(_DIRECTIVES)]
    if any(part.lower() == "or" for word in others for part in word.split()):
        others = ["(", *others, ")"]
    return [fixed, *others, *directives]


def _quoted(text: str) -> str:
    if not text.strip():
        return "none"
    return ",".join(_quoted_part(part.strip()) for part in text.split(","))


def _quoted_part(text: str) -> str:
    if not any(char.isspace() or char in '"()' for char in text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
