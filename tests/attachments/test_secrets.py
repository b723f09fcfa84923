from __future__ import annotations

import pytest

from tix.attachments.secrets import find_secret

AKIA = b"AKIA" + b"ABCDEFGH" * 2


@pytest.mark.parametrize(
    ("name", "content", "secret"),
    [
        ("id_rsa", b"", "a private SSH key"),
        ("Vault.KDBX", b"", "a password safe"),
        (".env", b"DEBUG=1\n", "settings of an application, often with passwords"),
        ("production.env", b"", "settings of an application, often with passwords"),
        ("x.pem", b"-----BEGIN RSA PRIVATE KEY-----\n", "a private key"),
        ("x.bin", b"\0-----BEGIN PRIVATE KEY-----\n", "a private key"),
        ("x.asc", b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "a private key"),
        ("notes.txt", b"use " + AKIA + b".", "an AWS access key"),
        ("ci.log", b"token=ghp_" + b"a1" * 18, "a GitHub token"),
        ("ci.log", b"glpat-" + b"a" * 20, "a GitLab token"),
        ("curl.txt", b"Authorization: Bearer abcdefghijkl", "a header that logs in"),
        ("app.yaml", b'db:\n  Password: "hunter22"\n', "a password"),
    ],
)
def test_keys_and_passwords_are_seen(name: str, content: bytes, secret: str) -> None:
    assert find_secret(name, content) == secret


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("id_rsa.pub", b"ssh-rsa AAAA ada@example.com"),
        (".env.example", b"PASSWORD=\n"),
        ("cert.pem", b"-----BEGIN CERTIFICATE-----\n"),
        ("app.log", b"password: \nwrong password for ada\npassword=${SECRET}\ntoken: null\n"),
        ("mail.txt", b"Please reset my password, thanks."),
        ("shot.png", b"\x89PNG\0password=hunter22"),
        ("a.txt", b"x" + AKIA),
    ],
)
def test_what_only_speaks_of_them_is_let_through(name: str, content: bytes) -> None:
    assert find_secret(name, content) == ""
