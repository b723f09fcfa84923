"""Where a fault of the settings stands: file, line and column for a path of keys."""

from __future__ import annotations

from collections.abc import Mapping

from tix.config.check import Problem
from tix.config.sections import section_file
from tix.errors import BadInput
from tix.findings import Finding
from tix.store.layout import CONFIG_DIR, CONFIG_FILE, EXTENSION
from tix.store.yamlread import Document, read


class Places:
    """Finds paths of keys in files, each parsed once and only when something is wrong."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._documents: dict[str, Document | None] = {}

    def finding(self, problem: Problem) -> Finding:
        """Return the finding for a problem, at the nearest key that stands in a file."""
        file, inner = self._file(problem.path)
        document = self._document(file)
        line, column = self._place(document, inner) if document else (0, 0)
        return Finding(
            problem.severity, problem.rule, file, problem.message, line, column, problem.fix
        )

    def _file(self, path: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """Return the file that holds a path of keys, and the path within that file."""
        inline = self._document(CONFIG_FILE)
        if inline is not None and path[:1] in inline.outline.places:
            return CONFIG_FILE, path
        whole = section_file(path[0]) if path else CONFIG_FILE
        if self._document(whole) is not None:
            return whole, path[1:]
        part = f"{CONFIG_DIR}/{'/'.join(path[:2])}{EXTENSION}"
        return (part, path[2:]) if self._document(part) is not None else (CONFIG_FILE, path)

    def _place(self, document: Document, path: tuple[str, ...]) -> tuple[int, int]:
        """Return the place of a path; a name in a list is looked for among the items."""
        places = document.outline.places
        if path and path not in places and path[:-1] in places:
            node: object = document.node
            for key in path[:-1]:
                node = node.get(key) if isinstance(node, dict) else None
            if isinstance(node, list) and path[-1] in node:
                return document.place(*path[:-1], node.index(path[-1]))
        return document.place(*path) if path and path[:1] in places else (0, 0)

    def _document(self, path: str) -> Document | None:
        if path not in self._documents:
            try:
                self._documents[path] = read(self._files[path], path)
            except (KeyError, BadInput):
                self._documents[path] = None
        return self._documents[path]
