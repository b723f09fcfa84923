from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "tix").rglob("*.py"))

#: What each part may import besides itself; the arrows point down, so there are no circles.
#: `__version__` stands in the package itself, below every part of it.
BASE = {"__version__", "errors", "findings", "frozen", "patterns", "text"}
PURE = BASE | {"model", "query", "workflow"}
GROUND = {"store", "git", "config", "history"}
TRACKER = {
    "tracker",
    "discovery",
    "drafts",
    "branches",
    "selection",
    "neighbours",
    "picking",
    "overview",
    "finding",
    "lanes",
    "meanings",
    "saved",
    "usual",
}
ENGINES = {
    "attachments",
    "lookback",
    "exchange",
    "doctor",
    "founding",
    "handedits",
    "merge",
    "statuses",
    "settings",
    "sync",
}
ALLOWED = {
    "errors": set(),
    "frozen": set(),
    "patterns": set(),
    "findings": {"frozen"},
    "text": {"patterns"},
    "clock": {"errors"},
    "model": BASE,
    "query": BASE | {"model"},
    "workflow": BASE | {"model", "query"},
    "git": {"errors", "frozen", "patterns", "text", "clock"},
    "store": BASE | {"model", "git", "clock", "__version__"},
    "config": BASE | {"model", "store"},
    "history": BASE | {"model", "git", "store", "config"},
    **dict.fromkeys(TRACKER, PURE | GROUND | TRACKER | {"clock"}),
    **dict.fromkeys(ENGINES, PURE | GROUND | TRACKER | ENGINES | {"clock"}),
    "cli": PURE | GROUND | TRACKER | ENGINES | {"clock"},
    "__main__": {"cli"},
}

#: Libraries and the only modules that import them.
HOMES = {
    "click": ["tix/cli/*"],
    "yaml": ["tix/store/yamlread.py"],
    "git": ["tix/git/gitconfig.py"],
    "sqlite3": ["tix/store/database.py", "tix/store/index*.py", "tix/history/cache*.py"],
    "tabulate": ["tix/cli/tables.py"],
    "dateutil": ["tix/model/datewords.py"],
    "subprocess": ["tix/git/run.py"],
    "tarfile": ["tix/exchange/sources/*"],
}
#: Libraries that no module imports when it is imported itself.
LAZY = {"git", "yaml", "tabulate", "dateutil", "subprocess"}

#: Calls and the only modules that make them.
CALLS = {
    "print": [],
    "input": [],
    "eval": [],
    "exec": ["tix/frozen.py"],  # constructors, as dataclasses makes them
    "now": ["tix/clock.py"],
    "utcnow": [],
    "today": [],
    "system": [],
    "popen": [],
    "echo": ["tix/cli/output.py", "tix/cli/failures.py"],
}
#: Calls of our own clock.
OURS = {"clock.now", "now"}

#: Where files are written: the tracker, git's folders, what an import unpacks, an editor's text.
WRITERS = [
    "tix/store/*",
    "tix/git/*",
    "tix/history/cache*.py",
    "tix/exchange/*",
    "tix/cli/prompts.py",
    "tix/cli/manpages.py",
    "tix/cli/reference.py",
]
WRITING = {"write_text", "write_bytes", "mkdtemp", "mkstemp", "rename", "unlink", "rmtree", "mkdir"}

VAGUE = {"utils", "util", "helpers", "helper", "manager", "handler", "data", "misc", "common"}


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def part_of(path: Path) -> str:
    return path.with_suffix("").parts[1]


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the names of imported modules, `from tix import clock` as tix.clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module in ("tix", "tix.cli"):
                yield from (f"{module}.{alias.name}" for alias in node.names)
            else:
                yield module


def called(tree: ast.AST) -> Iterator[str]:
    """Yield the names of called functions, with what stands before the last dot if it is a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                owner = node.func.value
                yield f"{owner.id if isinstance(owner, ast.Name) else '?'}.{node.func.attr}"


def is_at_home(path: Path, homes: list[str]) -> bool:
    return any(fnmatch(path.as_posix(), home) for home in homes)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def test_arrows_between_parts_point_down():
    wrong = [
        f"{path} imports {name}"
        for path in MODULES
        if path.name != "__init__.py" or len(path.parts) > 2
        for name in imported(parse(path))
        if name.startswith("tix.")
        and (part := name.split(".")[1]) != part_of(path)
        and part not in ALLOWED[part_of(path)]
    ]
    assert wrong == []


def test_each_library_is_imported_in_its_home_alone():
    wrong = [
        f"{path} imports {name}"
        for path in MODULES
        for name in imported(parse(path))
        if (library := name.split(".")[0]) in HOMES and not is_at_home(path, HOMES[library])
    ]
    assert wrong == []


def test_heavy_libraries_are_imported_inside_functions():
    wrong = [
        f"{path} imports {name}"
        for path in MODULES
        for statement in parse(path).body
        if isinstance(statement, (ast.Import, ast.ImportFrom))
        for name in imported(statement)
        if name.split(".")[0] in LAZY
    ]
    assert wrong == []


def test_calls_that_have_one_home():
    wrong = [
        f"{path} calls {name}"
        for path in MODULES
        for name in called(parse(path))
        if (function := name.rpartition(".")[2]) in CALLS
        and name not in OURS
        and not is_at_home(path, CALLS[function])
        and not is_method_of_ours(name)
    ]
    assert wrong == []


def is_method_of_ours(name: str) -> bool:
    """Tell `connection.exec…`-like methods from the builtins that are forbidden."""
    owner, _, function = name.rpartition(".")
    return bool(owner) and function in ("eval", "exec", "input", "print")


def test_files_are_written_by_few_modules():
    wrong = [
        f"{path} calls {name}"
        for path in MODULES
        for name in called(parse(path))
        if name.rpartition(".")[2] in WRITING and not is_at_home(path, WRITERS)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_say_what_they_are_for_and_stay_small(path: Path):
    source = (ROOT / path).read_text(encoding="utf-8")
    tree = ast.parse(source)
    docstring = ast.get_docstring(tree) or ""
    long = [
        f"{node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in functions(tree)
        if (node.end_lineno or 0) - node.lineno >= 50
    ]

    assert docstring, "no docstring"
    assert "from __future__ import annotations" in source
    assert source.count("\n") <= 400, "more than 400 lines"
    assert long == []
    assert path.stem not in VAGUE
    assert not any(word in source for word in ("TODO", "FIXME", "NotImplementedError"))


def test_functions_of_many_parameters_take_them_by_name():
    wrong = [
        f"{path}:{node.lineno} {node.name}"
        for path in MODULES
        for node in functions(parse(path))
        if len(
            [
                arg
                for arg in (*node.args.posonlyargs, *node.args.args)
                if arg.arg not in ("self", "cls")
            ]
        )
        > 5
    ]
    assert wrong == []


def test_every_part_has_its_arrows():
    assert {part_of(path) for path in MODULES} - {"__init__"} == set(ALLOWED)
