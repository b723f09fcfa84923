"""The other repository: which it is, getting its branch, sending ours."""

from __future__ import annotations

import re
from enum import StrEnum

from tix.errors import Refused, ServiceFailed, TixError, UsageError
from tix.frozen import frozen
from tix.git.repo import Repo

_HEADS = "refs/heads/"
_NO_BRANCH = "couldn't find remote ref"
#: Rejections by which a server says that somebody else was quicker.
_BEATEN = re.compile(
    r"fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref"
)
_RIGHTS = re.compile(
    r"authentication failed|permission denied|access denied|could not read (user|pass)|40[13]",
    re.IGNORECASE,
)


class Pushed(StrEnum):
    """How a push ended that was not refused for good."""

    DONE = "done"
    BEATEN = "beaten"


@frozen
class Route:
    """A branch here (`ref`) and the one that it goes along with on a remote (`branch`)."""

    remote: str
    branch: str
    ref: str
    is_followed: bool

    @property
    def name(self) -> str:
        """The branch as people say it: origin/main."""
        return f"{self.remote}/{self.branch.removeprefix(_HEADS)}"


def find_route(repo: Repo, named: str = "") -> Route:
    """Return what the branch of HEAD goes along with: what git was told, or the one remote."""
    ref = repo.head().ref or ""
    own = f"branch.{ref.removeprefix(_HEADS)}"
    configured, followed = (repo.settings.get(f"{own}.{key}") for key in ("remote", "merge"))
    remotes = _remotes(repo)
    if named and named not in remotes:
        raise UsageError(f"There is no remote {named!r}.", hint="git remote -v")
    if not remotes:
        raise Refused(
            "This clone has no remote to go along with.", hint="git remote add origin URL"
        )
    remote = named or (configured if configured in remotes else _usual(remotes))
    is_followed = remote == configured and bool(followed)
    return Route(remote, followed if is_followed else ref, ref, is_followed)


def fetch(repo: Repo, route: Route, *, may_ask: bool = False) -> str | None:
    """Get the remote's branch and return its commit; None when it does not have it yet."""
    command = repo.git.start(
        *_from_main(repo, route),
        *("fetch", "--quiet", "--no-tags", "--no-recurse-submodules"),
        *("--", route.remote, route.branch),
        env=_asking(may_ask=may_ask),
    )
    code, _, complaint = command.communicate()
    if code and _NO_BRANCH in complaint:
        return None
    if code:
        raise _unreachable(route, complaint)
    return repo.git.text("rev-parse", "--verify", "FETCH_HEAD^{commit}")


def push(repo: Repo, route: Route, commit: str, *, may_ask: bool = False) -> Pushed:
    """Send a commit as the remote's branch; raise Refused when the remote wants none."""
    command = repo.git.start(
        *_from_main(repo, route),
        *("push", "--porcelain", "--", route.remote, f"{commit}:{route.branch}"),
        env=_asking(may_ask=may_ask),
    )
    code, out, complaint = command.communicate()
    if not code:
        return Pushed.DONE
    rejected = [line for line in out.decode("utf-8", "replace").split("\n") if line[:2] == "!\t"]
    if not rejected:
        raise _unreachable(route, complaint)
    reason = rejected[0].rpartition("\t")[2]
    if _BEATEN.search(reason):
        return Pushed.BEATEN
    raise Refused(
        f"{route.name} takes no push: {_said(complaint) or reason.strip('[] ')}.",
        hint="tix sync --no-push gets what others did",
    )


def follow(repo: Repo, route: Route) -> None:
    """Let git know what the branch goes along with, where nobody told it anything."""
    own = f"branch.{route.ref.removeprefix(_HEADS)}"
    if not route.is_followed and not repo.settings.get(f"{own}.remote"):
        repo.git.run("config", "--local", f"{own}.remote", route.remote)
        repo.git.run("config", "--local", f"{own}.merge", route.branch)


def _remotes(repo: Repo) -> list[str]:
    keys = [key for key in repo.settings.values if key.startswith("remote.")]
    return [key[len("remote.") : -len(".url")] for key in keys if key.endswith(".url")]


def _usual(remotes: list[str]) -> str:
    if len(remotes) == 1 or "origin" in remotes:
        return "origin" if "origin" in remotes else remotes[0]
    raise UsageError(
        f"There are several remotes: {', '.join(sorted(remotes))}.", hint="tix sync REMOTE"
    )


def _from_main(repo: Repo, route: Route) -> tuple[str, ...]:
    """Return what lets a linked work tree reach a remote by a path from the main one."""
    url = repo.settings.get(f"remote.{route.remote}.url")
    if not repo.is_linked or not url.startswith("."):
        return ()
    return ("-c", f"url.{(repo.common_dir.parent / url).resolve()}.insteadOf={url}")


def _asking(*, may_ask: bool) -> dict[str, str]:
    """Return the variable that lets git ask for a password where somebody is there."""
    return {"GIT_TERMINAL_PROMPT": "1"} if may_ask else {}


def _unreachable(route: Route, complaint: str) -> TixError:
    lines = [line for line in complaint.splitlines() if line.strip()]
    said = (lines[0] if lines else "no message").removeprefix("fatal: ").rstrip(".")
    if _RIGHTS.search(complaint):
        return ServiceFailed(
            f"{route.remote} does not let you in: {said}.", hint=f"git ls-remote {route.remote}"
        )
    return ServiceFailed(
        f"{route.remote} does not answer: {said}.",
        hint="nothing was changed; work goes on here, tix sync again when it is back",
    )


def _said(complaint: str) -> str:
    """Return what a server's hooks said, in one line."""
    lines = [
        line[len("remote:") :].strip() for line in complaint.splitlines() if line[:7] == "remote:"
    ]
    return " ".join(line for line in lines if line).rstrip(".")
