from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import git
from tests.exchange.builders import comment, entry, export, issue
from tix.clock import now
from tix.errors import BadInput, GitFailed, Refused
from tix.exchange.importer import Imported, run_import
from tix.exchange.mapping import Mapping
from tix.exchange.sources.jira import Jira, open_jira
from tix.git.fastimport import Put
from tix.git.gitconfig import Author
from tix.git.repo import Repo
from tix.store.landing import importing

pytestmark = pytest.mark.real

ADA = Author("Ada", "ada@example.com")
MOVED = entry(1, "2026-01-06T08:00:00.000+0000", ("status", "Open", "Done"))
DONE = {"name": "Done", "id": "5"}


def move_in(root: Path, path: Path, prefix: str = "") -> Imported:
    with open_jira(path) as source:
        return run_import(Repo.discover(root), prefix, source, importer=ADA, now=now())


def ticket_file(root: Path) -> Path:
    (path,) = root.rglob("T-*.yaml")
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tracker"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "tix.yaml").write_text("# ours\nformat: 1\nkey: T # short\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "init")
    return folder


def test_each_change_is_a_commit_by_its_own_author_at_its_own_time(root, tmp_path):
    done = move_in(root, export(tmp_path, issue(status=DONE, history=(MOVED,))))
    log = git(root, "log", "--reverse", "--format=%an <%ae> %aI %cI").splitlines()[2:]
    assert (done.created, done.updated, done.commits) == (1, 0, 3)
    assert log == [
        "Bob <bob@desk.example> 2026-01-05T10:00:00+00:00 2026-01-05T10:00:00+00:00",
        "Ana Kalniņa <ana@desk.example> 2026-01-06T08:00:00+00:00 2026-01-06T08:00:00+00:00",
    ]
    assert git(root, "status", "--porcelain") == ""
    assert "# ours\nformat: 1\nkey: T # short\n" in (root / "tix.yaml").read_text()


def test_a_newer_export_adds_only_what_is_new_on_top_of_what_was_edited_here(root, tmp_path):
    first = export(tmp_path, issue())
    move_in(root, first)
    path = ticket_file(root)
    path.write_text("# by hand\n" + path.read_text().replace("umlauts", "umlauts and ß"))
    git(root, "commit", "-qam", "edited here")
    said = comment(2, "2026-01-07T08:00:00.000+0000", "News")
    newer = export(tmp_path, issue(status=DONE, history=(MOVED,), comments=(said,)), issue("OPS-2"))
    done = move_in(root, newer)
    assert (done.created, done.updated) == (1, 1)
    text = (root / git(root, "ls-files", "*/" + path.name)).read_text()
    assert text.startswith("# by hand\n")
    assert "title: Login page rejects umlauts and ß\n" in text
    assert "text: News" in text
    head = git(root, "rev-parse", "HEAD")
    assert move_in(root, newer).commit == ""
    assert git(root, "rev-parse", "HEAD") == head


def test_work_in_progress_elsewhere_stays_as_it_is(root, tmp_path):
    (root / "notes.txt").write_text("staged")
    git(root, "add", "notes.txt")
    (root / "loose.txt").write_text("loose")
    move_in(root, export(tmp_path, issue()))
    assert git(root, "status", "--porcelain").split() == ["A", "notes.txt", "??", "loose.txt"]


def test_files_changed_by_hand_are_not_written_over(root, tmp_path):
    (root / "tix.yaml").write_text("format: 1\nkey: T\nname: Mine\n")
    before = git(root, "rev-parse", "HEAD")
    with pytest.raises(Refused, match="in the way"):
        move_in(root, export(tmp_path, issue()))
    assert git(root, "rev-parse", "HEAD") == before
    assert (root / "tix.yaml").read_text() == "format: 1\nkey: T\nname: Mine\n"
    assert git(root, "for-each-ref", "refs/tix") == ""


