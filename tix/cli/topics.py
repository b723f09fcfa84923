"""What `tix help TOPIC` and the man page say beside the commands."""

from __future__ import annotations

from collections.abc import Mapping

from tix.errors import EXIT_CODES

#: Variables of the environment that tix reads.
VARIABLES = {
    "TIX_DIR": "The tracker, when it is not found from the current folder.",
    "TIX_EDITOR, GIT_EDITOR": "The editor; otherwise what git uses.",
    "TIX_PAGER, GIT_PAGER": "The pager for long text; otherwise what git uses.",
    "TIX_AUTHOR": "Who acts, as `Name <email>`, instead of git's identity.",
    "TIX_NOW": "The moment to take for now, RFC 3339, for tests and imports.",
    "TIX_DEBUG": "With 1, errors show where in the program they arose.",
    "NO_COLOR, FORCE_COLOR": "No colour, or colour also into a pipe; NO_COLOR wins.",
}

TOPICS: dict[str, tuple[str, Mapping[str, str]]] = {
    "exit-codes": (
        "What the exit code of a command means",
        {str(code): f"{said}." for code, said in EXIT_CODES.items()},
    ),
    "environment": ("Variables of the environment that tix reads", VARIABLES),
}


def topic_text(name: str) -> str:
    """Return a topic as text for people."""
    heading, rows = TOPICS[name]
    width = max(map(len, rows))
    lines = [f"  {term.ljust(width)}  {meaning}" for term, meaning in rows.items()]
    return "\n".join([f"{heading}:", "", *lines]) + "\n"
