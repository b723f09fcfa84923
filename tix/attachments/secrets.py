"""Files that look like keys and passwords, which should not get into a history that keeps them."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

#: Names, in lower case, with what such files hold.
_NAMES = (
    ("id_rsa id_dsa id_ecdsa id_ed25519 id_*_sk *.ppk", "a private SSH key"),
    ("*.p12 *.pfx *.jks *.keystore *.key", "a key store"),
    ("*.kdbx *.kdb *.1pux *.agilekeychain *.psafe3", "a password safe"),
    (".env .env.* *.env", "settings of an application, often with passwords"),
    (".netrc _netrc .pgpass .my.cnf .git-credentials .htpasswd shadow", "passwords"),
    (".npmrc .pypirc .dockercfg credentials credentials.json wallet.dat *.ovpn", "credentials"),
)
#: Names that fit a pattern above and are harmless.
_HARMLESS = (".env.example", ".env.sample", ".env.template", ".env.dist")

_WORD = rb"(?<![A-Za-z0-9_/+-])"
#: What content is told by: words that must be in it in lower case (quick to look for), the pattern.
_CONTENTS = (
    (
        "-----begin",
        rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----",
        "a private key",
    ),
    ("putty-user-key-file", rb"PuTTY-User-Key-File-\d", "a private SSH key"),
    ("akia asia", _WORD + rb"(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])", "an AWS access key"),
    ("aws_secret", rb"(?i:aws_secret_access_key)\s{0,4}[=:]", "an AWS secret key"),
    ("gho_ ghp_ ghr_ ghs_ ghu_", _WORD + rb"gh[oprsu]_[0-9A-Za-z]{36}", "a GitHub token"),
    ("github_pat_", _WORD + rb"github_pat_[0-9A-Za-z_]{22}", "a GitHub token"),
    ("glpat-", _WORD + rb"glpat-[0-9A-Za-z_-]{20}", "a GitLab token"),
    ("xox", _WORD + rb"xox[abeoprs]-[0-9A-Za-z-]{10}", "a Slack token"),
    ("k_live_", _WORD + rb"[rs]k_live_[0-9A-Za-z]{16}", "a Stripe key"),
    ("aiza", _WORD + rb"AIza[0-9A-Za-z_-]{35}", "a Google API key"),
    ("npm_", _WORD + rb"npm_[0-9A-Za-z]{36}", "an npm token"),
    ("pypi-agei", _WORD + rb"pypi-AgEI[0-9A-Za-z_-]{20}", "a PyPI token"),
    ("eyj", _WORD + rb"eyJ[\w-]{8,2000}\.eyJ[\w-]{8,2000}\.[\w-]{8}", "a signed token"),
    (
        "authorization:",
        rb"(?i:Authorization: {1,2}(?:Bearer|Basic)) [\w.~+/=-]{12}",
        "a header that logs in",
    ),
    (
        "password passwd pwd secret api_key apikey token",
        rb"(?i:(?:password|passwd|pwd|secret|api_?key|access_?token)[\"']?) {0,4}[:=] {0,4}"
        rb"[\"']?(?!(?i:null|none|true|false|xxx|\*|<|\$|\{|%))[^\s\"',;&]{6}",
        "a password",
    ),
)
_PATTERNS = tuple(
    (tuple(word.encode() for word in words.split(" ")), re.compile(pattern), what)
    for words, pattern, what in _CONTENTS
)
_KEEPASS = bytes.fromhex("03d9a29a")


def find_secret(name: str, content: bytes) -> str:
    """Return what secret a file looks like, such as "a private key", or "" when it looks like none.

    Binary content is searched for keys, not for words.
    """
    return _by_name(name.casefold()) or _by_content(content)


def _by_name(name: str) -> str:
    if name in _HARMLESS or name.endswith(".pub"):
        return ""
    for patterns, what in _NAMES:
        if any(fnmatchcase(name, pattern) for pattern in patterns.split()):
            return what
    return ""


def _by_content(content: bytes) -> str:
    if content.startswith(_KEEPASS):
        return "a password safe"
    is_binary = b"\0" in content[:8192]
    lowered = content.lower()
    for words, pattern, what in _PATTERNS[:1] if is_binary else _PATTERNS:
        if any(word in lowered for word in words) and pattern.search(content):
            return what
    return ""
