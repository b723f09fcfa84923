"""Bugzilla's XML (`show_bug.cgi?ctype=xml`), as the objects that its REST interface gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from tix.errors import BadInput
from tix.exchange.sources.xmlstream import xml_elements

#: Names in XML that differ from those of the REST interface.
_NAMES = {
    "bug_id": "id",
    "creation_ts": "creation_time",
    "delta_ts": "last_change_time",
    "short_desc": "summary",
    "bug_status": "status",
    "bug_severity": "severity",
    "rep_platform": "platform",
    "status_whiteboard": "whiteboard",
    "bug_file_loc": "url",
    "dependson": "depends_on",
    "blocked": "blocks",
    "dup_id": "dupe_of",
    "reporter": "creator",
}
_LISTS = {"depends_on", "blocks", "cc", "keywords", "see_also", "group"}
_PEOPLE = {"creator", "assigned_to", "qa_contact"}


def bugs(path: Path, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line and object of each bug; what is broken is an error with its line."""
    found = xml_elements(path, name, frozenset({"bug"}))
    _, root = next(found)
    if root.tag != "bugzilla":
        raise BadInput(f"{name}: is no export of Bugzilla: it begins with <{root.tag}>")
    home = root.get("urlbase", "")
    for line, element in found:
        yield line, {"urlbase": home, **_bug(element)}


def _bug(element: Element) -> dict[str, Any]:
    bug: dict[str, Any] = {}
    if element.get("error"):
        bug["error"] = element.get("error")
    for child in element:
        name = _NAMES.get(child.tag, child.tag)
        if name == "long_desc":
            bug.setdefault("comments", []).append(_comment(child))
        elif name == "attachment":
            bug.setdefault("attachments", []).append({"file_name": child.findtext("filename")})
        elif name == "flag":
            bug.setdefault("flags", []).append(dict(child.attrib))
        elif name in _PEOPLE:
            bug[name] = _text(child)
            bug[f"{name}_detail"] = _person(child)
        elif name in _LISTS:
            words = _text(child).split(", ") if name == "keywords" else [_text(child)]
            bug.setdefault(name, []).extend(word for word in words if word)
        else:
            bug[name] = _text(child)
    bug["groups"] = bug.pop("group", [])
    return bug


def _comment(element: Element) -> dict[str, Any]:
    who = element.find("who")
    return {
        "id": element.findtext("commentid"),
        "count": element.findtext("comment_count"),
        "time": element.findtext("bug_when"),
        "text": element.findtext("thetext"),
        "creator": "" if who is None else _text(who),
        "creator_detail": {} if who is None else _person(who),
        "is_private": element.get("isprivate") == "1",
        "work_time": element.findtext("work_time"),
    }


def _person(element: Element) -> dict[str, Any]:
    return {"name": _text(element), "real_name": element.get("name", "")}


def _text(element: Element) -> str:
    return (element.text or "").strip()
