"""SHA-1 and SHA-256 of what is mostly small: loading OpenSSL for it takes 4 ms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha1 as _sha1
    from hashlib import sha256 as _sha256
else:
    try:
        from _sha1 import sha1 as _sha1
        from _sha256 import sha256 as _sha256
    except ImportError:  # Python 3.12 names them anew, and some builds leave them out
        from hashlib import sha1 as _sha1
        from hashlib import sha256 as _sha256

#: Bytes from which OpenSSL, six times as fast, is worth loading.
_LARGE = 1 << 20


def sha1(content: bytes) -> bytes:
    """Return the SHA-1 sum of bytes."""
    if len(content) > _LARGE:
        return _sum("sha1", content)
    return _sha1(content).digest()  # noqa: S324 - git's


def sha256(content: bytes) -> bytes:
    """Return the SHA-256 sum of bytes."""
    return _sum("sha256", content) if len(content) > _LARGE else _sha256(content).digest()


def _sum(name: str, content: bytes) -> bytes:
    import hashlib

    return hashlib.new(name, content).digest()
