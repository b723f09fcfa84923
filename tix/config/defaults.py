"""The words that a tracker has when its tix.yaml says nothing but a key."""

from __future__ import annotations

from tix.model.ticket import Node

STATUSES: dict[str, Node] = {
    "open": {"category": "queue", "meaning": "Nobody works on it yet"},
    "doing": {"category": "active", "meaning": "Somebody works on it now"},
    "waiting": {"category": "waiting", "meaning": "The requester or somebody outside has the ball"},
    "review": {"category": "active", "meaning": "Done by one, to be looked at by another"},
    "done": {"category": "closed", "meaning": "Nothing is left to do"},
}

TYPES: dict[str, Node] = {
    "support": {"meaning": "A question, or help with something that works as it should"},
    "request": {"meaning": "Something to be given or set up, such as access"},
    "bug": {"meaning": "It does not do what it should"},
    "feature": {"meaning": "It should do something new"},
    "incident": {"meaning": "A service is down or worse than agreed"},
    "problem": {"meaning": "The cause behind one or more incidents"},
    "change": {"meaning": "A planned change of a running service"},
    "task": {"meaning": "Work that fits nowhere else"},
}

PRIORITIES: dict[str, Node] = {
    "low": {"meaning": "When there is time"},
    "normal": {"meaning": "In turn"},
    "high": {"meaning": "Before other work"},
    "critical": {"meaning": "Now, whatever else is going on"},
}

FLAGS: dict[str, Node] = {
    "vip": {"meaning": "Somebody waits who must not wait long"},
    "security": {"meaning": "Could be exploited; keep the details out of public replies"},
}

CHANNELS: dict[str, Node] = {
    name: {} for name in ("email", "phone", "chat", "web", "in-person", "monitoring", "api")
}

RESOLUTIONS: dict[str, Node] = {
    "fixed": {"meaning": "Something was changed, and it works now"},
    "solved": {"meaning": "The requester has what they asked for"},
    "workaround": {"meaning": "There is a way round it, the cause is still there"},
    "wontfix": {"meaning": "It is so, and stays so"},
    "cannot-reproduce": {"meaning": "Nobody could make it happen again"},
    "no-reply": {"meaning": "The requester did not answer"},
    "obsolete": {"meaning": "It does not matter any more"},
    "invalid": {"meaning": "There was nothing to do"},
    "duplicate": {"meaning": "Another ticket is about the same", "counts": "false"},
    "merged": {"meaning": "Its talk goes on in another ticket", "counts": "false"},
    "spam": {"meaning": "Nobody asked for anything", "counts": "false"},
}
