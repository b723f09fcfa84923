from __future__ import annotations

from pathlib import Path

import pytest

from tix.errors import BadInput
from tix.git.repo import Repo
from tix.store.journal import (
    FileRecord,
    Journal,
    Phase,
    clear,
    journal_path,
    load,
    needs_recovery,
    save,
)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    (tmp_path / ".git/tix").mkdir(parents=True)
    return Repo(tmp_path, tmp_path / ".git", tmp_path / ".git")


def test_a_journal_reads_back_as_it_was_written(repo: Repo) -> None:
    record = FileRecord("open/ü.yaml", "", "a" * 64, "", "b" * 40, "100644", "open/.t", "", 0o640)
    journal = Journal(Phase.APPLY, "refs/heads/main", "", "c" * 40, "m\n\nx", (record,), ("open",))
    assert (load(repo), needs_recovery(repo)) == (None, False)
    save(repo, journal, durable=True)
    assert (load(repo), needs_recovery(repo)) == (journal, True)
    clear(repo)
    assert (load(repo), needs_recovery(repo)) == (None, False)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"\xff", b'{"version": 1, "phase": "x"}'])
def test_a_journal_of_another_make_is_an_error_with_a_hint(repo: Repo, text: bytes) -> None:
    Path(journal_path(repo)).write_bytes(text)
    with pytest.raises(BadInput, match="is no journal of tix") as caught:
        load(repo)
    assert caught.value.hint == f"git status, then rm {journal_path(repo)}"
