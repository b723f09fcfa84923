"""What a patch changes, as trees: made by git from the ids of blobs that the patch names."""

from __future__ import annotations

from pathlib import Path

from tix.git.repo import Repo


def trees_of_patch(repo: Repo, patch: Path) -> tuple[str, str] | None:
    """Return the trees of the files that a patch names, before and after it.

    None where the patch does not tell, or this clone does not have its blobs.
    """
    repo.own_dir.mkdir(exist_ok=True)
    index = repo.own_dir / "patched"
    steps = (
        ("apply", f"--build-fake-ancestor={index}", str(patch)),
        ("write-tree",),
        ("apply", "--cached", str(patch)),
        ("write-tree",),
    )
    said = []
    try:
        for step in steps:
            there = ("-C", str(repo.work_tree or repo.git_dir))
            command = repo.git.start(*there, *step, env={"GIT_INDEX_FILE": str(index)})
            code, out, _ = command.communicate()
            if code:
                return None
            said.append(out.decode().strip())
    finally:
        index.unlink(missing_ok=True)
    return said[1], said[3]