def test_an_import_that_breaks_leaves_nothing(root, tmp_path, monkeypatch):
    before = git(root, "rev-parse", "HEAD")
    read = Jira.records
    passes = []

    def broken(self):
        passes.append(1)
        yield from read(self)
        if len(passes) > 1:
            raise BadInput("The disk went away.")

    monkeypatch.setattr(Jira, "records", broken)
    with pytest.raises(BadInput, match="went away"):
        move_in(root, export(tmp_path, issue()))
    left = [path.name for path in (root / ".git").iterdir() if "crash" in path.name]
    assert (git(root, "rev-parse", "HEAD"), left) == (before, [])
    assert git(root, "for-each-ref", "refs/tix") == ""
    assert git(root, "status", "--porcelain") == ""


def test_a_tracker_in_a_folder_of_a_code_repository_is_filled_there(tmp_path):
    root = tmp_path / "code"
    (root / "tickets").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    (root / "tickets" / "tix.yaml").write_text("format: 1\nkey: T\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "init")
    move_in(root, export(tmp_path, issue()), "tickets/")
    assert ticket_file(root).parent == root / "tickets" / "open"
    assert move_in(root, export(tmp_path, issue()), "tickets/").commit == ""


def test_odd_names_and_paths_reach_git_unharmed(root):
    repo = Repo.discover(root)
    with importing(repo) as work:
        mark = work.stream.blob(b"x")
        puts = [Put('"quoted" \\ ü.txt', mark), Put("two\nlines", mark)]
        work.stream.commit(Author("A <b>\nc", "<x@y>"), 1000, "line\n\nmore ✓", puts)
    assert git(root, "log", "-1", "--format=%an|%ae|%at|%B") == "A b c|x@y|1000|line\n\nmore ✓"
    assert sorted(git(root, "-c", "core.quotePath=false", "ls-files", "-z").split("\0"))[:2] == [
        "",
        '"quoted" \\ ü.txt',
    ]
    assert (root / "two\nlines").read_text() == "x"


def test_an_import_in_the_middle_of_a_merge_is_refused(root, tmp_path):
    (root / ".git" / "MERGE_HEAD").write_text(git(root, "rev-parse", "HEAD") + "\n")
    with pytest.raises(Refused, match="in the middle of a merge"):
        move_in(root, export(tmp_path, issue()))


def test_large_open_statuses_are_shelved_by_character(root, tmp_path):
    settings = (root / "tix.yaml").read_text() + "limits: {folder: 2}\n"
    (root / "tix.yaml").write_text(settings)
    git(root, "commit", "-qam", "limits")
    waiting = {"name": "Blocked", "id": "9"}
    move_in(root, export(tmp_path, *(issue(f"OPS-{n}", status=waiting) for n in range(4))))
    folders = {path.parent.relative_to(root).parts for path in root.rglob("T-*.yaml")}
    assert {(len(parts), parts[0]) for parts in folders} == {(2, "blocked")}


def test_git_that_ends_early_is_an_error_and_changes_nothing(root):
    before = git(root, "rev-parse", "HEAD")
    with pytest.raises(GitFailed), importing(Repo.discover(root)) as work:
        work.stream.commit(ADA, 1000, "x", [Put("x.txt", 99)])
    assert git(root, "rev-parse", "HEAD") == before


def test_a_mapping_of_ones_own_decides(root, tmp_path):
    with open_jira(export(tmp_path, issue())) as source:
        run_import(
            Repo.discover(root),
            "",
            source,
            importer=ADA,
            now=now(),
            chosen=Mapping(values={"type": {"Bug": "incident"}}),
        )
    assert "type: incident\n" in ticket_file(root).read_text()


def test_statuses_that_were_crowded_once_are_shelved_though_empty_at_the_end(root, tmp_path):
    settings = (root / "tix.yaml").read_text() + "limits: {folder: 2}\n"
    (root / "tix.yaml").write_text(settings)
    git(root, "commit", "-qam", "limits")
    issues = [issue(f"OPS-{n}", status=DONE, history=(MOVED,)) for n in range(4)]
    move_in(root, export(tmp_path, *issues))
    log = git(root, "log", "--name-only", "--format=", "--diff-filter=A", "--", "open")
    assert {path.count("/") for path in log.split() if path.endswith(".yaml")} == {2}
    assert "  open:\n    shelf: c\n    category: queue\n" in (root / "tix.yaml").read_text()
