"""Files of an export: in a folder, in an archive, or compressed by themselves."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from tix.errors import BadInput, NotFound
from tix.findings import Finding, Severity

#: How a compressed file begins, and what opens it.
_COMPRESSED: dict[bytes, Callable[[Path], Any]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"BZh": bz2.BZ2File,
}
_PACKED = (".gz", ".xz", ".bz2")
_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,  # a zip file with a password, or packed in a way that Python does not know
)


def files(
    path: Path, endings: tuple[str, ...], findings: list[Finding]
) -> Iterator[tuple[str, Path]]:
    """Yield name and place of every file of an export whose name has one of the `endings`.

    A single file may be called anything. What is in an archive is unpacked one file at a time
    and never under its own name, so a name such as `../../x` leads nowhere. An archive that is
    cut off gives what it has, and a finding.
    """
    if path.is_dir():
        yield from _in_folder(path, endings, findings)
        return
    if not path.exists():
        raise NotFound(f"There is no {path}.", hint="ls")
    if not path.is_file():
        raise BadInput(f"{path} is neither a file nor a folder.")
    members = _members(path, endings)
    if members is None:
        yield path.name, path
    else:
        yield from _unpacked(path, members, findings)


def _in_folder(
    folder: Path, endings: tuple[str, ...], findings: list[Finding]
) -> Iterator[tuple[str, Path]]:
    packed = tuple(ending + more for ending in endings for more in ("", *_PACKED))
    paths = [path for path in sorted(folder.rglob("*")) if path.name.endswith(packed)]
    if not paths:
        said = f"holds no file whose name ends in {' or '.join(endings)}"
        findings.append(Finding(Severity.WARNING, "import-empty", folder.name, said))
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file():
            findings.append(Finding(Severity.WARNING, "import-no-file", name, "is not a file"))
        elif members := _members(path, endings):
            yield from _unpacked(path, members, findings)
        else:
            yield name, path


def _members(path: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, IO[bytes]]] | None:
    """Return what is packed in a file, None when it is a plain one."""
    if zipfile.is_zipfile(path):
        return _zipped(path, endings)
    if _is_tar(path):
        return _tarred(path, endings)
    with path.open("rb") as stream:
        head = stream.read(6)
    compressed = [opener for magic, opener in _COMPRESSED.items() if head.startswith(magic)]
    return _single(path, compressed[0]) if compressed else None


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except _BROKEN:
        return False  # compressed and cut off, which reading it will tell


def _single(path: Path, opener: Callable[[Path], Any]) -> Iterator[tuple[str, IO[bytes]]]:
    with opener(path) as stream:
        yield path.stem, stream


def _zipped(path: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(path) as packed:
        for info in packed.infolist():
            if info.filename.endswith(endings) and not info.is_dir():
                with packed.open(info) as stream:
                    yield info.filename, stream


def _tarred(path: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the files of an archive; links, devices and everything else stay packed."""
    with tarfile.open(path, "r:*") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content and member.name.endswith(endings):
                yield member.name, content


def _unpacked(
    path: Path, members: Iterator[tuple[str, IO[bytes]]], findings: list[Finding]
) -> Iterator[tuple[str, Path]]:
    with tempfile.TemporaryDirectory(prefix="tix-import-") as folder:
        place = Path(folder) / "file"
        try:
            for name, stream in members:
                with place.open("wb") as out:
                    shutil.copyfileobj(stream, out, 1 << 20)
                yield name, place
        except _BROKEN as error:
            said = f"cannot be unpacked further: {error or 'it ends too early'}"
            findings.append(Finding(Severity.ERROR, "import-archive", path.name, said))
