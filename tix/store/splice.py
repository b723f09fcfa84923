"""Edits of a file that touch the changed fields alone; all other bytes stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tix.errors import BadInput, TicketSyntaxError
from tix.frozen import frozen
from tix.model.fields import CORE
from tix.model.ticket import Node
from tix.patterns import lazy_pattern
from tix.store.emit import emit_document, emit_field
from tix.store.emit_scalar import block, inline
from tix.store.outline import Mark, Outline
from tix.store.splice_items import Edit, edit_items
from tix.store.yamlread import BOM, read, read_node

#: Where a new field goes: core fields in their order, then others, comments last.
_RANK = {name: rank for rank, name in enumerate(CORE)} | {"comments": len(CORE) + 1}
_RANK_OTHER = len(CORE)
#: Blank lines and comments between two fields.
_GAP = lazy_pattern(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*")


@frozen
class _File:
    """A file as text: its lines all ended by `newline`, whether or not its last line was."""

    text: str
    newline: str
    ended: bool
    node: Mapping[str, Node]
    outline: Outline

    @classmethod
    def of(cls, body: bytes, path: str) -> _File:
        """Read the file that holds `body`, which has no byte order mark."""
        newline = b"\r\n" if b"\r\n" in body else b"\n"
        ended = body.endswith(b"\n")
        padded = body if ended else body + newline
        document = read(padded, path)
        return cls(padded.decode(), newline.decode(), ended, document.node, document.outline)

    def with_edits(self, edits: list[Edit]) -> str:
        """Return the text with the edits made."""
        parts: list[str] = []
        position = 0
        for start, end, text in sorted(edits, key=_place):
            parts += (self.text[position:start], text.replace("\n", self.newline))
            position = end
        return "".join(parts) + self.text[position:]


def splice(original: bytes, changed: Mapping[str, Node | None], path: str = "ticket") -> bytes:
    """Return the file with the fields of `changed` set, or removed where they are None.

    Only the lines of those fields differ, and within a list only those of the items that differ.
    A file laid out so that lines cannot be replaced, such as one in brackets, is written anew.
    The result is read back before it is returned. Raises TicketSyntaxError when `original` cannot
    be read, BadInput when the format cannot hold a value.
    """
    node = read_node(original, path)
    news = {key: value for key, value in changed.items() if node.get(key) != value}
    if not news:
        return original
    wanted = {key: value for key, value in {**node, **news}.items() if value is not None}
    body = original.removeprefix(BOM)
    mark = original[: len(original) - len(body)]
    for candidate in _candidates(_File.of(body, path), node, news, wanted):
        if _reads_as(mark + candidate.encode(), wanted, path):
            return mark + candidate.encode()
    anew = mark + emit_document(wanted).replace("\n", _newline(body)).encode()
    if read_node(anew, path) != wanted:
        names = ", ".join(news)
        raise BadInput(f"{path}: the new value of {names} would not read back as it was given.")
    return anew


def _newline(body: bytes) -> str:
    return "\r\n" if b"\r\n" in body else "\n"


def _reads_as(candidate: bytes, wanted: Mapping[str, Node], path: str) -> bool:
    try:
        return read_node(candidate, path) == wanted
    except TicketSyntaxError:
        return False


def _candidates(
    file: _File,
    node: Mapping[str, Node],
    news: Mapping[str, Node | None],
    wanted: Mapping[str, Node],
) -> Iterator[str]:
    """Yield the file with the change made, the smallest change first; the reader decides.

    A last line without an end stays so where its text allows; where the end of the line changes
    the text of the last field (`|`), that field is written again. Where a block would take blank
    lines and comments below it for its own, the lines go and the comments lose their indent.
    """
    if not file.outline.spliceable or not wanted:
        return
    moved = {key: value for key, value in node.items() if file.node.get(key) != value}
    for fields, by_items in ((news, True), ({**moved, **news}, False)):
        edits = _edits(file, node, fields, by_items=by_items)
        for result in (file.with_edits(edits), file.with_edits(_over_gaps(file, edits))):
            if not file.ended:
                yield result.removesuffix(file.newline)
            yield result


def _edits(
    file: _File,
    node: Mapping[str, Node],
    news: Mapping[str, Node | None],
    *,
    by_items: bool,
) -> list[Edit]:
    marks = file.outline.marks
    edits: list[Edit] = []
    for key in sorted(news, key=_rank):
        value, mark = news[key], marks.get(key)
        if value is None:
            edits += [Edit(*mark.lines, "")] if mark else []
        elif mark is None:
            edits.append(_added(marks, key, value))
        else:
            inside = _inside_line(mark, key, value)
            if inside is None and by_items:
                inside = edit_items(file.text, mark, key, node.get(key), value)
            edits += [Edit(*mark.lines, emit_field(key, value))] if inside is None else inside
    return edits


def _over_gaps(file: _File, edits: list[Edit]) -> list[Edit]:
    """Return the edits with what follows each: blank lines go, comments go to the margin."""
    ordered = sorted(edits, key=_place)
    nexts = [edit.start for edit in ordered[1:]] + [-1]
    wider: list[Edit] = []
    for (start, end, text), following in zip(ordered, nexts, strict=True):
        whole = file.text[end - 1 : end] == "\n" and following != end
        gap = _GAP.match(file.text, end) if whole else None
        lines = gap[0].replace("\r\n", "\n").splitlines(keepends=True) if gap else []
        comments = "".join(line.lstrip(" \t") for line in lines if "#" in line)
        wider.append(Edit(start, gap.end() if gap else end, text + comments))
    return wider


def _place(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _rank(key: str) -> int:
    return _RANK.get(key, _RANK_OTHER)


def _inside_line(mark: Mark, key: str, value: Node) -> list[Edit] | None:
    """Return the edit of a value within its line, so that a comment behind it stays."""
    if mark.value is None or not isinstance(value, str) or block(value) is not None:
        return None
    start, end = mark.value
    return [Edit(start, end, ("" if end > start else " ") + inline(value, key))]


def _added(marks: Mapping[str, Mark], key: str, value: Node) -> Edit:
    """Return the edit that adds a field after the one before it in the order of the format."""
    rank = _rank(key)
    before = [name for name in marks if _rank(name) <= rank]
    if key == "comments":
        place = max(mark.lines.end for mark in marks.values())
    elif before:
        previous = max(before, key=lambda name: (_rank(name), marks[name].lines.start))
        place = marks[previous].lines.end
    else:
        place = min(mark.lines.start for mark in marks.values())
    return Edit(place, place, emit_field(key, value))
