"""How one text stands in the file: plain, in double quotes, or as a block after `|`."""

from __future__ import annotations

import re

from tix.errors import BadInput
from tix.patterns import lazy_pattern

_INDENT = "  "

#: All but what YAML 1.1 and 1.2 both print as it is; it is written as an escape. A text until it is
#: needed: compiling it takes 4 ms, and what Python calls printable holds none of it.
_UNPRINTABLE = (
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
#: What most texts are made of: these need no more than a look at `_WORDS`.
_FIRST = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_LAST = _FIRST | frozenset("0123456789.)")
_SIMPLE = _LAST | frozenset(" ,;/@_(+-")
_UNSAFE = lazy_pattern(
    r"""[-?:,\[\]{}#&*!|>'"%@`\s]"""  # what a plain scalar may not begin with
    r"|.*(?::(?:\s|$)|\s\#|\s$|[\t\n])",  # or hold: a key, a comment, a space at its end
    re.VERBOSE,
)
#: Numbers in every notation, times, dates, and whatever else begins and goes on like them.
_NUMERIC = lazy_pattern(
    r"[-+.]?\.?[0-9][0-9a-fA-FxXoO_.,:+\- TtZz]*|[-+]?\.(inf|nan)", re.IGNORECASE
)
_WORDS = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null", "~", "=", "<<"})
_NATURAL = lazy_pattern(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?|true|false|0|-?[1-9][0-9]{0,17}"
)  # canonical dates, times, truth values and whole numbers
#: Keys whose values are such by definition, so that they stand plain as people write them.
NATURAL_KEYS = frozenset(
    {"created", "due", "snoozed", "at", "needed", "done", "deleted", "size", "score"}
)

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_ESCAPED = rf'[\\"\n\t]|{_UNPRINTABLE}'
_ESCAPED_BUT_PRINTABLE = r'[\\"]'


def inline(text: str, key: str = "") -> str:
    """Return `text` on one line, plain where every YAML reader takes it for this very text.

    Raises BadInput for half a surrogate pair, which UTF-8 cannot hold.
    """
    if key in NATURAL_KEYS and _NATURAL.fullmatch(text):
        return text
    if is_plain(text):
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(
            f"The text {text!r} holds half a character, which UTF-8 cannot store."
        ) from None
    escaped = _ESCAPED_BUT_PRINTABLE if text.isprintable() else _ESCAPED
    return '"' + re.sub(escaped, _escape, text) + '"'


def is_plain(text: str) -> bool:
    """Tell whether `text` needs no quotes in YAML 1.1 and 1.2."""
    if _is_simple(text):
        return text.lower() not in _WORDS
    return not (
        not text
        or _UNSAFE.match(text)
        or text.lower() in _WORDS
        or _NUMERIC.fullmatch(text)
        or text.startswith("...")
        or has_unprintable(text)
    )


def _is_simple(text: str) -> bool:
    return bool(text and _SIMPLE.issuperset(text) and text[0] in _FIRST and text[-1] in _LAST)


def has_unprintable(text: str) -> bool:
    """Tell whether `text`, which may hold tabs, holds what YAML must have written as an escape."""
    return not text.isprintable() and re.search(_UNPRINTABLE, text) is not None


def block(text: str) -> list[str] | None:
    """Return the lines of `text` as a literal block, sign first, or None where none can hold it.

    The lines after the sign are indented by two spaces, empty ones not at all.
    """
    body = text.lstrip("\n")
    if "\n" not in text or not body.strip(" \t\n") or has_unprintable(text.replace("\n", "")):
        return None
    indicator = "2" if body[0] in " \t" else ""
    ending = text[len(text.rstrip("\n")) :]
    chomp = {"": "-", "\n": ""}.get(ending, "+")
    lines = text.removesuffix("\n").split("\n")
    return [f"|{indicator}{chomp}", *(_INDENT + line if line else "" for line in lines)]


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    if char in _ESCAPES:
        return _ESCAPES[char]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
