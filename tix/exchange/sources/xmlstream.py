"""XML from disk one element at a time; characters that XML forbids are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from tix.errors import BadInput
from tix.exchange.jsonstream import encoding_of

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml_elements(path: Path, name: str, tags: frozenset[str]) -> Iterator[tuple[int, Element]]:
    """Yield line and element of each of the `tags` below the root; errors call the file `name`.

    Names of elements lose their namespace. The root itself is yielded first, still empty, for
    its attributes.
    """
    parser: Any = XMLPullParser(("start", "end"))
    depth = start = 0
    root: Element | None = None
    with path.open(encoding=encoding_of(path), errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            if "<!ENTITY" in line:
                raise BadInput(f"{name}:{number}: declares entities, which are not read")
            try:
                parser.feed(_FORBIDDEN.sub("", line))
                for event, element in parser.read_events():
                    element.tag = element.tag.rpartition("}")[2]
                    depth += 1 if event == "start" else -1
                    if root is None:
                        root = element
                        yield number, root
                    elif event == "start" and depth == 2:
                        start = number
                    elif event == "end" and depth == 1 and root is not None:
                        if element.tag in tags:
                            yield start, element
                        root.clear()
            except ParseError as error:
                raise BadInput(f"{name}:{number}: {error.msg.partition(':')[0]}") from None
    if depth or root is None:
        raise BadInput(f"{name}: ends in the middle; the export was cut off")
