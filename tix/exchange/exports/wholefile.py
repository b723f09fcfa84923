"""Write a long file so that it is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tix.errors import Refused


@contextmanager
def whole_file(path: Path, mark: str = "") -> Iterator[Callable[[str], object]]:
    """Give what writes into a file aside, which takes the place of `path` at the end.

    Leaving with an error, or by Ctrl-C, leaves what was there before. A link stays one. A device or
    pipe, such as /dev/stdout, is written to as it is: nothing may take its place.
    """
    if path.exists() and not path.is_file():
        with _explained(path), path.open("w", encoding="utf-8", newline="") as file:
            file.write(mark)
            yield file.write
        return
    path = path.resolve()
    with _explained(path):
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    aside = Path(name)
    try:
        with _explained(path):
            with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
                file.write(mark)
                yield file.write
            aside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
            aside.replace(path)
    finally:
        with suppress(OSError):
            aside.unlink()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from None


def _umask() -> int:
    held = os.umask(0)
    os.umask(held)
    return held
