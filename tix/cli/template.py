"""Templates of --format: text and names of fields in braces, nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection

from tix.cli.csvform import cell
from tix.cli.output import Record
from tix.errors import UsageError
from tix.frozen import frozen
from tix.patterns import lazy_pattern
from tix.text import clean, closest

_PARTS = lazy_pattern(
    r"(?P<brace>\{\{|\}\})|\{(?P<name>[^{}]*)\}|(?P<escape>\\[tn\\])|(?P<bad>[{}])"
)
_ESCAPES = {r"\t": "\t", r"\n": "\n", "\\\\": "\\"}


@frozen
class Template:
    """Parts in order: a literal text, or the name of a field."""

    parts: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str, names: Collection[str]) -> Template:
        r"""Return the template; `{{` and `}}` are braces, `\t` and `\n` a tab and a line break."""
        parts: list[tuple[str, str]] = []
        position = 0
        for match in _PARTS.finditer(text):
            parts.append((text[position : match.start()], ""))
            parts.append(_part(match, names))
            position = match.end()
        return cls((*parts, (text[position:], "")))

    def fill(self, record: Record) -> str:
        """Return the line for one record; text of tickets is cleaned of control characters."""
        return "".join(
            clean(cell(record.get(name))) if name else literal for literal, name in self.parts
        )


def _part(match: re.Match[str], names: Collection[str]) -> tuple[str, str]:
    if match["brace"]:
        return match["brace"][0], ""
    if match["escape"]:
        return _ESCAPES[match["escape"]], ""
    if match["bad"]:
        raise UsageError(
            f"--format has a lone {match['bad']} at character {match.start() + 1}.",
            hint="{{ and }} stand for braces",
        )
    name = match["name"]
    if name not in names:
        near = closest(name, names)
        meant = f"did you mean {{{near}}}?" if near else "names are " + " ".join(sorted(names))
        raise UsageError(f"--format has no field {{{name}}}.", hint=meant)
    return "", name
